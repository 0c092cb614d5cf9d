import assert from "node:assert/strict";
import { computeService, eachTest } from "./helpers";

interface Kind {
  path: string;
  /** The name in Fastly's errors. */
  title: string;
  duplicateOf: string;
  /** The smallest request that creates one, and the API's answer. */
  create: Record<string, string>;
  created: Record<string, unknown>;
  update: Record<string, string>;
  updated: Record<string, unknown>;
}

const kinds: Kind[] = [
  {
    path: "domain",
    title: "Domain",
    duplicateOf: "domain",
    create: { name: "a.example.com" },
    created: { name: "a.example.com", comment: "" },
    update: { name: "b.example.com", comment: "c" },
    updated: { name: "b.example.com", comment: "c" },
  },
  {
    path: "backend",
    title: "Backend",
    duplicateOf: "backend",
    create: { name: "origin", address: "example.com" },
    created: {
      name: "origin",
      address: "example.com",
      hostname: "example.com",
      ipv4: null,
      ipv6: null,
      port: 80,
      use_ssl: false,
      auto_loadbalance: false,
      between_bytes_timeout: 10000,
      client_cert: null,
      comment: "",
      connect_timeout: 1000,
      error_threshold: 0,
      first_byte_timeout: 15000,
      healthcheck: null,
      keepalive_time: null,
      max_conn: 200,
      max_lifetime: null,
      max_tls_version: null,
      max_use: null,
      min_tls_version: null,
      override_host: null,
      prefer_ipv6: true,
      request_condition: "",
      share_key: null,
      shield: null,
      ssl_ca_cert: null,
      ssl_cert_hostname: null,
      ssl_check_cert: true,
      ssl_ciphers: null,
      ssl_client_cert: null,
      ssl_client_key: null,
      ssl_hostname: null,
      ssl_sni_hostname: null,
      tcp_keepalive_enable: null,
      tcp_keepalive_interval: null,
      tcp_keepalive_probes: null,
      tcp_keepalive_time: null,
      weight: 100,
    },
    update: { address: "192.0.2.1", port: "8443", use_ssl: "1", ssl_check_cert: "0", override_host: "", weight: "7" },
    updated: {
      address: "192.0.2.1",
      hostname: null,
      ipv4: "192.0.2.1",
      port: 8443,
      use_ssl: true,
      ssl_check_cert: false,
      override_host: null,
      weight: 7,
      connect_timeout: 1000,
    },
  },
  {
    path: "healthcheck",
    title: "Healthcheck",
    duplicateOf: "healthcheck",
    create: { name: "h", host: "example.com", path: "/up", headers: '["Foo:Bar","Baz:Qux"]' },
    created: {
      name: "h",
      host: "example.com",
      path: "/up",
      headers: ["Baz: Qux", "Foo: Bar"],
      check_interval: 5000,
      comment: "",
      expected_response: 200,
      http_version: "1.1",
      initial: 2,
      method: "HEAD",
      threshold: 3,
      timeout: 5000,
      window: 5,
    },
    update: { method: "GET", initial: "9", headers: "[]" },
    updated: { method: "GET", initial: 9, headers: [], path: "/up" },
  },
  {
    path: "dictionary",
    title: "Dictionary",
    duplicateOf: "dictionary",
    create: { name: "settings", write_only: "0" },
    created: { name: "settings", write_only: false, id: "dictionary-1" },
    update: { name: "other" },
    updated: { name: "other", write_only: false, id: "dictionary-1" },
  },
];

describe("objects of a service version", () => {
  const t = eachTest({ newId: (kind) => `${kind}-1`, now: () => new Date("2026-11-21T01:02:03.456Z") });
  const stamps = { created_at: "2026-11-21T01:02:03Z", updated_at: "2026-11-21T01:02:03Z", deleted_at: null };
  const version = "/service/service-1/version/1";

  beforeEach(() => computeService(t.form));

  for (const kind of kinds) {
    describe(kind.path, () => {
      const list = `${version}/${kind.path}`;
      const one = `${list}/${kind.create.name}`;

      it("has Fastly's defaults when created, and reads them back", async () => {
        const expected = { ...kind.created, ...stamps, service_id: "service-1", version: 1 };
        const created = await t.form(`POST ${list}`, kind.create);
        assert.equal(created.status, 200);
        assert.deepEqual(created.body, expected);
        assert.deepEqual((await t.form(`GET ${one}`)).body, expected);
        assert.deepEqual((await t.form(`GET ${list}`)).body, [expected]);
      });

      it("changes only what an update names, in a form or in JSON", async () => {
        await t.form(`POST ${list}`, kind.create);
        const { status, body } = await t.form(`PUT ${one}`, kind.update);
        assert.equal(status, 200);
        assert.deepEqual({ ...body, ...kind.updated }, body);
        const again = await t.json(`PUT ${list}/${body.name}`, kind.update);
        assert.deepEqual(again.body, body);
      });

      it("refuses a second object of the same name", async () => {
        await t.form(`POST ${list}`, kind.create);
        const { status, body } = await t.form(`POST ${list}`, kind.create);
        assert.equal(status, 409);
        const detail = `Duplicate ${kind.duplicateOf}: '${kind.create.name}'`;
        assert.deepEqual(body, { msg: "Duplicate record", detail });
      });

      it("reports a missing object in Fastly's words", async () => {
        const detail = `Couldn't find ${kind.title} '{ deleted => 0000-00-00 00:00:00, name => nope, service => service-1, version => 1 }'`;
        for (const method of ["GET", "PUT", "DELETE"]) {
          const { status, body } = await t.form(`${method} ${list}/nope`);
          assert.equal(status, 404, method);
          assert.deepEqual(body, { msg: "Record not found", detail });
        }
      });

      it("refuses a missing name", async () => {
        const { name: _, ...rest } = kind.create;
        const { status, body } = await t.form(`POST ${list}`, rest);
        assert.equal(status, 400);
        assert.deepEqual(body, { msg: "Bad request", detail: "Name can't be blank" });
      });

      it("is deleted", async () => {
        await t.form(`POST ${list}`, kind.create);
        assert.deepEqual((await t.form(`DELETE ${one}`)).body, { status: "ok" });
        assert.deepEqual((await t.form(`GET ${list}`)).body, []);
      });
    });
  }

  it("takes names with spaces and slashes in paths", async () => {
    await t.form(`POST ${version}/backend`, { name: "a b/c%", address: "example.com" });
    assert.equal((await t.form(`GET ${version}/backend/a%20b%2Fc%25`)).body.name, "a b/c%");
  });

  const useSsl: [string, Record<string, string>, boolean][] = [
    ["port 443 and nothing said", { port: "443" }, true],
    ["port 443 and TLS refused", { port: "443", use_ssl: "0" }, false],
    ["port 8443 and nothing said", { port: "8443" }, false],
    ["port 8443 and TLS asked for", { port: "8443", use_ssl: "1" }, true],
  ];
  for (const [when, fields, expected] of useSsl) {
    it(`gives a backend use_ssl ${expected} for ${when}`, async () => {
      const { body } = await t.form(`POST ${version}/backend`, { name: "b", address: "example.com", ...fields });
      assert.equal(body.use_ssl, expected);
    });
  }

  it("refuses a port that is not a number", async () => {
    const { status, body } = await t.form(`POST ${version}/backend`, { name: "b", address: "a.example", port: "x" });
    assert.equal(status, 400);
    assert.equal(body.detail, "Invalid value for 'port': expected an integer");
  });

  it("refuses to activate a backend whose health check is missing", async () => {
    await t.form(`POST ${version}/backend`, { name: "b", address: "a.example", healthcheck: "h" });
    const detail = "Backend 'b' refers to healthcheck 'h', which does not exist";
    assert.deepEqual((await t.form(`GET ${version}/validate`)).body, { status: "error", msg: detail });
    assert.equal((await t.form(`PUT ${version}/activate`)).body.detail, detail);
  });

  for (const name of ["1st", "a-b", ""]) {
    it(`refuses a dictionary named '${name}'`, async () => {
      assert.equal((await t.form(`POST ${version}/dictionary`, { name })).status, 400);
    });
  }

  for (const name of ["https://x.example", "nodot", "a b.example", `${"a".repeat(250)}.com`]) {
    it(`refuses a domain named '${name.slice(0, 20)}'`, async () => {
      assert.equal((await t.form(`POST ${version}/domain`, { name })).status, 400);
    });
  }
});

describe("a domain of another service", () => {
  const t = eachTest();

  it("is refused while it is live there, and accepted otherwise", async () => {
    const first = await computeService(t.form, "first");
    const second = await computeService(t.form, "second");
    const domain = { name: "www.example.com" };
    await t.form(`POST /service/${first}/version/1/domain`, domain);
    assert.equal((await t.form(`POST /service/${second}/version/1/domain`, domain)).status, 200, "both are drafts");
    await t.form(`PUT /service/${first}/version/1/activate`);

    const taken = { msg: "Bad request", detail: "Domain 'www.example.com' is already taken by another customer" };
    const activation = await t.form(`PUT /service/${second}/version/1/activate`);
    assert.equal(activation.status, 400);
    assert.deepEqual(activation.body, taken);
    const third = await computeService(t.form, "third");
    const addition = await t.form(`POST /service/${third}/version/1/domain`, { name: "WWW.example.com" });
    assert.equal(addition.status, 400);
    assert.equal(addition.body.detail, "Domain 'WWW.example.com' is already taken by another customer");

    await t.form(`PUT /service/${first}/version/1/deactivate`);
    assert.equal((await t.form(`PUT /service/${second}/version/1/activate`)).status, 200);
  });
});
