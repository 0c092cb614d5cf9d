import { type Account, type AccountOptions, createAccount } from "./account";
import { ApiError, notFound, objectNotFound, problem } from "./http";
import { newId } from "./ids";
import { LogTail } from "./logTail";
import { type ClientKeys, createClientKeys } from "./sealedSecrets";
import type { Service, State, Version } from "./state";
import { Statistics } from "./statistics";

export type IdKind =
  | "service"
  | "dictionary"
  | "link"
  | "package"
  | "config-store"
  | "kv-store"
  | "secret-store"
  | "acl"
  | "domain"
  | "tls-subscription"
  | "tls-certificate"
  | "tls-activation"
  | "tls-private-key"
  | "tls-bulk-certificate"
  | "tls-mutual-authentication"
  | "alert"
  | "dashboard"
  | "integration"
  | "access-key"
  | "user"
  | "service-authorization"
  | "ngwaf-workspace";

export interface StoreOptions {
  /** Makes ids. Default: 22 random characters, as at Fastly. */
  newId?: (kind: IdKind) => string;
  /** The present time of the local Fastly. Default: the real one. */
  now?: () => Date;
  /** What the account may do. Default: everything, without limits. */
  account?: AccountOptions;
  /**
   * Allows the deletion of stores that an active version links, as the stand-in of the tests' recordings did.
   *
   * @internal
   */
  deletesLinked?: boolean;
}

/** A requested purge. */
export interface AskedPurge {
  /** The id of the service. */
  service: string;
  /** The surrogate keys. Undefined for everything. */
  keys: string[] | undefined;
  /** Whether the purged responses are only marked as stale. */
  soft: boolean;
}

/** An address of Fastly's staging network. A local Fastly without an edge does not answer there. */
const STAGING_ADDRESS = "167.82.81.194";

/** The state, with Fastly's rules for its use: what exists, and what may still be changed. */
export class Store {
  /** The uploaded archives, by their `hashsum`. */
  readonly packages: Map<string, Buffer>;
  readonly newId: (kind: IdKind) => string;
  readonly account: Account;
  readonly clientKeys: ClientKeys = createClientKeys();
  readonly date: () => Date;
  /** The latest answers. Kept as long as the process lives. */
  readonly statistics = new Statistics();
  readonly logTail = new LogTail();
  /** The address of the staging network. Empty when the account has none. */
  stagingAddress: string;
  readonly #deletesLinked: boolean;
  /** How many reads each subscription still waits, by id, and how many a new one waits. Undefined: the DNS decides. */
  readonly waitingReads = new Map<string, number>();
  issueAfterReads: number | undefined;
  /** The purges. Kept as long as the process lives. */
  readonly purges: AskedPurge[] = [];

  constructor(
    readonly state: State,
    packages: Map<string, Buffer>,
    options: StoreOptions = {},
  ) {
    this.packages = packages;
    this.newId = options.newId ?? newId;
    this.account = createAccount(options.account);
    this.stagingAddress = this.account.hasStaging ? STAGING_ADDRESS : "";
    this.#deletesLinked = options.deletesLinked ?? false;
    this.date = options.now ?? (() => new Date());
  }

  /** The time in seconds, as in most of Fastly's answers: `2026-11-21T01:22:03Z`. */
  now(): string {
    return `${this.date().toISOString().slice(0, 19)}Z`;
  }

  stamps(): { created_at: string; updated_at: string } {
    const now = this.now();
    return { created_at: now, updated_at: now };
  }

  /** Throws 409 when the active version of a service links this store or list: it must be unlinked first. */
  refuseLinked(id: string, title: string): void {
    const service = this.state.services.find((s) => activeVersion(s)?.links.some((link) => link.resource_id === id));
    if (service !== undefined && !this.#deletesLinked) {
      const detail = `${title} '${id}' is linked to the active version of service '${service.id}'`;
      throw problem(409, "Conflict", detail);
    }
  }

  /** A service that exists and is not deleted. Throws 404 otherwise. */
  service(params: Record<string, string>): Service {
    const service = this.state.services.find((s) => s.id === params.service && s.deleted_at === null);
    if (service === undefined) {
      throw notFound("Cannot load service");
    }
    return service;
  }

  /** The service and version in a path. Throws 404 when one of them does not exist. */
  version(params: Record<string, string>): { service: Service; version: Version } {
    const service = this.service(params);
    const version = service.versions.find((v) => String(v.number) === params.version);
    if (version === undefined) {
      throw objectNotFound("Version", { service: service.id, version: params.version ?? "" });
    }
    return { service, version };
  }

  /** As `version`, for a change: throws 422 when the version is locked. */
  editableVersion(params: Record<string, string>): { service: Service; version: Version } {
    const found = this.version(params);
    if (found.version.locked) {
      throw new ApiError(422, {
        msg: "Version locked",
        detail: `Version '${found.version.number}' for service '${found.service.id}' is locked`,
      });
    }
    return found;
  }
}

export function activeVersion(service: Service): Version | undefined {
  return service.versions.find((v) => v.active);
}

export function latestVersion(service: Service): Version | undefined {
  return service.versions.at(-1);
}

export function emptyVersion(number: number, stamps: { created_at: string; updated_at: string }): Version {
  return {
    number,
    active: false,
    locked: false,
    staging: false,
    comment: "",
    domains: [],
    backends: [],
    healthchecks: [],
    dictionaries: [],
    links: [],
    logging: [],
    package: null,
    imageOptimizer: null,
    ...stamps,
  };
}
