import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { SECRET_CONTENTS } from "../fastly/contents";
import type { Credentials } from "../fastly/credentials";
import type { Setup } from "../manifest";
import { beforeChange, withHooks } from "../pulumi/hooks";
import { checkedInput, type Problem, requiredInput } from "./checkedInput";
import { keysOf, own } from "./inputs";
import { wantedInstead } from "./inputTypes";
import { newStoreOptions } from "./newStore";
import type { Report } from "./report";
import { type Content, contentsOf } from "./storeContents";
import { storeOf } from "./storeOf";
import { StoreReview } from "./storeReview";
import {
  checkStore,
  type MadeStore,
  type StoreArgs,
  type StoreFacts,
  type StoreOptions,
  storeFacts,
  whenReady,
} from "./stores";

/** A secret store: values that only the running program can read. */
export interface SecretStoreArgs extends StoreArgs {
  /** Secrets by name. The manifest has no place for their values: they are given here or in the configuration. */
  entries?: Record<string, pulumi.Input<string>>;
}

/** A secret store of the service. Its entries are in the `SecretStoreEntries` of the same name. */
export class SecretStore extends StoreReview {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:SecretStore";

  /** @internal */
  constructor(name: string, facts: StoreFacts, opts: pulumi.ComponentResourceOptions) {
    super(SecretStore.__pulumiType, name, facts, opts);
  }
}

/** The entries of a secret store, as secret digests by name: the values are written to Fastly only. */
export class SecretStoreEntries extends pulumi.ComponentResource {
  static readonly __pulumiType = "fastly-compute:index:SecretStoreEntries";

  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(SecretStoreEntries.__pulumiType, name, inputs, opts);
    this.registerOutputs(inputs);
  }
}

export interface ResolvedSecretStore {
  facts: StoreFacts;
  args: SecretStoreArgs;
  contents: Record<string, Content>;
}

/** Fastly's documented limits: a secret's name in characters, its value in bytes. */
const LIMITS = { name: 255, value: 65_536 };

export function resolveSecretStores(
  component: string,
  manifest: Setup["secretStores"],
  args: Record<string, SecretStoreArgs> | undefined,
  report: Report,
): ResolvedSecretStore[] {
  return keysOf(manifest, args).map((name) => {
    const declared = manifest[name]?.entries ?? {};
    const given = args?.[name]?.entries;
    const path = ["setup", "secret_stores", name];
    checkStore("secret store", component, path, args?.[name], report);
    const contents: Record<string, Content> = {};
    for (const entry of keysOf(declared, given)) {
      const place = [...path, "entries", entry];
      const value = own(given, entry);
      if (entry.length > LIMITS.name || !/^[\w.-]+$/.test(entry) || entry === "__proto__") {
        const message = `"${entry.slice(0, 40)}" of the secret store "${name}" cannot be the name of a secret`;
        report.error(place, message, `Use up to ${LIMITS.name} letters, digits, dots, dashes and underscores.`);
      }
      const secret = `The secret "${entry}" of the secret store "${name}"`;
      const config = ["secretStores", name, "entries", entry];
      const missing = { message: `${secret} has no value`, config, kind: { example: "<value>", secret: true } };
      if (requiredInput(value, missing, place, report, false)) {
        const inputType = own(declared, entry)?.inputType;
        const checked = checkedInput(value, (text) => problemOf(secret, inputType, text), place, report);
        contents[entry] = { value: pulumi.secret(checked) };
      }
    }
    return {
      facts: storeFacts(component, name, Object.keys(contents), args?.[name]),
      args: args?.[name] ?? {},
      contents,
    };
  });
}

function problemOf(secret: string, inputType: string | undefined, text: string): Problem | undefined {
  const wanted = wantedInstead(inputType, text);
  const size = Buffer.byteLength(text);
  if (text === "") {
    return [`${secret} is empty`, "Give it a value: Fastly takes no empty secret."];
  }
  if (wanted !== undefined) {
    return [`${secret} is not ${wanted}`, `Its input_type is "${inputType}"; give a value of this kind.`];
  }
  return size > LIMITS.value ? [`${secret} has ${size} bytes`, `Fastly takes at most ${LIMITS.value}.`] : undefined;
}

/** Makes the store, unless it exists, and writes its entries. */
export function makeSecretStore(
  component: string,
  { facts, args, contents }: ResolvedSecretStore,
  credentials: Credentials,
  opts: StoreOptions,
): MadeStore {
  const kind = "secretStores";
  const name = `${component}-${facts.name}`;
  const { id, made, ...store } = storeOf(
    kind,
    facts,
    args,
    credentials,
    opts,
    () => new fastly.Secretstore(name, { name: facts.store }, newStoreOptions(name, kind, facts, credentials, opts)),
  );
  const { inputs, hooks } = contentsOf(`${name}-secret`, whenReady(id, opts), contents, SECRET_CONTENTS, credentials);
  const entries = new SecretStoreEntries(name, inputs, {
    parent: opts.parent,
    hooks: withHooks(beforeChange(opts.hooks), hooks),
  });
  return { ...store, contents: [entries] };
}
