import * as pulumi from "@pulumi/pulumi";
import type { ContentWriter, Entry } from "../../fastly/contents";
import { type Credentials, clientOf } from "../../fastly/credentials";
import { isDeclaredElsewhere } from "../../pulumi/declaredKeys";
import { settled } from "../../pulumi/details";
import { before } from "../../pulumi/hooks";
import { operation } from "../../pulumi/operation";
import { urnOf } from "../../pulumi/urn";
import { FileChanged, readHashed } from "../../system/hashedFile";
import { isPlain } from "../inputs";
import type { DeclaredValues } from "../keptContents";
import type { Content } from "./content";
import { type Changes, type ContentsOwner, changesBetween, reportChanges, reportProgress } from "./contentChanges";
import { type DigestInputs, digestInputs, digestsIn } from "./digests";
import { storeError } from "./errors";

/**
 * The inputs and hooks of a component for contents that no resource of the provider manages.
 *
 * The component's inputs are the digests of the values by key. So the engine sees which keys are new, changed and gone.
 * Hooks that run *before* the step write the values. When one throws, the engine keeps the old inputs, and the next
 * `up` tries again. An after-hook would leave the new inputs recorded as done. There is no delete hook, as a plain
 * `pulumi destroy` would then refuse to run. Contents go with their store, or stay with it.
 */
export function contentsOf(
  name: string,
  storeId: pulumi.Input<string>,
  contents: Record<string, Content>,
  writer: ContentWriter,
  credentials: Credentials,
  owner: ContentsOwner,
): {
  inputs: DigestInputs & { storeId: pulumi.Input<string> };
  values: DeclaredValues;
  /** All entries. They are made at the first call: a run without changes needs none. */
  entries(): Entry[];
  hooks?: pulumi.ResourceHookBinding;
} {
  const inputs = { storeId, ...digestInputs(contents) };
  const values = valuesOf(contents);
  const keys = values.keys();
  const entriesOf = (some: string[]) => some.map((key) => entryOf(key, contents[key] as Content));
  const hooks = before(`${name}-contents`, { on: ["create", "update"], inPreview: owner.isReported }, async (step) => {
    const { storeId: store } = step.declared;
    const there = digestsIn(step.before?.storeId === store ? step.before : undefined);
    const changes = changesBetween(there, digestsIn(step.declared), keys);
    changes.removed = changes.removed.filter((key) => !isDeclaredElsewhere(store, key, values));
    if (owner.isReported) {
      await reportChanges(owner, changes, step.isPreview);
    }
    if (step.isPreview) {
      return;
    }
    if (operation() === "refresh") {
      // Without this error the state would say that the contents are written.
      throw storeError("contents-in-refresh", { name });
    }
    await write(await clientOf(credentials), store as string, changes);
  });
  return { inputs, values, entries: () => entriesOf(keys), hooks };

  async function write(client: Parameters<ContentWriter["write"]>[0], store: string, changes: Changes): Promise<void> {
    const changed = entriesOf([...changes.added, ...changes.changed]);
    try {
      await writer.write(client, store, changed, owner.isReported ? reportProgress(owner, changed) : undefined);
    } catch (error) {
      throw error instanceof FileChanged ? storeError("file-changed", { what: owner.what, path: error.path }) : error;
    }
    await writer.remove(client, store, changes.removed);
  }
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

/** The values. Each is read when it is needed. */
export function valuesOf(contents: Record<string, Content>): DeclaredValues {
  return {
    keys: () => Object.keys(contents),
    has: (key) => Object.hasOwn(contents, key),
    async read(key) {
      const content = Object.hasOwn(contents, key) ? contents[key] : undefined;
      return content === undefined ? undefined : "file" in content ? readHashed(content.file) : readerOf(content)();
    },
  };
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

/**
 * The contents that the setup declares for a store, as digests by key. The values are only written to Fastly. It never
 * inherits `protect`: it has no data, and the command `drift` replaces it to write all contents again.
 */
export class StoreContents extends pulumi.ComponentResource {
  constructor(type: string, name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(type, name, inputs, { protect: false, ...opts });
  }

  /**
   * Registers the outputs once the contents are written. Without a package they never are. Registering outputs makes
   * the SDK wait for the component's URN, and that would keep an inline program from ending.
   */
  protected override async initialize({ storeId }: pulumi.Inputs): Promise<void> {
    await urnOf(this);
    // Without the digests: the inputs have them, and there may be many.
    this.registerOutputs({ storeId });
  }
}
