import { spellings } from "./decode";
import { SETUP_SECTIONS, type Setup } from "./setup";
import { isTable, type TomlTable, type TomlValue } from "./toml";
import type { Manifest } from "./types";

/**
 * Lays an environment's manifest over the base:
 *
 * - what the environment does not say is inherited, key by key at the root and in `[scripts]`;
 * - a section of `[setup]` that it has, even an empty one, replaces the base's whole section;
 * - `service_id` is never inherited.
 *
 * `text` stays the base's, as the base is packed.
 */
export function overlayManifest(base: Manifest, environment: Manifest): Manifest {
  const { serviceId: _, ...inherited } = base;
  const gives = (path: readonly string[]) => ![undefined, ""].includes(lookUp(environment.raw, path) as string);
  const source = (path: readonly string[]) => (gives(path) ? environment : base);

  return {
    ...inherited,
    ...scalars(environment),
    authors: environment.authors.length > 0 ? environment.authors : base.authors,
    manifestVersion: source(["manifest_version"]).manifestVersion,
    scripts: { ...base.scripts, ...environment.scripts, envVars: source(["scripts", "env_vars"]).scripts.envVars },
    setup: overlaySetup(source),
    localServer: { ...base.localServer, ...notEmpty(environment.localServer) },
    raw: overlayRaw(base.raw, environment.raw),
    where: (path) => source(unit(path)).where(path),
    line: (path) => source(unit(path)).line(path),
  };
}

/** Whether an environment's file is about deployment. Most exist only for `[local_server]`, and must not count. */
export function saysSomethingAboutDeployment(environment: Manifest): boolean {
  const { serviceId, name, raw } = environment;
  const tables = [lookUp(raw, ["scripts"]), lookUp(raw, ["setup"])];
  return (
    serviceId !== undefined ||
    name !== undefined ||
    tables.some((table) => isTable(table) && Object.keys(table).length > 0)
  );
}

function scalars({ name, description, language, serviceId, clonedFrom, profile }: Manifest): Partial<Manifest> {
  return notEmpty({ name, description, language, serviceId, clonedFrom, profile });
}

/** Merges section by section. KV stores have two sections. */
function overlaySetup(source: (path: readonly string[]) => Manifest): Setup {
  const sections = SETUP_SECTIONS.map(([property, key]) => [property, source(["setup", key]).setup[property]]);
  const kvSection = (key: string) =>
    Object.entries(source(["setup", key]).setup.kvStores).filter(([, store]) => store.section === key);
  const kvStores = Object.fromEntries([...kvSection("object_stores"), ...kvSection("kv_stores")]);
  return { ...(Object.fromEntries(sections) as Omit<Setup, "kvStores">), kvStores };
}

/** The properties that have a value other than an empty table. */
function notEmpty<T extends object>(values: T): Partial<T> {
  const entries = Object.entries(values) as [string, TomlValue | undefined][];
  const kept = entries.filter(
    ([, value]) => value !== undefined && !(isTable(value) && Object.keys(value).length === 0),
  );
  return Object.fromEntries(kept) as Partial<T>;
}

function overlayRaw(base: TomlTable, environment: TomlTable): TomlTable {
  const merged = { ...base, ...environment };
  for (const key of ["scripts", "setup", "local_server"]) {
    const [below, above] = [base[key], environment[key]];
    if (isTable(below) && isTable(above)) {
      merged[key] = { ...below, ...above };
    }
  }
  const serviceId = lookUp(environment, ["service_id"]);
  for (const spelling of spellings("service_id")) {
    delete merged[spelling];
  }
  return serviceId === undefined ? merged : { ...merged, service_id: serviceId };
}

/** The part of a path that is inherited or replaced as a whole. */
function unit(path: readonly string[]): readonly string[] {
  return path.slice(0, ["scripts", "setup", "local_server"].includes(path[0] ?? "") ? 2 : 1);
}

function lookUp(value: TomlValue | undefined, [key, ...rest]: readonly string[]): TomlValue | undefined {
  if (key === undefined || !isTable(value)) {
    return key === undefined ? value : undefined;
  }
  const spelling = spellings(key).find((candidate) => Object.hasOwn(value, candidate));
  return spelling === undefined ? undefined : lookUp(value[spelling], rest);
}
