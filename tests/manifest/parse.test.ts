import assert from "node:assert/strict";
import { formatDiagnostic } from "../../sdk/errors/diagnostics";
import { parseManifest } from "../../sdk/manifest";
import { parsed } from "./parsed";

describe("a manifest", () => {
  it("has root keys", () => {
    const {
      raw: _,
      localServer: __,
      setup: ___,
      where: ____,
      line: _____,
      ...rest
    } = parsed(`
manifest_version = 2
name = "edge"
description = "Does it"
authors = ["a@example.com"]
language = "Rust"
service_id = "SU1Z0isxPaozGVKXdv0eY"
cloned_from = "https://github.com/fastly/compute-starter-kit-rust-default"
profile = "work"
[scripts]
build = "make"
post_build = "check"
post_init = "npm i"
env_vars = ["A=1", "B="]
env_file = ".env"
`);
    assert.deepEqual(
      { ...rest, text: undefined },
      {
        file: "fastly.toml",
        text: undefined,
        manifestVersion: 2,
        name: "edge",
        description: "Does it",
        authors: ["a@example.com"],
        language: "Rust",
        serviceId: "SU1Z0isxPaozGVKXdv0eY",
        clonedFrom: "https://github.com/fastly/compute-starter-kit-rust-default",
        profile: "work",
        scripts: { build: "make", postBuild: "check", postInit: "npm i", envVars: ["A=1", "B="], envFile: ".env" },
      },
    );
  });

  it("has every section of [setup], in the file's order", () => {
    const { setup } = parsed(`
[setup.backends.web]
address = "example.com"
port = 8443
description = "The site"
[setup.backends.api]
prompt = "Where is the API?"
address = ""
port = 0
[setup.dictionaries.old.items.key]
value = "v"
input_type = "password"
prompt = "Key"
[setup.config_stores.config]
description = "Settings"
items = { empty = { value = "" }, open = { description = "d" } }
[setup.object_stores.objects]
[setup.kv_stores.kv]
file = "all.json"
items.one.file = "one.txt"
items.two.value = "2"
[setup.secret_stores.secrets.entries]
token = { description = "t" }
[setup.log_endpoints.logs]
provider = "BigQuery"
[setup.products]
fanout.enable = true
websockets = {}
ngwaf = { enable = true, workspace_id = "w" }
bot_management = { enable = true, contentguard = "off" }
ddos_protection = { mode = "block" }
`);
    assert.deepEqual(setup, {
      backends: {
        web: { address: "example.com", port: 8443, description: "The site" },
        api: { prompt: "Where is the API?" },
      },
      dictionaries: { old: { items: { key: { value: "v", inputType: "password", prompt: "Key" } } } },
      configStores: {
        config: { description: "Settings", items: { empty: { value: "" }, open: { description: "d" } } },
      },
      kvStores: {
        objects: { section: "object_stores", items: {} },
        kv: { section: "kv_stores", file: "all.json", items: { one: { file: "one.txt" }, two: { value: "2" } } },
      },
      secretStores: { secrets: { entries: { token: { description: "t" } } } },
      logEndpoints: { logs: { provider: "BigQuery" } },
      products: {
        fanout: { enable: true },
        websockets: { enable: false },
        ngwaf: { enable: true, workspaceId: "w" },
        bot_management: { enable: true, contentguard: "off" },
        ddos_protection: { enable: false, mode: "block" },
      },
    });
    assert.deepEqual(Object.keys(setup.backends), ["web", "api"]);
  });

  it("has [local_server] in the forms of the Fastly CLI and of Viceroy", () => {
    const { localServer } = parsed(`
[local_server]
viceroy_version = "0.13.0"
geolocation = { use_default_loopback = true }
[local_server.backends.b]
url = "http://127.0.0.1"
override_host = "o"
cert_host = "c"
use_sni = false
grpc = true
health = "/"
first_byte_timeout_ms = 5
[local_server.dictionaries.old]
format = "json"
file = "old.json"
[local_server.config_stores.new]
format = "inline-toml"
contents = { a = "1" }
[[local_server.object_store.oldest]]
key = "k"
path = "ignored"
[[local_server.kv_stores.list]]
key = "k"
data = ""
metadata = "m"
[local_server.kv_stores.file]
file = "kv.json"
format = "json"
[[local_server.secret_stores.secrets]]
key = "k"
env = "SECRET"
[local_server.websockets_passthrough]
enable = false
[local_server.pushpin]
enable = true
proxy_port = 7677
`);
    assert.deepEqual(localServer, {
      viceroyVersion: "0.13.0",
      geolocation: { use_default_loopback: true },
      backends: {
        b: {
          url: "http://127.0.0.1",
          overrideHost: "o",
          certHost: "c",
          useSni: false,
          grpc: true,
          health: "/",
          firstByteTimeoutMs: 5,
        },
      },
      configStores: {
        old: { format: "json", file: "old.json", contents: {} },
        new: { format: "inline-toml", contents: { a: "1" } },
      },
      kvStores: {
        oldest: { entries: [{ key: "k" }] },
        list: { entries: [{ key: "k", data: "", metadata: "m" }] },
        file: { file: "kv.json", format: "json" },
      },
      secretStores: { secrets: { entries: [{ key: "k", env: "SECRET" }] } },
      pushpin: { enable: true, proxyPort: 7677 },
      websocketsPassthrough: { enable: false },
    });
  });

  it("keeps unknown keys in its raw form", () => {
    const { raw } = parsed("[catalog]\nsize = 3\nhuge = 9223372036854775807\n");
    assert.deepEqual(JSON.parse(JSON.stringify(raw, (_, value) => (typeof value === "bigint" ? `${value}` : value))), {
      catalog: { size: 3, huge: "9223372036854775807" },
    });
  });

  it("may have an empty string instead of a missing key, as in the Fastly CLI", () => {
    const manifest = parsed('name = ""\nservice_id = ""\nlanguage = ""\n[scripts]\nbuild = ""\n');
    assert.deepEqual(
      [manifest.name, manifest.serviceId, manifest.language, manifest.scripts],
      [undefined, undefined, undefined, { envVars: [] }],
    );
  });

  it("may have upper-case keys, which come after lower-case ones, as in the Fastly CLI", () => {
    const manifest = parsed(
      'NAME = "upper"\nSERVICE_ID = "upper"\nservice_id = "lower"\n[SETUP.BACKENDS.a]\nADDRESS = "x"\n',
      ['Unknown key "SERVICE_ID" (fastly.toml:2) [manifest-key-unread]\n  Did you mean "service_id"?'],
    );
    assert.deepEqual(
      [manifest.name, manifest.serviceId, manifest.setup.backends],
      ["upper", "lower", { a: { address: "x" } }],
    );
    assert.equal(manifest.line(["setup", "backends", "a", "address"]), 5);
  });

  it("may start with a byte order mark and have CRLF line ends", () => {
    const manifest = parsed('\uFEFFname = "a"\r\nmanifest_version = 3\r\n');
    assert.equal(manifest.name, "a");
    assert.equal(manifest.line(["manifest_version"]), 2);
  });

  it("may use names that JavaScript uses itself", () => {
    const { setup } = parsed('[setup.backends.__proto__]\naddress = "x"\n[setup.backends.constructor]\n');
    assert.deepEqual(Object.keys(setup.backends), ["__proto__", "constructor"]);
  });

  it("knows the lines of its keys, or of the table around a missing key", () => {
    const manifest = parsed('\n[setup.backends.a]\naddress = "x"\n');
    assert.deepEqual(manifest.where(["setup", "backends", "a", "port"]), { file: "fastly.toml", line: 2 });
    assert.equal(manifest.line(["name"]), undefined);
  });

  it("without a version has version 3 and a warning", () => {
    const { manifest, diagnostics } = parseManifest("", "fastly.toml");
    assert.equal(manifest?.manifestVersion, 3);
    assert.deepEqual(diagnostics.map(formatDiagnostic), [
      '"manifest_version" is missing, so 3 is assumed (fastly.toml) [manifest-version-missing]\n  Add the line manifest_version = 3. Without this line, the Fastly CLI rewrites the file and drops its comments.',
    ]);
  });
});

describe("manifest_version", () => {
  const accepted: [string, number][] = [
    ["3", 3],
    ['"3"', 3],
    ["1", 1],
    ["2", 2],
    ['"2.9.zzz"', 2],
    ["1.0", 1],
    ['"1.0"', 1],
    ["0.1", 3],
    ['"0.1.0"', 3],
    ['"0.99.0"', 3],
    ["0", 3],
    ['"0"', 3],
    ["-1", -1],
    ['"+3"', 3],
    ['"03"', 3],
  ];
  for (const [written, version] of accepted) {
    it(`${written} counts as ${version}`, () => {
      assert.equal(parsed(`manifest_version = ${written}`).manifestVersion, version);
    });
  }

  const refused: [string, string][] = [
    ["4", "at most 3 but got 4"],
    ['"4"', "at most 3 but got 4"],
    ['"99.0.0"', "at most 3 but got 99.0.0"],
    ['"abc"', 'a version number but got "abc"'],
    ['""', 'a version number but got ""'],
    ['" 3"', 'a version number but got " 3"'],
    ["true", "a version number but got true"],
    ["[3]", "a version number but got a list"],
    ["{ a = 1 }", "a version number but got a table"],
    ["1979-05-27 07:32:00Z", "a version number but got a date"],
  ];
  for (const [written, expected] of refused) {
    it(`${written} is refused`, () => {
      const [finding] = parseManifest(`manifest_version = ${written}`, "fastly.toml").diagnostics;
      assert.equal(finding?.message, `Expected "manifest_version" to be ${expected}`);
      assert.equal(finding?.code, expected.startsWith("at most") ? "manifest-version-unknown" : "manifest-wrong-type");
      assert.equal(finding?.line, 1);
    });
  }
});
