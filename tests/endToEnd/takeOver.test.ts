import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { makePackage } from "../../sdk/package";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const ADOPT: Args = {
  domains: ["m.example.com"],
  generatedDomain: false,
  existingService: "adopt",
  backends: { api: { address: "a.example.com" } },
};
const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

describeOnEachEngine("a service that the stack manages with another resource", function (engine) {
  this.timeout(180_000);
  const test = stackOfEachTest({ engine });
  let archive: string;

  beforeEach(async () => {
    const request = { name: "old", scripts: { envVars: [] }, manifestText: MANIFEST, manifestName: "fastly.toml" };
    const directory = test.directory;
    const made = await makePackage({ ...request, directory, language: "other", preview: false, log: () => {} });
    archive = made?.path ?? "";
  });

  /** The service as a person writes it who does not know the component. */
  function byHand(name: string, opts: pulumi.CustomResourceOptions = {}): fastly.ServiceCompute {
    return new fastly.ServiceCompute(
      name,
      {
        name: "by-hand",
        domains: [{ name: "m.example.com" }],
        backends: [
          {
            name: "api",
            address: "a.example.com",
            port: 443,
            useSsl: true,
            sslCertHostname: "a.example.com",
            sslSniHostname: "a.example.com",
            overrideHost: "a.example.com",
          },
        ],
        dictionaries: [{ name: "settings" }],
        package: { filename: archive },
        forceDestroy: true,
      },
      opts,
    );
  }

  function itemsByHand(service: fastly.ServiceCompute): void {
    new fastly.ServiceDictionaryItems("items", {
      serviceId: service.id,
      dictionaryId: service.dictionaries.apply((blocks) => blocks?.[0]?.dictionaryId ?? ""),
      items: { region: "eu" },
      manageItems: true,
    });
  }

  const adopt = (args: Args = {}, opts: pulumi.ComponentResourceOptions = {}): void =>
    test.declare({ ...ADOPT, dictionaries: { settings: { items: { region: "eu" } } }, ...args }, opts);

  const nameInManifest = (): string => {
    const { id } = test.fastly.service("by-hand");
    writeFileSync(join(test.directory, "fastly.toml"), `service_id = "${id}"\n${MANIFEST}`);
    return id;
  };

  /** Takes the service over with nothing deleted, at Fastly or in the plan. */
  async function takesOver(): Promise<void> {
    const id = nameInManifest();
    const { activeVersion: _, ...before } = test.fastly.deployed("by-hand");
    adopt();
    test.writes();
    for (const operation of ["preview", "up"] as const) {
      const { events } = await test.succeed(operation);
      const steps = events.filter((event) => event.kind === "step").filter(({ type }) => type.startsWith("fastly:"));
      assert.deepEqual([...new Set(steps.map(({ op }) => op))].sort(), ["same", "update"], operation);
    }
    assert.deepEqual(
      test.writes().filter((request) => request.startsWith("DELETE")),
      [],
    );
    const { activeVersion: now, ...after } = test.fastly.deployed("by-hand");
    assert.deepEqual({ ...after, package: {} }, { ...before, package: {} });
    assert.deepEqual([after.id, now], [id, 2]);
    const services = (await test.resources()).filter(({ type }) => type === SERVICE);
    assert.deepEqual(
      services.map(({ urn }) => urn.split("::").slice(2).join("::")),
      [`fastly-compute:index:ComputeService$${SERVICE}::edge`],
    );
    await test.succeed();
    await test.assertUnchanged();
  }

  for (const name of ["edge", "site"]) {
    it(`is adopted from a hand-written resource, as "${name}", with its items`, async () => {
      test.define(() => itemsByHand(byHand(name)));
      await test.succeed();
      await takesOver();
    });
  }

  it("is adopted from a resource below a parent, also in a preview of a stack without outputs", async () => {
    test.define(() => {
      const parent = new pulumi.ComponentResource("my:index:Site", "site");
      itemsByHand(byHand("it", { parent }));
    });
    await test.succeed();
    await takesOver();
  });

  it("is adopted from an imported resource", async () => {
    const maker = test.another({ project: "other", stack: "maker" });
    maker.define(() => itemsByHand(byHand("theirs", { retainOnDelete: true })));
    await maker.succeed();
    const id = nameInManifest();
    test.define(() => void byHand("shop", { import: id, protect: true }));
    await test.succeed();
    // The update after the import made a second version.
    assert.equal(test.fastly.deployed("by-hand").activeVersion, 2);
    adopt();
    test.writes();
    await test.succeed("preview");
    await test.succeed();
    assert.deepEqual(
      test.writes().filter((request) => request.startsWith("DELETE")),
      [],
    );
    assert.equal(test.fastly.deployed("by-hand").id, id);
  });

  it("is refused while the program still has the other resource, in any order, and then adopted as the error says", async () => {
    test.define(() => itemsByHand(byHand("site")));
    await test.succeed();
    const id = nameInManifest();
    const args = { ...ADOPT, dictionaries: { settings: { items: { region: "eu" } } } };
    for (const isFirst of [true, false]) {
      test.define((directory) => {
        const declare = () => void new ComputeService("edge", { directory, ...args });
        if (isFirst) declare();
        byHand("site");
        if (!isFirst) declare();
      });
      const told = await test.refused();
      assert.match(told, /the program still has the resource \S+::site \[adopted-beside-resource\]/);
      assert.match(told, /Remove new fastly\.ServiceCompute\("site", …\) from the program/);
    }
    await takesOver();
    assert.equal(test.fastly.service("by-hand").id, id);
  });

  it("is refused without adoption, and the error says how to go on with that resource", async () => {
    test.define(() => itemsByHand(byHand("shop")));
    await test.succeed();
    nameInManifest();
    adopt({ existingService: "refuse" });
    const told = await test.refused();
    assert.match(told, /, which this stack has as the fastly\.ServiceCompute "shop" \[service-exists\]/);
    assert.match(told, /\{ existingService: "adopt" \}: the component takes its place, and nothing is deleted\n/);
    assert.match(
      told,
      /"ignore" \} to make another service: that run then deletes the existing one, because the program no longer has/,
    );
    await takesOver();
  });

  it("is not changed when something would be lost, as in any adoption", async () => {
    test.define(() => itemsByHand(byHand("site")));
    await test.succeed();
    nameInManifest();
    adopt({ backends: {} });
    assert.ok((await test.refusedToLose()).includes('backends: { api: { address: "a.example.com"'));
    adopt({ dictionaries: { settings: { items: {} } } });
    assert.match(await test.refusedToLose(), /the dictionary settings has more items: "region"/);
    test.define(() => itemsByHand(byHand("site")));
    test.writes();
    await test.succeed();
    assert.deepEqual(test.writes(), []);
  });

  it("belongs to the component after the up that adopted it", async () => {
    test.define(() => void byHand("site"));
    await test.succeed();
    nameInManifest();
    adopt();
    await test.succeed();
    test.define(() => {});
    await test.succeed();
    // The adopting component was not applied again. Only then it may delete the service.
    assert.equal(test.fastly.services().length, 1);
  });

  it("gets an error when a second resource imports it by hand, until that import leaves the state", async () => {
    test.define(() => void byHand("site"));
    await test.succeed();
    const id = nameInManifest();
    adopt();
    await test.succeed();
    await test.succeed();
    test.define((directory) => {
      new ComputeService("edge", { directory, ...ADOPT, dictionaries: { settings: { items: { region: "eu" } } } });
      byHand("again", { import: id });
    });
    await test.run("up");
    assert.equal((await test.resources()).filter(({ type }) => type === SERVICE).length, 2);
    adopt();
    const told = await test.failing("preview");
    assert.match(told, /the state has it 2 times, and the engine deletes it when one of these resources goes/);
    assert.match(told, /pulumi state delete --target-dependents 'urn:pulumi:dev::shop::\S+::again'/);
    await test.failing();
    assert.equal(test.fastly.services().length, 1);
  });
});

/** The state that `up --skip-preview` leaves when it refuses a component. */
describeOnEachEngine("a renamed component, deployed without a preview", function (engine) {
  this.timeout(180_000);
  const test = stackOfEachTest({ engine });
  const ARGS: Args = {
    domains: ["m.example.com"],
    generatedDomain: false,
    kvStores: { carts: { items: { k: "v" }, forceDestroy: true } },
    dictionaries: { settings: { items: { region: "eu" } } },
  };

  it("changes nothing, with or without adoption, and works with an alias", async () => {
    test.declare(ARGS);
    await test.succeed();
    const before = test.fastly.state();
    const names = async () =>
      (await test.resources())
        .filter(({ type }) => !type.startsWith("pulumi:"))
        .map(({ urn }) => urn)
        .sort();
    const stored = await names();
    for (const args of [ARGS, { ...ARGS, existingService: "adopt" as const }]) {
      test.declare(args, {}, "front");
      await test.failing();
      assert.deepEqual(await names(), stored);
      assert.deepEqual(test.fastly.state(), before);
    }
    test.declare({ ...ARGS, existingService: "adopt" }, { aliases: [{ name: "edge" }] }, "front");
    test.writes();
    await test.succeed("preview");
    await test.succeed();
    assert.deepEqual(
      test.writes().filter((request) => request.startsWith("DELETE /service") && !request.includes("/version/")),
      [],
    );
    assert.deepEqual(
      test.fastly.services().map(({ id }) => id),
      before.services.map(({ id }) => id),
    );
    assert.match(readFileSync(join(test.directory, "fastly.toml"), "utf8"), /^service_id/m);
  });
});
