import type * as pulumi from "@pulumi/pulumi";
import type { HealthcheckArgs } from "./healthchecks";

/** The address of an origin, and how Fastly connects to it. */
export interface OriginArgs {
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
}

/**
 * A backend: an origin that the program may fetch from, by its name. Whatever is left out comes from
 * `[setup.backends.<name>]` of the manifest, and from there falls back to the defaults given here.
 */
export interface BackendArgs extends OriginArgs {
  /** How Fastly finds out whether the backend is up. Default: it does not check. */
  healthcheck?: HealthcheckArgs;
}
