import assert from "node:assert/strict";
import { computeService, eachTest } from "./helpers";

const options = { newId: (kind: string) => `${kind}-1`, now: () => new Date("2026-11-21T01:02:03Z") };

describe("products", () => {
  const t = eachTest(options);
  const path = (product: string) => `/enabled-products/v1/${product}/services/service-1`;

  beforeEach(() => computeService(t.form));

  for (const product of ["fanout", "websockets", "log_explorer_insights", "api_discovery", "origin_inspector"]) {
    it(`enable and disable ${product}`, async () => {
      const off = await t.json(`GET ${path(product)}`);
      assert.equal(off.status, 400);
      assert.deepEqual(off.body, { type: "", title: "no product on service", status: 400, errors: null, detail: "" });
      const expected = {
        product: { id: product, object: "product" },
        service: { id: "service-1", object: "service" },
        _links: { self: path(product) },
      };
      assert.deepEqual((await t.json(`PUT ${path(product)}`, {})).body, expected);
      assert.deepEqual((await t.json(`GET ${path(product)}`)).body, expected);
      assert.equal((await t.json(`DELETE ${path(product)}`)).status, 204);
      assert.equal((await t.json(`GET ${path(product)}`)).status, 400);
    });
  }

  const configurations: [string, object, object, object, object][] = [
    ["ddos_protection", {}, { mode: "log" }, { mode: "block" }, { mode: "block" }],
    ["bot_management", {}, { contentguard: "off" }, { contentguard: "on" }, { contentguard: "on" }],
    [
      "ngwaf",
      { workspace_id: "w" },
      { workspace_id: "w", traffic_ramp: "100" },
      { traffic_ramp: 45 },
      { workspace_id: "w", traffic_ramp: "45" },
    ],
  ];
  for (const [product, enable, before, change, after] of configurations) {
    it(`configure ${product}`, async () => {
      await t.json(`PUT ${path(product)}`, enable);
      assert.deepEqual((await t.json(`GET ${path(product)}/configuration`)).body.configuration, before);
      await t.json(`PATCH ${path(product)}/configuration`, change);
      assert.deepEqual((await t.json(`GET ${path(product)}/configuration`)).body.configuration, after);
    });
  }

  it("that do not exist are not found", async () => {
    assert.equal((await t.json(`PUT ${path("time_travel")}`, {})).status, 404);
    assert.equal((await t.json(`GET ${path("constructor")}`)).status, 404);
  });
});

describe("image optimizer settings", () => {
  const t = eachTest(options);
  const path = "/service/service-1/version/1/image_optimizer_default_settings";
  const defaults = {
    resize_filter: "lanczos3",
    webp: false,
    webp_quality: 85,
    jpeg_type: "auto",
    jpeg_quality: 85,
    upscale: false,
    allow_video: false,
  };

  it("exist once the product is enabled", async () => {
    await computeService(t.form);
    assert.equal((await t.json(`GET ${path}`)).status, 404);
    assert.equal((await t.json(`PATCH ${path}`, { webp: true })).status, 400);
    await t.json("PUT /enabled-products/v1/image_optimizer/services/service-1", {});
    assert.deepEqual((await t.json(`GET ${path}`)).body, defaults);
    assert.deepEqual((await t.json(`PATCH ${path}`, { webp: true })).body, { ...defaults, webp: true });
    const refused = await t.json(`PATCH ${path}`, { webp_quality: 105 });
    assert.equal(refused.status, 400);
    assert.equal(refused.body.detail, "WebP quality must be less than or equal to 100.");
    assert.deepEqual((await t.json(`GET ${path}`)).body, { ...defaults, webp: true });
  });
});

describe("access control lists", () => {
  const t = eachTest(options);
  const entries = "/resources/acls/acl-1/entries";

  beforeEach(() => t.json("POST /resources/acls", { name: "blocked" }));

  it("are created, listed and deleted", async () => {
    const acl = { name: "blocked", id: "acl-1" };
    assert.deepEqual((await t.json("GET /resources/acls/acl-1")).body, acl);
    assert.deepEqual((await t.json("GET /resources/acls")).body, { data: [acl], meta: { total: 1 } });
    assert.equal((await t.json("POST /resources/acls", { name: "blocked" })).status, 409);
    assert.equal((await t.json("DELETE /resources/acls/acl-1")).status, 200);
    assert.equal((await t.json("GET /resources/acls/acl-1")).status, 404);
  });

  it("hold entries, and the most specific entry decides", async () => {
    const net = { prefix: "1.2.3.0/24", action: "BLOCK" };
    const host = { prefix: "1.2.3.4/32", action: "ALLOW" };
    const v6 = { prefix: "2001:db8::/32", action: "BLOCK" };
    const change = { entries: [net, host, v6].map((entry) => ({ ...entry, op: "create" })) };
    assert.equal((await t.json(`PATCH ${entries}`, change)).status, 202);
    assert.deepEqual((await t.json(`GET ${entries}`)).body, { entries: [net, host, v6], meta: { limit: 100 } });
    assert.deepEqual((await t.json("GET /resources/acls/acl-1/entry/1.2.3.4")).body, host);
    assert.deepEqual((await t.json("GET /resources/acls/acl-1/entry/1.2.3.5")).body, net);
    assert.deepEqual((await t.json("GET /resources/acls/acl-1/entry/2001:db8::1")).body, v6);
    assert.equal((await t.json("GET /resources/acls/acl-1/entry/9.9.9.9")).status, 204);
    assert.equal((await t.json("GET /resources/acls/acl-1/entry/nonsense")).status, 204);
    await t.json(`PATCH ${entries}`, { entries: [{ prefix: net.prefix, op: "delete" }] });
    assert.deepEqual((await t.json(`GET ${entries}`)).body.entries, [host, v6]);
  });

  it("change nothing when a batch has an unknown action", async () => {
    const good = { prefix: "1.0.0.0/8", action: "ALLOW", op: "create" };
    const { status } = await t.json(`PATCH ${entries}`, { entries: [good, { ...good, action: "MAYBE" }] });
    assert.equal(status, 400);
    assert.deepEqual((await t.json(`GET ${entries}`)).body.entries, []);
  });
});

describe("domains of the account", () => {
  const t = eachTest(options);
  const base = "/domain-management/v1/domains";

  it("are created with 201, linked to a service and deleted with 204", async () => {
    await computeService(t.form);
    const { status, body } = await t.json(`POST ${base}`, {
      fqdn: "x.example.com",
      service_id: null,
      description: null,
    });
    assert.equal(status, 201);
    assert.deepEqual(body, {
      id: "domain-1",
      fqdn: "x.example.com",
      service_id: null,
      description: "",
      activated: false,
      verified: false,
      created_at: "2026-11-21T01:02:03.000Z",
      updated_at: "2026-11-21T01:02:03.000Z",
    });
    const linked = await t.json(`PATCH ${base}/domain-1`, { service_id: "service-1", description: "d" });
    assert.deepEqual([linked.body.service_id, linked.body.description], ["service-1", "d"]);
    assert.equal((await t.json(`GET ${base}?service_id=service-1`)).body.meta.total, 1);
    assert.equal((await t.json(`GET ${base}?fqdn=y.example.com`)).body.meta.total, 0);
    assert.equal((await t.json(`PATCH ${base}/domain-1`, { service_id: null })).body.service_id, null);
    assert.equal((await t.json(`DELETE ${base}/domain-1`)).status, 204);
    assert.equal((await t.json(`GET ${base}/domain-1`)).status, 404);
  });

  it("are unique, and a second one is refused in Fastly's words", async () => {
    await t.json(`POST ${base}`, { fqdn: "x.example.com" });
    const { status, body } = await t.json(`POST ${base}`, { fqdn: "x.example.com" });
    assert.equal(status, 400);
    assert.deepEqual(body, { errors: [{ title: "Invalid value for fqdn", detail: "fqdn has already been taken" }] });
  });
});

describe("a list of objects that a Compute service cannot have", () => {
  const t = eachTest(options);

  for (const list of ["acl", "condition", "header", "snippet", "vcl", "gzip", "pool", "director"]) {
    it(`is empty: ${list}`, async () => {
      await computeService(t.form);
      const { status, body } = await t.form(`GET /service/service-1/version/1/${list}`);
      assert.deepEqual([status, body], [200, []]);
    });
  }
});
