import * as pulumi from "@pulumi/pulumi";
import type { ContentWriter, Entry } from "../../fastly/contents";
import type { Credentials } from "../../fastly/credentials";
import type { Setup } from "../../manifest";
import { noteKeys } from "../../pulumi/declaredKeys";
import { failureOf } from "../../pulumi/failure";
import { beforeChange, withHooks } from "../../pulumi/hooks";
import type { ContentsAtFastly } from "../contentsAtFastly";
import type { MakingOptions, Sources } from "../given";
import { keysOf, type Lifted, own } from "../inputs";
import { type LinkedKind, linkedKind, type Made, type NamedFile, type ReviewClass } from "../kind";
import type { StoreArgs } from "./args";
import type { configEntries } from "./configItems";
import type { Content } from "./content";
import { contentsOf, StoreContents, valuesOf } from "./contents";
import { digestsIn, hasMoreThanValue } from "./digests";
import { newStoreOptions } from "./newStore";
import { checkStore, type StoreFacts, type StoreKind, storeFacts, whenReady } from "./store";
import { type NewStore, storeOf } from "./storeOf";

/** A store as the arguments and the manifest declare it. */
export interface ResolvedStore<Args extends StoreArgs = StoreArgs> {
  facts: StoreFacts;
  args: Args;
  contents: Record<string, Content>;
}

/** One kind of store: everything in which it differs from the others. */
export interface Row<Name extends string, Args extends StoreArgs> extends StoreKind<Name> {
  /** The public arguments, besides those of all stores. */
  publicArgs?: string[];
  /** The stores that the manifest declares, by name. */
  declared(setup: Setup): Record<string, unknown>;
  /** The section of the manifest for a store of this name. */
  section(setup: Setup, name: string): string;
  /** The contents of a store. */
  contents(name: string, path: string[], given: Args, sources: Sources): Record<string, Content>;
  files?(stores: Record<string, Args | undefined>): NamedFile[];
  /** The start of Fastly's link types that lead to it. */
  linkTypes: string[];
  review: ReviewClass;
  /** The output of the component. Default: `stores`. */
  output?: string;
  /** The facts about the contents for reviewers, besides the keys. */
  seen?(contents: Record<string, Content>, given: Args): object;
  /** Whether a run reports changes and progress of the contents: there may be more than a diff can show. */
  isReported?(given: Args): boolean;
  resourceType: string;
  resource(name: string, facts: StoreFacts, args: Args, opts: pulumi.CustomResourceOptions): NewStore;
  refuseChange?: LinkedKind["linked"]["refuseChange"];
  /** The type of the component for contents that the provider does not manage. */
  contentsType: string;
  liveContents: LinkedKind["linked"]["liveContents"];
  /** The code that writes the contents at Fastly. It is only loaded when there is a store. */
  writer(): ContentWriter;
  /** The provider's resource for the contents of a new store, where a usable one exists. */
  entries?: typeof configEntries;
  readable?: { type: string; property: string };
}

/** Public arguments of every store: names and ids are no secrets. */
const PUBLIC = ["existingId", "existingName", "forceDestroy", "name"];

/** The kind that a row describes. */
export function storeKind<Name extends string, Args extends StoreArgs, F extends StoreFacts = StoreFacts>(
  row: Row<Name, Args>,
) {
  type Arguments = { [N in Name]?: Record<string, Args> };
  const { argument, noun, api } = row;
  const given = (args: Arguments): Record<string, Args> => args[argument] ?? {};
  return linkedKind<Arguments, ResolvedStore<Args>, F>({
    noun,
    arguments: {
      [argument]: { isPublic: ([, key = ""]: string[]) => [...PUBLIC, ...(row.publicArgs ?? [])].includes(key) },
    } as unknown as LinkedKind<Arguments>["arguments"],
    files: (args) => row.files?.(given(args)) ?? [],
    resolve: (args, sources) =>
      keysOf(row.declared(sources.setup), given(args)).map((name) => {
        const path = ["setup", row.section(sources.setup, name), name];
        return resolvedStore(row, name, path, own(given(args), name), sources);
      }),
    facts: (stores) => stores.map(({ facts }) => facts as unknown as Lifted<F>),
    readable: row.readable,
    nameAtFastly: (facts) => (facts.existing ? undefined : (facts.store as string | undefined)),
    review: { child: row.review, output: row.output ?? "stores" },
    linked: {
      api,
      isType: (linkType) => row.linkTypes.some((start) => linkType.startsWith(start)),
      resourceType: row.resourceType,
      contentsType: row.contentsType,
      liveContents: row.liveContents,
      find: row.find,
      has: row.has,
      deleteCommand: row.deleteCommand,
      section: row.section,
      make: (component, store, credentials, opts) => makeStore(row, component, store, credentials, opts),
      ...(row.refuseChange && { refuseChange: row.refuseChange }),
    },
  });
}

function resolvedStore<Args extends StoreArgs>(
  row: Row<string, Args>,
  name: string,
  path: string[],
  given: Args | undefined,
  sources: Sources,
): ResolvedStore<Args> {
  checkStore(row.noun, sources.owner, path, given, sources.report);
  const args = given ?? ({} as Args);
  const contents = row.contents(name, path, args, sources);
  const keys = Object.keys(contents).filter((key) => !contents[key]?.inBulk);
  const facts = { ...storeFacts(sources.owner, name, keys, given), ...row.seen?.(contents, args) };
  return { facts, args, contents };
}

/** Makes the store, unless it exists, and fills it, so that a version never goes live without its data. */
function makeStore<Args extends StoreArgs>(
  row: Row<string, Args>,
  component: string,
  { facts, args, contents }: ResolvedStore<Args>,
  credentials: Credentials,
  { after, kept, guards, ...opts }: MakingOptions,
): Made {
  const name = `${component}-${facts.name}`;
  const { id, made, ...store } = storeOf(row, facts, args, credentials, { ...opts, after }, guards, () =>
    row.resource(name, facts, args, newStoreOptions(facts, opts)),
  );
  const label = labelOf(row, facts);
  const isOfProvider = made !== undefined && row.entries !== undefined;
  const storeId = guards.filled(label, isOfProvider ? id : whenReady(id, opts), valuesOf(contents));
  // Contents that must not be written are never registered. Whatever waits for them fails instead.
  const found = failureOf(pulumi.output(store.found), pulumi.output(storeId));
  if (made !== undefined && row.entries !== undefined) {
    const entries = row.entries(name, storeId, made, contents, credentials, { ...opts, kept }, label);
    return { ...store, found, contents: entries };
  }
  // Not the provider's resource: it fails on existing items, and removes undeclared ones.
  const owner = {
    what: `${row.noun} "${facts.name}"`,
    isReported: row.isReported?.(args) ?? false,
    parent: opts.parent as pulumi.Resource | undefined,
  };
  const writer = row.writer();
  const { inputs, values, entries, hooks } = contentsOf(
    `${name}-${row.api}`,
    storeId,
    contents,
    writer,
    credentials,
    owner,
  );
  noteKeys({ kind: row.api, name: store.store, id }, values);
  kept.declare({
    label,
    type: row.contentsType,
    name,
    entriesIn: digestsIn,
    place: inputs,
    values,
    at: storeAt(writer),
    whyNotKept: (inputs) =>
      [...digestsIn(inputs).values()].some(hasMoreThanValue) ? "some have metadata or a time to live" : undefined,
    writeAll: (client, { storeId }) => writer.write(client, storeId as string, entries()),
    isOfProvider: false,
  });
  const written = new StoreContents(row.contentsType, name, inputs, {
    parent: opts.parent,
    hooks: withHooks(beforeChange(opts.hooks), hooks),
  });
  return { ...store, found, contents: [written] };
}

function labelOf({ noun }: StoreKind, { name }: StoreFacts): string {
  return `the contents of the ${noun} "${name}"`;
}

function storeAt({ read, write, remove }: ContentWriter): ContentsAtFastly {
  return {
    ...(read && {
      read: {
        keys: (client, { storeId }) => read.keys(client, storeId as string),
        values: (client, { storeId }, keys) => read.values(client, storeId as string, keys),
      },
    }),
    async write(client, { storeId }, changes) {
      const entries: Entry[] = [];
      const gone: string[] = [];
      for (const [key, value] of changes) {
        if (value === undefined) {
          gone.push(key);
        } else {
          entries.push({ key, value: async () => value });
        }
      }
      await write(client, storeId as string, entries);
      await remove(client, storeId as string, gone);
    },
  };
}
