import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { ContentWriter } from "../../fastly/contents";
import { type Credentials, clientOf } from "../../fastly/credentials";
import { before } from "../../pulumi/hooks";
import { operation } from "../../pulumi/operation";
import { urnOf } from "../../pulumi/urn";
import { isPlain } from "../inputs";
import { storeError } from "./errors";

/** One value of a KV or secret store; `read` is only called when it has to be written. */
export type Content = { value: pulumi.Input<string> } | { digest: string; read: () => Buffer };

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
): { inputs: pulumi.Inputs; hooks?: pulumi.ResourceHookBinding } {
  const inputs = {
    storeId,
    digests: Object.fromEntries(Object.entries(contents).map(([key, content]) => [key, digestOf(content)])),
  };
  const values = Object.fromEntries(Object.entries(contents).map(([key, content]) => [key, readerOf(content)]));
  const hooks = before(`${name}-contents`, { on: ["create", "update"], inPreview: false }, async (step) => {
    if (operation() === "refresh") {
      // The state would say that they are written.
      throw storeError("contents-in-refresh", { name });
    }
    const client = await clientOf(credentials);
    const [wanted, recorded]: Recorded[] = [step.declared, step.before ?? {}];
    const there = recorded?.storeId === wanted?.storeId ? (recorded?.digests ?? {}) : {};
    const store = wanted?.storeId ?? "";
    const changed = Object.keys(values).filter((key) => there[key] !== wanted?.digests?.[key]);
    const gone = Object.keys(there).filter((key) => !Object.hasOwn(values, key));
    const entries = changed.map((key) => ({ key, read: async () => (await values[key]?.()) ?? "" }));
    await writer.write(client, store, entries);
    await writer.remove(client, store, gone);
  });
  return { inputs, hooks };
}

export function sha256(value: string | Buffer): string {
  return createHash("sha256").update(value).digest("hex");
}

/** The digest of a secret is a secret: a short one could be guessed from it. */
function digestOf(content: Content): pulumi.Input<string> {
  if ("digest" in content) {
    return content.digest;
  }
  return isPlain(content.value) ? sha256(content.value) : pulumi.output(content.value).apply(sha256);
}

function readerOf(content: Content): () => Promise<string | Buffer> {
  if ("digest" in content) {
    return async () => content.read();
  }
  const value = settled(pulumi.output(content.value));
  return () => value;
}

/** The value of an output that is known by the time it is needed. */
function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
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
  protected override async initialize(inputs: pulumi.Inputs): Promise<void> {
    await urnOf(this);
    this.registerOutputs(inputs);
  }
}
