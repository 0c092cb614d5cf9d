import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const WWW = "www.example.com";

describeOnEachEngine("what an adoption has taken over", (engine) => {
  const test = stackOfEachTest({ engine });
  const domains: Args = { domains: ["live.example.com"], generatedDomain: false };
  let args: Args;
  beforeEach(async () => {
    const existingId = test.fastly.addCertificate([WWW]);
    args = { ...domains, versionlessDomains: { [WWW]: {} }, certificates: { [WWW]: { existingId } } };
    const maker = test.another({ project: "other", stack: "maker" });
    maker.declare({ ...args, serviceName: "live" });
    await maker.succeed();
    test.declare({ ...args, existingService: "adopt" });
  });

  const live = () => {
    const { managedDomains, tls } = test.fastly.state();
    const services = test.fastly.services().map(({ id, name }) => `${name} ${id}`);
    return { services, managedDomains, activations: tls.activations };
  };

  for (const how of ["is destroyed", "no longer declares it"]) {
    it(`stays when the stack ${how} before a second up`, async () => {
      const before = live();
      await test.succeed();
      if (how === "is destroyed") {
        await test.succeed("destroy");
      } else {
        test.define(() => {});
        await test.succeed();
      }
      assert.deepEqual(live(), before);
    });
  }

  it("stays when the adoption failed and the stack no longer declares it", async () => {
    const before = live();
    test.fail("PUT", /\/activate$/);
    await test.failing();
    test.define(() => {});
    await test.succeed();
    assert.deepEqual(live(), before);
  });

  it("is the stack's own after a second up", async () => {
    await test.succeed();
    await test.assertUnchanged();
    await test.succeed("destroy");
    assert.deepEqual(live(), { services: [], managedDomains: [], activations: [] });
  });
});
