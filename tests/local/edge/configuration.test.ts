import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Backend, Service, State, Version } from "../../../local/api";
import { emptyVersion } from "../../../local/api";
import { emptyState } from "../../../local/api/state";
import { localServerBackends } from "../../../local/edge/backends";
import { runtimeConfiguration } from "../../../local/edge/configuration";
import { localServerTables } from "../../../local/edge/localServer";
import { parseToml } from "../../../sdk/manifest/toml";

const stamps = { created_at: "2026-11-21T00:00:00Z", updated_at: "2026-11-21T00:00:00Z" };
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const fileOf = (text: string) => `values/${createHash("sha256").update(text).digest("hex")}`;

function backend(settings: Partial<Backend>): Backend {
  const usual = { name: "api", address: "api.example.com", port: 443, use_ssl: true, ssl_check_cert: true };
  const timeouts = { first_byte_timeout: 15_000, between_bytes_timeout: 10_000 };
  return { ...usual, ...timeouts, ...stamps, ...settings } as Backend;
}

/** The configuration of a version with these contents. */
function configured(version: Partial<Version>, state: Partial<State> = {}, service: Partial<Service> = {}) {
  const full = { ...emptyVersion(1, stamps), ...version };
  const {
    toml,
    backends: _,
    ...rest
  } = runtimeConfiguration(
    { ...emptyState(), ...state },
    { id: "S", dictionaryItems: {}, ...service } as Service,
    full,
  );
  const { local_server } = structuredClone(parseToml(toml)) as unknown as {
    local_server: Record<string, Record<string, unknown>>;
  };
  return { ...local_server, ...rest } as typeof rest & Record<string, Record<string, unknown>>;
}

describe("the configuration of the local edge", () => {
  const backends: [what: string, settings: Partial<Backend>, table: Record<string, unknown>, differs?: string][] = [
    ["without TLS", { use_ssl: false, port: 8080 }, { url: "http://api.example.com:8080" }],
    ["at an IPv6 address", { use_ssl: false, port: 80, address: "::1" }, { url: "http://[::1]:80" }],
    [
      "as the component makes it",
      { override_host: "api.example.com", ssl_cert_hostname: "api.example.com", ssl_sni_hostname: "api.example.com" },
      {
        url: "https://api.example.com:443",
        override_host: "api.example.com",
        cert_host: "api.example.com",
        use_sni: true,
      },
    ],
    [
      "with TLS and without SNI",
      { ssl_cert_hostname: "c" },
      { url: "https://api.example.com:443", cert_host: "c", use_sni: false },
    ],
    [
      "with the older name for both",
      { ssl_hostname: "h" },
      { url: "https://api.example.com:443", cert_host: "h", use_sni: true },
    ],
    [
      "with certificates of its own",
      { ssl_ca_cert: "CA", ssl_client_cert: "CERT", ssl_client_key: "KEY" },
      {
        url: "https://api.example.com:443",
        use_sni: false,
        ca_certificate: "CA",
        client_certificate: { certificate: "CERT", key: "KEY" },
      },
    ],
    [
      "with timeouts that are not the default",
      { use_ssl: false, first_byte_timeout: 1000, between_bytes_timeout: 500 },
      { url: "http://api.example.com:443", first_byte_timeout_ms: 1000n, between_bytes_timeout_ms: 500n },
    ],
    [
      "with two names",
      { ssl_cert_hostname: "c", ssl_sni_hostname: "s" },
      { url: "https://api.example.com:443", cert_host: "c", use_sni: true },
      'backend "api" uses s for SNI at Fastly, but c here',
    ],
    [
      "whose certificate is not checked",
      { ssl_check_cert: false },
      { url: "https://api.example.com:443", use_sni: false },
      'the certificate of backend "api" is checked here, but not at Fastly',
    ],
  ];
  for (const [what, settings, table, difference] of backends) {
    it(`has a backend ${what}`, () => {
      const { backends: all, differences } = configured({ backends: [backend(settings)] });
      assert.deepEqual(all, { api: table });
      assert.deepEqual(differences, difference === undefined ? [] : [difference]);
    });
  }

  it("uses the addresses of [local_server.backends], and adds no backends from there", () => {
    const redirects = localServerBackends(
      parseToml(
        '[local_server.backends.api]\nurl = "http://localhost:8080"\n[local_server.backends.other]\nurl = "http://x"',
      ),
    );
    const version = { ...emptyVersion(1, stamps), backends: [backend({}), backend({ name: "b" })] };
    const { toml } = runtimeConfiguration(emptyState(), { dictionaryItems: {} } as Service, version, redirects);
    assert.deepEqual(structuredClone(parseToml(toml)).local_server, {
      backends: {
        api: { url: "http://localhost:8080" },
        b: { url: "https://api.example.com:443", use_sni: false },
      },
      dictionaries: {},
      kv_stores: {},
      secret_stores: {},
      acls: {},
    });
    assert.deepEqual(localServerBackends(parseToml("local_server = 1")), {});
  });

  describe("has these tables of [local_server]:", () => {
    const cases: [what: string, manifest: string, tables: object, differs: string[]][] = [
      ["none when there are none", "local_server = 1", {}, []],
      ["none that a service has", "[local_server.kv_stores]\na = []\n[local_server.geolocation2]\na = 1", {}, []],
      [
        "other tables without changes",
        '[local_server.geolocation]\nformat = "inline-toml"\n[local_server.geolocation.addresses."127.0.0.1"]\ncity = "Oslo"\n[local_server.device_detection.user_agents.a]\n[local_server.shielding_sites]\n"pdx-or-us" = "Local"',
        {
          geolocation: { format: "inline-toml", addresses: { "127.0.0.1": { city: "Oslo" } } },
          device_detection: { user_agents: { a: {} } },
          shielding_sites: { "pdx-or-us": "Local" },
        },
        [],
      ],
      [
        "files with their full paths",
        '[local_server.geolocation]\nformat = "json"\nfile = "geo/all.json"',
        { geolocation: { format: "json", file: resolve("/app/geo/all.json") } },
        [],
      ],
      ["no [pushpin], which Viceroy does not know", "[local_server.pushpin]\nenable = true", {}, []],
    ];
    for (const [what, manifest, tables, differs] of cases) {
      it(what, () => {
        const differences: string[] = [];
        const found = localServerTables(parseToml(manifest), "/app", differences);
        assert.deepEqual([structuredClone(found), differences], [tables, differs]);
        const version = emptyVersion(1, stamps);
        const { toml } = runtimeConfiguration(emptyState(), { dictionaryItems: {} } as Service, version, {}, found);
        const { backends, dictionaries, kv_stores, secret_stores, acls, ...more } = structuredClone(parseToml(toml))
          .local_server as unknown as Record<string, unknown>;
        assert.deepEqual(more, tables);
        assert.deepEqual([backends, dictionaries, kv_stores, secret_stores, acls], [{}, {}, {}, {}, {}]);
      });
    }

    it("no file in an unknown directory, and it reports that", () => {
      const differences: string[] = [];
      const manifest = parseToml('[local_server.device_detection]\nfile = "a.json"');
      assert.deepEqual(localServerTables(manifest, undefined, differences), {});
      assert.match(differences.join(), /^\[local_server\.device_detection\] is in a file that only/);
    });
  });

  it("has dictionaries and config stores with the names in the code, and their items in files", () => {
    const { dictionaries, items } = configured(
      {
        dictionaries: [{ id: "D", name: "my words", write_only: true, ...stamps }],
        links: [{ id: "L", name: "settings", resource_id: "C", resource_type: "config", ...stamps }],
      },
      { configStores: [{ id: "C", name: "shop-settings", items: [item("k", "é\n")], ...stamps }] },
      { dictionaryItems: { D: [item("greeting", 'say "hi"')], removed: [item("a", "b")] } },
    );
    assert.deepEqual(dictionaries, {
      "my words": { format: "json", file: "items/D.json" },
      settings: { format: "json", file: "items/C.json" },
    });
    assert.deepEqual(
      [...items],
      [
        ["items/D.json", '{"greeting":"say \\"hi\\""}'],
        ["items/C.json", '{"k":"é\\n"}'],
      ],
    );
  });

  it("has KV and secret stores with their link names, and values of any bytes in files", () => {
    const bytes = Buffer.from([0, 255, 10]);
    const { kv_stores, secret_stores, values } = configured(
      {
        links: [
          { id: "1", name: "cache", resource_id: "K", resource_type: "object-store", ...stamps },
          { id: "2", name: "empty", resource_id: "E", resource_type: "object-store", ...stamps },
          { id: "3", name: "keys", resource_id: "S", resource_type: "secret-store", ...stamps },
          { id: "4", name: "gone", resource_id: "-", resource_type: "secret-store", ...stamps },
        ],
      },
      {
        kvStores: [
          {
            id: "K",
            name: "k",
            location: null,
            items: [
              { key: "a/b", value: base64(bytes), metadata: "m", generation: 1 },
              { key: "c", value: base64("C"), metadata: null, generation: 1 },
            ],
            ...stamps,
          },
          { id: "E", name: "e", location: null, items: [], ...stamps },
        ],
        secretStores: [
          {
            id: "S",
            name: "s",
            created_at: "",
            secrets: [{ name: "TOKEN", value: base64("T"), digest: "", created_at: "" }],
          },
        ],
      },
    );
    const binary = `values/${createHash("sha256").update(bytes).digest("hex")}`;
    assert.deepEqual(kv_stores, {
      cache: [
        { key: "a/b", file: binary, metadata: "m" },
        { key: "c", file: fileOf("C") },
      ],
      empty: [],
    });
    assert.deepEqual(secret_stores, { keys: [{ key: "TOKEN", file: fileOf("T") }] });
    assert.deepEqual(
      [...values],
      [
        [binary, bytes],
        [fileOf("C"), Buffer.from("C")],
        [fileOf("T"), Buffer.from("T")],
      ],
    );
  });

  it("has access control lists in files whose names change with their content", () => {
    const withAction = (action: string) =>
      configured(
        { links: [{ id: "1", name: "blocked", resource_id: "A", resource_type: "acl", ...stamps }] },
        { acls: [{ id: "A", name: "a", entries: [{ prefix: "192.0.2.0/24", action }] }] },
      );
    const { acls, items } = withAction("BLOCK");
    const [[file, content] = ["", ""]] = [...items];
    assert.deepEqual(acls, { blocked: { file } });
    assert.deepEqual(JSON.parse(content), { entries: [{ op: "create", prefix: "192.0.2.0/24", action: "BLOCK" }] });
    assert.notDeepEqual(withAction("ALLOW").acls, acls);
  });
});

function item(item_key: string, item_value: string) {
  return { item_key, item_value, ...stamps };
}
