import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { SetupItem } from "../../sdk/manifest";
import { program } from "../../sdk/pulumi/program";
import { type Items, resolveItems } from "../../sdk/setup/items";
import { makeReport, revealed } from "../support/report";

const CONTAINER = {
  noun: "config store",
  path: ["setup", "config_stores", "cfg"],
  config: ["configStores", "cfg"],
  keyLimit: 5,
  valueLimit: 10,
};

function resolve(declared: Record<string, SetupItem>, given?: Items) {
  const { report, said } = makeReport();
  return { items: resolveItems(CONTAINER, declared, given, report), said: said() };
}

describe("items", () => {
  it("of the program replace those of the manifest, key by key", () => {
    assert.deepEqual(resolve({ a: { value: "1" }, b: { value: "2" } }, { b: "B", c: "C" }), {
      items: { a: "1", b: "B", c: "C" },
      said: [],
    });
  });

  it("may have the keys of built-in properties", () => {
    const declared = { constructor: { value: "c" }, toString: {} } as unknown as Record<string, SetupItem>;
    const { report, said } = makeReport();
    const container = { ...CONTAINER, keyLimit: 20 };
    const items = resolveItems(container, declared, { valueOf: "v" } as unknown as Items, report);
    assert.deepEqual(Object.entries(items), [
      ["constructor", "c"],
      ["valueOf", "v"],
    ]);
    assert.equal(said()[0], 'error: The item "toString" of the config store "cfg" has no value [value-missing]');
  });

  it("cannot have the one key that Pulumi loses", () => {
    const declared = JSON.parse('{"__proto__":{"value":"1"}}') as Record<string, SetupItem>;
    const { report, said } = makeReport();
    resolveItems({ ...CONTAINER, keyLimit: 20 }, declared, undefined, report);
    assert.deepEqual(said(), [
      'error: The config store "cfg" cannot have the key "__proto__" [key-lost]',
      "Use another key: Pulumi's SDK loses the value of this key.",
    ]);
  });

  it("with the key of a secret are set with --secret, whatever their type", () => {
    const { report, said } = makeReport();
    const keys = ["jwt_secret", "upstash_token", "apiKey", "DB-PASSWORD", "region", "monkey", "passenger"];
    const declared = Object.fromEntries(keys.map((key) => [key, {}]));
    resolveItems({ ...CONTAINER, keyLimit: 20 }, declared, undefined, report);
    assert.deepEqual(
      said()
        .filter((line) => line.startsWith("Run: pulumi"))
        .map((line) => [/items(?:\.|\[")([\w-]+)/.exec(line)?.[1], line.includes(" --secret ")]),
      keys.map((key, index) => [key, index < 4]),
    );
  });

  it("may be empty", () => {
    assert.deepEqual(resolve({ a: { value: "" } }), { items: { a: "" }, said: [] });
  });

  it("without a value cause an error with a command, although the Fastly CLI would use example", () => {
    assert.deepEqual(resolve({ a: {}, "b.c": { inputType: "password" } }), {
      items: {},
      said: [
        'error: The item "a" of the config store "cfg" has no value [value-missing]',
        "Run: pulumi config set --path 'fastly-compute:edge.configStores.cfg.items.a' <value>",
        'error: The item "b.c" of the config store "cfg" has no value [value-missing]',
        `Run: pulumi config set --secret --path 'fastly-compute:edge-secrets.configStores.cfg.items["b.c"]' <value>`,
      ],
    });
  });

  it("of the type password are secrets, wherever they come from", async () => {
    const password = { inputType: "password" };
    const { items } = resolve(
      { a: { value: "x", ...password }, b: password, c: password },
      { b: "y", c: pulumi.output("z") },
    );
    assert.deepEqual(await Promise.all(Object.values(items).map(revealed)), [
      { value: "x", secret: true },
      { value: "y", secret: true },
      { value: "z", secret: true },
    ]);
  });

  it("stay secret when they are secret in the program", async () => {
    const { items } = resolve({}, { a: pulumi.secret("x"), b: pulumi.output("y") });
    assert.deepEqual(await Promise.all(Object.values(items).map(revealed)), [
      { value: "x", secret: true },
      { value: "y", secret: false },
    ]);
  });

  it("with wrong values are all reported, without the values", () => {
    const { said } = resolve({
      a: { value: "hunter2", inputType: "integer" },
      "too-long": { value: "0123456789x" },
      "": { value: "" },
    });
    assert.deepEqual(said, [
      'error: The item "a" of the config store "cfg" is not a whole number [value-of-other-type]',
      'Give a whole number: the manifest says input_type = "integer".',
      'error: A key of the config store "cfg" has 8 characters: "too-long" [key-length]',
      "Use another key: Fastly allows keys of 1 to 5 characters.",
      'error: The item "too-long" of the config store "cfg" has 11 characters [value-too-long]',
      "Give a shorter value: Fastly allows at most 10.",
      'error: A key of the config store "cfg" has 0 characters: "" [key-length]',
      "Use another key: Fastly allows keys of 1 to 5 characters.",
    ]);
  });

  it("may be as long as the limit", () => {
    assert.deepEqual(resolve({ "12345": { value: "0123456789" } }).said, []);
  });

  it("that are known later are checked then", async () => {
    const late = async (value: string, inputType?: string) => {
      // A run fails with one error, the first.
      program().failure = undefined;
      const { items, said } = resolve({ a: { inputType } }, { a: pulumi.output(value) });
      assert.deepEqual(said, []);
      return (items.a as unknown as { promise(): Promise<unknown> }).promise();
    };
    await assert.rejects(late("hunter2", "integer"), {
      message:
        'The item "a" of the config store "cfg" is not a whole number\nGive a whole number: the manifest says input_type = "integer".',
    });
    await assert.rejects(late("0123456789x"), {
      message:
        'The item "a" of the config store "cfg" has 11 characters\nGive a shorter value: Fastly allows at most 10.',
    });
    assert.equal(await late("0123456789"), "0123456789");
  });
});
