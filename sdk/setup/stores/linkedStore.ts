import * as pulumi from "@pulumi/pulumi";
import { type Credentials, clientOf } from "../../fastly/credentials";
import { construction } from "../../pulumi/construction";
import { failUnder } from "../../pulumi/failure";
import type { OwnOptions } from "../given";
import type { StoreArgs } from "./args";
import { storeError } from "./errors";
import { isLinked, type StoreFacts, type StoreKind } from "./store";

/** The id of an existing store that is linked. Undefined for a new one. */
export function linkedId(
  kind: StoreKind,
  { store: name }: StoreFacts,
  args: StoreArgs,
  credentials: Credentials,
  { parent, provider, after }: OwnOptions,
): pulumi.Input<string> | undefined {
  if (!isLinked(args) || args.existingId !== undefined) {
    return args.existingId;
  }
  // A resource that the component depends on may make the store.
  const listed = kind.list({ parent, provider, dependsOn: after });
  return listed.apply(async ({ stores }) => {
    if (stores === undefined) {
      return pulumi.unknown as unknown as string;
    }
    // The provider lists only the first secret stores of an account.
    const id = stores.find((store) => store.name === name)?.id ?? (await findAmongAll(kind, name, credentials));
    if (id !== undefined) {
      return id;
    }
    // In other languages a component only learns that its dependencies exist. So in a preview the store may still be
    // planned.
    if (pulumi.runtime.isDryRun() && construction() !== undefined && isGiven(after)) {
      return pulumi.unknown as unknown as string;
    }
    return failUnder(parent as pulumi.Resource, storeError("store-not-found", { noun: kind.noun, name }));
  });
}

async function findAmongAll(kind: StoreKind, name: string | undefined, credentials: Credentials) {
  return name === undefined || !credentials.isFastlyThere
    ? undefined
    : await kind.find(await clientOf(credentials), name);
}

function isGiven(after: OwnOptions["after"]): boolean {
  return after !== undefined && !(Array.isArray(after) && after.length === 0);
}
