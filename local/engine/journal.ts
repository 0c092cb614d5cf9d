import type { StateFile } from "./stateFile";
import { dependenciesOf, type PendingOperation, type StoredResource } from "./storedResource";

/**
 * The stack's resources while a run changes them, and their writing to the state file.
 *
 * Every change causes a write. Changes during a write share the next one. A promise returned here resolves when the
 * file has the change. So nothing happens in the outside world before the file says that it has begun. And nothing is
 * reported as done before the file says so.
 */
export interface Journal {
  /** Records that an operation begins. */
  begin(type: PendingOperation["type"], resource: StoredResource): Promise<PendingOperation>;
  /** Records the result of an operation, and its end. */
  end(operation: PendingOperation | undefined, change: Change): Promise<void>;
  /**
   * The resources of the run so far. First the registered ones, in the order of their completion, then the rest of
   * before.
   */
  resources(): StoredResource[];
  find(urn: string): StoredResource | undefined;
  /** The resource that the program has registered under this URN so far. */
  registered(urn: string): StoredResource | undefined;
  /**
   * The present form of a resource from before the run. Undefined when it is gone, or a registration has taken it over.
   */
  current(old: StoredResource): StoredResource | undefined;
  /** Resources from before the run that nothing has replaced or removed yet. */
  remaining(): [old: StoredResource, current: StoredResource][];
  /** Forgets operations of an earlier run that have no recorded end. */
  clearInterrupted(): Promise<void>;
  flush(): Promise<void>;
}

export interface Change {
  /** Replaces the run's resource of the same URN. */
  add?: StoredResource;
  /** Resources from before the run: each is replaced by the other one, or removed. */
  replace?: [old: StoredResource, by: StoredResource | undefined][];
  /** A URN from before the run that has changed, by an alias. */
  renamed?: { from: string; to: string };
}

/** Without `file` nothing is written (preview). */
export function openJournal(
  before: StoredResource[],
  interrupted: PendingOperation[],
  file: Pick<StateFile, "write"> | undefined,
): Journal {
  const registered = new Map<string, StoredResource>();
  const rest = new Map<StoredResource, StoredResource>(before.map((resource) => [resource, resource]));
  const pending = new Set<PendingOperation>(interrupted);
  const unchanged = new Set(before);
  const beforeByUrn = new Map<string, StoredResource>();
  for (const resource of before) if (!resource.delete) beforeByUrn.set(resource.urn, resource);

  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  const resources = () => [...registered.values(), ...rest.values()];
  const save = (): Promise<void> => {
    if (file === undefined) return Promise.resolve();
    // After a failed write, as on a disk that was full for a moment, the next write is tried again.
    next ??= writing
      .catch(() => undefined)
      .then(() => {
        writing = next ?? writing;
        next = undefined;
        return file.write({ resources: resources(), pending: [...pending] });
      });
    return next;
  };

  return {
    async begin(type, resource) {
      const operation = { type, resource };
      pending.add(operation);
      await save();
      return operation;
    },
    async end(operation, { add, replace = [], renamed }) {
      let changed = operation !== undefined && pending.delete(operation);
      for (const [old, by] of replace) {
        // An unchanged resource moves from "before" to "registered". That alone needs no write.
        if (by === undefined) changed = (rest.delete(old) && old !== add) || changed;
        else {
          rest.set(old, by);
          changed = true;
        }
      }
      if (renamed !== undefined) {
        for (const [old, current] of rest) rest.set(old, withRenamed(current, renamed.from, renamed.to));
      }
      if (add !== undefined) {
        changed ||= !unchanged.has(add) && registered.get(add.urn) !== add;
        registered.set(add.urn, add);
      }
      if (changed) await save();
    },
    resources,
    current: (old) => rest.get(old),
    remaining: () => [...rest],
    find: (urn) => registered.get(urn) ?? beforeByUrn.get(urn),
    registered: (urn) => registered.get(urn),
    async clearInterrupted() {
      if (interrupted.length === 0) return;
      for (const operation of interrupted) pending.delete(operation);
      await save();
    },
    async flush() {
      await (next ?? writing);
    },
  };
}

function withRenamed(resource: StoredResource, from: string, to: string): StoredResource {
  if (!dependenciesOf(resource).has(from)) return resource;
  const rename = (urn: string) => (urn === from ? to : urn);
  const { parent, deletedWith, provider } = resource;
  return {
    ...resource,
    dependencies: resource.dependencies.map(rename),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, urns]) => [property, urns.map(rename)]),
    ),
    ...(parent !== undefined && { parent: rename(parent) }),
    ...(deletedWith !== undefined && { deletedWith: rename(deletedWith) }),
    ...(provider?.startsWith(`${from}::`) && { provider: to + provider.slice(from.length) }),
  };
}
