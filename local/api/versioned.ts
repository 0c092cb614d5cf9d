import type { AccountLimits } from "./account";
import type { ApiRequest, Fields } from "./http";
import { duplicate, objectNotFound, ok, statusOk } from "./http";
import type { Route } from "./router";
import { route } from "./router";
import type { Service, Timestamps, Version } from "./state";
import type { Store } from "./store";

export interface Place {
  service: Service;
  version: Version;
  store: Store;
}

/** A kind of object in a service version: it is cloned with the version, and fixed when the version is locked. */
export interface VersionedKind<T extends Timestamps & { name: string }> {
  /** The path below the version: `backend`, `logging/s3`. */
  path: string;
  /** The name of a missing object in Fastly's errors: `Backend`. */
  title: string;
  /** The name of a second object with the same name in Fastly's errors: `backend`. */
  duplicateOf: string;
  /** The property by which the path identifies an object. Default `name`. */
  key?: "name" | "id";
  list(version: Version): T[];
  create(fields: Fields, place: Place): Omit<T, keyof Timestamps>;
  /** Checks a request, and returns the object with its changes. */
  update(object: T, fields: Fields, place: Place): T;
  /** How many the account may have in a version, and their name in errors. */
  limit?: { of: keyof AccountLimits; title: string };
  /** The check that Fastly makes last. */
  refuse?(object: T): void;
  add(version: Version, object: T): void;
  remove(version: Version, object: T): void;
  view(object: T, service: Service, version: Version): object;
  /** The parts of the answer to an update that differ from every later answer. */
  updated?(fields: Fields, before: T): object;
  /** Whether the name is taken. Default: compares with `list`. */
  nameTaken?(version: Version, name: string, except?: T): boolean;
}

/** The list, create, read, update and delete routes of a versioned kind. */
export function versionedRoutes<T extends Timestamps & { name: string }>(kind: VersionedKind<T>): Route[] {
  const base = `/service/:service/version/:version/${kind.path}`;
  const key = kind.key ?? "name";
  const keyOf = (object: T) => String((object as Record<string, unknown>)[key]);

  const find = (request: ApiRequest, service: Service, version: Version): T => {
    const found = kind.list(version).find((object) => keyOf(object) === request.params.object);
    if (found === undefined) {
      const wanted = request.params.object ?? "";
      throw objectNotFound(kind.title, { [key]: wanted, service: service.id, version: version.number });
    }
    return found;
  };

  const refuseDuplicate = (version: Version, name: string, except?: T) => {
    const taken = kind.nameTaken ?? ((v, n, x) => kind.list(v).some((object) => object !== x && object.name === n));
    if (taken(version, name, except)) {
      throw duplicate(kind.duplicateOf, name);
    }
  };

  return [
    route("GET", base, ({ params }, store) => {
      const { service, version } = store.version(params);
      return ok(kind.list(version).map((object) => kind.view(object, service, version)));
    }),
    route("POST", base, ({ params, fields }, store) => {
      const { service, version } = store.editableVersion(params);
      const object = { ...kind.create(fields, { service, version, store }), ...store.stamps() } as T;
      refuseDuplicate(version, object.name);
      kind.refuse?.(object);
      if (kind.limit !== undefined) {
        const all = kind.limit.of === "logEndpoints" ? version.logging : kind.list(version);
        store.account.refuseMore(kind.limit.of, all.length, kind.limit.title);
      }
      kind.add(version, object);
      version.updated_at = object.updated_at;
      return ok(kind.view(object, service, version));
    }),
    route("GET", `${base}/:object`, (request, store) => {
      const { service, version } = store.version(request.params);
      return ok(kind.view(find(request, service, version), service, version));
    }),
    route("PUT", `${base}/:object`, (request, store) => {
      const { service, version } = store.editableVersion(request.params);
      const object = find(request, service, version);
      const changed = kind.update(object, request.fields, { service, version, store });
      refuseDuplicate(version, changed.name, object);
      kind.refuse?.(changed);
      const odd = kind.updated?.(request.fields, structuredClone(object));
      Object.assign(object, changed, { updated_at: store.now() });
      version.updated_at = object.updated_at;
      return ok({ ...kind.view(object, service, version), ...odd });
    }),
    route("DELETE", `${base}/:object`, (request, store) => {
      const { service, version } = store.editableVersion(request.params);
      kind.remove(version, find(request, service, version));
      version.updated_at = store.now();
      return statusOk();
    }),
  ];
}

/** `add`, `remove` and `list` of a kind with its own array in the version. */
export function inArray<T>(
  list: (version: Version) => T[],
): Pick<
  { list(v: Version): T[]; add(v: Version, o: T): void; remove(v: Version, o: T): void },
  "list" | "add" | "remove"
> {
  return {
    list,
    add: (version, object) => void list(version).push(object),
    remove: (version, object) => void list(version).splice(list(version).indexOf(object), 1),
  };
}

/** The ids of service and version, which every object of a version has. */
export function belonging(service: Service, version: Version) {
  return { service_id: service.id, version: version.number, deleted_at: null };
}
