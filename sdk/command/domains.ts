import type { FastlyClient } from "../fastly/client";
import { findManagedDomain } from "../fastly/domains";
import { findActivation } from "../fastly/tlsActivations";
import { ACTIVATION_TYPE } from "../setup/certificates";
import { isVersionlessDomain } from "../setup/versionlessDomains";
import type { Difference } from "./differences";
import type { StateResource } from "./exported";

/**
 * The versionless domains of a component, and the certificates that serve its domains. `missing` has the resources that
 * Fastly no longer has. The provider cannot refresh such a resource.
 *
 * @param children the resources of the component.
 */
export async function domainsDiffering(
  children: StateResource[],
  client: FastlyClient,
): Promise<{ found: Difference[]; missing: StateResource[] }> {
  const found: Difference[] = [];
  const missing: StateResource[] = [];
  for (const resource of children) {
    const { type, outputs = {} } = resource;
    const differing = isVersionlessDomain(type)
      ? await ofDomain(outputs, client)
      : type === ACTIVATION_TYPE
        ? await ofActivation(outputs, client)
        : undefined;
    if (differing !== undefined) {
      found.push(differing);
    }
    if (differing?.what === "missing") {
      missing.push(resource);
    }
  }
  return { found, missing };
}

async function ofDomain(
  { fqdn, serviceId }: Record<string, unknown>,
  client: FastlyClient,
): Promise<Difference | undefined> {
  const name = String(fqdn);
  const there = await findManagedDomain(client, name);
  const thing = { kind: "versionless domain", name };
  if (there === undefined) {
    return { ...thing, what: "missing", settings: [], text: `the versionless domain ${name} is missing` };
  }
  const leads = there.service ?? "no service";
  const text = `the versionless domain ${name} leads to ${leads} instead of ${serviceId}`;
  return there.service === serviceId ? undefined : { ...thing, what: "changed", settings: ["serviceId"], text };
}

async function ofActivation(
  { domain, certificateId }: Record<string, unknown>,
  client: FastlyClient,
): Promise<Difference | undefined> {
  const name = String(domain);
  const there = await findActivation(client, name);
  const thing = { kind: "TLS activation", name };
  if (there === undefined) {
    return { ...thing, what: "missing", settings: [], text: `the domain ${name} is served with no certificate` };
  }
  const text = `the domain ${name} is served with the certificate ${there.certificate} instead of ${certificateId}`;
  return there.certificate === certificateId
    ? undefined
    : { ...thing, what: "changed", settings: ["certificateId"], text };
}
