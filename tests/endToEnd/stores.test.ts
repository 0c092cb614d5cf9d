import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { activeVersion } from "../../local/api";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.dictionaries.settings.items.password]
input_type = "password"

[setup.config_stores.cfg.items.region]
value = "eu"

[setup.kv_stores.kv]
file = "kv.json"

[setup.kv_stores.kv.items.text]
value = "one"

[setup.kv_stores.kv.items.binary]
file = "binary.dat"

[setup.secret_stores.keys.entries.TOKEN]

[setup.log_endpoints.logs]
provider = "Amazon S3"

[setup.products.fanout]
enable = true
`;

const PROGRAM = `
module.exports = { id: new ComputeService("edge", {
  directory: "./app",
  logEndpoints: { logs: { s3: { bucketName: "logs", s3AccessKey: "CANARY-access-key", s3SecretKey: "CANARY-secret-key" } } },
  backends: { api: { address: "api.example.com", sslClientCert: "CANARY-client-cert", sslClientKey: "CANARY-client-key" } },
  kvStores: { kv: { items: { hidden: pulumi.secret("CANARY-kv-value") } } },
  dictionaries: { settings: { items: { hidden: pulumi.secret("CANARY-item") } } },
}).serviceId };`;

describe("stores, their contents, and secrets", function () {
  this.timeout(120_000);
  let test: TestStack;
  /** Everything that the runs showed. */
  let shown = "";

  before(async () => {
    test = await testStack({
      files: {
        "app/fastly.toml": MANIFEST,
        "app/kv.json": '{"from-file":"a","object":{"b":1,"a":"<"}}',
        "app/binary.dat": Buffer.from([0, 255, 10]),
        "app/bin/main.wasm": TINY_WASM,
      },
      program: PROGRAM,
      secretConfig: {
        "fastly-compute:edge-secrets": JSON.stringify({
          secretStores: { keys: { entries: { TOKEN: "CANARY-token" } } },
          dictionaries: { settings: { items: { password: "CANARY-password" } } },
        }),
      },
    });
  });
  after(async () => {
    await test.stop();
    removeProjects();
  });

  async function run(operation: "preview" | "up" | "destroy") {
    const result = await test.show(operation);
    shown += result.text + JSON.stringify(result.events);
    return result;
  }

  it("are created and filled before the service goes live", async () => {
    const preview = await run("preview");
    assert.ok(preview.ok, preview.text);
    const { ok, text } = await run("up");
    assert.ok(ok, text);
    const { config, kv, secret } = test.fastly.stores();
    assert.deepEqual(config, { "shop-dev-edge-cfg": { region: "eu" } });
    assert.deepEqual(kv, {
      "shop-dev-edge-kv": {
        "from-file": "a",
        object: '{"a":"\\u003c","b":1}',
        text: "one",
        binary: Buffer.from([0, 255, 10]).toString("utf8"),
        hidden: "CANARY-kv-value",
      },
    });
    assert.deepEqual(secret, { "shop-dev-edge-keys": { TOKEN: "CANARY-token" } });
    const service = test.fastly.service("shop");
    assert.deepEqual(
      activeVersion(service)
        ?.links.map(({ name }) => name)
        .sort(),
      ["cfg", "keys", "kv"],
    );
    assert.deepEqual(Object.keys(service.products), ["fanout"]);
    assert.deepEqual(test.fastly.dictionaryItems("shop", "settings"), {
      password: "CANARY-password",
      hidden: "CANARY-item",
    });
    const paths = test.writes();
    assert.ok(
      paths.findLastIndex((path) => path.includes("/resources/stores/")) <
        paths.indexOf("PUT /service/ID/version/1/activate"),
    );
  });

  it("are not touched when nothing has changed", async () => {
    test.fastly.clearRequests();
    const { ok, text, changes } = await run("up");
    assert.ok(ok, text);
    assert.deepEqual(Object.keys(changes), ["same"]);
    assert.deepEqual(test.writes(), []);
  });

  it("follow the manifest, and the next run repeats a failed write", async () => {
    test.edit(
      "app/fastly.toml",
      '[setup.kv_stores.kv.items.text]\nvalue = "one"',
      '[setup.kv_stores.kv.items.other]\nvalue = "two"',
    );
    test.edit("app/fastly.toml", 'value = "eu"', 'value = "us"');
    test.fastly.inject({ method: "PUT", path: /\/keys\/other$/, times: 5, fault: { status: 500 } });
    const failed = await run("up");
    assert.equal(failed.ok, false);
    const [version] = test.fastly.service("shop").versions.slice(-1);
    assert.equal(version?.number, 1, "a version went live without its data");
    assert.match(failed.text, /Fastly answered 500 to PUT \/resources\/stores\/kv\/\w+\/keys\/other/);
    const { ok, text } = await run("up");
    assert.ok(ok, text);
    const { config, kv } = test.fastly.stores();
    assert.deepEqual(Object.keys(kv["shop-dev-edge-kv"] ?? {}).sort(), [
      "binary",
      "from-file",
      "hidden",
      "object",
      "other",
    ]);
    assert.deepEqual(config["shop-dev-edge-cfg"], { region: "us" });
  });

  it("refuse a link to another store in preview, because the provider would do it only in part", async () => {
    const other = await fetch(`${test.fastly.url}/resources/stores/config`, {
      method: "POST",
      headers: { "Fastly-Key": test.fastly.token, "content-type": "application/x-www-form-urlencoded" },
      body: "name=made-by-hand",
    });
    const { id } = (await other.json()) as { id: string };
    const program = test.read("index.js");
    test.edit("index.js", "kvStores:", `configStores: { cfg: { existingId: "${id}" } },\n  kvStores:`);
    const { ok, text } = await run("preview");
    assert.equal(ok, false);
    assert.match(
      text,
      /link "cfg" would move from the store \w+ to \w+[\s\S]*run pulumi up once without the store "cfg"/,
    );
    test.write("index.js", program);
  });

  it("never show a secret: not in state, output, review components, package or manifest", async () => {
    const { resources } = await test.exportState();
    const reviewed = resources.filter(({ type }) => type.startsWith("fastly-compute:"));
    const archive = activeVersion(test.fastly.service("shop"))?.number ?? 0;
    const places: Record<string, string> = {
      "what was shown": shown,
      // Each engine has another place for it.
      "the state": readdirSync(join(test.directory, ".state"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
        .join("\n"),
      "the inputs and outputs of review components": JSON.stringify(reviewed),
      "the package": gunzipSync(test.fastly.packageBytes("shop", archive) ?? Buffer.alloc(0)).toString("latin1"),
      "the manifest": test.read("app/fastly.toml"),
    };
    for (const [place, text] of Object.entries(places)) {
      assert.ok(text.length > 0, place);
      assert.deepEqual(text.match(/CANARY-[a-z-]+/g), null, place);
    }
  });

  it("are kept with their data in a destroy, and the run says so", async () => {
    const { ok, text } = await run("destroy");
    assert.ok(ok, text);
    assert.match(text, /Kvstore edge-kv deleted .*\[retain\]/);
    assert.deepEqual(test.fastly.services(), []);
    const { config, kv, secret } = test.fastly.stores();
    assert.deepEqual(Object.keys(config).sort(), ["made-by-hand", "shop-dev-edge-cfg"]);
    assert.equal(kv["shop-dev-edge-kv"]?.other, "two");
    assert.deepEqual(config["shop-dev-edge-cfg"], { region: "us" });
    assert.deepEqual(Object.keys(secret), ["shop-dev-edge-keys"]);
  });
});
