import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { BackendArgs } from "../../sdk/setup/backendArgs";
import { BACKENDS, resolveBackends } from "../../sdk/setup/backends";
import { HEALTHCHECKS } from "../../sdk/setup/healthchecks";
import { makeReport, revealed } from "../support/report";
import { sourcesOf } from "../support/sources";

function resolve(manifest: Record<string, object>, args?: Record<string, BackendArgs>) {
  const { report, said } = makeReport();
  return { backends: resolveBackends(manifest, args, report), said: said() };
}

const HOST = "origin.example.com";
const named = { sslCertHostname: HOST, sslSniHostname: HOST, overrideHost: HOST };

describe("backends", () => {
  for (const [title, declared, expected] of [
    ["a hostname on the default port", { address: HOST }, { port: 443, useSsl: true, ...named }],
    ["a hostname on port 443", { address: HOST, port: 443 }, { port: 443, useSsl: true, ...named }],
    ["a hostname on port 80", { address: HOST, port: 80 }, { port: 80, useSsl: false, ...named }],
    ["a hostname on another port", { address: HOST, port: 8443 }, { port: 8443, useSsl: true, ...named }],
    ["a port that the Fastly CLI ignores", { address: HOST, port: 0 }, { port: 443, useSsl: true, ...named }],
    ["an IPv4 address", { address: "192.0.2.1" }, { port: 443, useSsl: true }],
    ["an IPv4 address on port 80", { address: "192.0.2.1", port: 80 }, { port: 80, useSsl: false }],
    ["an IPv6 address", { address: "2001:db8::1" }, { port: 443, useSsl: true }],
  ] as const) {
    it(`${title} gets these TLS settings, also in review`, () => {
      const { backends } = resolve({ api: declared });
      const block = { name: "api", address: declared.address, sslCheckCert: true, ...expected };
      assert.deepEqual(
        backends.map(({ block, facts }) => ({ block, facts })),
        [{ block, facts: { ...block, clientCertificate: false } }],
      );
    });
  }

  it("may have every field in the program, which comes before the manifest and the defaults", () => {
    const { backends, said } = resolve(
      { api: { address: "manifest.example.com", port: 80 } },
      {
        api: {
          address: HOST,
          port: 443,
          overrideHost: "www.example.com",
          sslCheckCert: false,
          shield: "frankfurt-de",
          connectTimeout: 500,
          preferIpv6: false,
          minTlsVersion: "1.2",
        },
      },
    );
    assert.deepEqual(said, []);
    assert.deepEqual(backends[0]?.block, {
      name: "api",
      address: HOST,
      port: 443,
      useSsl: true,
      sslCheckCert: false,
      sslCertHostname: HOST,
      sslSniHostname: HOST,
      overrideHost: "www.example.com",
      shield: "frankfurt-de",
      connectTimeout: 500,
      preferIpv6: false,
      minTlsVersion: "1.2",
    });
  });

  it("of the program follow those of the manifest, which keep their order", () => {
    const { backends } = resolve({ z: { address: HOST }, a: { address: HOST } }, { m: { address: HOST } });
    assert.deepEqual(
      backends.map(({ name }) => name),
      ["z", "a", "m"],
    );
  });

  it("have a secret client certificate and key, which do not appear in review", async () => {
    const { backends } = resolve({}, { api: { address: HOST, sslClientCert: "CERT", sslClientKey: "KEY" } });
    assert.deepEqual(await revealed(backends[0]?.block.sslClientCert), { value: "CERT", secret: true });
    assert.deepEqual(await revealed(backends[0]?.block.sslClientKey), { value: "KEY", secret: true });
    const [{ facts } = { facts: {} }] = backends;
    assert.deepEqual(
      Object.entries(facts).filter(([key]) => /^sslClient|clientCertificate/.test(key)),
      [["clientCertificate", true]],
    );
  });

  it("may have an address that is known later", async () => {
    for (const [address, hostname] of [
      [HOST, HOST],
      ["192.0.2.1", undefined],
    ] as const) {
      const { backends, said } = resolve({}, { api: { address: pulumi.output(address) } });
      assert.deepEqual(said, []);
      const { block } = backends[0] ?? {};
      for (const setting of [block?.sslCertHostname, block?.sslSniHostname, block?.overrideHost]) {
        assert.deepEqual(await revealed(setting), { value: hostname, secret: false });
      }
    }
  });

  it("have a health check of their name, with the Host that the origin expects", () => {
    const { backends } = resolve(
      { api: { address: HOST } },
      {
        api: { healthcheck: { path: "/up" } },
        ip: { address: "192.0.2.1", port: 80, healthcheck: { path: "/up", host: "a", timeout: 1 } },
        bare: { address: "192.0.2.1", healthcheck: { path: "/" } },
      },
    );
    assert.deepEqual(
      backends.map(({ block, healthcheck, facts }) => [block.healthcheck, healthcheck, facts.healthcheckPath]),
      [
        ["api", { name: "api", path: "/up", host: HOST }, "/up"],
        ["ip", { name: "ip", path: "/up", host: "a", timeout: 1 }, "/up"],
        ["bare", { name: "bare", path: "/", host: "192.0.2.1" }, "/"],
      ],
    );
  });

  it("without an address are errors with a command, although the Fastly CLI would use 127.0.0.1", () => {
    const { backends, said } = resolve({ api: { port: 80 }, web: { address: "" } });
    assert.deepEqual(backends, []);
    assert.deepEqual(said, [
      'error: The backend "api" has no address [value-missing]',
      "Run: pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname or IP address>",
      'error: The backend "web" has no address [value-missing]',
      "Run: pulumi config set --path 'fastly-compute:edge.backends.web.address' <hostname or IP address>",
    ]);
  });

  for (const address of [
    "https://a.example.com",
    "a.example.com/x",
    "a.example.com:443",
    "a b",
    "user@a.example.com",
  ]) {
    it(`cannot have the address "${address}"`, () => {
      const { said } = resolve({ api: { address } });
      assert.deepEqual(said, [
        `error: Expected "setup.backends.api.address" to be a hostname or an IP address but got "${address}" [backend-address-unfit]`,
        "Give the bare address, without scheme, port or path. The port has a key of its own: port.",
      ]);
    });
  }

  for (const port of [-1, 0, 1.5, 65_536]) {
    it(`cannot have the port ${port} in the program`, () => {
      const { said } = resolve({ api: { address: HOST } }, { api: { port } });
      assert.deepEqual(said, [
        `error: Expected [backends.api.port] to be a port but got ${port} [backend-port-unfit]`,
        "Give a whole number from 1 to 65535.",
      ]);
    });
  }

  it("with ports other than 80 and 443 cause a warning, and are deployed", () => {
    const { backends, said } = resolve({
      plain: { address: HOST, port: 80 },
      tls: { address: HOST, port: 443 },
      other: { address: HOST, port: 8443 },
    });
    assert.equal(backends.length, 3);
    assert.deepEqual(said, [
      'warning: The backend "other" has port 8443, but Fastly documents only 80 and 443 for Compute services; by default, every port but 80 uses TLS [backend-port-unusual]',
      "Use port 80 or 443, unless Fastly's support has opened the port for your account. For HTTP without TLS, run: pulumi config set --path 'fastly-compute:edge.backends.other.useSsl' false",
    ]);
  });

  it("with such a port cause no second warning about TLS when that is declared", () => {
    for (const useSsl of [true, false]) {
      const { backends, said } = resolve({ other: { address: HOST, port: 8443 } }, { other: { useSsl } });
      assert.equal(backends[0]?.block.useSsl, useSsl);
      assert.deepEqual(said, [
        'warning: The backend "other" has port 8443, but Fastly documents only 80 and 443 for Compute services [backend-port-unusual]',
        "Use port 80 or 443, unless Fastly's support has opened the port for your account.",
      ]);
    }
  });

  it("may have the names of built-in properties", () => {
    const address = HOST;
    const { backends, said } = resolve({ constructor: { address }, toString: { address } } as never, {});
    assert.deepEqual(said, []);
    assert.deepEqual(
      backends.map(({ name, block }) => [name, block.address]),
      [
        ["constructor", HOST],
        ["toString", HOST],
      ],
    );
  });
});

describe("health checks", () => {
  const resolved = (backends: Record<string, BackendArgs>) => {
    const { report, said } = makeReport();
    const sources = sourcesOf(report);
    const before = { backends: BACKENDS.resolve({ backends }, sources) };
    return { checks: HEALTHCHECKS.resolve({}, { ...sources, before }), said: said(), backends: before.backends };
  };

  it("have the name of their backend or their own one, and backends can share them by name", () => {
    const { checks, backends, said } = resolved({
      a: { address: HOST, healthcheck: { path: "/" } },
      b: { address: HOST, healthcheck: { name: "up", path: "/up" } },
      c: { address: HOST, healthcheck: { path: "/up", name: "up" } },
    });
    assert.deepEqual(said, []);
    assert.deepEqual(
      checks.map(({ name, path }) => [name, path]),
      [
        ["a", "/"],
        ["up", "/up"],
      ],
    );
    assert.deepEqual(
      backends.map(({ block }) => block.healthcheck),
      ["a", "up", "up"],
    );
  });

  it("with the same name must be equal", () => {
    const { said } = resolved({
      b: { address: HOST, healthcheck: { name: "up", path: "/up" } },
      c: { address: HOST, healthcheck: { name: "up", path: "/other" } },
    });
    assert.match(said[0] ?? "", /^error: Two backends have a health check "up", .*\[healthcheck-name-twice\]$/);
  });

  it("use the backend's address as Host when its overrideHost is empty", () => {
    const { checks } = resolved({ a: { address: HOST, overrideHost: "", healthcheck: { path: "/" } } });
    assert.equal(checks[0]?.host, HOST);
  });
});
