import type { CertificateFacts, KeyFacts } from "./certificate";
import type { LogKind } from "./kinds/log-kinds";
import type { BackendSettings, HealthcheckSettings, ImageOptimizerSettings, LogSettings } from "./settings";

/** All that the local Fastly holds, as plain JSON values. Names are Fastly's own. */
export interface State {
  services: Service[];
  configStores: ConfigStore[];
  kvStores: KvStore[];
  secretStores: SecretStore[];
  acls: Acl[];
  managedDomains: ManagedDomain[];
  /** Certificates, and what is served with them. */
  tls: {
    subscriptions: TlsSubscription[];
    activations: TlsActivation[];
    privateKeys: TlsPrivateKey[];
    certificates: TlsCertificate[];
    bulkCertificates: TlsBulkCertificate[];
    mutualAuthentications: TlsMutualAuthentication[];
  };
  /** What the TLS configuration of the account is called, where that was changed. */
  tlsConfigurationName?: string;
  /** What the world's DNS answers, as far as certificates depend on it. */
  dns: DnsRecord[];
  /** Definitions of alerts, which never fire here. */
  alerts: Alert[];
  dashboards: Dashboard[];
  /** Where alerts are told. */
  integrations: Integration[];
  /** Access keys of Object Storage, without their secrets. */
  accessKeys: AccessKey[];
  /** The people of the account, beside the one whose every token is. */
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
  /** Set once the service is deleted; only its details can be read from then on. */
  deleted_at: string | null;
  versions: Version[];
  /** By dictionary id. Items belong to the dictionary's id, not to a version, and outlive its removal from one. */
  dictionaryItems: Record<string, DictionaryItem[]>;
  /** The products that are enabled, with their configuration. */
  products: Record<string, Record<string, unknown>>;
  /** When its versions were activated, the last one last. Not in the files of earlier versions. */
  activations?: { version: number; created_at: string }[];
}

export interface Version extends Timestamps {
  number: number;
  active: boolean;
  /** A version that was active once, or was locked, cannot be changed again. */
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
  /** The name by which the code opens the resource. */
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
  /** Bytes of the archive. */
  size: number;
  /** SHA-512 of the archive, hexadecimal. */
  hashsum: string;
  /** SHA-512 of the files' contents in the order of their names, as `fastly compute hash-files` prints it. */
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
  /** US, EU, ASIA or AUS; null for everywhere. */
  location: string | null;
  items: KvItem[];
}

export interface KvItem {
  key: string;
  /** Base64. */
  value: string;
  metadata: string | null;
  generation: number;
  /** When it is forgotten; left out for never. */
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
  /** Base64. Never part of an answer. */
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

/** A certificate that Fastly gets from an authority, for some domains. */
export interface TlsSubscription extends Timestamps {
  id: string;
  /** `pending`, `issued`, `renewing` or `failed`. */
  state: string;
  certificate_authority: string;
  domains: string[];
  common_name: string;
  /** The id of its TLS configuration. */
  configuration: string;
  /** The id of its certificate, once it was issued. */
  certificate: string | null;
  /** When that ends. */
  not_after: string | null;
}

/** That a domain is served with a certificate. */
export interface TlsActivation {
  id: string;
  certificate: string;
  domain: string;
  configuration: string;
  /** The id of that by which clients show who they are. */
  mutual_authentication?: string;
  created_at: string;
}

/** Which private key it is: the key itself is not kept. */
export interface TlsPrivateKey extends KeyFacts {
  id: string;
  name: string | null;
  created_at: string;
}

/** A certificate that somebody brought. */
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

/** By which certificates clients show who they are. */
export interface TlsMutualAuthentication extends Timestamps {
  id: string;
  name: string;
  /** Whether clients without one are refused. */
  enforced: boolean;
}

/** What a DNS answers for a name. */
export interface DnsRecord {
  /** The whole name, without a dot at its end. */
  name: string;
  /** `A`, `AAAA` or `CNAME`. */
  type: string;
  values: string[];
}

/** As Fastly shows it; what is in it beside its name is not looked at. */
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
  /** By which a webhook knows who calls. */
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

/** What a user may do with a service. */
export interface ServiceAuthorization extends Timestamps {
  id: string;
  service: string;
  user: string;
  permission: string;
}

/** As the Next-Gen WAF shows it; nothing is looked at by it. */
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
