import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { knownArguments } from "../../sdk/plugin/knownArguments";

const SCHEMA = JSON.parse(readFileSync(resolve(__dirname, "../../schema.json"), "utf8"));

const known = (inputs: pulumi.Inputs) => knownArguments("edge", "fastly-compute:index:ComputeService", inputs, SCHEMA);
const unknown = pulumi.output(pulumi.unknown as unknown as string);

/** The value of an output, and whether it is secret. Anything else is unchanged. */
async function shown(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const output = value as unknown as { isSecret: Promise<boolean>; promise(): Promise<unknown> };
    return { secret: await output.isSecret, value: await output.promise() };
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map(shown));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(async ([key, member]) => [key, await shown(member)]);
    return Object.fromEntries(await Promise.all(entries));
  }
  return value;
}

describe("arguments from other languages", () => {
  it("stay the same when they are plain", async () => {
    const inputs = { directory: "./app", domains: ["a.example.com"], backends: { api: { port: 443 } } };
    assert.deepEqual(await known(inputs), inputs);
  });

  it("are replaced by their values when the outputs are known, at every depth", async () => {
    const args = await known({
      directory: pulumi.output("./app"),
      domains: [pulumi.output("a.example.com")],
      products: pulumi.output({ ddosProtection: { mode: "log" } }),
      backends: pulumi.output({ api: { healthcheck: { path: "/" } } }),
    });
    assert.deepEqual(args, {
      directory: "./app",
      domains: ["a.example.com"],
      products: { ddosProtection: { mode: "log" } },
      backends: { api: { healthcheck: { path: "/" } } },
    });
  });

  it("may be unknown or secret where the component accepts outputs", async () => {
    const backends = { api: { address: unknown, sslClientKey: pulumi.secret("KEY") } };
    const logEndpoints = { access: { https: { url: pulumi.secret("https://logs.example.com/token") } } };
    const args = await known({ directory: "./app", backends, logEndpoints });
    assert.equal(args.backends.api.address, backends.api.address);
    assert.equal(args.backends.api.sslClientKey, backends.api.sslClientKey);
    assert.equal(args.logEndpoints.access.https.url, logEndpoints.access.https.url);
  });

  it("that are secret as a whole have secret parts", async () => {
    const dictionaries = pulumi.secret({ words: { items: { greeting: "hello" } } });
    const args = await known({ directory: "./app", dictionaries });
    assert.deepEqual(await shown(args.dictionaries), {
      words: { items: { greeting: { secret: true, value: "hello" } } },
    });
  });

  it("must be known and plain where they decide which resources exist, and are refused together", async () => {
    const problems = await known({
      directory: "./app",
      serviceName: pulumi.secret("shop"),
      domains: ["a.example.com", unknown],
      kvStores: { carts: { existingName: unknown } },
    }).catch((error) => error.message);
    const unknownRemedy = "  Give a plain value. Outputs are allowed for settings such as the [address] of a backend.";
    assert.deepEqual(problems.split("\n"), [
      'ComputeService "edge": 3 problems [component-unusable]',
      "The argument [serviceName] is a secret, but its value is visible at Fastly and in the preview [argument-secret]",
      "  Give a plain value, for example by config.require instead of config.requireSecret.",
      "The value of [domains[1]] comes from a resource that does not exist yet [argument-not-known-yet]",
      unknownRemedy,
      "The value of [kvStores.carts.existingName] comes from a resource that does not exist yet [argument-not-known-yet]",
      unknownRemedy,
    ]);
  });
});
