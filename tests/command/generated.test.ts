import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { LocalFastly } from "../../local/index";
import { fastlyProvider } from "../../local/provider";
import { fastlyClient } from "../../sdk/fastly/client";
import { readWhole } from "../../sdk/live/blocks";
import type { KindName } from "../../sdk/setup/kinds";
import type { Block, Blocks } from "../../sdk/setup/lines";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { packageOf } from "../local/api/helpers";
import { urnOf } from "../local/provider/driver";
import "../support/fastlyVersion";
import { LIVE, type Live, logBlock } from "../support/liveThings";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { assertNothingChanged, said, stackOf, succeed } from "../support/writtenProgram";

const RUNS = process.env.TEST_LONG ? 200 : 2;
const TYPE = "fastly:index/serviceCompute:ServiceCompute";
const STORES = { config: "config", kv: "object-store", secret: "secret-store", acl: "acl" } as const;

/** Settings for which the provider or Fastly accepts only certain values. */
const FIXED: Record<string, unknown> = {
  acl: "private",
  compressionCodec: "snappy",
  fileMaxBytes: 1_048_576,
  gzipLevel: 3,
  jsonFormat: "1",
  messageType: "loggly",
  method: "PUT",
  placement: "none",
  processingRegion: "eu",
  redundancy: "standard",
  region: "EU",
  serverSideEncryption: "AES256",
  url: "https://logs.example.com",
};

/** Leaves out settings that Fastly refuses together, as no service has them. */
function possible({ s3IamRole: _, iamRole: __, ...block }: Block): Block {
  const given = Object.entries(block).filter(
    ([setting, value]) => value !== "" && value !== 0 && setting !== "formatVersion",
  );
  const trimmed = (value: unknown) => (typeof value === "string" ? value.trim() || "a" : value);
  const fixed = given.map(([setting, value]) => [setting, FIXED[setting] ?? trimmed(value)]);
  const { compressionCodec, gzipLevel, ...rest } = Object.fromEntries(fixed) as Block;
  return {
    ...rest,
    ...(compressionCodec === undefined ? (gzipLevel === undefined ? {} : { gzipLevel }) : { compressionCodec }),
  } as Block;
}

describe("a random service", function () {
  this.timeout(300_000);
  let fastly: LocalFastly;
  let stores: Record<string, string>;
  let archive: string;
  let made = 0;

  before(async () => {
    fastly = await LocalFastly.start({ edge: false });
    archive = join(makeProject({ "old.tar.gz": packageOf() }), "old.tar.gz");
    stores = {};
    for (const kind of ["config", "kv", "secret"]) {
      stores[kind] = (await call("POST", `/resources/stores/${kind}`, { name: `a-${kind}-store` })).id;
    }
    stores.acl = (await call("POST", "/resources/acls", { name: "a-list" })).id;
  });
  after(async () => {
    removeProjects();
    await fastly.stop();
  });

  async function call(method: string, path: string, body: object): Promise<{ id: string }> {
    const headers = { "Fastly-Key": fastly.token, "content-type": "application/json" };
    const answer = await fetch(`${fastly.url}${path}`, { method, headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, await answer.clone().text());
    return (await answer.json()) as { id: string };
  }

  /** Makes a service like a program with `fastly.ServiceCompute`. Undefined where Fastly refuses it. */
  async function service({ blocks, types = {} }: Live): Promise<string | undefined> {
    const provider = fastlyProvider({ env: {} });
    provider.configure({ baseUrl: fastly.url, apiKey: fastly.token });
    const links = ((blocks.resourceLinks ?? []) as Block[]).map(({ name }) => {
      const [kind = ""] =
        Object.entries(STORES).find(([, type]) => type === types[String(name)]?.replace("kv-store", "object-store")) ??
        [];
      return { name, resourceId: stores[kind] };
    });
    const { imageOptimizerDefaultSettings: images, ...rest } = blocks;
    const others = Object.entries(rest).map(([property, list]) => [
      property,
      property.startsWith("logging") ? (list as Block[]).map(possible) : list,
    ]);
    const inputs = {
      domains: [{ name: `s${made}.example.com` }],
      ...Object.fromEntries(others),
      ...(links.length > 0 && { resourceLinks: links }),
      name: `service ${made++}`,
      package: { filename: archive },
      activate: images === undefined,
    };
    const created = await provider
      .resource(TYPE)
      ?.create({ urn: urnOf(TYPE), inputs: inputs as never, preview: false })
      .catch(() => undefined);
    if (created !== undefined && images !== undefined) {
      // Only an existing service can have the product.
      const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const settings = Object.entries(images as object).map(([key, value]) => [snake(key), value]);
      const version = `/service/${created.id}/version/1`;
      await call("PUT", `/enabled-products/v1/image_optimizer/services/${created.id}`, {});
      await call("PATCH", `${version}/image_optimizer_default_settings`, Object.fromEntries(settings));
      await call("PUT", `${version}/activate`, {});
    }
    return created?.id;
  }

  /** What the provider reads of a service during an import. */
  async function imported(id: string): Promise<Blocks> {
    const provider = fastlyProvider({ env: {} });
    provider.configure({ baseUrl: fastly.url, apiKey: fastly.token });
    const read = await provider.resource(TYPE)?.read({ urn: urnOf(TYPE), id });
    return read?.outputs ?? {};
  }

  async function adopted(id: string): Promise<void> {
    const directory = makeProject({});
    const before = fastly.requests.length;
    const report = await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory]);
    assert.deepEqual(
      fastly.requests.slice(before).filter(({ method }) => method !== "GET"),
      [],
    );
    assert.doesNotMatch(report, /cannot be declared/);
    mkdirSync(join(directory, "app/bin"), { recursive: true });
    writeFileSync(join(directory, "app/bin/main.wasm"), TINY_WASM);
    const stack = await stackOf(fastly, directory, report);
    const { errors, events } = await stack.preview();
    assert.deepEqual(errors, []);
    await assertNothingChanged(events);
  }

  const kinds = Object.entries(LIVE) as [KindName, fc.Arbitrary<Live>][];
  /** One endpoint of every provider: no two of a service may have the same name. */
  const logs = fc.tuple(...[...LOG_PROVIDERS.values()].map((provider) => logBlock(provider))).map((blocks): Live => {
    const properties = [...LOG_PROVIDERS.values()].map(({ property, key }, index): [string, object[]] => [
      property,
      [{ ...blocks[index], name: `to ${key}` }],
    ]);
    return { blocks: Object.fromEntries(properties) };
  });
  for (const [name, live] of [...kinds.filter(([name]) => name !== "logEndpoints"), ["logEndpoints", logs] as const]) {
    it(`is read like the provider reads it, and written so that a preview has no changes: ${name}`, async () => {
      let seen = 0;
      await fc.assert(
        fc.asyncProperty(live, async (thing) => {
          const id = await service(thing);
          if (id === undefined) {
            return;
          }
          seen++;
          const { blocks } = await readWhole(fastlyClient(fastly.url, fastly.token), id, 1);
          assert.deepEqual(await said(blocks), await said(await imported(id)));
          await adopted(id);
        }),
        { numRuns: RUNS, endOnFailure: true, ...(process.env.TEST_LONG ? {} : { seed: 20 }) },
      );
      assert.ok(seen > 0, "Fastly refused all of them");
    });
  }
});
