import assert from "node:assert/strict";
import { LocalFastly } from "../../../local/index";
import { callApi, deploy, javascriptWasm, needsViceroy } from "../../support/edge";
import { makeCertificates, type Origin, startOrigin } from "../../support/origin";
import { removeProjects } from "../../support/project";

/** Reads one of everything. */
const PROBE = `
import { Acl } from "fastly:acl";
import { ConfigStore } from "fastly:config-store";
import { Dictionary } from "fastly:dictionary";
import { KVStore } from "fastly:kv-store";
import { Logger } from "fastly:logger";
import { SecretStore } from "fastly:secret-store";

const READ = {
  dictionary: () => new Dictionary("words").get("greeting"),
  config: () => new ConfigStore("settings").get("colour"),
  kv: async () => (await new KVStore("cache").get("page"))?.text(),
  bytes: async () => [...new Uint8Array(await (await new KVStore("cache").get("bytes")).arrayBuffer())],
  secret: async () => (await (await new SecretStore("keys").get("TOKEN"))?.plaintext()),
  acl: async () => (await Acl.open("blocked").lookup("192.0.2.7"))?.action,
};

async function handle({ request }) {
  const { pathname } = new URL(request.url);
  const [, what, name] = pathname.split("/");
  new Logger("access").log("asked for " + pathname);
  if (what === "read") {
    return Response.json((await READ[name]()) ?? null);
  }
  if (what === "backend") {
    return fetch(request, { backend: name });
  }
  if (what === "redirect") {
    return new Response(null, { status: 302, headers: [["location", "/next"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
  }
  const body = await request.text();
  return Response.json({ url: request.url, method: request.method, body, x: request.headers.get("x-test") });
}
addEventListener("fetch", (event) => event.respondWith(handle(event)));
`;

describe("a program on the local edge", function () {
  this.timeout(120_000);

  const lines: string[] = [];
  const origins: Origin[] = [];
  let fastly: LocalFastly;
  let stores: Record<"config" | "kv" | "secret" | "acl", string>;
  let service: string;

  before(async function () {
    needsViceroy.call(this);
    const certificates = makeCertificates("secure.test") ?? this.skip();
    const wasm = javascriptWasm(PROBE) ?? this.skip();
    const secure = await startOrigin(certificates);
    const named = await startOrigin();
    const stand = await startOrigin();
    origins.push(secure, named, stand);
    fastly = await LocalFastly.start({ edge: { log: (line) => lines.push(line), useLocalServer: true } });

    stores = {
      config: (await callApi(fastly, "POST", "/resources/stores/config", { name: "shop-settings" })).id,
      kv: (await callApi(fastly, "POST", "/resources/stores/kv", { name: "shop-cache" })).id,
      secret: (await callApi(fastly, "POST", "/resources/stores/secret", { name: "shop-keys" })).id,
      acl: (await callApi(fastly, "POST", "/resources/acls", { name: "shop-blocked" })).id,
    };
    await writeAll("first");
    service = await deploy(fastly, "shop", {
      domain: "shop.example.com",
      wasm,
      manifest: `manifest_version = 3\nname = "shop"\n[local_server.backends.far]\nurl = "http://127.0.0.1:${stand.port}"\n`,
      backends: [
        {
          name: "secure",
          address: "127.0.0.1",
          port: secure.port,
          use_ssl: true,
          ssl_ca_cert: certificates.ca,
          ssl_cert_hostname: "secure.test",
          ssl_sni_hostname: "secure.test",
          override_host: "secure.test",
        },
        {
          name: "unknown-authority",
          address: "127.0.0.1",
          port: secure.port,
          use_ssl: true,
          ssl_cert_hostname: "secure.test",
        },
        { name: "named", address: "localhost", port: named.port, override_host: "named.test" },
        { name: "plain", address: "127.0.0.1", port: named.port },
        { name: "far", address: "far.example.com", port: 443, use_ssl: true },
      ],
      dictionaries: { words: { greeting: "first" } },
      links: { settings: stores.config, cache: stores.kv, keys: stores.secret, blocked: stores.acl },
    });
  });
  after(async () => {
    for (const origin of origins) {
      origin.stop();
    }
    await fastly?.stop();
    removeProjects();
  });

  /** Writes `text` into every store, like `fastly config-store-entry update` and similar commands. */
  async function writeAll(text: string): Promise<void> {
    const put = { "fastly-key": fastly.token };
    await callApi(fastly, "PUT", `/resources/stores/config/${stores.config}/item/colour`, { item_value: text });
    for (const [key, body] of Object.entries({ page: text, bytes: new Uint8Array([0, 255, 10]) })) {
      const url = `${fastly.url}/resources/stores/kv/${stores.kv}/keys/${key}`;
      assert.ok((await fetch(url, { method: "PUT", headers: put, body })).ok);
    }
    const secret = Buffer.from(text).toString("base64");
    await callApi(fastly, "PUT", `/resources/stores/secret/${stores.secret}/secrets`, { name: "TOKEN", secret });
    const entry = { op: "create", prefix: "192.0.2.0/24", action: text === "first" ? "BLOCK" : "ALLOW" };
    await callApi(fastly, "PATCH", `/resources/acls/${stores.acl}/entries`, { entries: [entry] });
  }

  const get = async (path: string) => {
    const answer = await fastly.fetch(`https://shop.example.com${path}`);
    const text = await answer.text();
    return answer.ok ? JSON.parse(text) : `${answer.status} ${text}`;
  };

  async function readAll(): Promise<Record<string, unknown>> {
    const names = ["dictionary", "config", "kv", "bytes", "secret", "acl"];
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await get(`/read/${name}`)])));
  }

  it("reads dictionaries, access control lists and stores of each kind", async () => {
    assert.deepEqual(await readAll(), {
      dictionary: "first",
      config: "first",
      kv: "first",
      bytes: [0, 255, 10],
      secret: "first",
      acl: "BLOCK",
    });
  });

  it("reads current items, without a new version", async () => {
    await writeAll("second");
    const [dictionary] = fastly.service(service).versions[0]?.dictionaries ?? [];
    const at = `/service/${service}/dictionary/${dictionary?.id}`;
    await callApi(fastly, "PATCH", `${at}/items`, {
      items: [{ op: "upsert", item_key: "greeting", item_value: "second" }],
    });
    assert.deepEqual(await readAll(), {
      dictionary: "second",
      config: "second",
      kv: "second",
      bytes: [0, 255, 10],
      secret: "second",
      acl: "ALLOW",
    });
  });

  it("reaches one backend by TLS with its authority, name and Host, and one by name", async () => {
    assert.deepEqual(await get("/backend/secure"), {
      path: "/backend/secure",
      host: "secure.test",
      sni: "secure.test",
    });
    assert.deepEqual(await get("/backend/named"), { path: "/backend/named", host: "named.test" });
    assert.deepEqual(await get("/backend/plain"), { path: "/backend/plain", host: "shop.example.com" });
  });

  it("does not reach a backend with an untrusted certificate", async () => {
    assert.match(String(await get("/backend/unknown-authority")), /^50\d /);
    assert.ok(
      lines.some((line) => /^service "shop", version 1: .*certificate/.test(line)),
      lines.join("\n"),
    );
  });

  it("reaches the address of [local_server.backends] instead of a backend", async () => {
    assert.deepEqual(await get("/backend/far"), { path: "/backend/far", host: "shop.example.com" });
  });

  it("sees the request unchanged", async () => {
    const init = { method: "POST", body: "hello", headers: { "x-test": "1" } };
    const https = await fastly.fetch("https://shop.example.com/a?b=c", init);
    const seen = { url: "https://shop.example.com/a?b=c", method: "POST", body: "hello", x: "1" };
    assert.deepEqual(await https.json(), seen);
    const http = await fastly.fetch("http://shop.example.com/");
    assert.equal(((await http.json()) as { url: string }).url, "http://shop.example.com/");
  });

  it("can redirect the client: the edge does not follow redirects", async () => {
    const answer = await fastly.fetch("https://shop.example.com/redirect");
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get("location"), "/next");
    assert.deepEqual(answer.headers.getSetCookie(), ["a=1", "b=2"]);
  });

  it("logs to the terminal, after its service and version", () => {
    assert.ok(lines.includes('service "shop", version 1: access: asked for /read/kv'), lines.join("\n"));
  });
});
