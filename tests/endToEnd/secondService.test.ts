import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import type { Args, InlineStack } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

/** A service made with the Fastly CLI: with no component's comment, and with its id in fastly.toml. */
async function makeByCli({ call, directory, fastly }: InlineStack): Promise<string> {
  const { id } = await call("POST", "/service", { name: "shop", type: "wasm" });
  await call("POST", `/service/${id}/version/1/domain`, { name: "www.example.com" });
  const service = fastly.service(id);
  assert.equal(service.name, "shop");
  writeFileSync(join(directory, "fastly.toml"), `service_id = "${id}"\n${MANIFEST}`);
  return id;
}

describeOnEachEngine("the README's quick start where fastly.toml names a service", function (engine) {
  this.timeout(180_000);
  const shop = stackOfEachTest({ engine });
  let test: InlineStack;
  let id: string;
  /** The arguments of the quick start, in the stack `prod`. */
  const ARGS: Args = { environment: "prod", domains: ["m.example.com"], generatedDomain: false };

  beforeEach(async () => {
    test = shop.another({ stack: "prod" });
    id = await makeByCli(test);
  });

  const file = (name: string) => join(test.directory, name);
  const refusal = () =>
    `before hook "edge-refuse-second-service" failed: ComputeService "edge" would create a service for the environment "prod", beside the service of APP/fastly.toml: ${id} ("shop") [service-of-base-manifest]\n` +
    "Choose one of:\n" +
    `  { existingService: "adopt" } and service_id = "${id}" at the top of APP/fastly.prod.toml, to take over this service for the environment\n` +
    '  { existingService: "ignore" } to make a new service for this environment';

  it("makes no second service without an environment's file, or with one that has no deployment settings", async () => {
    test.declare(ARGS);
    assert.equal(await test.refused(), refusal());
    assert.equal(existsSync(file("fastly.prod.toml")), false);
    writeFileSync(file("fastly.prod.toml"), '[local_server.backends.a]\nurl = "http://localhost"\n');
    assert.equal(await test.refused(), refusal());
    assert.deepEqual(
      test.fastly.services().map((service) => service.id),
      [id],
    );
  });

  it("adopts the service with the first remedy", async () => {
    writeFileSync(file("fastly.prod.toml"), `service_id = "${id}"\n`);
    test.declare({ ...ARGS, domains: ["www.example.com"], existingService: "adopt" });
    await test.succeed();
    await test.succeed();
    await test.assertUnchanged();
    assert.deepEqual(
      test.fastly.services().map((service) => service.id),
      [id],
    );
  });

  it("makes a second service with the other remedy, and later runs do not need the argument", async () => {
    test.declare({ ...ARGS, existingService: "ignore" });
    await test.succeed();
    const own = test.fastly.service("shop-prod").id;
    assert.equal(readFileSync(file("fastly.prod.toml"), "utf8"), `service_id = "${own}"\n`);
    test.declare(ARGS);
    await test.assertUnchanged();
  });

  it("makes a new service when the environment's file has deployment settings, or the old service was deleted", async () => {
    writeFileSync(file("fastly.prod.toml"), 'name = "shop-production"\n');
    test.declare(ARGS);
    await test.succeed();
    assert.equal(test.fastly.service("shop-production").versions.length, 1);
    await test.succeed("destroy");
    rmSync(file("fastly.prod.toml"));
    await test.call("DELETE", `/service/${id}`);
    await test.succeed();
  });

  it("is refused while Fastly does not say whether the service exists", async () => {
    writeFileSync(file("fastly.toml"), `service_id = "SU1Z0isxPaozGVKXdv0eYa"\n${MANIFEST}`);
    test.declare(ARGS);
    assert.match(
      await test.refused(),
      /beside the service of APP\/fastly\.toml: SU1Z0isxPaozGVKXdv0eYa \[service-of-base-manifest\]\n/,
    );
  });

  it("offers an alias when the component was renamed at the same time", async () => {
    writeFileSync(file("fastly.toml"), MANIFEST);
    test.declare({ domains: ["n.example.com"], generatedDomain: false, serviceName: "own" });
    await test.succeed();
    test.declare({ ...ARGS, domains: ["n.example.com"] }, {}, "front");
    const told = await test.refused();
    assert.ok(
      told.endsWith('{ aliases: [{ name: "edge" }] } in the resource options, if the component was renamed or moved'),
    );
    test.define((directory) => {
      new ComputeService("edge", { directory, domains: ["n.example.com"], generatedDomain: false, serviceName: "own" });
      new ComputeService("front", { directory, ...ARGS });
    });
    await test.succeed();
    assert.deepEqual(
      test.fastly
        .services()
        .map(({ name }) => name)
        .sort(),
      ["own", "shop", "shop-prod"],
    );
  });
});

describeOnEachEngine("up --replace of a live service", function (engine) {
  this.timeout(180_000);
  const test = stackOfEachTest({ engine });
  const URN =
    "urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/serviceCompute:ServiceCompute::edge";

  it("replaces the service in up as the preview shows", async () => {
    test.declare({ domains: ["m.example.com"], generatedDomain: false });
    await test.succeed();
    const { id } = test.fastly.service("shop");
    const preview = await test.succeed("preview", { replace: [URN] });
    assert.ok(preview.events.some((event) => event.kind === "step" && event.op === "create-replacement"));
    assert.equal(test.fastly.service("shop").id, id);
    const up = await test.succeed("up", { replace: [URN] });
    assert.deepEqual(up.changes, preview.changes);
    const now = test.fastly.service("shop").id;
    assert.notEqual(now, id);
    assert.ok(readFileSync(join(test.directory, "fastly.toml"), "utf8").includes(now));
    await test.assertUnchanged();
  });
});
