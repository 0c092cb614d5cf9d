import * as pulumi from "@pulumi/pulumi";
import type { ContentWriter, Entry } from "../../fastly/contents";
import { type Credentials, clientOf } from "../../fastly/credentials";
import { settled } from "../../pulumi/details";
import { before } from "../../pulumi/hooks";
import { operation } from "../../pulumi/operation";
import { urnOf } from "../../pulumi/urn";
import { FileChanged, type HashedFile, readHashed } from "../../system/hashedFile";
import { sha256 } from "../../system/sha256";
import { isPlain } from "../inputs";
import { type Changes, type ContentsOwner, changesBetween, tellChanges, tellProgress } from "./contentChanges";
import { storeError } from "./errors";

/** One value of a store, and what a KV store keeps beside it; `read` is only called when it has to be written. */
export type Content = (
  | { value: pulumi.Input<string> }
  | { file: HashedFile }
  /** A value that is shown as what it is. */
  | { digest: string; read: () => string }
) &
  ItemSettings;

/** What a KV store keeps beside a value. */
export interface ItemSettings {
  metadata?: pulumi.Input<string>;
  /** After how many seconds the item is forgotten. */
  timeToLive?: number;
}

/** What state keeps of the contents: which keys, and by a digest whether a value changed. */
interface Recorded {
  storeId?: string;
  digests?: Record<string, string>;
}

/**
 * The inputs and hooks of a component that stands for the contents of a store, for which the provider has no resource.
 *
 * The component's inputs are the digests of the values by key, so the engine sees what is new, changed and gone. Hooks
 * that run *before* the step write the values. When one throws, the engine keeps the old inputs, and the next `up`
 * tries again. An after-hook would leave the new inputs recorded as done. There is no delete hook, as a plain `pulumi
 * destroy` would then refuse to run. Contents go with their store, or stay with it.
 */
export function contentsOf(
  name: string,
  storeId: pulumi.Input<string>,
  contents: Record<string, Content>,
  writer: ContentWriter,
  credentials: Credentials,
  owner: ContentsOwner,
): {
  inputs: { storeId: pulumi.Input<string>; digests: Record<string, pulumi.Input<string>> };
  entries: Map<string, Entry>;
  hooks?: pulumi.ResourceHookBinding;
} {
  const inputs = {
    storeId,
    digests: Object.fromEntries(Object.entries(contents).map(([key, content]) => [key, digestOf(content)])),
  };
  const entries = new Map(Object.entries(contents).map(([key, content]) => [key, entryOf(key, content)]));
  const hooks = before(`${name}-contents`, { on: ["create", "update"], inPreview: owner.isTold }, async (step) => {
    const [wanted, recorded]: Recorded[] = [step.declared, step.before ?? {}];
    const there = recorded?.storeId === wanted?.storeId ? recorded?.digests : undefined;
    const changes = changesBetween(there ?? {}, wanted?.digests ?? {}, [...entries.keys()]);
    if (owner.isTold) {
      await tellChanges(owner, changes, step.isPreview);
    }
    if (step.isPreview) {
      return;
    }
    if (operation() === "refresh") {
      // The state would say that they are written.
      throw storeError("contents-in-refresh", { name });
    }
    await write(await clientOf(credentials), wanted?.storeId ?? "", changes);
  });
  return { inputs, entries, hooks };

  async function write(client: Parameters<ContentWriter["write"]>[0], store: string, changes: Changes): Promise<void> {
    const changed = [...changes.added, ...changes.changed].flatMap((key) => entries.get(key) ?? []);
    try {
      await writer.write(client, store, changed, owner.isTold ? tellProgress(owner, changed) : undefined);
    } catch (error) {
      throw error instanceof FileChanged ? storeError("file-changed", { what: owner.what, path: error.path }) : error;
    }
    await writer.remove(client, store, changes.removed);
  }
}

/** The digest of a secret is a secret: a short one could be guessed from it. */
function digestOf(content: Content): pulumi.Input<string> {
  const { metadata, timeToLive } = content;
  const value =
    "digest" in content ? content.digest : "file" in content ? content.file.sha256 : digestOfText(content.value);
  const beside = metadata === undefined ? undefined : digestOfText(metadata);
  if (isPlain(value) && (beside === undefined || isPlain(beside))) {
    return digestWith(value, beside, timeToLive);
  }
  return pulumi.all([value, beside]).apply(([known, knownBeside]) => digestWith(known, knownBeside, timeToLive));
}

function digestOfText(text: pulumi.Input<string>): pulumi.Input<string> {
  return isPlain(text) ? sha256(text) : pulumi.output(text).apply(sha256);
}

/** A digest, with those of what is kept beside the value. A value alone has the digest that it always had. */
function digestWith(value: string, metadata: string | undefined, timeToLive: number | undefined): string {
  return [
    value,
    ...(metadata === undefined ? [] : [`metadata ${metadata}`]),
    ...(timeToLive === undefined ? [] : [`time to live ${timeToLive}`]),
  ].join(", ");
}

/** The same of what is at Fastly, which does not tell when it forgets an item. */
export function readDigest(digest: string): { value: string; metadata?: string; timeToLive?: number } {
  const [value = "", ...rest] = digest.split(", ");
  const beside = (name: string) => rest.find((part) => part.startsWith(`${name} `))?.slice(name.length + 1);
  const [metadata, timeToLive] = [beside("metadata"), beside("time to live")];
  return { value, ...(metadata && { metadata }), ...(timeToLive && { timeToLive: Number(timeToLive) }) };
}

function entryOf(key: string, content: Content): Entry {
  const { metadata, timeToLive } = content;
  return {
    key,
    value: "file" in content ? content.file : readerOf(content),
    ...(metadata !== undefined && { metadata: readerOf({ value: metadata }) }),
    ...(timeToLive !== undefined && { timeToLive }),
  };
}

/** What gives the values when they are needed. */
export function readersOf(contents: Record<string, Content>): Record<string, () => Promise<string | Buffer>> {
  const reader = (content: Content) => ("file" in content ? async () => readHashed(content.file) : readerOf(content));
  return Object.fromEntries(Object.entries(contents).map(([key, content]) => [key, reader(content)]));
}

/** Whether a KV store keeps something beside a value, by its digest. */
export function hasMoreThanValue(digest: unknown): boolean {
  const { metadata, timeToLive } = readDigest(String(digest));
  return metadata !== undefined || timeToLive !== undefined;
}

function readerOf(content: { value: pulumi.Input<string> } | { read: () => string }): () => Promise<string> {
  if ("read" in content) {
    return async () => content.read();
  }
  const { value: given } = content;
  if (isPlain(given)) {
    return async () => given;
  }
  const value = settled(given);
  return () => value;
}

/** The contents that the setup declares for a store, as digests by key: the values are written to Fastly only. */
export class StoreContents extends pulumi.ComponentResource {
  constructor(type: string, name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(type, name, inputs, opts);
  }

  /**
   * Tells the outputs once it is made. Without a package it never is. The SDK waits for the URN of what it tells the
   * outputs of, and would keep an inline program from ending.
   */
  protected override async initialize({ storeId }: pulumi.Inputs): Promise<void> {
    await urnOf(this);
    // Not the digests, which the inputs have: there may be many.
    this.registerOutputs({ storeId });
  }
}
