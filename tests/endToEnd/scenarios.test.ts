import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { activeVersion } from "../../local/api";
import { describeOnEachEngine } from "../support/engines";
import { MANIFEST, removeProjects, TINY_WASM } from "../support/project";
import { serviceProgram, type TestStack, type TestStackOptions, testStack } from "../support/stack";
import { fastlyOfEachTest } from "../support/suite";

const FULL = `${MANIFEST}
[setup.backends.api]
address = "api.example.com"

[setup.backends.legacy]
address = "legacy.example.com"

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.config_stores.cfg.items.region]
value = "eu"

[setup.kv_stores.carts.items.first]
value = "1"
`;

describeOnEachEngine("the whole life of a service", function (engine) {
  this.timeout(180_000);
  const fastly = fastlyOfEachTest();
  after(removeProjects);

  const open = (manifest: string, args?: string, options: Partial<TestStackOptions> = {}): Promise<TestStack> =>
    testStack({
      files: { "app/fastly.toml": manifest, "app/bin/main.wasm": TINY_WASM },
      program: serviceProgram(args),
      fastly,
      engine,
      ...options,
    });

  async function succeed(test: TestStack, operation: "preview" | "up" | "destroy" = "up", env = {}) {
    const run = await test.show(operation, { env });
    assert.ok(run.ok, run.text);
    return run;
  }

  async function failing(test: TestStack, operation: "preview" | "up" = "up"): Promise<string> {
    const { ok, text } = await test.show(operation);
    assert.equal(ok, false, text);
    return text;
  }

  async function assertUnchanged(test: TestStack): Promise<void> {
    const { changes, text } = await succeed(test, "preview");
    assert.deepEqual(Object.keys(changes), ["same"], text);
  }

  it("a new name in the manifest renames the package, and the service only with serviceName", async () => {
    const test = await open(MANIFEST);
    const { outputs } = await succeed(test);
    const service = () => fastly.service(String(outputs.id));
    test.edit("app/fastly.toml", 'name = "shop"', 'name = "store"');

    const preview = await succeed(test, "preview");
    assert.match(
      preview.text,
      /The service keeps its name "shop" because the manifest's name is only that of the package\. To rename the service: \{ serviceName: "store" \}/,
    );
    await succeed(test);
    assert.equal(service().name, "shop");
    assert.equal(activeVersion(service())?.number, 2);
    assert.equal(activeVersion(service())?.package?.metadata.name, "store");
    await assertUnchanged(test);

    fastly.clearRequests();
    test.write("index.js", test.read("index.js").replace('"./app",', '"./app", serviceName: "market",'));
    await succeed(test);
    assert.deepEqual(test.writes(), ["PUT /service/ID"]);
    assert.equal(service().name, "market");
    assert.equal(fastly.services().length, 1);
    await assertUnchanged(test);
  });

  it("removals from the setup are deployed, and a kept store is linked again by its name", async () => {
    const test = await open(FULL);
    await succeed(test);
    const id = test.read("app/fastly.toml").match(/^service_id.*\n/m)?.[0] ?? "";
    test.write("app/fastly.toml", `${id}${MANIFEST}\n[setup.backends.api]\naddress = "api.example.com"\n`);

    for (const operation of ["preview", "up"] as const) {
      const { text } = await succeed(test, operation);
      assert.match(text, /fastly:index:Configstore +edge-cfg +delete.*\[retain\]/);
      assert.match(text, /fastly:index:Kvstore +edge-carts +delete.*\[retain\]/);
    }
    const { backends, dictionaries, links } = fastly.deployed("shop");
    assert.deepEqual([Object.keys(backends), dictionaries, links], [["api"], {}, {}]);
    const kept = { config: { "shop-dev-edge-cfg": { region: "eu" } }, kv: { "shop-dev-edge-carts": { first: "1" } } };
    assert.deepEqual(fastly.stores(), { ...kept, secret: {} });
    await assertUnchanged(test);

    test.write("app/fastly.toml", `${id}${FULL}`);
    const taken =
      /Fastly already has a store named "shop-dev-edge-cfg": a destroyed stack kept it, or an interrupted run left it behind \[store-name-taken\]\s+To use this store and its data, link it: configStores: \{ (.*): \{ existingName: "shop-dev-edge-cfg" \} \}\./;
    for (const operation of ["preview", "up"] as const) {
      const said = await failing(test, operation);
      assert.equal(taken.exec(said)?.[1], "cfg", said);
    }
    // When Fastly does not answer the hook, Fastly itself refuses the store.
    const restore = fastly.inject({
      method: "GET",
      path: /^\/resources\/stores\/\w+(\?|$)/,
      fault: { status: 403 },
      times: 2,
    });
    assert.equal(taken.exec(await failing(test))?.[1], "<name>");
    restore();
    const links2 =
      'configStores: { cfg: { existingName: "shop-dev-edge-cfg" } }, kvStores: { carts: { existingName: "shop-dev-edge-carts" } }';
    test.write("index.js", test.read("index.js").replace('"./app",', `"./app", ${links2},`));
    await succeed(test);
    assert.deepEqual(fastly.stores(), { ...kept, secret: {} });
    assert.deepEqual(Object.keys(fastly.deployed("shop").links).sort(), ["carts", "cfg"]);
    await assertUnchanged(test);
  });

  it("a component renamed with an alias keeps its service and stores", async () => {
    const args = 'domains: ["www.example.com"], generatedDomain: false';
    const test = await open(FULL, args);
    const { outputs } = await succeed(test);
    const before = { stores: fastly.stores(), links: fastly.deployed("shop").links };
    test.edit("index.js", 'new ComputeService("edge", {', 'new ComputeService("front", {');
    assert.match(await failing(test, "preview"), /aliases: \[\{ name: "/);
    test.edit("index.js", "generatedDomain: false }", 'generatedDomain: false }, { aliases: [{ name: "edge" }] }');
    assert.equal((await succeed(test)).outputs.id, outputs.id);
    assert.deepEqual({ stores: fastly.stores(), links: fastly.deployed("shop").links }, before);
    await assertUnchanged(test);
  });

  it("a protected service can lose a backend, but a dictionary or store only without protection", async () => {
    const test = await open(FULL, 'domains: ["www.example.com"] }, { protect: true');
    await succeed(test);
    const less = FULL.replace(/\[setup\.backends\.legacy\]\n.*\n/, "");
    const keepId = (manifest: string) => {
      const line = /^service_id.*\n/m.exec(test.read("app/fastly.toml"))?.[0] ?? "";
      test.write("app/fastly.toml", line + manifest);
    };
    keepId(less);
    test.edit("index.js", "www.example.com", "shop.example.com");
    await succeed(test);
    assert.deepEqual(Object.keys(fastly.deployed("shop").backends), ["api"]);
    await assertUnchanged(test);

    const before = fastly.deployed("shop");
    keepId(less.replace(/\[setup\.(dictionaries|kv_stores)[^[]*/g, ""));
    for (const operation of ["preview", "up"] as const) {
      assert.match(
        await failing(test, operation),
        /is protected, but would lose the dictionary "settings", the store "/,
      );
    }
    assert.deepEqual(fastly.deployed("shop"), before);
    assert.equal((await test.show("destroy")).ok, false);
    assert.deepEqual(fastly.deployed("shop"), before);
  });

  it("a domain is replaced in one version, while the generated domain stays", async () => {
    const test = await open(MANIFEST, 'domains: ["old.example.com"]');
    await succeed(test);
    const generated = fastly.deployed("shop").domains.filter((name) => name.endsWith(".edgecompute.app"));
    test.edit("index.js", "old.example.com", "new.example.com");
    await succeed(test);
    assert.deepEqual(fastly.deployed("shop").domains.sort(), [...generated, "new.example.com"].sort());
    assert.equal(activeVersion(fastly.service("shop"))?.number, 2);
    await assertUnchanged(test);
  });

  it("an up after a destroy reuses the kept stores, although the manifest's id is stale", async () => {
    const test = await open(FULL);
    const first = await succeed(test);
    const destroyed = await succeed(test, "destroy");
    assert.match(destroyed.text, /Kvstore +edge-carts +deleted.*\[retain\]/);
    assert.deepEqual(fastly.services(), []);
    assert.deepEqual((await test.exportState()).resources, []);
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${first.outputs.id}"`));

    assert.match(await failing(test), /To use this store and its data, link it: (configStores|kvStores)/);
    const links =
      'configStores: { cfg: { existingName: "shop-dev-edge-cfg" } }, kvStores: { carts: { existingName: "shop-dev-edge-carts" } },';
    test.write("index.js", test.read("index.js").replace('"./app",', `"./app", ${links}`));
    const { outputs, text } = await succeed(test);
    assert.match(text, new RegExp(`The service ${first.outputs.id} of app/fastly.toml no longer exists at Fastly`));
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${outputs.id}"`));
    assert.deepEqual(Object.keys(fastly.deployed("shop").links).sort(), ["carts", "cfg"]);
    assert.deepEqual(fastly.stores().kv, { "shop-dev-edge-carts": { first: "1" } });
    await assertUnchanged(test);
  });

  it("a destroy that runs the program removes the id from the manifest if removeServiceId was applied", async () => {
    const test = await open(MANIFEST, 'environment: "dev", removeServiceId: true');
    await succeed(test);
    assert.match(test.read("app/fastly.dev.toml"), /^service_id = "\w+"\n$/);
    const plain = await test.show("destroy");
    assert.equal(plain.ok, false);
    assert.match(plain.text, /Resource has delete hooks registered, but the program is not running/);
    assert.equal(fastly.services().length, 1);
    const { ok, text } = await test.show("destroy", { runProgram: true });
    assert.ok(ok, text);
    assert.deepEqual(fastly.services(), []);
    assert.deepEqual((await test.exportState()).resources, []);
    assert.ok(!existsSync(join(test.directory, "app/fastly.dev.toml")));
    assert.equal(test.read("app/fastly.toml"), MANIFEST);
  });

  it("a destroy is refused when it cannot remove the service id from the manifest", async () => {
    const test = await open(MANIFEST, "removeServiceId: true");
    const { id } = (await succeed(test)).outputs;
    const without = 'pulumi.log.info("without");';
    test.write("index.js", test.read("index.js").replace(serviceProgram("removeServiceId: true"), without));
    fastly.clearRequests();
    for (const operation of ["preview", "up"] as const) {
      assert.ok(
        (await failing(test, operation)).includes(
          'hook "edge needs removeServiceId: false, applied by an up, before it is taken out of the program" was not registered',
        ),
      );
    }
    assert.deepEqual(test.writes(), []);
    assert.equal(fastly.service("shop").id, id);

    test.edit("index.js", without, serviceProgram("removeServiceId: false"));
    await succeed(test);
    test.edit("index.js", serviceProgram("removeServiceId: false"), without);
    await succeed(test);
    assert.deepEqual(fastly.services(), []);
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${id}"`));
  });

  it("an id that Fastly does not show is refused, and removing the line helps, as the error says", async () => {
    const line = 'service_id = "SU1Z0isxPaozGVKXdv0eY"\n';
    const test = await open(`${line}${MANIFEST}`);
    for (const operation of ["preview", "up"] as const) {
      assert.ok(
        (await failing(test, operation)).includes(`remove ${line.trim()} from app/fastly.toml to make a new service`),
      );
    }
    assert.deepEqual(fastly.services(), []);
    test.write("app/fastly.toml", MANIFEST);
    const { outputs } = await succeed(test);
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${outputs.id}"`));
    await assertUnchanged(test);
  });

  it("a pull request gets a separate service, as its page says, and leaves nothing behind", async () => {
    const page = readFileSync(resolve(__dirname, "../../docs/guide/ci.md"), "utf8");
    const [recipe = ""] = /const pr = process\.env\.PR_NUMBER;\nnew ComputeService[\s\S]*?\n}\);\n/.exec(page) ?? [];
    const main = await open(MANIFEST, undefined, { program: recipe, stack: "prod" });
    await succeed(main, "up", { PR_NUMBER: "" });
    const manifests = () => ["app/fastly.toml", "app/fastly.prod.toml"].map(main.read);
    const before = manifests();
    assert.equal(before[1], `service_id = "${fastly.service("shop-prod").id}"\n`);

    // Also when the base manifest names a service, as in a project that the Fastly CLI deploys.
    main.write("app/fastly.toml", `service_id = "${fastly.service("shop-prod").id}"\n${MANIFEST}`);
    const request = await open("", undefined, {
      program: recipe,
      stack: "pr-7",
      directory: main.directory,
      files: {},
    });
    await succeed(request, "preview", { PR_NUMBER: "7" });
    await succeed(request, "up", { PR_NUMBER: "7" });
    assert.deepEqual(
      fastly
        .services()
        .map(({ name }) => name)
        .sort(),
      ["shop-pr-7", "shop-prod"],
    );
    const [live, reviewed] = ["shop-prod", "shop-pr-7"].map((name) => fastly.deployed(name));
    assert.notDeepEqual(live?.domains, reviewed?.domains);
    assert.equal(
      activeVersion(fastly.service("shop-prod"))?.package?.metadata.files_hash,
      activeVersion(fastly.service("shop-pr-7"))?.package?.metadata.files_hash,
    );
    await succeed(request, "destroy");
    main.write("app/fastly.toml", MANIFEST);
    assert.deepEqual(manifests(), before);
    assert.deepEqual(
      fastly.services().map(({ name }) => name),
      ["shop-prod"],
    );
  });
});
