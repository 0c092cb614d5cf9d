import { isIP } from "node:net";
import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../manifest";
import type { BackendArgs } from "./backendArgs";
import { backendEntry, uncheckedEntry } from "./backendLines";
import {
  backendBlock,
  backendDefaults,
  checkedHost,
  DEFAULT_PORT,
  isSecretSetting,
  NEW_IN_12,
} from "./backendSettings";
import { checkedInput, type Problem, requiredInput } from "./checkedInput";
import { filled } from "./defaults";
import { setupError } from "./errors";
import { type HealthcheckArgs, healthcheckBlock } from "./healthchecks";
import { defined, keysOf, type Lifted, lift, listed, orElse, own } from "./inputs";
import { ownKind } from "./kind";
import { blocksOf, group, missing } from "./lines";
import { checkName } from "./names";
import { checkMajor } from "./otherMajor";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/** A backend as reviewers see it: everything but the client certificate and its key. */
export interface BackendFacts {
  /** The name that the program uses. */
  name: string;
  /** The hostname or IP address. */
  address: string;
  /** The TCP port. */
  port: number;
  /** Whether Fastly uses TLS to it. */
  useSsl: boolean;
  /** Whether its certificate must be valid. */
  sslCheckCert: boolean;
  /** The name that its certificate must be for. */
  sslCertHostname?: string;
  /** The name sent in the TLS handshake. */
  sslSniHostname?: string;
  /** The Host header that it gets. */
  overrideHost?: string;
  /** The lowest TLS version accepted. */
  minTlsVersion?: string;
  /** The highest TLS version accepted. */
  maxTlsVersion?: string;
  /** The Fastly site that shields it. */
  shield?: string;
  /** The path of the health check. */
  healthcheckPath?: string;
  /** Whether Fastly presents a client certificate. */
  clientCertificate: boolean;
}

/** A backend of the service. */
export class Backend extends ReviewResource<Lifted<BackendFacts>> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Backend";

  /** @internal */
  constructor(name: string, facts: Lifted<BackendFacts>, opts: pulumi.ComponentResourceOptions) {
    super(Backend.__pulumiType, name, facts, opts);
  }
}

export interface ResolvedBackend {
  name: string;
  facts: Lifted<BackendFacts>;
  block: fastly.types.input.ServiceComputeBackend;
  healthcheck?: fastly.types.input.ServiceComputeHealthcheck;
}

/** No `[setup.backends]` and no argument means a service without origins: Fastly does not require any. */
export function resolveBackends(
  manifest: Setup["backends"],
  args: Record<string, BackendArgs> | undefined,
  report: Report,
): ResolvedBackend[] {
  const resolved: ResolvedBackend[] = [];
  for (const name of keysOf(manifest, args)) {
    const path = ["setup", "backends", name];
    checkName("backend", path, report);
    const { healthcheck, ...given }: BackendArgs = own(args, name) ?? {};
    const wanted = orElse(given.address, own(manifest, name)?.address);
    const what = `The backend "${name}"`;
    const kind = { example: "<hostname or IP address>" };
    if (!requiredInput(wanted, { what, lacks: "address", config: ["backends", name, "address"], kind }, path, report)) {
      continue;
    }
    const origin = (key: "address" | "port") => [...(given[key] === undefined ? path : ["backends", name]), key];
    const address = lift(wanted, withoutBrackets);
    checkAddress(address, origin("address"), report);
    const port = orElse(given.port, positive(own(manifest, name)?.port) ?? DEFAULT_PORT) as pulumi.Input<number>;
    checkPort(name, port, given.useSsl === undefined, origin("port"), report);

    for (const limit of NEW_IN_12) {
      checkMajor(["backends", name, limit], given[limit], 12, report);
    }

    const block = backendBlock(name, { ...given, address, port }, healthcheck && (healthcheck.name ?? name));
    resolved.push({
      name,
      block,
      facts: factsOf(name, block, healthcheck),
      healthcheck: healthcheck && healthcheckBlock(name, healthcheck, checkedHost(block)),
    });
  }
  return resolved;
}

export function factsOf(
  name: string,
  block: fastly.types.input.ServiceComputeBackend,
  healthcheck?: HealthcheckArgs,
): Lifted<BackendFacts> {
  return defined({
    name,
    address: block.address,
    port: block.port as pulumi.Input<number>,
    useSsl: block.useSsl as pulumi.Input<boolean>,
    sslCheckCert: block.sslCheckCert as pulumi.Input<boolean>,
    sslCertHostname: block.sslCertHostname,
    sslSniHostname: block.sslSniHostname,
    overrideHost: block.overrideHost,
    minTlsVersion: block.minTlsVersion,
    maxTlsVersion: block.maxTlsVersion,
    shield: block.shield,
    healthcheckPath: healthcheck?.path,
    clientCertificate: block.sslClientCert !== undefined,
  });
}

/** The Fastly CLI takes 0 and negative ports in the manifest as "not set". */
function positive(port: number | undefined): number | undefined {
  return port !== undefined && port > 0 ? port : undefined;
}

/** The place in messages: a key of the manifest, or an argument. */
function display(path: string[]): string {
  return path[0] === "setup" ? `"${path.join(".")}"` : `[${path.join(".")}]`;
}

/** A URL has brackets around an IPv6 address. The address itself has none. */
export function withoutBrackets(address: string): string {
  const inner = /^\[(.*)\]$/.exec(address ?? "")?.[1];
  return inner !== undefined && isIP(inner) === 6 ? inner : address;
}

export function checkAddress(address: pulumi.Input<string>, path: string[], report: Report): void {
  checkedInput(
    address,
    (value, shown) =>
      /[\s/@?#[\]]|:\/\/|^[^:]*:\d+$/.test(value)
        ? setupError.explain("backend-address-unfit", { place: display(path), shown })
        : undefined,
    path,
    report,
  );
}

export function checkPort(
  name: string,
  given: pulumi.Input<number>,
  isByPort: boolean,
  path: string[],
  report: Report,
): void {
  const plain = isByPort ? report.howToSet(["backends", name, "useSsl"], { example: "false" }) : undefined;
  const problemOf = (port: number, shown: string): Problem | undefined => {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) {
      return setupError.explain("backend-port-unfit", { place: display(path), shown });
    }
    return port === 80 || port === 443
      ? undefined
      : { ...setupError.explain("backend-port-unusual", { name, shown, plain }), severity: "warning" };
  };
  checkedInput(given, problemOf, path, report);
}

/** The arguments that declare backends. */
export interface BackendArguments {
  backends?: Record<string, BackendArgs>;
}

export const BACKENDS = ownKind<BackendArguments, ResolvedBackend[], BackendFacts>({
  noun: "backend",
  arguments: { backends: { isPublic: ([, setting = ""]) => !isSecretSetting(setting) } },
  resolve: ({ backends }, { setup, report }) => resolveBackends(setup.backends, backends, report),
  facts: (backends) => backends.map(({ facts }) => facts),
  files: undefined,
  readable: undefined,
  nameAtFastly: undefined,
  review: { child: Backend, output: "backends" },
  blocks: (backends) => ({ backends: listed(backends.map(({ block }) => block)) }),
  places: [
    {
      property: "backends",
      path: "backend",
      shape: { address: "string" },
      settings: ["backends", "*"],
      otherTexts: ["healthcheck"],
    },
  ],
  single: undefined,
  withDefaults: (service, major) => filled(service, "backends", () => backendDefaults(major)),
  compared: {
    of: ({ name, address, port }: { name: string; address: string; port?: number | string }) => ({
      name,
      text: `${name} (${address}:${port})`,
    }),
    hidden: async (backends) => {
      const secret = await Promise.all(backends.map(({ block }) => pulumi.isSecret(pulumi.output(block.address))));
      return backends.filter((_, index) => secret[index]).map(({ name }) => name);
    },
  },
  hasContents: false,
  lines: (live, declared) => {
    const [there, wanted] = [blocksOf(live.backends), blocksOf(declared.backends)];
    const checks = blocksOf(live.healthchecks);
    const entries = [
      ...missing(there, wanted).map((backend) => backendEntry(backend, checks)),
      ...there.flatMap((backend) => uncheckedEntry(backend, wanted, checks)),
    ];
    return { lines: group("backends", entries), undeclarable: [] };
  },
});
