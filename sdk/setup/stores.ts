import * as pulumi from "@pulumi/pulumi";
import { inspect } from "./checkedInput";
import { checkName } from "./names";
import type { Report } from "./report";

/** A kind of store, by the argument that declares it. */
export type StoreKind = "configStores" | "kvStores" | "secretStores";

/** What Fastly's API and CLI call a kind of store. */
export const STORE_API: Record<StoreKind, string> = { configStores: "config", kvStores: "kv", secretStores: "secret" };

/** What messages call it. */
export const STORE_NOUN: Record<StoreKind, string> = {
  configStores: "config store",
  kvStores: "KV store",
  secretStores: "secret store",
};

/** The options of what belongs to a store. */
export interface StoreOptions extends pulumi.CustomResourceOptions {
  /** What the component depends on. */
  after?: pulumi.ComponentResourceOptions["dependsOn"];
}

/** What all kinds of store have in common. */
export interface StoreArgs {
  /**
   * Links the store with this id instead of making one. It is not deleted with the component; its declared contents are
   * kept up to date, the rest of it is left alone. Not together with `existingName`. Default: a new store is made.
   */
  existingId?: pulumi.Input<string>;
  /**
   * The same, for the store of this name at Fastly, which has to be there. Not together with `existingId`. Default: a new
   * store is made.
   */
  existingName?: string;
  /**
   * The name of a new store at Fastly, where no two stores of a kind can have the same in an account. A store that is
   * there keeps the name that it has: another one is then an error. Not together with `existingId` or `existingName`.
   * Default: `<project>-<stack>-<component>-<name>`.
   */
  name?: string;
  /**
   * Whether the store and its data are deleted when it is removed from the setup or the stack is destroyed. It must be
   * applied by an `up` before that. Default `false`: the store is kept at Fastly, and the run says so.
   */
  forceDestroy?: boolean;
}

/** What a reviewer sees of a store. Values are left out. */
export interface StoreFacts {
  /** The name that the program opens it by. */
  name: string;
  /** The store's own name at Fastly; undefined for one that is linked by id. */
  store?: string;
  /** Whether it is made by someone else and only linked. */
  existing: boolean;
  /** The keys that the setup declares, sorted. */
  keys: string[];
  /** Whether its data is deleted with it. */
  forceDestroy: boolean;
}

/** A link between the service and a store: the name in the program, and the store. */
export interface StoreLink {
  name: string;
  resourceId: pulumi.Input<string>;
}

/** Whether the store is made by someone else. */
export function isLinked(args: StoreArgs | undefined): boolean {
  return args?.existingId !== undefined || args?.existingName !== undefined;
}

/** The id of a store once what its making waits for is there: what is written into one that exists is live at once. */
export function whenReady(id: pulumi.Input<string>, { dependsOn }: StoreOptions): pulumi.Output<string> {
  return pulumi.all([id, pulumi.output(dependsOn).apply(() => true)]).apply(([id]) => id);
}

/** A store with what is in it, as far as only the engine or Fastly knows. */
export interface MadeStore {
  kind: StoreKind;
  facts: StoreFacts;
  link: StoreLink;
  /** Its name at Fastly. */
  store: pulumi.Input<string | undefined>;
  /** Fails when it is not there, or not by this name; undefined where that is for Fastly to say. */
  found: pulumi.Input<unknown> | undefined;
  contents: pulumi.Resource[];
}

export function storeFacts(component: string, name: string, keys: string[], args: StoreArgs | undefined): StoreFacts {
  const existing = isLinked(args);
  const store = existing ? args?.existingName : (args?.name ?? storeName(component, name));
  return {
    name,
    ...(store === undefined ? {} : { store }),
    existing,
    keys: [...keys].sort(),
    forceDestroy: !existing && (args?.forceDestroy ?? false),
  };
}

/**
 * The name of a new store at Fastly, where all stores of an account share one list. It does not follow the manifest's
 * or the service's name: a store that is made anew under a link that exists makes every update fail.
 */
function storeName(component: string, name: string): string {
  return `${pulumi.getProject()}-${pulumi.getStack()}-${component}-${name}`;
}

export function checkStore(
  noun: string,
  component: string,
  path: string[],
  args: StoreArgs | undefined,
  report: Report,
): void {
  checkName(noun, path, report);
  const { name } = args ?? {};
  if (name !== undefined && isLinked(args)) {
    report.error(
      path,
      `The ${noun} "${path.at(-1)}" is given [name], but it is linked, with the name that it has`,
      "Leave [name] out, or leave out [existingId] and [existingName] to have a new store.",
    );
  }
  if (name !== undefined) {
    checkName(noun, [...path, name], report);
  }
  const physical = isLinked(args) || name !== undefined ? "" : storeName(component, path.at(-1) ?? "");
  if (physical.length > 255 && (path.at(-1) ?? "").length <= 255) {
    report.error(
      path,
      `The ${noun} "${path.at(-1)}" would be named "${physical.slice(0, 40)}…" at Fastly, which has ${physical.length} characters`,
      "Fastly takes up to 255: give [name], or use shorter names for the project, the stack, the component or the store.",
    );
  }
  for (const key of ["existingId", "existingName"] as const) {
    if (args?.[key] !== undefined) {
      const message = `The ${noun} "${path.at(-1)}" is given an empty [${key}]`;
      const remedy = `Give the ${key === "existingId" ? "id" : "name"} of a store, or leave [${key}] out to have a new store.`;
      inspect(args[key], (known) => (known ? undefined : [message, remedy]), path, report);
    }
  }
  if (args?.existingId !== undefined && args.existingName !== undefined) {
    report.error(
      path,
      `The ${noun} "${path.at(-1)}" is given both [existingId] and [existingName]`,
      "Keep one of them.",
    );
  }
}

/** Reports stores of two kinds with one name, which is that of their link: a service has one link of a name. */
export function checkLinkNames(
  kinds: { noun: string; section: (name: string) => string; stores: { facts: StoreFacts }[] }[],
  report: Report,
): void {
  const nounOf = new Map<string, string>();
  for (const { noun, section, stores } of kinds) {
    for (const { name } of stores.map(({ facts }) => facts)) {
      const other = nounOf.get(name);
      if (other !== undefined) {
        report.error(
          ["setup", section(name), name],
          `The ${noun} "${name}" has the name of a ${other}, and a service links one store of a name`,
          "Rename one of them, also where the program opens it.",
        );
      }
      nounOf.set(name, noun);
    }
  }
}
