import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComputeService } from "../../sdk";
import type { Args } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const domain = (name: string): Args => ({ domains: [name], generatedDomain: false });

describe("adopting a service while the stack has another one", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();
  /** The service of another stack. The manifest names it in the end. */
  let other: string;

  beforeEach(async () => {
    const second = test.another({ stack: "second" });
    second.declare({ ...domain("o.example.com"), serviceName: "other", writeServiceId: false });
    await second.succeed();
    other = test.fastly.service("other").id;
  });

  function adoptTheOther(manifest = MANIFEST): void {
    writeFileSync(join(test.directory, "fastly.toml"), `service_id = "${other}"\n${manifest}`);
    test.declare({ ...domain("o.example.com"), existingService: "adopt", writeServiceId: false });
  }

  const refusal = (held: string) =>
    `ComputeService "edge" cannot adopt ${other} of APP/fastly.toml: the stack already has the service ${held} for this component, and would delete it`;

  it("is refused after a failed first run when the service was live, even if the manifest's name has changed", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "PUT", path: /\/activate$/, fault: "lost" });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther(MANIFEST.replace("shop", "store"));
    assert.ok((await test.refused()).includes(refusal(test.fastly.service("shop").id)));
  });

  it("is refused after a failed update, even if the manifest's name has changed", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    await test.succeed();
    const renamed = MANIFEST.replace("shop", "store");
    writeFileSync(join(test.directory, "fastly.toml"), renamed);
    test.declare({ ...domain("n.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "POST", path: /\/domain$/, fault: { status: 500 } });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther(renamed);
    assert.ok((await test.refused()).includes(refusal(test.fastly.service("shop").id)));
  });

  it("is refused after a first run that failed before the service had a version", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "PUT", path: /\/version\/1$/, fault: { status: 500 } });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther();
    assert.ok((await test.refused()).includes(refusal(test.fastly.service("shop").id)));
  });

  it("goes on when a failed run left no service behind", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "POST", path: /^\/service$/, fault: { status: 500 } });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther();
    await test.succeed();
  });
});

describe("adopting one service with two components", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("is refused, and each component adopts its own service when it has an environment", async () => {
    const maker = test.another({ stack: "maker" });
    const args = (name: string): Args => ({ ...domain(`${name}.example.com`), environment: name });
    maker.define((directory) => ["a", "b"].map((name) => new ComputeService(name, { directory, ...args(name) })));
    await maker.succeed();
    const [a, b] = ["shop-a", "shop-b"].map((name) => test.fastly.service(name).id);
    writeFileSync(join(test.directory, "fastly.toml"), `service_id = "${a}"\n${MANIFEST}`);
    const both = (ofOne: (name: string) => Args): void =>
      test.define((directory) => {
        for (const name of ["a", "b"]) {
          new ComputeService(name, { directory, ...ofOne(name), existingService: "adopt" });
        }
      });
    both(() => domain("a.example.com"));
    assert.equal(
      await test.refused(),
      `ComputeService "b" cannot adopt ${a} of APP/fastly.toml: ComputeService "a" of this program already adopts the same service [service-adopted-twice]\n` +
        `Give "b" another [directory] or [environment], or remove "b": a service belongs to one component.`,
    );
    both(args);
    await test.succeed();
    await test.succeed();
    assert.deepEqual(
      ["shop-a", "shop-b"].map((name) => test.fastly.service(name).id),
      [a, b],
    );
  });
});

describe("adopting a service in an environment, when only fastly.toml names the service", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();
  let id: string;
  const ARGS: Args = { ...domain("m.example.com"), environment: "prod" };

  beforeEach(async () => {
    const maker = test.another({ stack: "maker" });
    maker.declare(domain("m.example.com"));
    await maker.succeed();
    ({ id } = test.fastly.service("shop"));
  });

  it("is refused, and works when the environment's file names the service", async () => {
    test.declare({ ...ARGS, existingService: "adopt" });
    assert.equal(
      await test.refused(),
      'before hook "edge-refuse-second-service" failed: ComputeService "edge" would create a service instead of adopting one: APP/fastly.prod.toml has no service_id [service-of-base-manifest]\n' +
        "Choose one of:\n" +
        `  put service_id = "${id}" at the top of APP/fastly.prod.toml to adopt the service of APP/fastly.toml ("shop")\n` +
        '  { existingService: "ignore" } to make a new service for this environment',
    );
    writeFileSync(join(test.directory, "fastly.prod.toml"), `service_id = "${id}"\n`);
    await test.succeed();
    assert.deepEqual(
      test.fastly.services().map((service) => service.id),
      [id],
    );
    await test.succeed();
    await test.assertUnchanged();
  });

  it("changes nothing when the environment has a service of its own", async () => {
    const own: Args = { ...ARGS, ...domain("p.example.com"), writeServiceId: false };
    test.declare(own);
    await test.succeed();
    test.declare({ ...own, existingService: "adopt" });
    await test.assertUnchanged();
    assert.deepEqual(
      test.fastly.services().map(({ name }) => name),
      ["shop", "shop-prod"],
    );
  });
});
