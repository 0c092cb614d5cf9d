import type * as pulumi from "@pulumi/pulumi";
import { CHECKS } from "../checks/table";
import { clientOf } from "../fastly/credentials";
import { readDomainCertificate } from "../fastly/domainCertificates";
import { wildcardOf } from "../fastly/wildcard";
import type { Deployment } from "../plan/deployment";
import { hasFailed } from "../pulumi/failure";
import { isDeploying, isDeployingOrPreview } from "../pulumi/operation";
import { program } from "../pulumi/program";
import { urnOf } from "../pulumi/urn";
import { isOfFastly } from "../setup/domains";
import { limitTo } from "../system/parallel";
import { runChecks } from "./runChecks";

/** How many domains are checked at the same time. */
const TOGETHER = 8;

/**
 * Reports the domains that browsers refuse because Fastly has no certificate for them. It does so in a preview, and on
 * every `up` once the service answers for them. A `Certificate` of the program reports its own domains.
 *
 * @param answering known once all domains are verified.
 */
export function reportCertificates(
  deployment: Deployment,
  answering: pulumi.Output<unknown>,
): pulumi.Output<unknown> | Promise<unknown> | undefined {
  const { setup, activation, credentials, component } = deployment;
  // Domains with the user's own certificates are verified elsewhere.
  const own = setup.certificates.map(({ facts }) => facts.name);
  const isOwn = (name: string) => own.includes(name) || own.includes(wildcardOf(name));
  const names = setup.domains
    .filter(({ classic, versionless }) => versionless !== undefined || (classic && activation.activate))
    .map(({ facts }) => facts.name)
    .filter((name) => !isOfFastly(name) && !isOwn(name));
  if (names.length === 0 || !isDeployingOrPreview() || !credentials.isFastlyThere) {
    return undefined;
  }
  const look = async () => {
    const unsaid = names.filter((name) => !isCertified(name));
    // A preview may not know the token yet. It then reports nothing.
    const client = await clientOf(credentials).catch(() => undefined);
    if (client !== undefined && unsaid.length > 0 && !hasFailed()) {
      const limited = limitTo(TOGETHER);
      const domains = await Promise.all(
        unsaid.map((name) => limited(async () => ({ name, certificate: await readDomainCertificate(client, name) }))),
      );
      await runChecks(CHECKS.ofOwnDomains, { domains }, { component });
    }
  };
  return isDeploying() ? answering.apply(look) : urnOf(component).then(look);
}

/** Whether a `Certificate` of the program covers the domain, or its wildcard. */
function isCertified(domain: string): boolean {
  const { certified } = program();
  return certified.has(domain) || certified.has(wildcardOf(domain));
}
