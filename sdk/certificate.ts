import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { certificateError } from "./checks/certificateErrors";
import { findCredentials } from "./fastly/credentials";
import { checkArguments } from "./plan/checkArguments";
import { checkOptions } from "./plan/resourceOptions";
import { beginning, keepServicesOnFailure, orFailure, unlessBroken } from "./pulumi/failure";
import { withHooks } from "./pulumi/hooks";
import { onceDone } from "./pulumi/onceDone";
import { isDeploying } from "./pulumi/operation";
import { program } from "./pulumi/program";
import { urnOf } from "./pulumi/urn";
import {
  type BegunCertificate,
  certificateHooks,
  challengeRecords,
  type DnsRecord,
  judgeCertificate,
  trafficRecords,
  waitUntilIssued,
} from "./service/certificates";
import { isDomain } from "./setup/domains";
import { defined } from "./setup/inputs";

export type { DnsRecord } from "./service/certificates";

/** What a certificate is for, and who issues it. */
export interface CertificateArgs {
  /** The names that it is for, such as `www.example.com` or `*.example.com`. Names can be added and removed later. */
  domains: string[];
  /** Who issues it. Default `certainly`, Fastly's own authority. It cannot be changed: see the guide. */
  authority?: CertificateAuthority;
  /**
   * The id of the TLS configuration that it is served with: which versions of TLS and HTTP browsers may speak. It cannot be
   * changed. Default: that of the account.
   */
  configurationId?: pulumi.Input<string>;
  /**
   * Whether it is deleted while domains are served with it, when it is removed from the program or the stack is destroyed.
   * It must be applied by an `up` before that. Default `false`: Fastly refuses to delete it.
   */
  forceDestroy?: boolean;
  /** How long resolvers may keep the records, in seconds. Default `300`. */
  ttl?: number;
}

/** Who issues a certificate. */
export const CertificateAuthority = {
  /** Fastly's own authority. */
  Certainly: "certainly",
  /** Let's Encrypt. */
  LetsEncrypt: "lets-encrypt",
  /** GlobalSign, which Fastly bills for. */
  GlobalSign: "globalsign",
} as const;
export type CertificateAuthority = (typeof CertificateAuthority)[keyof typeof CertificateAuthority];

/**
 * A certificate that Fastly gets from an authority for domains of yours, and renews. It is issued once the DNS has its
 * challenge records; browsers refuse the domains until then.
 *
 * ```ts
 * const certificate = new Certificate("www", { domains: ["www.example.com"] });
 * export const records = certificate.challengeRecords;
 * ```
 *
 * Every `up` looks at the certificate, and says which records are missing. `IssuedCertificate` waits for it.
 */
export class Certificate extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Certificate";

  /** The id of the TLS subscription at Fastly, which `IssuedCertificate` takes. */
  public readonly subscriptionId!: pulumi.Output<string>;
  /** The records by which the authority sees that the domains are yours. They have to stay, for renewals. */
  public readonly challengeRecords!: pulumi.Output<DnsRecord[]>;
  /** The `CNAME` records that lead visitors to Fastly, for domains below another one. None for a wildcard. */
  public readonly trafficRecords!: pulumi.Output<DnsRecord[]>;
  /** The same as `A` records, for the domains that cannot have a `CNAME`, such as `example.com`. */
  public readonly apexRecords!: pulumi.Output<DnsRecord[]>;

  /**
   * @param name The logical name; resources below it start with it.
   * @param args What it is for.
   * @param opts Component options; a `provider` of `@pulumi/fastly` given here is used.
   */
  constructor(name: string, args: CertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    if (opts.urn) {
      super(Certificate.__pulumiType, name, {}, opts);
      return;
    }
    keepServicesOnFailure();
    const domains = beginning(name, () => {
      checkArguments(name, args, Certificate.__pulumiType);
      checkOptions(name, opts, "Certificate");
      return domainsOf(name, args);
    });
    for (const domain of domains) {
      program().certified.add(domain);
    }
    const { authority = CertificateAuthority.Certainly, configurationId, forceDestroy = false, ttl = 300 } = args;
    let begun: BegunCertificate | undefined;
    const hooks = certificateHooks(name, () => begun);
    const inputs = defined({ domains, authority, configurationId });
    super(Certificate.__pulumiType, name, inputs, { ...opts, hooks: withHooks(opts.hooks, hooks) });
    const credentials = findCredentials(name, undefined, this);
    begun = { component: this, credentials };
    // Not before the whole program has been run, and not when that has failed.
    const possible = unlessBroken(this, pulumi.output(urnOf(this).then((): pulumi.Resource[] => [])));
    const subscription = new fastly.TlsSubscription(
      name,
      defined({
        domains,
        certificateAuthority: authority,
        configurationId,
        forceDestroy,
        // To leave a domain out is what the program says.
        forceUpdate: true,
      }),
      {
        parent: this,
        provider: credentials.provider,
        dependsOn: possible,
        // While it is pending the provider reads the configuration of any other domain of the account.
        ignoreChanges: ["configurationId"],
      },
    );
    const id = orFailure(subscription.id, [possible]);
    const [dns, http] = [subscription.managedDnsChallenges, subscription.managedHttpChallenges];
    const outputs = {
      subscriptionId: id,
      challengeRecords: challengeRecords(domains, orFailure(dns, [possible]), ttl),
      trafficRecords: trafficRecords(domains, "CNAME", orFailure(http, [possible]), ttl),
      apexRecords: trafficRecords(domains, "A", orFailure(http, [possible]), ttl),
    };
    Object.assign(this, outputs);
    const judged = isDeploying()
      ? id.apply((subscription) => judgeCertificate(this, credentials, { name, subscription, domains }))
      : undefined;
    this.registerOutputs(onceDone([judged], outputs));
  }
}

function domainsOf(name: string, { domains }: CertificateArgs): string[] {
  if (!Array.isArray(domains) || domains.length === 0) {
    throw certificateError("certificate-without-domains", { name });
  }
  const wrong = domains.find((domain) => typeof domain !== "string" || !isDomain(domain));
  if (wrong !== undefined) {
    throw certificateError("certificate-domain-unfit", { name, domain: String(wrong) });
  }
  return [...new Set(domains.map((domain) => domain.toLowerCase()))];
}

/** Which certificate is waited for, and for how long. */
export interface IssuedCertificateArgs {
  /** The `subscriptionId` of the `Certificate`. */
  subscriptionId: pulumi.Input<string>;
  /** How many seconds it may take until it is issued. Default `1800`. */
  timeoutSeconds?: number;
}

/** It waits, and has no resources. */
const NOTHING_BELOW = {
  customTimeouts: "Give the argument [timeoutSeconds].",
  ...Object.fromEntries(["hideDiffs", "id", "ignoreChanges", "import"].map((key) => [key, "Remove it."])),
};

/**
 * A certificate once it is issued: an `up` waits for it, while it makes the DNS records, and fails with the records that
 * are missing when it takes too long. It makes nothing itself.
 */
export class IssuedCertificate extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:IssuedCertificate";

  /** The id of the certificate at Fastly; undefined in a preview, as one is issued later. */
  public readonly certificateId!: pulumi.Output<string | undefined>;
  /** When it ends, unless it is renewed before, as Fastly writes a time; undefined in a preview. */
  public readonly notAfter!: pulumi.Output<string | undefined>;

  /**
   * @param name The logical name.
   * @param args Which certificate, and how long.
   * @param opts Component options; a `provider` of `@pulumi/fastly` given here is used.
   */
  constructor(name: string, args: IssuedCertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    if (!opts.urn) {
      keepServicesOnFailure();
      beginning(name, () => {
        checkArguments(name, args, IssuedCertificate.__pulumiType, undefined, ["subscriptionId"]);
        checkOptions(name, opts, "IssuedCertificate", NOTHING_BELOW);
      });
    }
    super(IssuedCertificate.__pulumiType, name, {}, opts);
    if (opts.urn) {
      return;
    }
    const subscription = pulumi.output(args.subscriptionId) as pulumi.Output<string>;
    program().awaited.push(subscription);
    const credentials = findCredentials(name, undefined, this);
    const waits = isDeploying();
    const seconds = args.timeoutSeconds ?? 1800;
    const issued = subscription.apply(async (id) =>
      waits ? waitUntilIssued(this, name, credentials, id, seconds) : undefined,
    );
    const outputs = {
      certificateId: issued.apply((live) => live?.certificateId),
      notAfter: issued.apply((live) => live?.notAfter),
    };
    Object.assign(this, outputs);
    this.registerOutputs(onceDone([issued], outputs));
  }
}
