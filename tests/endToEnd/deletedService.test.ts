import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEachEngine } from "../support/engines";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

describeOnEachEngine("a manifest that names a service which was deleted", function (engine) {
  this.timeout(120_000);
  const test = stackOfEachTest({ engine });
  let file: string;
  beforeEach(async () => {
    file = join(test.directory, "fastly.toml");
  });

  /** A service without an owner: made and deleted by hand. */
  async function deletedByHand(): Promise<string> {
    const { id } = await test.call("POST", "/service", { name: "by-hand", type: "wasm" });
    await test.call("DELETE", `/service/${id}`);
    return id;
  }

  const manifest = (id: string) => writeFileSync(file, `service_id = "${id}"\n${MANIFEST}`);
  const TOLD =
    /already names the service \w{22}, which was deleted at Fastly: nothing says that this stack deployed it \[deleted-service-of-another\]\nChoose one of:\n {2}remove service_id = "\w{22}" from APP\/fastly\.toml to make a new service/;

  for (const existingService of [undefined, "adopt"] as const) {
    it(`is refused in a stack that never deployed it, with existingService ${existingService ?? "left out"}`, async () => {
      const id = await deletedByHand();
      manifest(id);
      test.declare({ existingService, kvStores: { data: { items: { a: "1" } } } });
      assert.match(await test.refused(), TOLD);
      assert.ok(readFileSync(file, "utf8").includes(id));
      writeFileSync(file, MANIFEST);
      await test.succeed();
      assert.ok(readFileSync(file, "utf8").includes(`service_id = "${test.fastly.service("shop").id}"`));
    });
  }

  it("is not changed by a stack that has another service", async () => {
    test.declare({});
    await test.succeed();
    const id = await deletedByHand();
    manifest(id);
    const { events } = await test.succeed();
    const warnings = events.flatMap((event) =>
      event.kind === "diagnostic" && event.severity === "warning" ? [event.message] : [],
    );
    assert.match(
      warnings.join("\n"),
      new RegExp(`names another one, ${id}, which was deleted; nothing says that this stack deployed`),
    );
    assert.ok(readFileSync(file, "utf8").includes(id));
  });

  it("names a new service in the stack that deployed the old one, as long as the checkout has its note", async () => {
    test.declare({});
    await test.succeed();
    await test.succeed("destroy");
    await test.succeed();
    await test.succeed("destroy");
    const { id } = test.fastly.state().services.at(-1) ?? { id: "" };
    assert.ok(readFileSync(file, "utf8").includes(id));
    rmSync(join(test.directory, ".fastly-compute"), { recursive: true });
    assert.match(await test.refused(), TOLD);
  });
});
