import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LocalFastly } from "../../../local/api";
import { logKinds } from "../../../local/api/kinds/logKinds";
import { formClient, jsonClient, packageOf } from "./helpers";

const binary = join(__dirname, "../../../node_modules/@fastly/cli-linux-x64/fastly");

const manifest = `manifest_version = 3
name = "edge"
language = "other"

[setup.backends.api]
address = "api.example.com"

[setup.backends.plain]
address = "plain.example.com"
port = 80

[setup.config_stores.cfg.items.greeting]
value = "hello"

[setup.kv_stores.kv.items."a/b c"]
value = "w"

[setup.secret_stores.keys]

[setup.products.fanout]
enable = true

[setup.products.ddos_protection]
enable = true
mode = "block"
`;

/** The CLI's subcommand of `service logging`, where it differs from the API's path. */
const cliNames: Record<string, string> = { pubsub: "googlepubsub" };

describe("the real Fastly CLI against the local Fastly", function () {
  this.timeout(60_000);
  let api: LocalFastly;
  let folder: string;

  before(async function () {
    if (!existsSync(binary)) {
      console.log(`      skipped: there is no Fastly CLI at ${binary}`);
      this.skip();
    }
    api = await LocalFastly.start();
    folder = await mkdtemp(join(tmpdir(), "local-fastly-cli-"));
    await write("app/fastly.toml", manifest);
    await write("app/pkg/edge.tar.gz", packageOf(manifest));
  });
  after(async () => {
    await api?.stop();
    if (folder !== undefined) {
      await rm(folder, { recursive: true, force: true });
    }
  });

  async function write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  function fastly(...args: string[]): Promise<string> {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, "config"),
      FASTLY_API_ENDPOINT: api.url,
      FASTLY_ACCOUNT_ENDPOINT: api.url,
      FASTLY_API_TOKEN: api.token,
      FASTLY_WASM_METADATA_DISABLE: "true",
      // The CLI knows the key with which Fastly signs client keys. Only this variable makes it request another one.
      FASTLY_USE_API_SIGNING_KEY: "1",
    };
    return new Promise((resolve, reject) => {
      execFile(binary, args, { cwd: join(folder, "app"), env }, (error, stdout, stderr) => {
        error ? reject(new Error(`fastly ${args.join(" ")}\n${stdout}${stderr}`)) : resolve(stdout);
      });
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: the tests assert on its shape
  async function json(...args: string[]): Promise<any> {
    return JSON.parse(await fastly(...args, "--json"));
  }

  const deploy = () => fastly("compute", "deploy", "-i", "--status-check-off", "--quiet");
  const writes = () => api.requests.filter((r) => r.method !== "GET").map((r) => `${r.method} ${r.path}`);

  it("deploys a new service with its setup", async () => {
    const output = await deploy();
    const service = api.service("edge");
    assert.match(output, new RegExp(`SUCCESS: Deployed package \\(service ${service.id}, version 1\\)`));
    assert.match(await readFile(join(folder, "app/fastly.toml"), "utf8"), new RegExp(`service_id = "${service.id}"`));
    assert.deepEqual(api.stores(), {
      config: { cfg: { greeting: "hello" } },
      kv: { kv: { "a/b c": "w" } },
      secret: { keys: {} },
    });
    assert.deepEqual(service.products, { fanout: {}, ddos_protection: { mode: "block" } });
    const [version] = service.versions;
    assert.deepEqual([version?.active, version?.locked, version?.domains.length], [true, true, 1]);
    assert.deepEqual(version?.links.map((l) => `${l.name} ${l.resource_type}`).sort(), [
      "cfg config",
      "keys secret-store",
      "kv object-store",
    ]);
  });

  it("skips a package that is already there", async () => {
    api.clearRequests();
    assert.match(await deploy(), /Skipping package deployment, local and service version are identical/);
    assert.deepEqual(writes(), []);
  });

  it("uploads a changed package to a clone and activates that", async () => {
    await write("app/pkg/edge.tar.gz", packageOf(`${manifest}\n# changed\n`));
    api.clearRequests();
    const { id } = api.service("edge");
    await deploy();
    const service = `/service/${id}/version`;
    assert.deepEqual(writes(), [`PUT ${service}/1/clone`, `PUT ${service}/2/package`, `PUT ${service}/2/activate`]);
  });

  it("reads back the service and its versions", async () => {
    const { id } = api.service("edge");
    const described = await json("service", "describe", "--service-id", id);
    assert.deepEqual(
      [described.Name, described.Type, described.ActiveVersion.Number, described.Versions.length],
      ["edge", "wasm", 2, 2],
    );
    const [listed] = await json("service", "list");
    assert.deepEqual([listed.ServiceID, listed.ActiveVersion], [id, 2]);
    const versions: Record<string, unknown>[] = await json("service", "version", "list", "--service-id", id);
    assert.deepEqual(
      versions.map((v) => [v.Number, v.Active, v.Locked]),
      [
        [1, false, true],
        [2, true, true],
      ],
    );
  });

  it("reads back backends, domains and links", async () => {
    const list = (...command: string[]) => json("service", ...command, "list", "--version", "active");
    const backends: Record<string, unknown>[] = await list("backend");
    assert.deepEqual(
      backends.map((b) => [b.Name, b.Address, b.Port, b.UseSSL, b.SSLSNIHostname, b.PreferIPv6]).sort(),
      [
        ["api", "api.example.com", 443, true, "api.example.com", true],
        ["plain", "plain.example.com", 80, false, "plain.example.com", true],
      ],
    );
    const domains: Record<string, unknown>[] = await list("domain");
    assert.match(String(domains[0]?.Name), /\.edgecompute\.app$/);
    const links: Record<string, unknown>[] = await list("resource-link");
    assert.deepEqual(links.map((l) => l.name).sort(), ["cfg", "keys", "kv"]);
    assert.deepEqual(await list("healthcheck"), []);
  });

  it("reads back stores and their entries", async () => {
    const { configStores, kvStores, secretStores } = api.state();
    const [config, kv, secret] = [configStores[0]?.id ?? "", kvStores[0]?.id ?? "", secretStores[0]?.id ?? ""];
    assert.equal((await json("config-store", "list"))[0].id, config);
    assert.equal((await json("kv-store", "list")).Data[0].StoreID, kv);
    assert.equal((await json("secret-store", "list"))[0].id, secret);
    const [item] = await json("config-store-entry", "list", "--store-id", config);
    assert.deepEqual([item.item_key, item.item_value], ["greeting", "hello"]);
    assert.deepEqual(await json("kv-store-entry", "list", "--store-id", kv), ["a/b c"]);
    assert.equal(await fastly("kv-store-entry", "get", "--store-id", kv, "--key", "a/b c"), "w");
    await writeFile(join(folder, "hunter"), "hunter2");
    await fastly("secret-store-entry", "create", "--store-id", secret, "--name", "k", "--file", join(folder, "hunter"));
    assert.equal(api.stores().secret.keys?.k, "hunter2");
    const { data } = await json("secret-store-entry", "list", "--store-id", secret);
    assert.deepEqual(
      data.map((s: { name: string }) => s.name),
      ["k"],
    );
  });

  it("reads and changes products", async () => {
    await fastly("products", "--enable", "websockets");
    const products = await json("products");
    assert.deepEqual([products.fanout, products.websockets, products.image_optimizer], [true, true, false]);
    await fastly("products", "--disable", "websockets");
    assert.equal((await json("products")).websockets, false);
  });

  it("reads dictionaries and their entries", async () => {
    const { id } = api.service("edge");
    await fastly("service", "version", "clone", "--version", "active");
    await fastly("service", "dictionary", "create", "--version", "3", "--name", "settings");
    const [dictionary] = await json("service", "dictionary", "list", "--version", "3");
    assert.deepEqual([dictionary.Name, dictionary.WriteOnly], ["settings", false]);
    await jsonClient(api)(`PATCH /service/${id}/dictionary/${dictionary.DictionaryID}/items`, {
      items: [{ op: "create", item_key: "region", item_value: "eu" }],
    });
    const entries = await json("service", "dictionary-entry", "list", "--dictionary-id", dictionary.DictionaryID);
    assert.deepEqual(
      entries.map((e: Record<string, string>) => [e.ItemKey, e.ItemValue]),
      [["region", "eu"]],
    );
  });

  it("reads the log endpoints of every kind that it knows", async () => {
    const { id } = api.service("edge");
    // The CLI has no command for Logentries.
    for (const kind of Object.keys(logKinds).filter((k) => k !== "logentries")) {
      await formClient(api)(`POST /service/${id}/version/3/logging/${kind}`, { name: `my-${kind}` });
      const listed = await json("service", "logging", cliNames[kind] ?? kind, "list", "--version", "3");
      assert.deepEqual(
        listed.map((l: Record<string, unknown>) => [l.Name, l.ServiceVersion]),
        [[`my-${kind}`, 3]],
        kind,
      );
    }
  });

  it("reports a locked version in Fastly's words, and clones it with --autoclone", async () => {
    const update = ["compute", "update", "--package", "pkg/edge.tar.gz", "--version", "active"];
    await assert.rejects(fastly(...update), /Version '2'.*is locked|version 2 is (active|locked|not editable)/is);
    assert.match(await fastly(...update, "--autoclone"), /Updated package \(service \w+, version 4\)/);
  });

  it("deletes the service it made when the deployment fails", async () => {
    await write("app/fastly.toml", manifest.replace('"edge"', '"doomed"'));
    await write("app/pkg/doomed.tar.gz", packageOf(manifest));
    api.inject({ method: "PUT", path: /\/activate$/, fault: { status: 500 } });
    await assert.rejects(deploy(), /500/);
    assert.deepEqual(
      api.services().map((s) => s.name),
      ["edge"],
    );
  });
});
