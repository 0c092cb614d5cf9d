import * as pulumi from "@pulumi/pulumi";
import type { ComputeError } from "../../errors";
import type { Credentials } from "../../fastly/credentials";
import { failUnder } from "../../pulumi/failure";
import type { Guards, OwnOptions } from "../given";
import type { Made } from "../kind";
import { entry, object } from "../lines";
import type { StoreArgs } from "./args";
import { storeError } from "./errors";
import { linkedId } from "./linkedStore";
import { type StoreFacts, type StoreKind, whenReady } from "./store";

export interface NewStore extends pulumi.Resource {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
}

/** The store's link and its name at Fastly. `made` is only set for a new store. */
export function storeOf<T extends NewStore>(
  kind: StoreKind,
  facts: StoreFacts,
  args: StoreArgs,
  credentials: Credentials,
  opts: OwnOptions,
  guards: Guards,
  make: () => T,
): Omit<Made, "contents"> & { id: pulumi.Input<string>; made?: T } {
  const existing = linkedId(kind, facts, args, credentials, opts);
  if (existing !== undefined) {
    const linked = guards.linked({ noun: kind.noun, name: facts.name }, existing);
    const link = { name: facts.name, resourceId: linked };
    return { facts, id: linked, link, store: facts.store, found: linked };
  }
  const made = make();
  const store = whenReady(made.name, opts);
  // Fastly cannot rename a store, so an existing one keeps its name.
  const found = store.apply((name) =>
    args.name === undefined || args.name === name
      ? true
      : failUnder(opts.parent as pulumi.Resource, otherName(kind, facts.name, name, args.name)),
  );
  const id = pulumi.all([made.id, found]).apply(([id]) => id);
  return { facts, id, link: { name: facts.name, resourceId: id }, store, found, made };
}

function otherName(kind: StoreKind, link: string, name: string, wanted: string): ComputeError {
  return storeError("store-renamed", {
    noun: kind.noun,
    link,
    name,
    wanted,
    keep: `${kind.argument}: { ${entry(link, object({ name }))} }`,
  });
}
