import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Field, Schema } from "../../local/provider/bridge/schema";
import { definitions } from "../../local/provider/definitions";
import { ComputeService, type ComputeServiceArgs } from "../../sdk";
import { unwrapped } from "../../sdk/pulumi/plain";
import { withEveryDefault } from "../../sdk/setup/everyDefault";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { asFastly } from "../support/fastlyVersion";
import { type Registered, underMocks } from "../support/mocks";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.products]
fanout = { enable = true }
ngwaf = { enable = true, workspace_id = "ws" }

[setup.config_stores.flags.items.beta]
value = "on"

[setup.config_stores.empty]

[setup.kv_stores.pages]

[setup.secret_stores.keys]

[setup.dictionaries.settings.items.region]
value = "eu"
`;

/** The smallest arguments for everything. */
const LEAST: Partial<ComputeServiceArgs> = {
  backends: { api: { address: "api.example.com", healthcheck: { path: "/" } }, ip: { address: "192.0.2.1", port: 80 } },
  logEndpoints: Object.fromEntries(
    [...LOG_PROVIDERS.values()].map(({ key, required, oneOf }) => {
      const settings = [...required, ...(oneOf?.[0] ?? [])].map((name) => [
        name,
        name === "port" ? 1 : name === "url" ? "https://x" : "x",
      ]);
      return [key, { [key]: Object.fromEntries(settings) }];
    }),
  ),
};

/** The settable fields with a default that an object leaves out, at any depth. */
function leftOut(schema: Schema, object: Record<string, unknown>, path: string): string[] {
  return schema.flatMap((field: Field) => {
    const [place, value] = [`${path}.${field.name}`, object[field.name]];
    if (value === undefined || value === null) {
      return field.settable && field.default !== undefined ? [place] : [];
    }
    const elements = field.fields.length === 0 ? [] : [value].flat();
    return elements.flatMap((element) => leftOut(field.fields, element as Record<string, unknown>, place));
  });
}

/** The resources of the provider in a program with everything. */
async function declared(): Promise<Registered[]> {
  const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
  const registered = await underMocks(() => {
    new ComputeService("edge", { directory, ...LEAST });
  });
  return registered.filter(({ type }) => type.startsWith("fastly:"));
}

describe("every default of the provider, which provider 12 needs to reset a setting", () => {
  after(removeProjects);

  for (const major of [11, 12] as const) {
    it(`is declared by every resource of the component, with provider ${major}`, async () => {
      const registered = await asFastly(major, declared);
      const types = new Set(registered.map(({ type }) => type.split(":")[2]));
      assert.deepEqual([...types].sort(), [
        "Configstore",
        "ConfigstoreEntries",
        "Kvstore",
        "Secretstore",
        "ServiceCompute",
        "ServiceDictionaryItems",
      ]);
      const lacking = registered.flatMap(({ type, inputs }) => {
        const { schema } = definitions(major).find((definition) => definition.type === type) ?? { schema: [] };
        return leftOut(schema, unwrapped(inputs), type.split(":")[2] ?? "");
      });
      assert.deepEqual(lacking, []);
      const service = registered.find(({ type }) => type.endsWith(":ServiceCompute"))?.inputs ?? {};
      assert.equal(Object.keys(service).filter((name) => name.startsWith("logging")).length, 28);
    });
  }

  it("has the provider's value", () => {
    for (const major of [11, 12] as const) {
      const schema = definitions(major).find(({ type }) => type.endsWith(":ServiceCompute"))?.schema ?? [];
      const properties = schema.filter(({ name, kind }) => kind === "blocks" && name !== "domains");
      const empty = Object.fromEntries(properties.map(({ name }) => [name, [{}]]));
      const said = withEveryDefault(empty as never, major) as unknown as Record<string, Record<string, unknown>[]>;
      for (const { name, fields } of properties) {
        const defaults = fields.filter((field) => field.settable && field.default !== undefined);
        const expected = Object.fromEntries(defaults.map((field) => [field.name, field.default]));
        assert.deepEqual(said[name]?.[0], expected, name);
      }
    }
  });

  it("may come from the environment, as a secret if the setting is one", async () => {
    process.env.FASTLY_S3_SECRET_KEY = "from-env";
    try {
      const { loggingS3s } = withEveryDefault({ name: "x", loggingS3s: [{ name: "a" }] } as never);
      const [s3] = loggingS3s as unknown as [{ s3SecretKey: pulumi.Output<string>; s3AccessKey: string }];
      assert.ok(await pulumi.isSecret(s3.s3SecretKey));
      assert.equal(s3.s3AccessKey, "");
    } finally {
      delete process.env.FASTLY_S3_SECRET_KEY;
    }
  });
});
