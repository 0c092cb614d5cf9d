import assert from "node:assert/strict";
import { stackOfEachTest } from "../support/suite";

const UNPROTECT = "\nThe component is protected: give it { protect: false } until this is done.";

describe("a protected service", function () {
  this.timeout(120_000);
  const test = stackOfEachTest();

  const args = { dictionaries: { words: { items: { greeting: "hello" } } } };

  it("that never went live is replaced after the protection is removed, as the error says", async () => {
    test.declare(args, { protect: true });
    test.fail("PUT", /\/package$/);
    await test.failing();
    const told = await test.failing();
    const [, urn = ""] = /Run: pulumi up --replace '(.*)'\n/.exec(told) ?? [];
    assert.ok(told.includes(UNPROTECT), told);
    assert.match(await test.failing("up", { replace: [urn] }), /currently marked for protection/);
    test.declare(args, { protect: false });
    await test.succeed("up", { replace: [urn] });
    test.declare(args, { protect: true });
    await test.succeed();
    await test.assertUnchanged();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, { words: { greeting: "hello" } });
  });

  it("that was deleted is created again after the protection is removed, as the error says", async () => {
    test.declare(args, { protect: true });
    await test.succeed();
    const { id } = test.fastly.service("shop");
    await test.call("PUT", `/service/${id}/version/1/deactivate`);
    await test.call("DELETE", `/service/${id}`);
    const told = await test.failing();
    const [, urn = ""] = /run:\n {2}pulumi refresh --target '(.*)'\n {2}pulumi up\n/.exec(told) ?? [];
    assert.ok(told.includes(UNPROTECT), told);
    await test.succeed("refresh", { target: [urn] });
    test.declare(args, { protect: false });
    await test.succeed();
    test.declare(args, { protect: true });
    await test.succeed();
    await test.assertUnchanged();
    assert.deepEqual(test.fastly.deployed("shop").dictionaries, { words: { greeting: "hello" } });
  });

  it("with a new name that another service has gets no advice to adopt that service", async () => {
    const other = test.another({ project: "other" });
    other.declare({ serviceName: "taken", writeServiceId: false });
    await other.succeed();
    test.declare({}, { protect: true });
    await test.succeed();
    test.declare({ serviceName: "taken" }, { protect: true });
    for (const operation of ["preview", "up"] as const) {
      assert.match(
        await test.failing(operation),
        /would get the name "taken", but the service \w{22} already has this name \[new-name-taken\]\nChoose another \[serviceName\]; /,
      );
    }
    test.declare({ serviceName: "free" }, { protect: true });
    await test.succeed();
    await test.assertUnchanged();
  });
});
