import * as pulumi from "@pulumi/pulumi";
import type { FastlyClient } from "../../fastly/client";
import { orFailure } from "../../pulumi/failure";
import { inspect } from "../checkedInput";
import type { OwnOptions } from "../given";
import { checkName } from "../names";
import type { Report } from "../report";
import type { StoreArgs } from "./args";
import { storeError } from "./errors";

/** The names of a kind of store in each place that names it. */
export interface StoreKind<Name extends string = string> {
  /** The argument that declares it. It is also the name in the registry. */
  argument: Name;
  /** The noun in sentences: `KV store`. */
  noun: string;
  /** The name in Fastly's API and CLI. */
  api: string;
  /** The id of the store of this name at Fastly. */
  find(client: FastlyClient, name: string): Promise<string | undefined>;
  /** Whether Fastly has a store of this kind with the id. */
  has(client: FastlyClient, id: string): Promise<boolean>;
  /** The command that deletes a store. */
  deleteCommand(id: string): string;
  /**
   * The stores of an account. For secret stores, only the first ones. Undefined in a preview that does not know the
   * provider's token yet: the engine then asks nobody.
   */
  list(opts: pulumi.InvokeOutputOptions): pulumi.Output<{ stores?: { id: string; name: string }[] }>;
}

/** A store as reviewers see it, without values. */
export interface StoreFacts {
  /** The name that the program opens it by. */
  name: string;
  /** The store's name at Fastly. Undefined for a store that is linked by id. */
  store?: string;
  /** Whether the store was made elsewhere and is only linked. */
  existing: boolean;
  /** The declared keys, sorted. Keys in bulk, of a directory or a list's file, are left out. */
  keys: string[];
  /** How many items are files. Undefined for a store without a directory. */
  files?: number;
  /** The total size of these files, in bytes. */
  bytes?: number;
  /** Whether its data is deleted with it. */
  forceDestroy: boolean;
}

/** Whether the store was made elsewhere. */
export function isLinked(args: StoreArgs | undefined): boolean {
  return args?.existingId !== undefined || args?.existingName !== undefined;
}

/**
 * The id or name of a store once the dependencies of its making are done. Fails when one of them fails. Values that are
 * written into an existing store are live at once, so they have to wait. And a store that is never made must not be
 * waited for without end.
 */
export function whenReady(value: pulumi.Input<string>, { dependsOn }: OwnOptions): pulumi.Output<string> {
  return orFailure(pulumi.output(value), [pulumi.output(dependsOn).apply(() => true)]);
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
 * The name of a new store at Fastly, where all stores of an account share one list. It does not depend on the
 * manifest's or the service's name. Otherwise a rename would make a new store under an existing link, and every update
 * would fail.
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
    report.error(path, storeError.explain("store-linked-and-named", { noun, name: path.at(-1) }));
  }
  if (name !== undefined) {
    checkName(noun, [...path, name], report);
  }
  const physical = isLinked(args) || name !== undefined ? "" : storeName(component, path.at(-1) ?? "");
  if (physical.length > 255 && (path.at(-1) ?? "").length <= 255) {
    report.error(
      path,
      storeError.explain("store-name-long", {
        noun,
        name: path.at(-1),
        start: physical.slice(0, 40),
        length: physical.length,
      }),
    );
  }
  for (const key of ["existingId", "existingName"] as const) {
    if (args?.[key] !== undefined) {
      const explanation = storeError.explain("store-link-empty", { noun, name: path.at(-1), key });
      inspect(args[key], (known) => (known ? undefined : explanation), path, report);
    }
  }
  if (args?.existingId !== undefined && args.existingName !== undefined) {
    report.error(path, storeError.explain("store-linked-twice", { noun, name: path.at(-1) }));
  }
}
