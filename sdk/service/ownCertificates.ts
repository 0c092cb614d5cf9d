import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { holdersOf, idAt, placesOf } from "../adopt/holders";
import { refusal } from "../checks/check";
import type { ServedCertificate } from "../checks/ownCertificates";
import { CHECKS } from "../checks/table";
import { fastlyTime } from "../fastly/client";
import { clientOf } from "../fastly/credentials";
import {
  findActivation,
  readUploadedCertificate,
  subscriptionOf,
  type TlsActivation,
  type UploadedCertificate,
} from "../fastly/tlsActivations";
import type { Deployment } from "../plan/deployment";
import { detailsOf } from "../pulumi/details";
import { orFailure } from "../pulumi/failure";
import { formerChild } from "../pulumi/formerUrns";
import { before, type Step } from "../pulumi/hooks";
import { isDeploying } from "../pulumi/operation";
import { plain } from "../pulumi/plain";
import { ACTIVATION_TYPE, activationName } from "../setup/certificates";
import { keptIfAdopted } from "./domains";
import { refusedOrImported } from "./refusedOrImported";
import { runChecks, runChecksOrFail } from "./runChecks";

/**
 * Serves domains with the user's own certificates, once the service answers for the domains. This belongs to no
 * version, and takes effect at once.
 *
 * @param answering known once all domains are verified.
 * @returns the work to await before all of them are served.
 */
export function serveCertificates(
  deployment: Deployment,
  answering: pulumi.Output<unknown>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<unknown> {
  const { name: component, setup, credentials } = deployment;
  const options = withChecks(deployment, opts);
  const made = setup.certificates.map(({ facts: { name: domain, existingId, configurationId } }) => {
    // A preview knows the certificate, but not the id of a new service.
    const certificateId = isDeploying() ? pulumi.all([existingId, answering]).apply(([id]) => id) : existingId;
    const inputs = { certificateId, domain, ...(configurationId !== undefined && { configurationId }) };
    return new fastly.TlsActivation(activationName(component, domain), inputs, options).id;
  });
  const all = orFailure(pulumi.all(made), [answering]);
  return isDeploying() && credentials.isFastlyThere
    ? orFailure(answering, [answering]).apply(() => verified(deployment, all))
    : all;
}

interface There {
  now: number;
  uploaded: UploadedCertificate | undefined;
  active: TlsActivation | undefined;
}

async function look({ credentials }: Deployment, domain: string, certificate: string): Promise<There> {
  const client = await clientOf(credentials);
  const [uploaded, active] = await Promise.all([
    readUploadedCertificate(client, certificate),
    findActivation(client, domain),
  ]);
  return { uploaded, active, now: fastlyTime(client) };
}

/**
 * A domain that is already served with the certificate is imported. Any other served domain is imported where the user
 * says so. The engine calls no hook for an import. So when a check refuses, nothing is imported, and the hook then
 * refuses to make the resource.
 */
function withChecks(deployment: Deployment, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const { name, component } = deployment;
  const refuse = before(`${name}-check-certificate`, { on: ["create", "update"], component }, async (step) => {
    const situation = step.type === ACTIVATION_TYPE && (await situationOf(deployment, step.declared, step));
    if (situation) {
      await runChecks(CHECKS.beforeCertificateIsServed, situation, deployment);
    }
  });
  const importThere: pulumi.ResourceTransform = async ({ type, props, opts }) => {
    const situation = type === ACTIVATION_TYPE && (await situationOf(deployment, (await plain(props)) ?? {}));
    const isThere = situation && situation.active !== undefined && !situation.isOwn;
    return isThere && (await refusal(CHECKS.beforeCertificateIsServed, situation, () => {})) === undefined
      ? { props, opts: { ...opts, import: situation.active?.id, ...keptIfAdopted(deployment) } }
      : undefined;
  };
  return refusedOrImported(deployment, opts, refuse, importThere);
}

/** Undefined while the certificate is not known: a certificate that this run uploads has no id in a preview. */
async function situationOf(
  deployment: Deployment,
  { domain, certificateId: certificate, configurationId }: Record<string, unknown>,
  step?: Step,
): Promise<ServedCertificate | undefined> {
  const { name: component, credentials, setup } = deployment;
  if (typeof certificate !== "string" || typeof domain !== "string") {
    return undefined;
  }
  const there = await look(deployment, domain, certificate);
  const { active } = there;
  const [state = new Map(), identity] = await Promise.all([deployment.state.read(), deployment.identity()]);
  const places = placesOf(identity, component, ACTIVATION_TYPE, activationName(component, domain));
  const own = [step?.id, step?.state.id, idAt(state, places)];
  return {
    component,
    domain,
    certificate,
    configuration: typeof configurationId === "string" ? configurationId : undefined,
    takesOver: setup.certificates.some(({ facts, takesOver }) => facts.name === domain && takesOver),
    ...there,
    subscription: await subscriptionOf(await clientOf(credentials), certificate, domain),
    isOwn: active !== undefined && own.includes(active.id),
    holder: active && holdersOf(state, ACTIVATION_TYPE, active.id, places)[0],
  };
}

/**
 * Fails the run when a domain is not served as declared. It runs on every `up`: no request of a plain `up` reads that.
 */
async function verified(deployment: Deployment, made: pulumi.Output<unknown>): Promise<true> {
  const { name: component, setup, identity } = deployment;
  await detailsOf(made).promise();
  const [own = ""] = (await identity()).urns;
  const state = await deployment.state.read();
  for (const { facts } of setup.certificates) {
    const certificate = await detailsOf(pulumi.output(facts.existingId)).promise();
    const { name: domain } = facts;
    const urn = formerChild(own, component, ACTIVATION_TYPE, activationName(component, domain));
    const situation = {
      component,
      domain,
      certificate,
      ...(await look(deployment, domain, certificate)),
      isInState: state === undefined || [...state.values()].some((each) => isActivation(each, domain)),
      urn,
    };
    await runChecksOrFail(CHECKS.ofServedCertificates, situation, deployment);
  }
  return true;
}

function isActivation({ type, outputs }: { type: string; outputs: Record<string, unknown> }, domain: string): boolean {
  return type === ACTIVATION_TYPE && outputs.domain === domain;
}
