import assert from "node:assert/strict";
import { activeVersion } from "../../../local/api";
import { computeService, eachTest, packageOf, uploadForm } from "./helpers";

describe("the life of a service", () => {
  const t = eachTest();

  it("is created with one unlocked version and nothing in it", async () => {
    const { status, body } = await t.form("POST /service", { name: "edge", comment: "c", type: "wasm" });
    assert.equal(status, 200);
    assert.match(body.id, /^[0-9A-Za-z]{22}$/);
    assert.equal(body.name, "edge");
    assert.equal(body.comment, "c");
    assert.equal(body.type, "wasm");
    assert.equal(body.deleted_at, null);
    assert.deepEqual(body.environments, []);
    assert.deepEqual(
      body.versions.map((v: Record<string, unknown>) => [v.number, v.active, v.locked, v.staging, v.environments]),
      [[1, false, false, false, []]],
    );
  });

  it("deploys with the requests of the provider", async () => {
    const { body: service } = await t.form("POST /service", { name: "edge", comment: "", type: "wasm" });
    const version = `/service/${service.id}/version/1`;
    for (const [request, body] of [
      [`PUT /service/${service.id}`, { ServiceID: service.id, name: "edge", comment: "An edge service" }],
      [`PUT ${version}`, { comment: "first" }],
      [`POST ${version}/domain`, { name: "edge.edgecompute.app", comment: "" }],
      [`POST ${version}/backend`, { name: "origin", address: "example.com", port: "443", use_ssl: "1" }],
      [`POST ${version}/dictionary`, { name: "settings", write_only: "0" }],
      [`PUT ${version}/package`, uploadForm(packageOf())],
    ] as const) {
      assert.equal((await t.form(request, body)).status, 200, request);
    }
    assert.deepEqual((await t.form(`GET ${version}/validate`)).body, { status: "ok", msg: null });
    const { body: activated } = await t.form(`PUT ${version}/activate`);
    assert.deepEqual([activated.active, activated.locked], [true, true]);

    const { body: details } = await t.form(`GET /service/${service.id}/details`);
    assert.equal(details.comment, "An edge service");
    assert.equal(details.active_version.number, 1);
    assert.equal(details.active_version.comment, "first");
    assert.deepEqual(
      details.active_version.backends.map((b: { name: string }) => b.name),
      ["origin"],
    );
    assert.equal(details.version.number, 1);
    assert.deepEqual(details.environments, [{ name: "production", service_id: service.id, active_version: 1 }]);

    const stored = t.api.service("edge");
    assert.equal(activeVersion(stored)?.package?.metadata.name, "edge");
    assert.deepEqual(t.api.packageBytes("edge", 1), packageOf());
  });

  it("has active_version null in its details before the first activation", async () => {
    const id = await computeService(t.form);
    const { body } = await t.form(`GET /service/${id}/details`);
    assert.equal(body.active_version, null);
    assert.equal(body.version.number, 1);
    assert.deepEqual(body.environments, []);
  });

  it("cannot have a name that another service has, when it is created or renamed", async () => {
    await computeService(t.form, "edge");
    const other = await computeService(t.form, "other");
    const taken = { msg: "Duplicate record", detail: "Duplicate service: 'edge'" };
    for (const request of ["POST /service", `PUT /service/${other}`]) {
      const { status, body } = await t.form(request, { name: "edge", type: "wasm" });
      assert.equal(status, 409);
      assert.deepEqual(body, taken);
    }
    assert.equal((await t.form(`PUT /service/${other}`, { name: "other" })).status, 200, "its own name is free");
  });

  it("cannot validate or activate a version without a package", async () => {
    const id = await computeService(t.form, "edge", { upload: false });
    assert.deepEqual((await t.form(`GET /service/${id}/version/1/validate`)).body, {
      status: "error",
      msg: "Package not found",
    });
    const { status, body } = await t.form(`PUT /service/${id}/version/1/activate`);
    assert.equal(status, 400);
    assert.deepEqual(body, { msg: "Bad request", detail: "Package not found" });
    assert.equal((await t.form(`GET /service/${id}/version/1`)).body.locked, false);
  });

  it("refuses every change of an activated version, except of its comment", async () => {
    const id = await computeService(t.form);
    const version = `/service/${id}/version/1`;
    await t.form(`POST ${version}/domain`, { name: "a.example.com" });
    await t.form(`PUT ${version}/activate`);
    await t.form(`PUT ${version}/deactivate`);
    const locked = { msg: "Version locked", detail: `Version '1' for service '${id}' is locked` };
    for (const [request, body] of [
      [`POST ${version}/domain`, { name: "b.example.com" }],
      [`PUT ${version}/domain/a.example.com`, { comment: "x" }],
      [`DELETE ${version}/domain/a.example.com`, undefined],
      [`POST ${version}/backend`, { name: "b", address: "b.example.com" }],
      [`PUT ${version}/package`, uploadForm(packageOf())],
      [`POST ${version}/logging/s3`, { name: "l" }],
      [`POST ${version}/resource`, { resource_id: "x" }],
      [`PATCH ${version}/image_optimizer_default_settings`, undefined],
    ] as const) {
      const answer = await t.form(request, body);
      assert.equal(answer.status, 422, request);
      assert.deepEqual(answer.body, locked);
    }
    assert.equal((await t.form(`PUT ${version}`, { comment: "later" })).body.comment, "later");
  });

  it("has one active version at a time, and goes back to an earlier one", async () => {
    const id = await computeService(t.form);
    await t.form(`PUT /service/${id}/version/1/activate`);
    await t.form(`PUT /service/${id}/version/1/clone`);
    await t.form(`PUT /service/${id}/version/2/activate`);
    const active = async () =>
      (await t.form(`GET /service/${id}/version`)).body.map((v: Record<string, unknown>) => v.active);
    assert.deepEqual(await active(), [false, true]);
    await t.form(`PUT /service/${id}/version/1/activate`);
    assert.deepEqual(await active(), [true, false]);
    assert.equal((await t.form(`GET /service/${id}/version/active`)).body.number, 1);
  });

  it("clones a version with everything in it, and with the same dictionary and link ids", async () => {
    const id = await computeService(t.form);
    const { body: store } = await t.form("POST /resources/stores/config", { name: "cfg" });
    const version = `/service/${id}/version/1`;
    await t.form(`PUT ${version}`, { comment: "first" });
    await t.form(`POST ${version}/domain`, { name: "a.example.com" });
    await t.form(`POST ${version}/backend`, { name: "b", address: "b.example.com" });
    await t.form(`POST ${version}/healthcheck`, { name: "h", host: "b.example.com", path: "/" });
    await t.form(`POST ${version}/dictionary`, { name: "d" });
    await t.form(`POST ${version}/resource`, { name: "cfg", resource_id: store.id });
    await t.form(`POST ${version}/logging/s3`, { name: "l", bucket_name: "b" });
    const { body: clone } = await t.form(`PUT ${version}/clone`);
    assert.deepEqual([clone.number, clone.comment, clone.locked, clone.active], [2, "first", false, false]);
    const [first, second] = t.api.service(id).versions;
    const { number: _1, created_at: _2, updated_at: _3, ...contents } = first as NonNullable<typeof first>;
    assert.deepEqual({ ...second, ...contents }, second);
    assert.equal((await t.form(`GET /service/${id}/version/2/package`)).body.version, 2);
  });

  it("keeps a clone apart from its original", async () => {
    const id = await computeService(t.form);
    await t.form(`POST /service/${id}/version/1/domain`, { name: "a.example.com" });
    await t.form(`PUT /service/${id}/version/1/clone`);
    await t.form(`DELETE /service/${id}/version/2/domain/a.example.com`);
    assert.deepEqual(
      t.api.service(id).versions.map((v) => v.domains.length),
      [1, 0],
    );
  });

  it("cannot be deleted while a version is active", async () => {
    const id = await computeService(t.form);
    await t.form(`PUT /service/${id}/version/1/activate`);
    const refused = await t.form(`DELETE /service/${id}`);
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body, { msg: "Bad request", detail: "Cannot delete service with active version" });
    await t.form(`PUT /service/${id}/version/1/deactivate`);
    assert.deepEqual((await t.form(`DELETE /service/${id}`)).body, { status: "ok" });
    assert.deepEqual(t.api.services(), []);
  });

  it("has a time of deletion in its details after its deletion, and frees its name", async () => {
    const id = await computeService(t.form);
    await t.form(`DELETE /service/${id}`);
    const details = await t.form(`GET /service/${id}/details`);
    assert.equal(details.status, 200);
    assert.notEqual(details.body.deleted_at, null);
    assert.equal((await t.form(`GET /service/${id}`)).status, 404);
    assert.equal((await t.form(`DELETE /service/${id}`)).body.detail, `Service '${id}' is deleted`);
    assert.notEqual(await computeService(t.form), id);
  });

  it("can be staged beside the active version", async () => {
    const id = await computeService(t.form);
    await t.form(`PUT /service/${id}/version/1/activate`);
    await t.form(`PUT /service/${id}/version/1/clone`);
    const { body } = await t.form(`PUT /service/${id}/version/2/activate/staging`);
    assert.deepEqual([body.staging, body.active, body.locked], [true, false, false]);
    const { body: details } = await t.form(`GET /service/${id}/details`);
    assert.deepEqual(details.environments, [
      { name: "production", service_id: id, active_version: 1 },
      { name: "staging", service_id: id, active_version: 2 },
    ]);
    await t.form(`PUT /service/${id}/version/2/deactivate/staging`);
    assert.equal((await t.form(`GET /service/${id}/details`)).body.environments.length, 1);
  });

  it("appears in pages of a list, with links to other pages, and is found by name", async () => {
    for (const name of ["a", "b", "c"]) {
      await computeService(t.form, name, { upload: false });
    }
    const page = await t.form("GET /service?page=1&per_page=2");
    assert.deepEqual(
      page.body.map((s: Record<string, unknown>) => [s.name, s.version]),
      [
        ["a", 1],
        ["b", 1],
      ],
    );
    assert.equal(
      page.headers.get("link"),
      `<${t.api.url}/service?page=2&per_page=2>; rel="next", <${t.api.url}/service?page=2&per_page=2>; rel="last"`,
    );
    const last = await t.form("GET /service?page=2&per_page=2");
    assert.deepEqual(
      last.body.map((s: { name: string }) => s.name),
      ["c"],
    );
    assert.doesNotMatch(last.headers.get("link") ?? "", /rel="next"/);
    assert.equal((await t.form("GET /service/search?name=b")).body.name, "b");
    assert.equal((await t.form("GET /service/search?name=z")).status, 404);
  });
});
