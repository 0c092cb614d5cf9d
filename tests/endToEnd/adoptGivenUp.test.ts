import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { Args, InlineStack } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const COMPONENT = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge";
const SERVICE =
  "urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/serviceCompute:ServiceCompute::edge";

const OWN: Args = { domains: ["live.example.com"], generatedDomain: false };
const ADOPT: Args = { ...OWN, existingService: "adopt" };

describe("an adoption that was not completed", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();
  const BACKEND: Args = { backends: { api: { address: "b.example.com" } } };
  const OTHER_BACKEND: Args = { backends: { api: { address: "mine.example.com" } } };

  /** Writes the manifest with the id of an existing service, or without one. */
  function put(id?: string): void {
    writeFileSync(join(test.directory, "fastly.toml"), (id ? `service_id = "${id}"\n` : "") + MANIFEST);
  }

  /** Deploys a service from another project. Returns its id, which the manifest then names. */
  async function live(name: string, args: Args = {}): Promise<string> {
    const maker = test.another({ project: "other", stack: `maker-${name}` });
    const domains = [`${name}.example.com`];
    maker.declare({ serviceName: name, domains, generatedDomain: false, writeServiceId: false, ...args });
    await maker.succeed();
    const { id } = test.fastly.service(name);
    put(id);
    return id;
  }

  /** Runs the command of this kind in an error. */
  async function obey(told: string): Promise<void> {
    const urn = /pulumi state delete --target-dependents '([^']+)'/.exec(told)?.[1];
    assert.ok(urn !== undefined, told);
    await test.takeOut(urn);
  }

  const names = () => test.fastly.services().map(({ name }) => name);

  const givenUp = (id: string) =>
    `before hook "edge-check-update" failed: ComputeService "edge" began to adopt the service ${id}, and no run completed the adoption: the program no longer asks for it [adoption-given-up]\n` +
    `To go on with the adoption, pass { existingService: "adopt" } again, with service_id = "${id}" in APP/fastly.toml.\n` +
    `To stop the adoption and leave the service as it is, run:\n  pulumi state delete --target-dependents '${SERVICE}'\n  pulumi up`;

  /** Begins an adoption that fails after the import. */
  async function begin(args: Args = {}, opts?: pulumi.ComponentResourceOptions): Promise<void> {
    test.declare({ ...ADOPT, ...OTHER_BACKEND, ...args }, opts);
    await test.succeed("preview");
    test.fail("PUT", /\/clone$/);
    await test.failing();
  }

  it("changes nothing when it failed after its preview and a new service is made instead", async () => {
    const id = await live("live", BACKEND);
    const before = test.fastly.deployed("live");
    await begin();
    test.declare({ ...OWN, ...OTHER_BACKEND, serviceName: "second", existingService: "ignore" });
    assert.equal(await test.refused(), givenUp(id));
    // A refresh does not make the service the stack's own either.
    assert.match(await test.failing("up", { refresh: true }), /began to adopt the service/);

    await obey(await test.refused());
    test.declare({ domains: ["mine.example.com"], serviceName: "second", existingService: "ignore" });
    await test.succeed();
    assert.deepEqual(names(), ["live", "second"]);
    assert.deepEqual(test.fastly.deployed("live"), before);
    await test.succeed("destroy");
    assert.deepEqual(names(), ["live"]);
  });

  it("leaves nothing behind when it was refused, so that a new service can be made instead", async () => {
    await live("live", BACKEND);
    const before = test.fastly.deployed("live");
    test.declare(ADOPT);
    await test.refusedToLose();
    test.declare({ domains: ["mine.example.com"], serviceName: "second", existingService: "ignore" });
    await test.succeed();
    assert.deepEqual(names(), ["live", "second"]);
    await test.succeed("destroy");
    assert.deepEqual(names(), ["live"]);
    assert.deepEqual(test.fastly.deployed("live"), before);
  });

  it("adds to the remedy what a protected component needs", async () => {
    const id = await live("live", BACKEND);
    put();
    const other = await live("other");
    put(id);
    await begin({}, { protect: true });
    const besides =
      "\n  pulumi up\nThe component is protected: give it { protect: false } until this is done, and pass --force to pulumi state delete.";
    put(other);
    assert.ok((await test.refused()).endsWith(besides));
    test.declare({ ...OWN, existingService: "ignore" }, { protect: true });
    assert.ok((await test.refused()).endsWith(besides));
  });

  it("leaves the service as it is when another one is adopted after a failure", async () => {
    const id = await live("live", BACKEND);
    put();
    const other = await live("other");
    const before = test.fastly.deployed("live");
    put(id);
    await begin();
    test.declare({ ...OWN, existingService: "ignore" });
    await test.refused();
    put(other);
    test.declare({ domains: ["other.example.com"], generatedDomain: false, existingService: "adopt" });
    const told = await test.refused();
    assert.match(told, /the stack began to adopt another service, \w+, and no run completed the adoption/);
    await obey(told);
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("live"), before);
  });

  it("keeps the service from a destroy when the line in the manifest was removed", async () => {
    const id = await live("live", BACKEND);
    const before = test.fastly.deployed("live");
    test.declare({ ...ADOPT, ...OTHER_BACKEND });
    test.fail("PUT", /\/clone$/);
    await test.failing();
    put();
    test.declare({ ...OWN, ...OTHER_BACKEND });
    assert.equal(await test.refused(), givenUp(id));
    await test.succeed("destroy");
    assert.deepEqual(test.fastly.deployed("live"), before);
  });

  it("goes on after the steps in the error", async () => {
    const id = await live("live", BACKEND);
    test.declare({ ...ADOPT, ...OTHER_BACKEND });
    test.fail("PUT", /\/clone$/);
    await test.failing();
    put();
    test.declare({ ...OWN, ...OTHER_BACKEND });
    await test.refused();
    put(id);
    test.declare({ ...ADOPT, ...OTHER_BACKEND });
    await test.failing();
    await test.succeed("up", { refresh: true });
    assert.equal(test.fastly.deployed("live").backends.api?.address, "mine.example.com");
    put();
    test.declare({ ...OWN, ...OTHER_BACKEND, writeServiceId: false });
    test.writes();
    await test.succeed();
    assert.deepEqual(test.writes(), []);
  });

  it("keeps the service from a destroy although the stack has made drafts of it", async () => {
    await live("live");
    const before = test.fastly.deployed("live");
    test.declare(ADOPT);
    for (const _ of [1, 2]) {
      test.fail("PUT", /\/activate$/);
      await test.failing();
    }
    await test.succeed("destroy");
    assert.deepEqual(test.fastly.deployed("live"), before);
  });

  const importAgain = `Run:\n  pulumi state delete --target-dependents '${SERVICE}'\n  pulumi up`;

  it("starts again when the service was never active and the upload of its package failed", async () => {
    const { id } = await test.call("POST", "/service", { name: "empty", type: "wasm" });
    put(id);
    test.declare({ ...ADOPT, dictionaries: { settings: { items: { region: "eu" } } }, kvStores: { carts: {} } });
    test.fail("PUT", /\/package$/);
    await test.failing();
    const told = await test.failing();
    assert.ok(
      told.includes(
        `The service has never had an active version, and an earlier run left it incomplete [service-left-incomplete]\n${importAgain}\n`,
      ),
      told,
    );
    await obey(told);
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("empty").dictionaries, { settings: { region: "eu" } });
    await test.succeed();
    await test.assertUnchanged();
    assert.deepEqual(
      test.fastly.services().map((service) => service.id),
      [id],
    );
  });

  it("starts again when the draft of a deactivated service is incomplete", async () => {
    const id = await live("live");
    await test.call("PUT", `/service/${id}/version/1/deactivate`);
    test.declare({ ...ADOPT, ...BACKEND, activate: false });
    test.fail("POST", /\/backend$/);
    await test.failing();
    for (const options of [undefined, { refresh: true }]) {
      const told = await test.failing("up", options);
      assert.equal(
        told.split("\nupdate failed")[0],
        `before hook "edge-check-update" failed: An earlier run failed before the draft of the service ${id} was complete [draft-incomplete]\n${importAgain}`,
      );
    }
    await obey(await test.failing());
    await test.succeed();
    await test.assertUnchanged();
    const newest = test.fastly.service("live").versions.at(-1);
    assert.deepEqual(
      newest?.backends.map(({ name }) => name),
      ["api"],
    );
    assert.match(newest?.comment ?? "", /^draft: shop\/dev\/edge/);
    test.declare({ ...ADOPT, ...BACKEND });
    await test.succeed();
    assert.deepEqual(Object.keys(test.fastly.deployed("live").backends), ["api"]);
  });

  it("goes on after a refresh when the draft of an active service is incomplete", async () => {
    const id = await live("live");
    test.declare({ ...ADOPT, ...BACKEND, activate: false });
    test.fail("POST", /\/backend$/);
    await test.failing();
    assert.equal(
      await test.refused(),
      `before hook "edge-check-update" failed: An earlier run failed before the draft of the service ${id} was complete [draft-incomplete]\nRun: pulumi up --refresh`,
    );
    await test.succeed("up", { refresh: true });
    await test.assertUnchanged();
    assert.deepEqual(
      test.fastly
        .service("live")
        .versions.at(-1)
        ?.backends.map(({ name }) => name),
      ["api"],
    );
  });

  it("can switch to another service with the steps in the error", async () => {
    const wrong = await live("wrong", BACKEND);
    put();
    const right = await live("live");
    const before = test.fastly.deployed("wrong");
    put(wrong);
    await begin({ domains: ["wrong.example.com"] });
    test.declare(ADOPT);
    put(right);
    const told = await test.refused();
    assert.equal(
      told,
      `before hook "edge-check-adoption" failed: ComputeService "edge" cannot adopt ${right} of APP/fastly.toml: the stack began to adopt another service, ${wrong}, and no run completed the adoption [adoption-begun-of-another]\n` +
        `To go on with ${wrong}, put service_id = "${wrong}" into APP/fastly.toml.\n` +
        `To stop the adoption and leave the service as it is, run:\n  pulumi state delete --target-dependents '${COMPONENT}'\n  pulumi up`,
    );
    await obey(told);
    await test.succeed();
    await test.succeed();
    assert.equal(test.fastly.deployed("live").activeVersion, 2);
    await test.succeed("destroy");
    assert.deepEqual(names(), ["wrong"]);
    assert.deepEqual(test.fastly.deployed("wrong"), before);
  });
});

describe("adopting a service that another stack deploys", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();
  let maker: InlineStack;
  let id: string;

  beforeEach(async () => {
    maker = test.another({ project: "other", stack: "maker" });
    maker.declare(OWN);
    await maker.succeed();
    ({ id } = test.fastly.service("shop"));
  });

  const MADE = "urn:pulumi:maker::other::fastly-compute:index:ComputeService::edge";

  it("warns in preview and up how to remove the service from the other stack", async () => {
    test.declare(ADOPT);
    const told = ({ events }: { events: { kind: string; severity?: string; message?: string }[] }) =>
      events
        .filter(({ severity, message = "" }) => severity === "warning" && !message.includes("has no certificate for"))
        .map(({ message }) => message);
    const warning =
      `The service ${id} is also deployed by the stack "maker" of the project "other": an up there would take it back, and a destroy there would delete it.\n` +
      `Remove it from the program and the state there. Run: pulumi state delete --stack maker --target-dependents '${MADE}'`;
    assert.deepEqual(told(await test.succeed("preview")), [warning]);
    assert.deepEqual(told(await test.succeed()), [warning]);
    await maker.takeOut(MADE);
    await maker.succeed("destroy");
    await test.assertUnchanged();
    assert.deepEqual(told(await test.succeed()), []);
    assert.equal(test.fastly.deployed("shop").activeVersion, 2);
  });

  it("fails the other stack's next run, whose error says how to take the service back", async () => {
    test.declare(ADOPT);
    await test.succeed();
    const ways =
      "To leave the service there, remove it from this stack's program and state. Run:\n" +
      `  pulumi state delete --target-dependents '${MADE}'\n` +
      "To deploy the service from here again, run: pulumi up --refresh";
    assert.ok(
      (await maker.failing()).startsWith(
        `The service ${id} is now deployed by the stack "dev" of the project "shop", and its version 2 is active [deployed-by-another-stack]\n${ways}`,
      ),
    );
    for (const args of [{ ...OWN, backends: { api: { address: "b.example.com" } } }, OWN]) {
      maker.declare(args);
      assert.ok((await maker.failing()).includes(ways));
    }
    await maker.succeed("up", { refresh: true });
    assert.ok((await test.failing()).includes('is now deployed by the stack "maker" of the project "other"'));
    await test.succeed("up", { refresh: true });

    assert.ok((await maker.failing()).includes(ways));
    await maker.takeOut(MADE);
    maker.define(() => {});
    await maker.succeed();
    await test.assertUnchanged();
  });
});
