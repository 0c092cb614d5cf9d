import * as pulumi from "@pulumi/pulumi";
import { refusal } from "../checks/check";
import { CHECKS } from "../checks/table";
import { type LiveCertificate, readCertificate } from "../fastly/certificates";
import { fastlyTime } from "../fastly/client";
import { type Credentials, clientOf } from "../fastly/credentials";
import { lookupOf, type MissingRecord, missingRecords } from "../live/dns";
import { knownValue } from "../pulumi/details";
import { failedAlready, failUnder, hasFailed } from "../pulumi/failure";
import { before } from "../pulumi/hooks";
import { program } from "../pulumi/program";
import { clock } from "../system/clock";
import { make, makeOrFail } from "./make";

/** A record of a DNS zone, as the resources of all DNS providers take it. */
export interface DnsRecord {
  /** The whole name, such as `_acme-challenge.www.example.com`. */
  name: string;
  /** `A` or `CNAME`. */
  type: string;
  /** What the record says: one name, or several addresses. */
  values: string[];
  /** How long resolvers may keep it, in seconds. */
  ttl: number;
}

/** What the provider's resource says of one challenge. */
interface DnsChallenge {
  recordName: string;
  recordType: string;
  recordValue: string;
}

interface HttpChallenge {
  recordName: string;
  recordType: string;
  recordValues: string[];
}

/**
 * The records by which the authority sees that the domains are yours. Names and types are known in a preview already, as
 * they follow from the domains; a wildcard and its own domain share one.
 */
export function challengeRecords(
  domains: string[],
  challenges: pulumi.Output<DnsChallenge[]>,
  ttl: number,
): pulumi.Output<DnsRecord[]> {
  const names = [...new Set(domains.map((domain) => `_acme-challenge.${domain.replace(/^\*\./, "")}`))];
  return pulumi.output(
    names.map((name) => ({
      name,
      type: "CNAME",
      values: [
        challenges.apply((list) => list.find(({ recordName }) => recordName === name)?.recordValue ?? ""),
      ] as pulumi.Input<string>[],
      ttl,
    })),
  ) as pulumi.Output<DnsRecord[]>;
}

/** The records of a type that lead visitors of the domains to Fastly. Fastly names none for a wildcard. */
export function trafficRecords(
  domains: string[],
  type: "A" | "CNAME",
  challenges: pulumi.Output<HttpChallenge[]>,
  ttl: number,
): pulumi.Output<DnsRecord[]> {
  const names = domains.filter((domain) => !domain.startsWith("*."));
  return pulumi.output(
    names.map((name) => ({
      name,
      type,
      values: challenges.apply((list) => {
        const found = list.find((each) => each.recordName === name && each.recordType === type);
        return [...(found?.recordValues ?? [])].sort();
      }),
      ttl,
    })),
  ) as pulumi.Output<DnsRecord[]>;
}

/** A certificate, once its component is there. */
export interface BegunCertificate {
  component: pulumi.ComponentResource;
  credentials: Credentials;
}

/** Hooks of the component that refuse a change by which a certificate would be replaced. */
export function certificateHooks(
  name: string,
  begun: () => BegunCertificate | undefined,
): pulumi.ResourceHookBinding | undefined {
  const component = () => begun()?.component;
  return before(`${name}-check-certificate`, { on: ["update"], component }, async (step) => {
    const { subscriptionId } = step.state;
    const live = async () => {
      const credentials = begun()?.credentials;
      return credentials === undefined || typeof subscriptionId !== "string"
        ? undefined
        : readCertificate(await clientOf(credentials), subscriptionId);
    };
    const change = { name, before: step.before ?? {}, declared: step.declared, live };
    await make(CHECKS.beforeCertificateChanges, change, { component: component() });
  });
}

interface Found {
  live: LiveCertificate | undefined;
  missing: MissingRecord[];
  /** Fastly's time. */
  now: number;
}

async function look(credentials: Credentials, id: string): Promise<Found> {
  const client = await clientOf(credentials);
  const live = await readCertificate(client, id);
  const missing = live === undefined ? [] : await missingRecords(live.waiting, lookupOf(client));
  return { live, missing, now: fastlyTime(client) };
}

/** Says on every `up` what a certificate is, as no request of a plain `up` reads one. */
export async function judgeCertificate(
  component: pulumi.ComponentResource,
  credentials: Credentials,
  is: { name: string; subscription: string; domains: string[] },
): Promise<void> {
  const awaited = await Promise.all(program().awaited.map(knownValue));
  const situation = {
    ...is,
    ...(await look(credentials, is.subscription)),
    isWaitedFor: awaited.includes(is.subscription),
  };
  await makeOrFail(CHECKS.ofCertificate, situation, { component });
}

/** Pauses between two looks, in milliseconds: the first, and the longest. Nobody has to be spared on this machine. */
const PAUSES = { fastly: [2000, 15_000], local: [50, 200] } as const;

/** Waits until a certificate is issued and all of its domains are served with it. Fails the run when that takes too long. */
export async function waitUntilIssued(
  component: pulumi.ComponentResource,
  name: string,
  credentials: Credentials,
  subscription: string,
  seconds: number,
): Promise<LiveCertificate> {
  const client = await clientOf(credentials);
  const [first, longest] = client.isLocal ? PAUSES.local : PAUSES.fastly;
  const ends = clock.now() + seconds * 1000;
  let told = "";
  for (let pause: number = first; ; pause = Math.min(pause * 2, longest)) {
    if (hasFailed()) {
      return failedAlready("Nobody waited for the certificate, as the program has failed");
    }
    const { live, missing } = await look(credentials, subscription);
    if (live?.state === "issued" && live.waiting.length === 0) {
      return live;
    }
    const domains = live?.waiting.map(({ domain }) => domain) ?? [];
    const isOver = clock.now() + pause > ends || live === undefined || live.state === "failed";
    if (isOver) {
      const situation = { name, subscription, domains, live, missing, seconds };
      const refused = await refusal(CHECKS.afterWait, situation, () => {});
      return failUnder(component, refused);
    }
    const [lacking] = missing;
    const says = `The certificate is ${live.state}${lacking === undefined ? "" : `: ${lacking.name} ${lacking.type} is not in the DNS yet`}`;
    if (says !== told) {
      told = says;
      await pulumi.log.info(says, component, undefined, true);
    }
    await clock.wait(pause);
  }
}
