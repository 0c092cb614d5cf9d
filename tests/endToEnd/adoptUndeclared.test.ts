import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Args, InlineStack } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const domain = (name: string): Args => ({ domains: [name], generatedDomain: false });

describe("adopting a service that has more than the program declares", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();
  /** The stack that made the service. */
  let maker: InlineStack;
  const OWN = domain("m.example.com");
  const adopt = (args: Args): void => test.declare({ ...OWN, existingService: "adopt", ...args });
  const theService = () => test.fastly.service("shop");
  const version = (number: number) => `/service/${theService().id}/version/${number}`;

  beforeEach(async () => {
    maker = test.another({ stack: "maker" });
  });

  async function make(args: Args): Promise<void> {
    maker.declare({ ...OWN, ...args });
    await maker.succeed();
  }

  /** A change by hand, in a separate version. */
  async function byHand(change: (version: string) => Promise<unknown>): Promise<void> {
    await test.call("PUT", `${version(1)}/clone`);
    await change(version(2));
    await test.call("PUT", `${version(2)}/activate`);
  }

  const storeIds = () => {
    const { configStores, kvStores, secretStores } = test.fastly.state();
    return [configStores, kvStores, secretStores].map(([store]) => store?.id);
  };

  it("is refused when stores, dictionaries, products and health checks would be lost", async () => {
    await make({
      backends: { api: { address: "a.example.com", healthcheck: { path: "/up" } } },
      configStores: { limits: {} },
      kvStores: { carts: {} },
      secretStores: { tokens: {} },
      dictionaries: { settings: { items: { region: "eu" } }, other: { items: { a: "1" } } },
      products: { fanout: true, ddosProtection: { mode: "log" } },
    });
    await byHand((version) => test.call("POST", `${version}/healthcheck`, { name: "spare", path: "/" }));
    const [config, kv, secret] = storeIds();
    adopt({ backends: { api: { address: "a.example.com" } }, dictionaries: { settings: {} } });
    assert.equal(
      await test.refusedToLose(),
      `before hook "edge-check-update" failed: ComputeService "edge": the service ${theService().id} has something that the program does not declare, and would lose it [undeclared]
Declare it, or let it be removed with { removeUndeclared: true }.
Add these lines to the arguments:
  backends: { api: { healthcheck: { path: "/up" } } },
  dictionaries: { other: {} },
  configStores: { limits: { existingId: "${config}" } },
  kvStores: { carts: { existingId: "${kv}" } },
  secretStores: { tokens: { existingId: "${secret}" } },
  products: { fanout: true, ddosProtection: { mode: "log" } },
Add these to [setup.dictionaries] or to the arguments:
  the dictionary settings has more items: "region"
No argument can declare these; only { removeUndeclared: true } goes on without them:
  the health check spare, which no backend has`,
    );
    const { activeVersion: _, ...beforehand } = test.fastly.deployed("shop");
    adopt({
      backends: { api: { address: "a.example.com", healthcheck: { path: "/up" } } },
      dictionaries: { settings: { items: { region: "eu" } }, other: { items: { a: "1" } } },
      configStores: { limits: { existingId: config ?? "" } },
      kvStores: { carts: { existingId: kv ?? "" } },
      secretStores: { tokens: { existingId: secret ?? "" } },
      products: { fanout: true, ddosProtection: { mode: "log" } },
      removeUndeclared: true,
    });
    await test.succeed();
    const { activeVersion: now, ...kept } = test.fastly.deployed("shop");
    assert.deepEqual(kept, { ...beforehand, healthchecks: { api: beforehand.healthchecks.api } });
    assert.equal(now, 3);
  });

  it("is refused when the comment of a domain would be lost, which the component reads itself", async () => {
    await make({ domainComments: { "m.example.com": "the front" } });
    adopt({});
    const told = await test.refusedToLose();
    assert.ok(told.endsWith(`arguments:\n  domainComments: { "m.example.com": "the front" },`), told);
    adopt({ domainComments: { "m.example.com": "the front" } });
    await test.succeed();
    const [kept] = test.fastly.service("shop").versions.at(-1)?.domains ?? [];
    assert.equal(kept?.comment, "the front");
  });

  it("is refused in an up without a preview, before anything is written into the service's stores", async () => {
    await make({
      backends: { api: { address: "a.example.com" } },
      dictionaries: { settings: { items: { region: "eu" } } },
      kvStores: { carts: { items: { k: "live" } } },
      logEndpoints: { access: { https: { url: "https://logs.example.com" } } },
    });
    const [, existingId = ""] = storeIds();
    const args: Args = { kvStores: { carts: { existingId, items: { k: "mine" } } }, dictionaries: { settings: {} } };
    adopt(args);
    const before = test.fastly.state();
    for (const operation of ["up", "up", "preview"] as const) {
      const told = await test.failing(operation);
      assert.match(
        told,
        /has something that the program does not declare, and would lose it \[(lost-by-adoption|undeclared)\]\n/,
      );
      assert.ok(
        told.includes(`Declare it, or let it be removed with { removeUndeclared: true }.
Add these lines to the arguments:
  backends: { api: { address: "a.example.com" } },
  logEndpoints: { access: { https: { url: "https://logs.example.com", gzipLevel: 0 } } },
Add these to [setup.dictionaries] or to the arguments:
  the dictionary settings has more items: "region"`),
        told,
      );
    }
    assert.deepEqual(test.fastly.state(), before);
    adopt({
      ...args,
      backends: { api: { address: "a.example.com" } },
      dictionaries: { settings: { items: { region: "eu" } } },
      logEndpoints: { access: { https: { url: "https://logs.example.com" } } },
    });
    await test.succeed();
    assert.deepEqual(test.fastly.stores().kv, { "shop-maker-edge-carts": { k: "mine" } });
  });

  it("is refused when a link would be moved to another store", async () => {
    await make({ kvStores: { carts: {} } });
    const [, kv] = storeIds();
    const { id } = await test.call("POST", "/resources/stores/kv", { name: "by-hand" });
    adopt({ kvStores: { carts: { existingId: id } }, removeUndeclared: true });
    assert.equal(
      await test.refused(),
      `before hook "edge-check-update" failed: ComputeService "edge": the service ${theService().id} links other stores under the declared names; their data would be out of reach, and the provider cannot move a link [links-to-other-stores]\n` +
        "Link the existing stores. Add these lines to the arguments:\n" +
        `  kvStores: { carts: { existingId: "${kv}" } },`,
    );
  });

  it("says how to keep a link to an access control list", async () => {
    await make({});
    const acl = await test.call("POST", "/resources/acls", { name: "blocked" });
    await byHand((version) => test.call("POST", `${version}/resource`, { name: "blocked", resource_id: acl.id }));
    adopt({});
    assert.ok((await test.refusedToLose()).endsWith(`arguments:\n  acls: { blocked: { existingId: "${acl.id}" } },`));
    adopt({ removeUndeclared: true });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").links, {});
  });

  it("makes no store with the name of a link to an access control list", async () => {
    await make({});
    const acl = await test.call("POST", "/resources/acls", { name: "blocked" });
    await byHand((version) => test.call("POST", `${version}/resource`, { name: "blocked", resource_id: acl.id }));
    adopt({ kvStores: { blocked: {} } });
    assert.ok((await test.refused()).endsWith(`arguments:\n  acls: { blocked: { existingId: "${acl.id}" } },`));
  });

  it("is refused, before any change, while one of its dictionaries is write-only", async () => {
    await make({ dictionaries: { settings: { items: { region: "eu" } } } });
    await byHand(async (version) => {
      await test.call("DELETE", `${version}/dictionary/settings`);
      const { id } = await test.call("POST", `${version}/dictionary`, { name: "settings", write_only: "true" });
      await test.call("POST", `/service/${theService().id}/dictionary/${id}/item`, {
        item_key: "region",
        item_value: "us",
      });
    });
    const told =
      `ComputeService "edge" cannot adopt ${theService().id}: the program does not declare the dictionary "settings" as write-only. Nobody can read the items, and the provider could neither keep nor remove such a dictionary [write-only-dictionary]\n` +
      "Declare the dictionary as write-only, with the items that the program writes. Other items stay as they are:\n" +
      "  dictionaries: { settings: { writeOnly: true } },\n" +
      "To remove the dictionary, take it out of the program in a later `up`.";
    for (const args of [{ dictionaries: { settings: { items: { region: "eu" } } } }, { removeUndeclared: true }, {}]) {
      adopt(args);
      assert.equal(await test.refused(), `before hook "edge-check-adoption" failed: ${told}`);
    }
    adopt({ dictionaries: { settings: { writeOnly: true, items: { limit: "3" } } } });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, { settings: { region: "us", limit: "3" } });
    assert.deepEqual(Object.keys((await test.succeed()).changes), ["same"]);
    adopt({});
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, {});
    assert.deepEqual(Object.keys((await test.succeed()).changes), ["same"]);
  });

  it("removes a dictionary with items in two steps, because the provider needs them", async () => {
    await make({ dictionaries: { settings: { items: { region: "eu" } } } });
    adopt({ removeUndeclared: true });
    assert.equal(
      await test.refused(),
      `before hook "edge-check-adoption" failed: ComputeService "edge": the provider cannot remove a dictionary with items from the service ${theService().id}: "settings" [filled-dictionary]\n` +
        "Run pulumi up once with this line in the arguments, which removes the items. Then remove the line and run pulumi up again:\n" +
        "  dictionaries: { settings: {} },",
    );
    adopt({ removeUndeclared: true, dictionaries: { settings: {} } });
    await test.succeed();
    adopt({});
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, {});
  });

  it("also protects a service that never went live", async () => {
    const { id } = await test.call("POST", "/service", { name: "shop", type: "wasm" });
    await test.call("POST", `${version(1)}/domain`, { name: "m.example.com" });
    await test.call("POST", `${version(1)}/backend`, { name: "legacy", address: "l.example.com", port: "80" });
    writeFileSync(join(test.directory, "fastly.toml"), `service_id = "${id}"\n${MANIFEST}`);
    adopt({});
    assert.match(
      await test.refusedToLose(),
      /arguments:\n {2}backends: \{ legacy: \{ address: "l\.example\.com", port: 80,[^}]* \} \},$/,
    );
    adopt({ backends: { legacy: { address: "l.example.com", port: 80 } } });
    await test.succeed();
    assert.deepEqual(Object.keys(test.fastly.deployed("shop").backends), ["legacy"]);
    assert.equal(theService().id, id);
    assert.deepEqual(Object.keys((await test.succeed()).changes), ["same"]);
  });

  it("never deletes the service after a refusal, whatever the next run is", async () => {
    await make({ backends: { legacy: { address: "l.example.com" } } });
    const before = test.fastly.deployed("shop");
    adopt({});
    assert.equal((await test.run("up")).ok, false);
    test.define(() => {});
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop"), before);

    adopt({});
    assert.equal((await test.run("up")).ok, false);
    await test.succeed("destroy");
    assert.deepEqual(test.fastly.deployed("shop"), before);
  });

  it("makes the service the stack's own only after a second up: a destroy before that keeps it", async () => {
    await make({});
    adopt({});
    await test.succeed();
    const before = test.fastly.deployed("shop");
    await test.succeed("destroy");
    assert.deepEqual(test.fastly.deployed("shop"), before);
    await test.succeed();
    await test.succeed();
    await test.succeed("destroy");
    assert.deepEqual(test.fastly.services(), []);
  });

  it("makes a new service when the manifest's one was deleted, and says so", async () => {
    adopt({ dictionaries: { settings: { items: { region: "eu" } } } });
    await test.succeed();
    await test.succeed();
    const { id } = theService();
    await test.succeed("destroy");
    const told = (events: { kind: string; message?: string }[]) =>
      events.filter(
        ({ message }) => message?.includes(`The service ${id} of `) && message.includes("no longer exists"),
      );
    const preview = await test.succeed("preview");
    assert.equal(told(preview.events).length, 1);
    const up = await test.succeed();
    assert.equal(told(up.events).length, 1);
    assert.notEqual(theService().id, id);
    assert.ok(readFileSync(join(test.directory, "fastly.toml"), "utf8").includes(`service_id = "${theService().id}"`));
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, { settings: { region: "eu" } });
    test.writes();
    await test.succeed();
    assert.deepEqual(test.writes(), []);
    assert.deepEqual(Object.keys((await test.succeed()).changes), ["same"]);
  });

  it("keeps the stack's own service when the manifest's one was deleted", async () => {
    await make({ serviceName: "gone", domains: ["g.example.com"], writeServiceId: false });
    const gone = test.fastly.service("gone").id;
    await maker.succeed("destroy");
    adopt({});
    await test.succeed();
    const { id } = theService();
    writeFileSync(join(test.directory, "fastly.toml"), `service_id = "${gone}"\n${MANIFEST}`);
    await test.succeed();
    assert.equal(theService().id, id);
  });
});
