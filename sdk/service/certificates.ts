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
import { runChecks, runChecksOrFail } from "./runChecks";

/** A DNS record, in the shape that the resources of all DNS providers take. */
export interface DnsRecord {
  /** The full name, such as `_acme-challenge.www.example.com`. */
  name: string;
  /** `A` or `CNAME`. */
  type: string;
  /** The values of the record: one name, or several addresses. */
  values: string[];
  /** How long resolvers may keep the record, in seconds. */
  ttl: number;
}

/** One challenge in the outputs of the provider's resource. */
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
 * The DNS records that prove to the authority that the domains are yours. A preview knows names and types, as they
 * follow from the domains. A wildcard shares the record of its own domain.
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

/** The records of one type that lead the visitors of the domains to Fastly. Fastly gives none for a wildcard. */
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

/** A certificate with its component. */
export interface BegunCertificate {
  component: pulumi.ComponentResource;
  credentials: Credentials;
}

/** Hooks of the component that refuse to replace a certificate. */
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
    await runChecks(CHECKS.beforeCertificateChanges, change, { component: component() });
  });
}

interface Found {
  live: LiveCertificate | undefined;
  missing: MissingRecord[];
  /** The time at Fastly, in milliseconds. */
  now: number;
}

async function look(credentials: Credentials, id: string): Promise<Found> {
  const client = await clientOf(credentials);
  const live = await readCertificate(client, id);
  const missing = live === undefined ? [] : await missingRecords(live.waiting, lookupOf(client));
  return { live, missing, now: fastlyTime(client) };
}

/** Reports the state of a certificate on every `up`: a plain `up` reads no certificate from Fastly. */
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
  await runChecksOrFail(CHECKS.ofCertificate, situation, { component });
}

/**
 * Pauses between two requests, in milliseconds: the first, and the longest. An API on this machine needs no long pause.
 */
const PAUSES = { fastly: [2000, 15_000], local: [50, 200] } as const;

/** Waits until a certificate is issued and serves all of its domains. Fails the run when that takes too long. */
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
  let said = "";
  for (let pause: number = first; ; pause = Math.min(pause * 2, longest)) {
    if (hasFailed()) {
      return failedAlready("The run did not wait for the certificate because the program failed");
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
    if (says !== said) {
      said = says;
      await pulumi.log.info(says, component, undefined, true);
    }
    await clock.wait(pause);
  }
}
