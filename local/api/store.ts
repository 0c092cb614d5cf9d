import { ApiError, notFound, objectNotFound } from "./http";
import { newId } from "./ids";
import type { Service, State, Version } from "./state";

export type IdKind =
  | "service"
  | "dictionary"
  | "link"
  | "package"
  | "config-store"
  | "kv-store"
  | "secret-store"
  | "acl"
  | "domain";

export interface StoreOptions {
  /** Where ids come from; random 22-character ones, as Fastly's, by default. */
  newId?: (kind: IdKind) => string;
  /** The time of what happens. The present by default. */
  now?: () => Date;
}

/** The state with Fastly's rules of access to it: what exists, and what may still be changed. */
export class Store {
  /** The uploaded archives, by their `hashsum`. */
  readonly packages: Map<string, Buffer>;
  readonly newId: (kind: IdKind) => string;
  readonly #now: () => Date;

  constructor(
    readonly state: State,
    packages: Map<string, Buffer>,
    options: StoreOptions = {},
  ) {
    this.packages = packages;
    this.newId = options.newId ?? newId;
    this.#now = options.now ?? (() => new Date());
  }

  /** The time to the second, as in most of Fastly's answers: `2026-11-21T01:22:03Z`. */
  now(): string {
    return `${this.#now().toISOString().slice(0, 19)}Z`;
  }

  stamps(): { created_at: string; updated_at: string } {
    const now = this.now();
    return { created_at: now, updated_at: now };
  }

  /** A service that exists and is not deleted; throws 404 otherwise. */
  service(params: Record<string, string>): Service {
    const service = this.state.services.find((s) => s.id === params.service && s.deleted_at === null);
    if (service === undefined) {
      throw notFound("Cannot load service");
    }
    return service;
  }

  /** The service and version that a path names; throws 404 when either does not exist. */
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
