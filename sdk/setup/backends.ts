import { isIP } from "node:net";
import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../manifest";
import { checkedInput, type Problem, requiredInput } from "./checkedInput";
import { type HealthcheckArgs, healthcheckBlock } from "./healthchecks";
import { defined, keysOf, type Lifted, lift, orElse, own } from "./inputs";
import { checkName } from "./names";
import { checkMajor } from "./otherMajor";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/**
 * A backend: an origin that the program may fetch from, by its name. Whatever is left out comes from
 * `[setup.backends.<name>]` of the manifest, and from there falls back to the defaults given here.
 */
export interface BackendArgs {
  /** Hostname, IPv4 or IPv6 address, without scheme or port. Required here or in the manifest. */
  address?: pulumi.Input<string>;
  /** TCP port. Default `443`, as the Fastly CLI's. */
  port?: pulumi.Input<number>;
  /** Whether Fastly speaks TLS to the origin. Default: yes, except on port 80. */
  useSsl?: pulumi.Input<boolean>;
  /** Whether the origin's certificate must be valid. Default `true`. */
  sslCheckCert?: pulumi.Input<boolean>;
  /** The name that the certificate must be for. Default: the address, when it is a hostname. */
  sslCertHostname?: pulumi.Input<string>;
  /** The name sent in the TLS handshake (SNI). Default: the address, when it is a hostname. */
  sslSniHostname?: pulumi.Input<string>;
  /** The Host header that the origin gets. Default: the address, when it is a hostname. */
  overrideHost?: pulumi.Input<string>;
  /** The certificate authority to trust instead of the public ones, in PEM. Default: the public ones. */
  sslCaCert?: pulumi.Input<string>;
  /** The client certificate to present to the origin, in PEM. Kept secret. Default: none is presented. */
  sslClientCert?: pulumi.Input<string>;
  /** The key of `sslClientCert`, in PEM. Kept secret. */
  sslClientKey?: pulumi.Input<string>;
  /** OpenSSL cipher list, such as `ECDHE-RSA-AES128-GCM-SHA256`. Default: Fastly's choice. */
  sslCiphers?: pulumi.Input<string>;
  /** Lowest TLS version to accept, such as `1.2`. Default: Fastly's choice. */
  minTlsVersion?: pulumi.Input<string>;
  /** Highest TLS version to accept, such as `1.3`. Default: Fastly's choice. */
  maxTlsVersion?: pulumi.Input<string>;
  /** Milliseconds to wait for a connection. Default `1000`. */
  connectTimeout?: pulumi.Input<number>;
  /** Milliseconds to wait for the first byte of a response. Default `15000`. */
  firstByteTimeout?: pulumi.Input<number>;
  /** Milliseconds to wait between two bytes of a response. Default `10000`. */
  betweenBytesTimeout?: pulumi.Input<number>;
  /** Seconds to keep an idle connection. Default: Fastly's choice. */
  keepaliveTime?: pulumi.Input<number>;
  /** Most connections from one Fastly server. Default `200`. */
  maxConn?: pulumi.Input<number>;
  /**
   * Milliseconds after which a kept connection is not used again; 0 for no limit. Default `0`. Needs version 12 of
   * `@pulumi/fastly`.
   */
  maxLifetime?: pulumi.Input<number>;
  /** Requests over one kept connection; 0 for no limit. Default `0`. Needs version 12 of `@pulumi/fastly`. */
  maxUse?: pulumi.Input<number>;
  /** Errors after which the backend counts as down; 0 switches this off. Default `0`. */
  errorThreshold?: pulumi.Input<number>;
  /** Share of the traffic, relative to other backends. Default `100`. */
  weight?: pulumi.Input<number>;
  /** Whether to prefer IPv6 for hostnames. Default `true`. */
  preferIpv6?: pulumi.Input<boolean>;
  /** The Fastly site that shields the origin, such as `frankfurt-de`. Default: none. */
  shield?: pulumi.Input<string>;
  /** Backends that have the same key share a health check. Default: none, so each has its own. */
  shareKey?: pulumi.Input<string>;
  /** How Fastly finds out whether the backend is up. Default: it does not check. */
  healthcheck?: HealthcheckArgs;
}

/** What a reviewer sees of a backend: everything but the client certificate and its key. */
export interface BackendFacts {
  /** The name that the program uses. */
  name: string;
  /** The hostname or IP address. */
  address: string;
  /** The TCP port. */
  port: number;
  /** Whether Fastly speaks TLS to it. */
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

/** No `[setup.backends]` and no argument means a service without origins: the platform does not need one. */
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
    const message = `The backend "${name}" has no address`;
    const kind = { example: "<hostname or IP address>" };
    if (!requiredInput(wanted, { message, config: ["backends", name, "address"], kind }, path, report)) {
      continue;
    }
    const origin = (key: "address" | "port") => [...(given[key] === undefined ? path : ["backends", name]), key];
    const address = lift(wanted, withoutBrackets);
    checkAddress(address, origin("address"), report);
    const port = orElse(given.port, positive(own(manifest, name)?.port) ?? 443) as pulumi.Input<number>;
    checkPort(name, port, given.useSsl === undefined, origin("port"), report);

    for (const limit of ["maxLifetime", "maxUse"] as const) {
      checkMajor(["backends", name, limit], given[limit], 12, report);
    }

    const hostname = lift(address, (value) => (isHostname(value) ? value : undefined));
    const block = defined({
      ...given,
      name,
      address,
      port,
      useSsl: orElse(
        given.useSsl,
        lift(port, (value) => value !== 80),
      ),
      sslCheckCert: orElse(given.sslCheckCert, true),
      sslCertHostname: orElse(given.sslCertHostname, hostname),
      sslSniHostname: orElse(given.sslSniHostname, hostname),
      overrideHost: orElse(given.overrideHost, hostname),
      sslClientCert: given.sslClientCert === undefined ? undefined : pulumi.secret(given.sslClientCert),
      sslClientKey: given.sslClientKey === undefined ? undefined : pulumi.secret(given.sslClientKey),
      healthcheck: healthcheck === undefined ? undefined : name,
    }) as fastly.types.input.ServiceComputeBackend;
    resolved.push({
      name,
      block,
      facts: factsOf(name, block, healthcheck),
      healthcheck: healthcheck && healthcheckBlock(name, healthcheck, orElse(block.overrideHost, address)),
    });
  }
  return resolved;
}

function factsOf(
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

/** The Fastly CLI takes 0 and negative ports of the manifest as "not set". */
function positive(port: number | undefined): number | undefined {
  return port !== undefined && port > 0 ? port : undefined;
}

function isHostname(address: string): boolean {
  return isIP(address) === 0;
}

/** As messages name it: a key of the manifest, or an argument. */
function display(path: string[]): string {
  return path[0] === "setup" ? `"${path.join(".")}"` : `[${path.join(".")}]`;
}

/** URLs have brackets around an IPv6 address, which has none by itself. */
function withoutBrackets(address: string): string {
  const inner = /^\[(.*)\]$/.exec(address ?? "")?.[1];
  return inner !== undefined && isIP(inner) === 6 ? inner : address;
}

function checkAddress(address: pulumi.Input<string>, path: string[], report: Report): void {
  checkedInput(
    address,
    (value, shown) =>
      /[\s/@?#[\]]|:\/\/|^[^:]*:\d+$/.test(value)
        ? [
            `Expected ${display(path)} to be a hostname or an IP address but got ${shown}`,
            "Give the bare address; scheme, port and path do not belong to it (the port is a key of its own).",
          ]
        : undefined,
    path,
    report,
  );
}

function checkPort(name: string, given: pulumi.Input<number>, isByPort: boolean, path: string[], report: Report): void {
  const byTls = isByPort ? "; it is reached by TLS, as every port but 80" : "";
  const withoutTls = isByPort
    ? ` For HTTP without TLS: ${report.command(["backends", name, "useSsl"], { example: "false" })}`
    : "";
  const problemOf = (port: number, shown: string): Problem | undefined => {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) {
      return [`Expected ${display(path)} to be a port but got ${shown}`, "Give a whole number from 1 to 65535."];
    }
    return port === 80 || port === 443
      ? undefined
      : [
          `The backend "${name}" has port ${shown}, but Fastly documents 80 and 443 as the ports that a Compute service can reach${byTls}`,
          `Use one of them, unless Fastly's support has opened the port for your account.${withoutTls}`,
          "warning",
        ];
  };
  checkedInput(given, problemOf, path, report);
}
