import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { certificateError } from "./checks/certificateErrors";
import { findCredentials } from "./fastly/credentials";
import { checkArguments } from "./plan/checkArguments";
import { checkOptions } from "./plan/resourceOptions";
import { beginComponent, keepServicesOnFailure, orFailure, unlessBroken } from "./pulumi/failure";
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

/** The domains of a certificate, and the authority that issues it. */
export interface CertificateArgs {
  /** The domain names, such as `www.example.com` or `*.example.com`. Names can be added and removed later. */
  domains: string[];
  /**
   * The authority that issues the certificate. Default `certainly`, Fastly's own. It cannot be changed: see the guide.
   */
  authority?: CertificateAuthority;
  /**
   * The id of the TLS configuration that serves the certificate: the versions of TLS and HTTP that browsers may use.
   * Default: the account's. It cannot be changed.
   */
  configurationId?: pulumi.Input<string>;
  /**
   * Whether to delete the certificate even while domains are served with it. That counts when it leaves the program or
   * the stack is destroyed. An `up` must have applied this first. Default `false`: Fastly refuses the deletion.
   */
  forceDestroy?: boolean;
  /** How long resolvers may keep the DNS records, in seconds. Default `300`. */
  ttl?: number;
}

/** The authorities that issue certificates. */
export const CertificateAuthority = {
  /** Fastly's own authority. */
  Certainly: "certainly",
  /** Let's Encrypt. */
  LetsEncrypt: "lets-encrypt",
  /** GlobalSign. Fastly bills for its certificates. */
  GlobalSign: "globalsign",
} as const;
export type CertificateAuthority = (typeof CertificateAuthority)[keyof typeof CertificateAuthority];

/**
 * A certificate for your domains. Fastly gets it from an authority, and renews it. The authority issues it once the DNS
 * has the challenge records. Browsers refuse the domains until then.
 *
 * ```ts
 * const certificate = new Certificate("www", { domains: ["www.example.com"] });
 * export const records = certificate.challengeRecords;
 * ```
 *
 * Every `up` checks the certificate, and names the missing records. `IssuedCertificate` waits until it is issued.
 */
export class Certificate extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:Certificate";

  /** The id of the TLS subscription at Fastly. `IssuedCertificate` takes it. */
  public readonly subscriptionId!: pulumi.Output<string>;
  /** The DNS records that prove to the authority that the domains are yours. Keep them: renewals need them. */
  public readonly challengeRecords!: pulumi.Output<DnsRecord[]>;
  /** The `CNAME` records that lead visitors to Fastly, for subdomains. None for a wildcard. */
  public readonly trafficRecords!: pulumi.Output<DnsRecord[]>;
  /** The `A` records that lead visitors to Fastly, for domains that cannot have a `CNAME`, such as `example.com`. */
  public readonly apexRecords!: pulumi.Output<DnsRecord[]>;

  /**
   * @param name The logical name; resources below it start with it.
   * @param args The domains and the authority.
   * @param opts Component options; a `provider` of `@pulumi/fastly` given here is used.
   */
  constructor(name: string, args: CertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Programs in JavaScript may say null.
    opts ??= {};
    if (opts.urn) {
      super(Certificate.__pulumiType, name, {}, opts);
      return;
    }
    keepServicesOnFailure();
    const domains = beginComponent(name, () => {
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
    // Waits until the whole program has been run, and stops when the program failed.
    const possible = unlessBroken(this, pulumi.output(urnOf(this).then((): pulumi.Resource[] => [])));
    const subscription = new fastly.TlsSubscription(
      name,
      defined({
        domains,
        certificateAuthority: authority,
        configurationId,
        forceDestroy,
        // Without this the provider does not update a subscription with active domains. The program leaves a domain out
        // on purpose.
        forceUpdate: true,
      }),
      {
        parent: this,
        provider: credentials.provider,
        dependsOn: possible,
        // While a certificate is pending, the provider reads the configuration of any other domain of the account.
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

function domainsOf(name: string, { domains }: Partial<CertificateArgs> = {}): string[] {
  if (!Array.isArray(domains) || domains.length === 0) {
    throw certificateError("certificate-without-domains", { name });
  }
  const wrong = domains.find((domain) => typeof domain !== "string" || !isDomain(domain));
  if (wrong !== undefined) {
    throw certificateError("certificate-domain-unfit", { name, domain: String(wrong) });
  }
  return [...new Set(domains.map((domain) => domain.toLowerCase()))];
}

/** Which certificate to wait for, and for how long. */
export interface IssuedCertificateArgs {
  /** The `subscriptionId` of the `Certificate`. */
  subscriptionId: pulumi.Input<string>;
  /** How many seconds to wait until the certificate is issued. Default `1800`. */
  timeoutSeconds?: number;
}

/** The component only waits: these options would have no effect. */
const NOTHING_BELOW = {
  customTimeouts: "Give the argument [timeoutSeconds].",
  ...Object.fromEntries(["hideDiffs", "id", "ignoreChanges", "import"].map((key) => [key, "Remove it."])),
};

/**
 * An issued certificate. An `up` waits for it while it makes the DNS records. After too long it fails, and names the
 * missing records. It makes nothing itself.
 */
export class IssuedCertificate extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:IssuedCertificate";

  /** The id of the certificate at Fastly. Undefined in a preview, before the certificate is issued. */
  public readonly certificateId!: pulumi.Output<string | undefined>;
  /** When the certificate expires unless it is renewed before, in Fastly's time format. Undefined in a preview. */
  public readonly notAfter!: pulumi.Output<string | undefined>;

  /**
   * @param name The logical name.
   * @param args Which certificate to wait for, and how long.
   * @param opts Component options; a `provider` of `@pulumi/fastly` given here is used.
   */
  constructor(name: string, args: IssuedCertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Programs in JavaScript may say null.
    opts ??= {};
    if (!opts.urn) {
      keepServicesOnFailure();
      beginComponent(name, () => {
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
