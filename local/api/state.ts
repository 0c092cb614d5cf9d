import type { CertificateFacts, KeyFacts } from "./certificate";
import type { LogKind } from "./kinds/logKinds";
import type { BackendSettings, HealthcheckSettings, ImageOptimizerSettings, LogSettings } from "./settings";

/** The whole state of the local Fastly, as plain JSON values. Names are Fastly's own. */
export interface State {
  services: Service[];
  configStores: ConfigStore[];
  kvStores: KvStore[];
  secretStores: SecretStore[];
  acls: Acl[];
  managedDomains: ManagedDomain[];
  /** Certificates, and the domains that they serve. */
  tls: {
    subscriptions: TlsSubscription[];
    activations: TlsActivation[];
    privateKeys: TlsPrivateKey[];
    certificates: TlsCertificate[];
    bulkCertificates: TlsBulkCertificate[];
    mutualAuthentications: TlsMutualAuthentication[];
  };
  /** The name of the account's TLS configuration, where it was changed. */
  tlsConfigurationName?: string;
  /** The answers of the public DNS, as far as certificates depend on them. */
  dns: DnsRecord[];
  /** Definitions of alerts. No alert fires here. */
  alerts: Alert[];
  dashboards: Dashboard[];
  /** Where alerts are sent. */
  integrations: Integration[];
  /** Access keys of Object Storage, without their secrets. */
  accessKeys: AccessKey[];
  /** The people of the account, besides the owner of all tokens. */
  users: User[];
  serviceAuthorizations: ServiceAuthorization[];
  ngwafWorkspaces: NgwafWorkspace[];
}

export interface Timestamps {
  created_at: string;
  updated_at: string;
}

export interface Service extends Timestamps {
  id: string;
  name: string;
  type: "wasm" | "vcl";
  comment: string;
  /** Set once the service is deleted. Only its details can be read then. */
  deleted_at: string | null;
  versions: Version[];
  /**
   * By dictionary id. Items belong to the dictionary's id and not to a version, and outlive its removal from a version.
   */
  dictionaryItems: Record<string, DictionaryItem[]>;
  /** The enabled products, with their configuration. */
  products: Record<string, Record<string, unknown>>;
  /** When its versions were activated, the last activation last. Missing in files of earlier versions. */
  activations?: { version: number; created_at: string }[];
}

export interface Version extends Timestamps {
  number: number;
  active: boolean;
  /** A version that was active once, or was locked, cannot be changed any more. */
  locked: boolean;
  staging: boolean;
  comment: string;
  domains: Domain[];
  backends: Backend[];
  healthchecks: Healthcheck[];
  dictionaries: Dictionary[];
  links: ResourceLink[];
  logging: LogEndpoint[];
  package: Package | null;
  imageOptimizer: ImageOptimizerSettings | null;
}

export interface Domain extends Timestamps {
  name: string;
  comment: string;
}

export type Backend = Timestamps & { name: string } & BackendSettings;

export type Healthcheck = Timestamps & { name: string } & HealthcheckSettings;

export interface Dictionary extends Timestamps {
  id: string;
  name: string;
  write_only: boolean;
}

export interface ResourceLink extends Timestamps {
  id: string;
  /** The name by which the program opens the resource. */
  name: string;
  resource_id: string;
  resource_type: ResourceType;
}

export type ResourceType = "config" | "object-store" | "secret-store" | "acl";

export interface LogEndpoint extends Timestamps {
  name: string;
  kind: LogKind;
  settings: LogSettings;
}

export interface Package extends Timestamps {
  id: string;
  metadata: PackageMetadata;
}

export interface PackageMetadata {
  name: string;
  description: string;
  authors: string[];
  language: string;
  /** The size of the archive in bytes. */
  size: number;
  /** The SHA-512 of the archive, in hexadecimal. */
  hashsum: string;
  /** The SHA-512 of the files' contents in the order of their names, as `fastly compute hash-files` prints it. */
  files_hash: string;
  cloned_from?: string;
}

export interface DictionaryItem extends Timestamps {
  item_key: string;
  item_value: string;
}

export interface ConfigStore extends Timestamps {
  id: string;
  name: string;
  items: DictionaryItem[];
}

export interface KvStore extends Timestamps {
  id: string;
  name: string;
  /** US, EU, ASIA or AUS. Null for everywhere. */
  location: string | null;
  items: KvItem[];
}

export interface KvItem {
  key: string;
  /** In base64. */
  value: string;
  metadata: string | null;
  generation: number;
  /** When it expires. Left out for never. */
  expires_at?: string;
}

export interface SecretStore {
  id: string;
  name: string;
  created_at: string;
  secrets: Secret[];
}

export interface Secret {
  name: string;
  /** In base64. Never part of an answer. */
  value: string;
  digest: string;
  created_at: string;
}

export interface Acl {
  id: string;
  name: string;
  entries: AclEntry[];
}

export interface AclEntry {
  prefix: string;
  action: string;
}

export interface ManagedDomain extends Timestamps {
  id: string;
  fqdn: string;
  service_id: string | null;
  description: string;
}

/** A certificate for some domains that Fastly gets from an authority. */
export interface TlsSubscription extends Timestamps {
  id: string;
  /** `pending`, `issued`, `renewing` or `failed`. */
  state: string;
  certificate_authority: string;
  domains: string[];
  common_name: string;
  /** The id of its TLS configuration. */
  configuration: string;
  /** The id of its certificate, once it is issued. */
  certificate: string | null;
  /** When the certificate expires. */
  not_after: string | null;
}

/** A domain that is served with a certificate. */
export interface TlsActivation {
  id: string;
  certificate: string;
  domain: string;
  configuration: string;
  /** The id of the client certificates that it requires. */
  mutual_authentication?: string;
  created_at: string;
}

/** Identifies a private key: the key itself is not kept. */
export interface TlsPrivateKey extends KeyFacts {
  id: string;
  name: string | null;
  created_at: string;
}

/** A user's own certificate. */
export interface TlsCertificate extends Timestamps, CertificateFacts {
  id: string;
  name: string;
}

/** A certificate of Platform TLS. */
export interface TlsBulkCertificate
  extends Timestamps,
    Pick<CertificateFacts, "domains" | "not_after" | "not_before" | "public_key_sha1"> {
  id: string;
  /** The id of its TLS configuration. */
  configuration: string;
}

/** The certificates by which clients identify themselves. */
export interface TlsMutualAuthentication extends Timestamps {
  id: string;
  name: string;
  /** Whether clients without one are refused. */
  enforced: boolean;
}

/** The DNS answer for a name. */
export interface DnsRecord {
  /** The full name, without a dot at its end. */
  name: string;
  /** `A`, `AAAA` or `CNAME`. */
  type: string;
  values: string[];
}

/** An alert as Fastly shows it. Only its name is checked. */
export interface Alert extends Timestamps {
  id: string;
  name: string;
  service_id: string;
  source: string;
  metric: string;
  description: string;
  dimensions: Record<string, string[]>;
  evaluation_strategy: Record<string, unknown>;
  integration_ids: string[];
}

export interface Dashboard extends Timestamps {
  id: string;
  name: string;
  description: string;
  items: Record<string, unknown>[];
}

export interface Integration extends Timestamps {
  id: string;
  name: string;
  description: string;
  type: string;
  config: Record<string, string>;
  /** The key by which a webhook identifies its caller. */
  signing_key: string;
}

export interface AccessKey {
  access_key: string;
  description: string;
  permission: string;
  buckets: string[];
  created_at: string;
}

export interface User extends Timestamps {
  id: string;
  login: string;
  name: string;
  role: string;
}

/** The rights of a user on a service. */
export interface ServiceAuthorization extends Timestamps {
  id: string;
  service: string;
  user: string;
  permission: string;
}

/** A workspace as the Next-Gen WAF shows it. It checks nothing. */
export interface NgwafWorkspace extends Timestamps {
  id: string;
  name: string;
  description: string;
  mode: string;
  attack_signal_thresholds: Record<string, unknown>;
  ip_anonymization: string | null;
  default_blocking_response_code: number;
  default_redirect_url?: string;
  client_ip_headers: string[];
}

export function emptyState(): State {
  return {
    services: [],
    configStores: [],
    kvStores: [],
    secretStores: [],
    acls: [],
    managedDomains: [],
    tls: {
      subscriptions: [],
      activations: [],
      privateKeys: [],
      certificates: [],
      bulkCertificates: [],
      mutualAuthentications: [],
    },
    dns: [],
    alerts: [],
    dashboards: [],
    integrations: [],
    accessKeys: [],
    users: [],
    serviceAuthorizations: [],
    ngwafWorkspaces: [],
  };
}
