import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fastlyProvider } from "../../../local/provider";
import { fastlyOfEachTest } from "../../support/suite";
import { packageOf } from "../api/helpers";
import { packageHashes, packages } from "../replay/packages";
import { drive, type Held } from "./driver";

const type = (name: string) => `fastly:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

describe("stores of the local provider", () => {
  const api = fastlyOfEachTest();

  const on = (name: string) => drive(type(name), {}, api);

  for (const name of ["Configstore", "Kvstore", "Secretstore", "ComputeAcl"]) {
    it(`${name}: a new name replaces it, and the old one is deleted first when the program chose the name`, async () => {
      const driver = await on(name);
      const held = await driver.create({ name: "one" });
      const diff = await driver.diff(held, { name: "two" });
      assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["name"], true]);
      await driver.delete(held);
      assert.deepEqual(api.stores(), { config: {}, kv: {}, secret: {} });
    });
  }

  it("leave the state when they were deleted, except a secret store, which fails", async () => {
    for (const name of ["Configstore", "Kvstore", "ComputeAcl"]) {
      const driver = await on(name);
      const held = await driver.create({ name: "one" });
      await driver.delete(held);
      assert.equal(await driver.refresh(held), undefined);
    }
    const secrets = await on("Secretstore");
    const held = await secrets.create({ name: "one" });
    await secrets.delete(held);
    await assert.rejects(secrets.refresh(held), /404 - Not Found/);
  });

  it("refuse to delete a config store with entries, and empty it with forceDestroy", async () => {
    const [stores, entries] = [await on("Configstore"), await on("ConfigstoreEntries")];
    const careful = await stores.create({ name: "careful" });
    await entries.create({ storeId: careful.id, entries: { a: "1" } });
    await assert.rejects(stores.delete(careful), /cannot delete Config Store \(\w+\), it is not empty/);
    stores.writes();
    await stores.delete({ ...careful, outputs: { ...careful.outputs, forceDestroy: true } });
    assert.deepEqual(stores.writes(), [
      `DELETE /resources/stores/config/${careful.id}/item/a`,
      `DELETE /resources/stores/config/${careful.id}`,
    ]);
  });

  it("delete the keys of a KV store with forceDestroy, page by page", async () => {
    const stores = await on("Kvstore");
    const held = await stores.create({ name: "kv", forceDestroy: true });
    const keys = ["b", "a/b"];
    for (const key of keys) {
      const url = `${api.url}/resources/stores/kv/${held.id}/keys/${encodeURIComponent(key)}`;
      await fetch(url, { method: "PUT", headers: { "Fastly-Key": api.token }, body: "value" });
    }
    stores.writes();
    await stores.delete(held);
    assert.deepEqual(stores.writes(), [
      `DELETE /resources/stores/kv/${held.id}/keys/a%2Fb`,
      `DELETE /resources/stores/kv/${held.id}/keys/b`,
      `DELETE /resources/stores/kv/${held.id}`,
    ]);
  });

  it("never compare a KV store's location with Fastly again", async () => {
    const stores = await on("Kvstore");
    const held = await stores.create({ name: "kv" });
    stores.writes();
    assert.deepEqual((await stores.diff(held, { name: "kv", location: "EU" })).detailedDiff, {
      location: { kind: "add", inputDiff: false },
    });
    await stores.update(held, { name: "kv", location: "EU" });
    assert.deepEqual(stores.writes(), []);
  });

  it("ignore changed entries without manageEntries, and write all of them with it", async () => {
    const stores = await on("Configstore");
    const { id: storeId } = await stores.create({ name: "cfg" });
    const driver = await on("ConfigstoreEntries");
    const seeded = await driver.create({ storeId, entries: { a: "1", b: "2" } });
    assert.equal((await driver.diff(seeded, { storeId, entries: { a: "9" } })).changes, false);
    const managed = { storeId, entries: { a: "9" }, manageEntries: true };
    assert.deepEqual((await driver.diff(seeded, managed)).diffs, ["entries", "manageEntries"]);
    await driver.update(seeded, managed);
    assert.deepEqual(api.stores().config, { cfg: { a: "9" } });
  });

  // Seen with 11.1.0 and 12.5.1.
  for (const name of ["Kvstore", "Secretstore", "ComputeAcl"]) {
    it(`${name}: sends no name when the program gives none`, async () => {
      const driver = await on(name);
      await assert.rejects(driver.create({ name: "" }), /missing required field 'Name'/);
      assert.deepEqual(driver.writes(), []);
    });
  }

  it("have an empty text for a removed property that is never read", async () => {
    const driver = await on("Kvstore");
    const held = await driver.create({ name: "located", location: "EU" });
    assert.equal((await driver.update(held, { name: "located" })).outputs.location, "");
  });

  it("write no items into a dictionary without an id, and report success", async () => {
    const driver = await on("ServiceDictionaryItems");
    const held = await driver.create({ serviceId: "service", dictionaryId: "", items: { a: "1" } });
    assert.deepEqual([driver.writes(), held.outputs.items], [[], null]);
    const managed = { serviceId: "service", dictionaryId: "", items: { a: "1" }, manageItems: true };
    await assert.rejects(driver.create(managed), /missing required field 'DictionaryID'/);
  });

  it("move a service link to the new domain", async () => {
    const service = (await (await on("ServiceCompute")).create({ name: "linked", activate: false })).id;
    const domains = await on("DomainV1");
    const [one, two] = [
      await domains.create({ fqdn: "1.example.com" }),
      await domains.create({ fqdn: "2.example.com" }),
    ];
    const links = await on("DomainV1ServiceLink");
    const held = await links.create({ domainId: one.id, serviceId: service });
    const moved = await links.update(held, { domainId: two.id, serviceId: service });
    assert.deepEqual([moved.id, moved.outputs.id], [one.id, two.id]);
    links.writes();
    await links.delete(moved);
    assert.deepEqual(links.writes(), [`PATCH /domain-management/v1/domains/${two.id}`]);
    assert.equal((await links.refresh(moved))?.outputs.serviceId, "");
  });

  it("have null as entries when a new resource has an empty map", async () => {
    const { id: storeId } = await (await on("Configstore")).create({ name: "cfg" });
    const { id: computeAclId } = await (await on("ComputeAcl")).create({ name: "acl" });
    const given = { ConfigstoreEntries: { storeId }, ComputeAclEntries: { computeAclId } };
    for (const [name, parent] of Object.entries(given)) {
      const driver = await on(name);
      const empty = { ...parent, entries: {}, manageEntries: true };
      const held = await driver.create(empty);
      assert.equal(held.outputs.entries, null, name);
      assert.equal((await driver.diff(held, empty)).changes, false, name);
      const full = await driver.update(held, { ...empty, entries: { "192.0.2.0/24": "BLOCK" } });
      assert.deepEqual((await driver.update(full, empty)).outputs.entries, {}, name);
    }
  });

  it("write nothing when entries move to another store", async () => {
    const stores = await on("Configstore");
    const [one, two] = [await stores.create({ name: "one" }), await stores.create({ name: "two" })];
    const driver = await on("ConfigstoreEntries");
    const held = await driver.create({ storeId: one.id, entries: { a: "1" }, manageEntries: true });
    driver.writes();
    const moved = await driver.update(held, { storeId: two.id, entries: { a: "1" }, manageEntries: true });
    assert.deepEqual([driver.writes(), moved.id], [[], `${one.id}/entries`]);
  });

  it("keep the entries of an access control list up to date", async () => {
    const { id: computeAclId } = await (await on("ComputeAcl")).create({ name: "acl" });
    const driver = await on("ComputeAclEntries");
    const entries = { "192.0.2.0/24": "BLOCK", "198.51.100.1/32": "ALLOW" };
    const held = await driver.create({ computeAclId, entries, manageEntries: true });
    assert.equal(held.id, `${computeAclId}/entries`);
    const changed = { computeAclId, entries: { "192.0.2.0/24": "ALLOW" }, manageEntries: true };
    const updated = await driver.update(held, changed);
    assert.deepEqual(updated.outputs.entries, changed.entries);
    const imported = (await driver.import(held.id)) as Held;
    // Seen with both providers: a map counts as an object.
    assert.deepEqual(imported.inputs.entries, { __defaults: [], ...changed.entries });
    assert.equal(await driver.import(computeAclId), undefined, "an id that is none of entries");
  });

  it("write more than a thousand items in several requests", async () => {
    const { id: storeId } = await (await on("Configstore")).create({ name: "cfg" });
    const driver = await on("ConfigstoreEntries");
    const entries = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`k${index}`, "v"]));
    driver.writes();
    await driver.create({ storeId, entries });
    assert.equal(driver.writes().length, 2);
  });

  it("link a versionless domain to a service", async () => {
    const service = await (await on("ServiceCompute")).create({ name: "edge", activate: false });
    const domains = await on("DomainV1");
    const domain = await domains.create({ fqdn: "www.example.com", description: "words" });
    assert.equal(domain.outputs.domainId, domain.id);
    assert.deepEqual((await domains.diff(domain, { fqdn: "example.com" })).replaces, ["fqdn"]);
    const links = await on("DomainV1ServiceLink");
    const link = await links.create({ domainId: domain.id, serviceId: service.id });
    assert.equal((await domains.refresh(domain))?.outputs.serviceId, service.id);
    await links.delete(link);
    assert.equal((await domains.refresh(domain))?.outputs.serviceId, "");
  });
});

describe("getPackageHash", () => {
  const token = "fastly:index/getPackageHash:getPackageHash";

  it("hashes a package by file name or by content, and fails with neither", async () => {
    const directory = await mkdtemp(join(tmpdir(), "provider-"));
    try {
      const archive = packages["bin/p1.tar.gz"] ?? packageOf();
      await writeFile(join(directory, "p1.tar.gz"), archive);
      const provider = fastlyProvider({ programDirectory: directory, env: {} });
      const invoke = async (name: string, args: Record<string, string>) => (await provider.func(name)?.(args)) ?? {};
      const expected = packageHashes["bin/p1.tar.gz"];
      assert.equal((await invoke(token, { filename: "p1.tar.gz" })).returns?.hash, expected);
      assert.equal((await invoke(token, { content: archive.toString("base64") })).returns?.hash, expected);
      assert.match(
        String((await invoke(token, {})).failures?.[0]?.reason),
        /one of `content,filename` must be specified/,
      );
      await assert.rejects(invoke(token, { filename: "missing" }), /failed to open package/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
