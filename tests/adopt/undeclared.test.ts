import assert from "node:assert/strict";
import { kindOfLink, movedLinks, undeclared } from "../../sdk/adopt/undeclared";
import type { Blocks } from "../../sdk/setup/lines";

const HOST = "a.example.com";
const BARE = { name: "api", address: HOST, port: 443, useSsl: true };
const API = { ...BARE, overrideHost: HOST, sslCertHostname: HOST, sslSniHostname: HOST };
const CHECKED = { ...API, healthcheck: "up" };
const UP = { name: "up", path: "/healthz", host: "a.example.com" };

interface Case {
  live: Blocks;
  declared?: Blocks;
  /** The targets of links, by name. */
  types?: Record<string, string>;
  lines?: string[];
  undeclarable?: string[];
}

describe("an adoption without these declarations would lose", () => {
  const cases: Record<string, Case> = {
    "nothing, of a service without anything": { live: {} },
    "nothing that is declared with the same name": {
      live: {
        domains: [{ name: "www.example.com" }],
        backends: [API],
        dictionaries: [{ name: "settings", dictionaryId: "d1" }],
        resourceLinks: [{ name: "carts", resourceId: "s1" }],
        loggingHttps: [{ name: "access", url: "https://old.example.com" }],
        productEnablement: { fanout: true },
      },
      declared: {
        domains: [{ name: "www.example.com" }],
        backends: [{ ...API, address: "b.example.com" }],
        dictionaries: [{ name: "settings", forceDestroy: true }],
        resourceLinks: [{ name: "carts", resourceId: "s1" }],
        loggingHttps: [{ name: "access", url: "https://new.example.com" }],
        productEnablement: { fanout: true },
      },
    },
    domains: {
      live: { domains: [{ name: "www.example.com" }, { name: "shop.example.com" }] },
      declared: { domains: [{ name: "www.example.com" }] },
      lines: ['domains: ["shop.example.com"],'],
    },
    "a generated domain, which makes a second one unnecessary": {
      live: { domains: [{ name: "shop.edgecompute.app" }] },
      lines: ['domains: ["shop.edgecompute.app"], generatedDomain: false,'],
    },
    "a backend with settings other than the component's defaults": {
      live: { backends: [{ ...API, sslCheckCert: true, maxConn: 200, shield: "frankfurt-de", __defaults: [] }] },
      lines: ['backends: { api: { address: "a.example.com", shield: "frankfurt-de" } },'],
    },
    "a backend with the provider's defaults, which differ": {
      live: { backends: [{ name: "old api", address: "192.0.2.1" }] },
      lines: ['backends: { "old api": { address: "192.0.2.1", port: 80 } },'],
    },
    "a backend that sends the visitor's Host header on": {
      live: { backends: [BARE] },
      lines: [
        'backends: { api: { address: "a.example.com", sslCertHostname: "", sslSniHostname: "", overrideHost: "" } },',
      ],
    },
    "a backend with its client certificate, whose text is not shown": {
      live: { backends: [{ ...API, sslClientCert: "CERT", sslClientKey: "KEY" }] },
      lines: [
        'backends: { api: { address: "a.example.com", sslClientCert: config.requireSecret("api-sslClientCert"), sslClientKey: config.requireSecret("api-sslClientKey") } },',
      ],
    },
    "a backend with its health check": {
      live: { backends: [CHECKED], healthchecks: [{ ...UP, method: "HEAD", timeout: 900 }] },
      lines: [
        'backends: { api: { address: "a.example.com", healthcheck: { name: "up", path: "/healthz", timeout: 900 } } },',
      ],
    },
    "the health check of a backend that is declared without one": {
      live: { backends: [CHECKED], healthchecks: [{ ...UP, host: "health.example.com" }] },
      declared: { backends: [API] },
      lines: ['backends: { api: { healthcheck: { name: "up", path: "/healthz", host: "health.example.com" } } },'],
    },
    "the header of a health check, without its value": {
      live: { backends: [CHECKED], healthchecks: [{ ...UP, headers: ["Authorization: Bearer SECRET"] }] },
      declared: { backends: [API] },
      lines: [
        'backends: { api: { healthcheck: { name: "up", path: "/healthz", headers: [config.requireSecret("api-Authorization")] } } },',
      ],
    },
    "two secrets with the same key, each under a separate key": {
      live: {
        backends: [{ ...CHECKED, name: "a" }],
        healthchecks: [{ ...UP, headers: ["b-token: SECRET", "b-token: OTHER"] }],
        loggingDatadogs: [{ name: "a-b", token: "SECRET" }],
        loggingHttps: [{ name: "a-b-token", url: "https://logs.example.com?token=SECRET" }],
      },
      lines: [
        'backends: { a: { address: "a.example.com", healthcheck: { name: "up", path: "/healthz", headers: [config.requireSecret("a-b-token"), config.requireSecret("a-b-token-2")] } } },',
        'logEndpoints: { "a-b": { datadog: { token: config.requireSecret("a-b-token-3") } }, "a-b-token": { https: { url: config.requireSecret("a-b-token-url") } } },',
      ],
    },
    "no health check of a backend that is declared with another one": {
      live: { backends: [CHECKED], healthchecks: [UP] },
      declared: { backends: [{ ...API, healthcheck: "api" }], healthchecks: [{ name: "api", path: "/" }] },
    },
    "a health check that no backend has": {
      live: { backends: [API], healthchecks: [UP] },
      declared: { backends: [API] },
      undeclarable: ["the health check up, which no backend has"],
    },
    "a dictionary": {
      live: { dictionaries: [{ name: "settings", dictionaryId: "d1" }] },
      lines: ["dictionaries: { settings: {} },"],
    },
    "links to stores of each kind": {
      live: {
        resourceLinks: [
          { name: "limits", resourceId: "c1" },
          { name: "carts", resourceId: "k1" },
          { name: "old-carts", resourceId: "k2" },
          { name: "tokens", resourceId: "s1" },
          { name: "blocked", resourceId: "a1" },
        ],
      },
      types: {
        blocked: "acl",
        limits: "config",
        carts: "kv-store",
        "old-carts": "object-store",
        tokens: "secret-store",
      },
      lines: [
        'configStores: { limits: { existingId: "c1" } },',
        'kvStores: { carts: { existingId: "k1" }, "old-carts": { existingId: "k2" } },',
        'secretStores: { tokens: { existingId: "s1" } },',
        'acls: { blocked: { existingId: "a1" } },',
      ],
    },
    "a link to an unknown type of resource": {
      live: {
        resourceLinks: [
          { name: "blocked", resourceId: "a1" },
          { name: "lost", resourceId: "x1" },
        ],
      },
      types: { blocked: "rate-list" },
      undeclarable: ["the link blocked to the rate-list a1", "the link lost to x1"],
    },
    "log endpoints of two kinds, without secrets": {
      live: {
        loggingHttps: [
          { name: "access", url: "https://logs.example.com/" },
          { name: "path", url: "https://logs.example.com/ingest/SECRET" },
          { name: "query", url: "https://logs.example.com?token=SECRET" },
          { name: "user", url: "https://me:SECRET@logs.example.com" },
        ],
        loggingDatadogs: [{ name: "errors", token: "SECRET" }],
      },
      lines: [
        'logEndpoints: { errors: { datadog: { token: config.requireSecret("errors-token") } }, access: { https: { url: "https://logs.example.com/" } }, path: { https: { url: config.requireSecret("path-url") } }, query: { https: { url: config.requireSecret("query-url") } }, user: { https: { url: config.requireSecret("user-url") } } },',
      ],
    },
    "products that are enabled": {
      live: {
        productEnablement: {
          fanout: true,
          websockets: false,
          ddosProtection: { enabled: true, mode: "log" },
          ngwaf: { enabled: false, workspaceId: "w1" },
          logExplorerInsights: true,
        },
      },
      declared: { productEnablement: { logExplorerInsights: true } },
      lines: ['products: { fanout: true, ddosProtection: { mode: "log" } },'],
    },
  };
  for (const [title, { live, declared = {}, types = {}, lines = [], undeclarable = [] }] of Object.entries(cases)) {
    it(title, () => {
      assert.deepEqual(
        undeclared(live, declared, (link) => types[link]),
        { lines, undeclarable },
      );
    });
  }
});

describe("a link whose name leads to another resource", () => {
  it("is listed when the adoption would move it", () => {
    const live = {
      resourceLinks: [
        { name: "carts", resourceId: "k1" },
        { name: "kept", resourceId: "k2" },
        { name: "gone", resourceId: "k3" },
        { name: "blocked", resourceId: "a1" },
      ],
    };
    const declared = {
      resourceLinks: [
        { name: "carts", resourceId: "k9" },
        { name: "kept", resourceId: "k2" },
        { name: "blocked", resourceId: "k8" },
      ],
    };
    assert.deepEqual(
      movedLinks(live, declared, (link) => (link === "blocked" ? "rate-list" : "kv-store")),
      { lines: ['kvStores: { carts: { existingId: "k1" } },'], undeclarable: ["the link blocked to the rate-list a1"] },
    );
  });
});

describe("a linked resource", () => {
  for (const [type, kind] of [
    ["config", "configStores"],
    ["config-store", "configStores"],
    ["kv-store", "kvStores"],
    ["object-store", "kvStores"],
    ["secret-store", "secretStores"],
    ["acl", "acls"],
    ["something-new", undefined],
    [undefined, undefined],
  ] as const) {
    it(`has a section where it can be declared: ${type}`, () => {
      assert.equal(Object.keys(kindOfLink(type)?.arguments ?? {})[0], kind);
    });
  }
});
