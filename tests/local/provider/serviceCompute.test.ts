import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PropertyMap } from "../../../local/engine/value";
import { packageOf } from "../api/helpers";
import { type Driver, drive, elements, type Held } from "./driver";

const TYPE = "fastly:index/serviceCompute:ServiceCompute";

const base = {
  name: "edge",
  domains: [{ name: "edge.edgecompute.app" }],
  package: { filename: "edge.tar.gz" },
  forceDestroy: true,
};

const backend = { name: "origin", address: "example.com" };

describe("a Compute service of the local provider", () => {
  let directory: string;
  let driver: Driver;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "provider-"));
    await writeFile(join(directory, "edge.tar.gz"), packageOf());
    driver = await drive(TYPE, { programDirectory: directory });
  });

  afterEach(async () => {
    await driver.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function created(program: object): Promise<Held> {
    const held = await driver.create({ ...base, ...program });
    assert.equal(held.failed, undefined);
    driver.writes();
    return held;
  }

  /** The writing requests below `/service/ID`, without that prefix. */
  const writesOf = (held: Held) => driver.writes().map((write) => write.replace(`/service/${held.id}`, ""));

  /** Deploys, then changes the program. Returns the requests of the change. */
  async function change(from: object, to: object): Promise<string[]> {
    const held = await created(from);
    const updated = await driver.update(held, { ...base, ...to });
    assert.equal(updated.failed, undefined);
    assert.equal((await driver.diff(updated, { ...base, ...to })).changes, false, "the change is not complete");
    return writesOf(held);
  }

  describe("sends these requests for one change:", () => {
    const versioned = (...changes: string[]) => [
      "PUT /version/1/clone",
      ...changes.map((write) => write.replace(" ", " /version/2")),
      "PUT /version/2/activate",
    ];
    const cases: Record<string, [from: object, to: object, writes: string[]]> = {
      "the name": [{}, { name: "other" }, ["PUT "]],
      "the comment": [{}, { comment: "Words" }, ["PUT "]],
      "the version comment": [{}, { versionComment: "v42" }, ["PUT /version/1"]],
      "the version comment and a block": [
        {},
        { versionComment: "v42", backends: [backend] },
        ["PUT /version/1/clone", "PUT /version/2", "POST /version/2/backend", "PUT /version/2/activate"],
      ],
      "forceDestroy alone, without a version": [{}, { forceDestroy: false }, []],
      "a backend's name": [
        { backends: [backend] },
        { backends: [{ ...backend, name: "renamed" }] },
        versioned("DELETE /backend/origin", "POST /backend"),
      ],
      "a backend's address": [
        { backends: [backend] },
        { backends: [{ ...backend, address: "www.example.com" }] },
        versioned("PUT /backend/origin"),
      ],
      "a domain's name": [
        {},
        { domains: [{ name: "www.example.com" }] },
        versioned("DELETE /domain/edge.edgecompute.app", "POST /domain"),
      ],
      "a health check": [
        { healthchecks: [{ name: "up", host: "example.com", path: "/" }] },
        { healthchecks: [{ name: "up", host: "example.com", path: "/health", headers: ["A: b"] }] },
        versioned("PUT /healthcheck/up"),
      ],
      "a log endpoint that goes": [
        { loggingSyslogs: [{ name: "log", address: "example.com" }] },
        {},
        versioned("DELETE /logging/syslog/log"),
      ],
    };
    for (const [title, [from, to, writes]] of Object.entries(cases)) {
      it(title, async () => assert.deepEqual(await change(from, to), writes));
    }
  });

  it("sends nothing when only the order of a nested set changes", async () => {
    const check = (...headers: string[]) => ({ name: "h", host: "example.com", path: "/", headers });
    const held = await created({ healthchecks: [check("b: 1", "a: 2")] });
    assert.equal((await driver.diff(held, { ...base, healthchecks: [check("a: 2", "b: 1")] })).changes, false);
  });

  // The provider compares two lists by their addresses in memory.
  it("sends the headers of a health check with every change of it", async () => {
    const check = { name: "h", host: "example.com", path: "/", headers: ["a: 1"] };
    await change({ healthchecks: [check] }, { healthchecks: [{ ...check, path: "/up" }] });
    const { body } = driver.api.requests.findLast(({ path }) => path.endsWith("/healthcheck/h")) ?? {};
    assert.deepEqual(body, { headers: '["a: 1"]', path: "/up" });
  });

  it("sends no empty list when the last header of a health check is removed", async () => {
    const check = (...headers: string[]) => ({ name: "h", host: "example.com", path: "/", headers });
    // A form has no place for an empty list.
    const { name, host, path } = check();
    assert.deepEqual(await change({ healthchecks: [check("a: 2")] }, { healthchecks: [{ name, host, path }] }), [
      "PUT /version/1/clone",
      "PUT /version/2/healthcheck/h",
      "PUT /version/2/activate",
    ]);
    assert.deepEqual(driver.api.requests.findLast(({ path }) => path.endsWith("/healthcheck/h"))?.body, null);
  });

  it("sends nothing when only the order of a set changes", async () => {
    const [a, b] = [backend, { name: "api", address: "api.example.com" }];
    const held = await created({ backends: [a, b] });
    assert.equal((await driver.diff(held, { ...base, backends: [b, a] })).changes, false);
  });

  it("sends only the changed fields of a backend, and always its three switches", async () => {
    const held = await created({ backends: [{ ...backend, shield: "iad" }] });
    await driver.update(held, { ...base, backends: [{ ...backend, port: 8080 }] });
    const sent = driver.api.requests.find(({ method, path }) => method === "PUT" && path.endsWith("/backend/origin"));
    assert.deepEqual(sent?.body, { port: "8080", shield: "", use_ssl: "0", ssl_check_cert: "1", prefer_ipv6: "1" });
  });

  it("keeps the ids of unchanged dictionaries, and learns those of new ones", async () => {
    const held = await created({ dictionaries: [{ name: "one" }] });
    const program = { ...base, dictionaries: [{ name: "one" }, { name: "two" }] };
    const updated = await driver.update(held, program);
    const ids = (of: Held) => Object.fromEntries(elements(of, "dictionaries").map((d) => [d.name, d.dictionaryId]));
    assert.equal(ids(updated).one, ids(held).one);
    assert.match(String(ids(updated).two), /^\w{22}$/);
    assert.equal((await driver.refresh(updated))?.outputs.activeVersion, 2);
  });

  it("refuses to delete a dictionary with items, unless forceDestroy was applied before", async () => {
    const held = await created({ dictionaries: [{ name: "settings" }] });
    const dictionaryId = String(elements(held, "dictionaries")[0]?.dictionaryId);
    const items = await drive("fastly:index/serviceDictionaryItems:ServiceDictionaryItems", {}, driver.api);
    await items.create({ serviceId: held.id, dictionaryId, items: { a: "1" } });
    const failed = await driver.update(held, base);
    assert.match(
      String(failed.failed),
      /cannot delete dictionary \(\w+\), it is not empty\. Either delete the items first, or set force_destroy to true/,
    );
    const forced = { ...base, dictionaries: [{ name: "settings", forceDestroy: true }] };
    const applied = await driver.update((await driver.refresh(failed)) as Held, forced);
    assert.equal((await driver.update(applied, base)).failed, undefined);
    assert.deepEqual(driver.api.service("edge").versions.at(-1)?.dictionaries, []);
  });

  it("never applies a change of writeOnly, makes a version each time and keeps reporting it", async () => {
    const held = await created({ dictionaries: [{ name: "settings" }] });
    const program = { ...base, dictionaries: [{ name: "settings", writeOnly: true }] };
    const updated = await driver.update(held, program);
    assert.deepEqual(writesOf(held), ["PUT /version/1/clone", "PUT /version/2/activate"]);
    assert.equal((await driver.diff(updated, program)).changes, true);
  });

  it("fails to move a link to another store, and afterwards believes that it moved", async () => {
    const stores = await drive("fastly:index/configstore:Configstore", {}, driver.api);
    const [one, two] = [await stores.create({ name: "one" }), await stores.create({ name: "two" })];
    const held = await created({ resourceLinks: [{ name: "cfg", resourceId: one.id }] });
    const program = { ...base, resourceLinks: [{ name: "cfg", resourceId: two.id }] };
    const failed = await driver.update(held, program);
    assert.match(String(failed.failed), /missing required field 'ResourceID'/);
    assert.deepEqual(failed.outputs.resourceLinks, [{ linkId: "", name: "cfg", resourceId: two.id }]);
    driver.writes();
    const again = await driver.update(failed, program);
    assert.equal(again.failed, undefined);
    assert.deepEqual(driver.writes(), []);
    assert.equal((await driver.diff(again, program)).changes, false);
    const refreshed = await driver.refresh(again);
    assert.equal(elements(refreshed, "resourceLinks")[0]?.resourceId, one.id);
  });

  it("reads everything again after someone else activated a version", async () => {
    const held = await created({ backends: [backend] });
    const clone = `/service/${held.id}/version`;
    const call = (method: string, path: string, form?: Record<string, string>) =>
      fetch(driver.api.url + path, {
        method,
        headers: { "Fastly-Key": "any" },
        body: form && new URLSearchParams(form),
      });
    await call("PUT", `${clone}/1/clone`);
    await call("POST", `${clone}/2/healthcheck`, { name: "up", host: "example.com", path: "/" });
    await call("PUT", `${clone}/2/activate`);
    const refreshed = (await driver.refresh(held)) as Held;
    assert.equal(elements(refreshed, "healthchecks")[0]?.name, "up");
    assert.deepEqual([refreshed.outputs.activeVersion, refreshed.outputs.clonedVersion], [2, 2]);
    assert.deepEqual((await driver.diff(refreshed, { ...base, backends: [backend] })).diffs, [
      "activeVersion",
      "clonedVersion",
      "healthchecks",
    ]);
  });

  it("stages a draft and keeps editing it", async () => {
    const held = await created({ activate: true });
    const staging = { ...base, activate: false, stage: true, backends: [backend] };
    const staged = await driver.update(held, staging);
    assert.deepEqual(writesOf(held), [
      "PUT /version/1/clone",
      "POST /version/2/backend",
      "PUT /version/2/activate/staging",
    ]);
    assert.deepEqual(
      [staged.outputs.activeVersion, staged.outputs.clonedVersion, staged.outputs.stagedVersion],
      [1, 2, 2],
    );
  });

  it("creates a service without activating it", async () => {
    const held = await driver.create({ name: "draft", activate: false, domains: [{ name: "draft.example.com" }] });
    assert.deepEqual(writesOf(held), ["POST /service", "POST /version/1/domain"]);
    assert.deepEqual([held.outputs.activeVersion, held.outputs.clonedVersion], [null, 1]);
  });

  it("saves its plan when an upload fails, and the next update only tries to activate", async () => {
    await rm(join(directory, "edge.tar.gz"));
    const held = await driver.create(base);
    assert.match(
      String(held.failed),
      /^creating urn:.*\n\t\* error modifying package \w+: error reading file: open edge\.tar\.gz: no such file/,
    );
    assert.deepEqual([held.outputs.activeVersion, held.outputs.clonedVersion], [null, 1]);
    driver.writes();
    const again = await driver.update(held, base);
    assert.deepEqual(writesOf(held), ["PUT /version/1/activate"]);
    assert.match(String(again.failed), /^updating urn:.*\n\t\* error activating version \(1\): 400 - Bad Request:/);
  });

  // Seen with 11.1.0 and 12.5.1: preview reports it, and `up` makes nothing.
  it("refuses to plan two backends with one name", async () => {
    const twins = { ...base, backends: [backend, { ...backend, address: "example.org" }] };
    const problem = /multiple backends with the same name 'origin' \(each backend name should be unique\)/;
    await assert.rejects(driver.create(twins), problem);
    const held = await created({});
    await assert.rejects(driver.diff(held, twins), problem);
    assert.deepEqual(driver.writes(), []);
  });

  it("stays half created when logs to SFTP have neither a password nor a key", async () => {
    const logs = { name: "log", address: "logs.example.com", path: "/", sshKnownHosts: "x", user: "me" };
    const held = await driver.create({ ...base, loggingSftps: [logs] });
    assert.match(held.failed ?? "", /either password or secret_key must be set/);
    assert.equal(
      driver.writes().some((write) => write.includes("/logging/sftp")),
      false,
    );
  });

  it("saves nothing when the service itself cannot be created", async () => {
    driver.api.inject({ method: "POST", path: /^\/service$/, fault: { status: 403, body: { msg: "Forbidden" } } });
    await assert.rejects(
      driver.create(base),
      /^Error: 1 error occurred:\n\t\* 403 - Forbidden:\n\n {4}Title: {2}Forbidden/,
    );
  });

  it("uploads base64 content as package.tar.gz", async () => {
    const program = { ...base, package: { content: packageOf().toString("base64") } };
    const held = await driver.create(program);
    assert.equal(held.failed, undefined);
    assert.equal((held.outputs.package as { filename: string }).filename, "");
    assert.deepEqual(driver.api.packageBytes("edge", 1), packageOf());
    assert.equal((await driver.diff(held, program)).changes, false);
  });

  it("is deleted only after its deactivation, which needs forceDestroy", async () => {
    const held = await created({});
    const careful = { ...held, outputs: { ...held.outputs, forceDestroy: false } };
    await assert.rejects(driver.delete(careful), /Cannot delete service with active version/);
    await driver.delete(held);
    assert.deepEqual(driver.api.services(), []);
  });

  it("is deactivated and kept with reuse", async () => {
    const { forceDestroy: _, ...rest } = base;
    const held = await driver.create({ ...rest, reuse: true });
    driver.writes();
    await driver.delete(held);
    assert.deepEqual(writesOf(held), ["PUT /version/1/deactivate"]);
  });

  it("fails to read a service that never existed, and leaves the state when it was deleted", async () => {
    const held = await created({});
    await driver.delete(held);
    assert.equal(await driver.refresh(held), undefined);
    const missing = { ...held, id: "missing", outputs: { ...held.outputs, id: "missing" } };
    await assert.rejects(driver.refresh(missing), /^Error: refreshing urn:.*\n\t\* 404 - Not Found/);
  });

  it("is imported with all its parts", async () => {
    const program = { backends: [backend], healthchecks: [{ name: "up", host: "example.com", path: "/" }] };
    const held = await created(program);
    const imported = (await driver.import(`${held.id}@1`)) as Held;
    assert.equal(imported.id, held.id);
    assert.deepEqual(imported.inputs.domains, [{ __defaults: [], name: "edge.edgecompute.app" }]);
    assert.equal(elements(imported, "healthchecks")[0]?.name, "up");
    // A property with a default and without a value is null. A secret default is not recognized. Seen with 11.1.0 and
    // 12.5.1.
    assert.deepEqual([imported.inputs.activate, imported.inputs.stage], [null, null]);
    const [{ sslClientKey, sslCaCert }] = imported.inputs.backends as [PropertyMap];
    assert.deepEqual([sslClientKey, sslCaCert], ["", undefined]);
    for (const id of ["a@1@2", `${held.id}@x`]) assert.equal(await driver.import(id), undefined, id);
  });

  it("switches products on, reconfigures them, and switches them off", async () => {
    const enabled = { websockets: true, ngwaf: { enabled: true, workspaceId: "w1" } };
    const held = await created({ productEnablement: enabled });
    const ramped = { fanout: true, ngwaf: { enabled: true, workspaceId: "w1", trafficRamp: 45 } };
    const updated = await driver.update(held, { ...base, productEnablement: ramped });
    assert.deepEqual(
      driver.writes().filter((write) => write.includes("enabled-products")),
      [
        `PUT /enabled-products/v1/fanout/services/${held.id}`,
        `DELETE /enabled-products/v1/websockets/services/${held.id}`,
        `PUT /enabled-products/v1/ngwaf/services/${held.id}`,
        `PATCH /enabled-products/v1/ngwaf/services/${held.id}/configuration`,
      ],
    );
    const refreshed = (await driver.refresh(updated)) as Held;
    assert.equal((await driver.diff(refreshed, { ...base, productEnablement: ramped })).changes, false);
    await driver.update(refreshed, base);
    assert.equal(driver.writes().filter((write) => write.startsWith("DELETE /enabled-products")).length, 6);
  });
});
