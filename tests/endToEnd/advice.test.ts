import assert from "node:assert/strict";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { deploy } from "../support/edge";
import { TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const BACKEND: Partial<ComputeServiceArgs> = { backends: { api: { address: "api.example.com" } } };

/** `--replace` deletes the service. So an error may only name it when the service certainly has never served anyone. */
describe("the advice after a failed update", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const isActive = () => test.fastly.service("shop").versions.some(({ active }) => active);

  /** A first deployment whose activation was carried out, but not answered: the state does not know of it. */
  async function liveWithoutKnowing(): Promise<void> {
    test.declare({});
    test.fastly.inject({ method: "PUT", path: /\/activate$/, fault: "lost" });
    await test.failing();
    assert.ok(isActive());
  }

  it("does not name --replace for a live service, even if the state does not know that it is live", async () => {
    await liveWithoutKnowing();
    test.fail("PUT", /\/activate$/, 400);
    const told = await test.failing();
    assert.doesNotMatch(told, /--replace/);
    assert.match(told, /Correct what Fastly objects to\. \[fastly-refused\]\nThen run: pulumi up --refresh(?:\n|$)/);
    await test.succeed("up", { refresh: true });
    await test.assertUnchanged();
  });

  it("does not name --replace for a draft that someone activated", async () => {
    test.declare({ activate: false });
    await test.succeed();
    await test.call("PUT", `/service/${test.fastly.service("shop").id}/version/1/activate`);
    test.declare({ ...BACKEND });
    test.fail("PUT", /\/clone$/, 400);
    assert.doesNotMatch(await test.failing(), /--replace/);
  });

  it("does not name --replace when Fastly does not tell whether the service is live", async () => {
    await liveWithoutKnowing();
    test.fail("PUT", /\/activate$/, 400);
    test.fastly.inject({ method: "GET", path: /\/details$/, skip: 0, times: 10, fault: { status: 500 } });
    assert.doesNotMatch(await test.failing(), /--replace/);
  });

  it("is to run the command again when only the activation failed, and that run succeeds", async () => {
    test.declare({ activate: false });
    await test.succeed();
    const { id } = test.fastly.service("shop");
    test.declare({});
    test.fail("PUT", /\/activate$/);
    const told = await test.failing();
    assert.match(told, /Wait for a moment\. Then run the command again\. \[fastly-failed\]/);
    assert.doesNotMatch(told, /--replace/);
    await test.succeed();
    assert.ok(isActive());
    assert.equal(test.fastly.service("shop").id, id);
    await test.assertUnchanged();
  });

  it("is --replace when an earlier run left an incomplete draft of a new service", async () => {
    test.declare(BACKEND);
    test.fail("POST", /\/backend$/);
    await test.failing();
    const told = await test.failing();
    assert.match(told, /version 1 of the service \w{22} is not as the state says: \[version-not-as-in-state\]\n/);
    const urn = /\nRun: pulumi up --replace '([^']+)'/.exec(told)?.[1] ?? "";
    await test.succeed("preview", { replace: [urn] });
    await test.succeed("up", { replace: [urn] });
    assert.deepEqual(Object.keys(test.fastly.deployed("shop").backends), ["api"]);
    await test.assertUnchanged();
  });
});

describe("the advice after a failed deletion", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("is to remove the link of another service, and the same command succeeds then", async () => {
    test.declare({ kvStores: { data: { forceDestroy: true } } });
    await test.succeed();
    const [store] = test.fastly.state().kvStores;
    const links = { data: store?.id ?? "" };
    const id = await deploy(test.fastly, "other", { domain: "other.example.com", wasm: TINY_WASM, links });
    test.declare({});
    const told = await test.failing();
    assert.match(
      told,
      /^Remove its link from every service that uses it, also from other stacks\. Then run the command again\. \[still-in-use\]$/m,
    );
    await test.call("PUT", `/service/${id}/version/1/deactivate`);
    await test.succeed();
    assert.deepEqual(test.fastly.state().kvStores, []);
  });
});
