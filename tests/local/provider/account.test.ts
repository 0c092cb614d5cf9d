import assert from "node:assert/strict";
import { LocalFastly } from "../../../local/api";
import type { PropertyMap } from "../../../local/engine/value";
import { fastlyProvider } from "../../../local/provider";
import { computeService, formClient } from "../api/helpers";
import { drive } from "./driver";

const typeOf = (name: string) => `fastly:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

describe("account resources of the local provider", () => {
  let api: LocalFastly;
  beforeEach(async () => {
    api = await LocalFastly.start({ edge: false });
  });
  afterEach(() => api.stop());

  const mail = { name: "on call", type: "mailinglist", config: { address: "on-call@example.com" } };

  it("an integration is created, changed, read and deleted, and an alert names it", async () => {
    const driver = await drive(typeOf("Integration"), {}, api);
    const held = await driver.create(mail);
    assert.deepEqual(held.outputs.config, mail.config);
    const alert = await drive(typeOf("Alert"), {}, api);
    await alert.create({
      name: "errors",
      source: "stats",
      metric: "status_5xx",
      evaluationStrategy: { type: "above_threshold", period: "2m", threshold: 1 },
      integrationIds: [held.id],
    });
    const changed = { ...mail, description: "At night" };
    const updated = await driver.update(held, changed);
    assert.equal(api.state().integrations[0]?.description, "At night");
    assert.deepEqual((await driver.diff((await driver.refresh(updated)) ?? updated, changed)).diffs, []);
    await driver.delete(updated);
    assert.deepEqual(api.state().integrations, []);
    await assert.rejects(driver.refresh(updated), /404 - Not Found/);
  });

  it("an integration keeps a key that Fastly no longer returns, from version 12 on", async () => {
    const driver = await drive(typeOf("Integration"), { version: "12.5.1" }, api);
    const program = { name: "d", type: "datadog", config: { apikey: "secret", site: "datadoghq.eu" } };
    const held = await driver.create(program);
    const read = await driver.refresh(held);
    assert.deepEqual(read?.outputs.config, program.config);
    await driver.delete(held);
    assert.equal(await driver.refresh(held), undefined);
    const before = fastlyProvider({ env: {} }).resource(typeOf("Integration"));
    const checked = await before?.check({ urn: "urn", olds: undefined, news: program });
    assert.match(String(checked?.failures[0]?.reason), /expected type to be one of \["mailinglist"/);
  });

  for (const major of [11, 12] as const) {
    it(`a key to Object Storage shows its secret once, and is replaced when it changes: version ${major}`, async () => {
      const driver = await drive(typeOf("ObjectStorageAccessKeys"), { version: `${major}.1.0` }, api);
      const program = { description: "uploads", permission: "read-write-objects", buckets: ["b", "a"] };
      const held = await driver.create(program);
      assert.equal(held.outputs.accessKeyId, held.id);
      assert.match(String(held.outputs.secretKey), /^[\w-]{64}$/);
      assert.equal(JSON.stringify(api.state()).includes(String(held.outputs.secretKey)), false);
      const read = await driver.refresh(held);
      assert.equal(read?.outputs.secretKey, held.outputs.secretKey);
      // Version 11 reads the secret instead of the id. Only its source shows this, no recording.
      assert.equal(read?.outputs.accessKeyId, major === 11 ? "" : held.id);
      assert.deepEqual((await driver.diff(held, { ...program, buckets: ["a"] })).replaces, ["buckets"]);
      await driver.delete(held);
      assert.deepEqual(api.state().accessKeys, []);
    });
  }

  it("a user gets roles for a service, and more of them later", async () => {
    const service = await computeService(formClient(api));
    const users = await drive(typeOf("User"), {}, api);
    const made = await users.create({ login: "a@example.com", name: "A" });
    assert.equal(made.outputs.role, "user");
    const promoted = { login: "a@example.com", name: "A", role: "engineer" };
    const engineer = await users.update(made, promoted);
    assert.equal(api.state().users[0]?.role, "engineer");
    assert.deepEqual((await users.diff((await users.refresh(engineer)) ?? engineer, promoted)).diffs, []);

    const driver = await drive(typeOf("ServiceAuthorization"), {}, api);
    const held = await driver.create({ permission: "read_only", serviceId: service, userId: made.id });
    const full = { permission: "full", serviceId: service, userId: made.id };
    const updated = await driver.update(held, full);
    assert.deepEqual((await driver.diff((await driver.refresh(updated)) ?? updated, full)).diffs, []);
    assert.deepEqual((await driver.diff(held, { ...full, userId: "other" })).replaces, ["userId"]);
    await driver.delete(updated);
    await users.delete(engineer);
    assert.deepEqual([api.state().serviceAuthorizations, api.state().users], [[], []]);
  });

  it("a workspace of the Next-Gen WAF has default thresholds, and leaves the state when it is deleted", async () => {
    const driver = await drive(typeOf("NgwafWorkspace"), {}, api);
    const program = { name: "shop", description: "", mode: "log", attackSignalThresholds: { oneHour: 500 } };
    const held = await driver.create(program);
    assert.deepEqual(held.outputs.attackSignalThresholds, {
      immediate: false,
      oneHour: 500,
      oneMinute: 1,
      tenMinutes: 60,
    });
    const blocking = { ...program, mode: "block", defaultBlockingResponseCode: 429, clientIpHeaders: ["X-Real-IP"] };
    const updated = await driver.update(held, blocking);
    assert.deepEqual((await driver.diff((await driver.refresh(updated)) ?? updated, blocking)).diffs, []);
    assert.equal(api.state().ngwafWorkspaces[0]?.default_blocking_response_code, 429);
    await driver.delete(updated);
    assert.equal(await driver.refresh(updated), undefined);
  });

  const call = async (name: string, args: PropertyMap = {}, major: 11 | 12 = 11): Promise<PropertyMap> => {
    const provider = fastlyProvider({ env: {}, version: `${major}.1.0` });
    provider.configure({ baseUrl: api.url, apiKey: api.token });
    return (await provider.func(`fastly:index/${name}:${name}`)?.(args))?.returns ?? {};
  };

  it("functions list all resources, over all pages", async () => {
    const send = formClient(api);
    const service = await computeService(send);
    await send(`POST /service/${service}/version/1/dictionary`, { name: "settings" });
    const managedDomains = Array.from({ length: 130 }, (_, index) => ({
      id: `d${index}`,
      fqdn: `d${index}.example.com`,
      service_id: index === 0 ? service : null,
      description: "",
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    }));
    const acls = [{ id: "a", name: "blocked", entries: [] }];
    const other = await LocalFastly.start({ edge: false, state: { ...api.state(), managedDomains, acls } });
    await api.stop();
    api = other;

    const services = await call("getServices");
    assert.deepEqual(services.ids, [service]);
    assert.match(
      JSON.stringify(services.details),
      /"createdAt":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC",.*"type":"wasm"/,
    );
    const dictionaries = await call("getDictionaries", { serviceId: service, serviceVersion: 1 });
    assert.match(JSON.stringify(dictionaries.dictionaries), /"name":"settings","writeOnly":false/);
    assert.equal(dictionaries.serviceVersion, 1);
    assert.deepEqual((await call("getComputeAcls")).acls, [{ id: "a", name: "blocked" }]);
    for (const [name, major] of [
      ["getDomainsV1", 11],
      ["getDomainsV1", 12],
      ["getDomains", 12],
    ] as const) {
      const found = await call(name, {}, major);
      assert.equal(found.total, 130);
      assert.deepEqual((found.domains as unknown[])[0], { fqdn: "d0.example.com", id: "d0", serviceId: service });
    }
    const ranges = await call("getFastlyIpRanges");
    assert.ok((ranges.cidrBlocks as string[]).includes("151.101.0.0/16"));
    const pops = (await call("getDatacenters")).pops as PropertyMap[];
    assert.deepEqual(
      pops.find(({ code }) => code === "FRA"),
      {
        code: "FRA",
        group: "Europe",
        name: "Frankfurt",
        shield: "frankfurt-de",
      },
    );
    assert.deepEqual(await call("getDomains", {}, 11), {});
  });

  it("a function's id changes with its result", async () => {
    const before = (await call("getServices")).id;
    assert.equal((await call("getServices")).id, before);
    await computeService(formClient(api));
    assert.notEqual((await call("getServices")).id, before);
  });
});
