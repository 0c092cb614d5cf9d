import * as pulumi from "@pulumi/pulumi";
import type { FastlyClient } from "../../fastly/client";
import { orFailure } from "../../pulumi/failure";
import { inspect } from "../checkedInput";
import type { OwnOptions } from "../kind";
import { checkName } from "../names";
import type { Report } from "../report";
import type { StoreArgs } from "./args";
import { storeError } from "./errors";

/** What names a kind of store, in each of the languages that it is named in. */
export interface StoreKind {
  /** The argument that declares it, which is also its name in the registry. */
  argument: string;
  /** In sentences: `KV store`. */
  noun: string;
  /** In Fastly's API and CLI. */
  api: string;
  /** The id of the one of this name at Fastly. */
  find(client: FastlyClient, name: string): Promise<string | undefined>;
  /** The command that deletes it. */
  deleteCommand(id: string): string;
  /** Those that an account has; no more than the first, of secret stores. */
  list(opts: pulumi.InvokeOutputOptions): pulumi.Output<{ stores: { id: string; name: string }[] }>;
}

/** What a reviewer sees of a store. Values are left out. */
export interface StoreFacts {
  /** The name that the program opens it by. */
  name: string;
  /** The store's own name at Fastly; undefined for one that is linked by id. */
  store?: string;
  /** Whether it is made by someone else and only linked. */
  existing: boolean;
  /** The keys that the setup declares, sorted; without those that come in bulk, of a directory or a list's file. */
  keys: string[];
  /** How many of its items are files; undefined for a store without a directory. */
  files?: number;
  /** How large these files are together, in bytes. */
  bytes?: number;
  /** Whether its data is deleted with it. */
  forceDestroy: boolean;
}

/** Whether the store is made by someone else. */
export function isLinked(args: StoreArgs | undefined): boolean {
  return args?.existingId !== undefined || args?.existingName !== undefined;
}

/**
 * The id or name of a store once what its making waits for is there, and failing with that. What is written into a
 * store that exists is live at once. One that is never made would be waited for without end.
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
    report.error(path, storeError.told("store-linked-and-named", { noun, name: path.at(-1) }));
  }
  if (name !== undefined) {
    checkName(noun, [...path, name], report);
  }
  const physical = isLinked(args) || name !== undefined ? "" : storeName(component, path.at(-1) ?? "");
  if (physical.length > 255 && (path.at(-1) ?? "").length <= 255) {
    report.error(
      path,
      storeError.told("store-name-long", {
        noun,
        name: path.at(-1),
        start: physical.slice(0, 40),
        length: physical.length,
      }),
    );
  }
  for (const key of ["existingId", "existingName"] as const) {
    if (args?.[key] !== undefined) {
      const told = storeError.told("store-link-empty", { noun, name: path.at(-1), key });
      inspect(args[key], (known) => (known ? undefined : told), path, report);
    }
  }
  if (args?.existingId !== undefined && args.existingName !== undefined) {
    report.error(path, storeError.told("store-linked-twice", { noun, name: path.at(-1) }));
  }
}
