import assert from "node:assert/strict";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { stackOfEachTest } from "../support/suite";

const logs = (round: number): Partial<ComputeServiceArgs> => ({
  logEndpoints: { access: { https: { url: `https://logs-${round}.example.com` } } },
});
const backend = (address: string): Partial<ComputeServiceArgs> => ({ backends: { api: { address } } });

describe("an update with a state that differs from Fastly", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  const service = () => test.fastly.services()[0] ?? assert.fail("there is no service");
  const deployed = () => test.fastly.deployed("shop");
  const liveLogs = () => deployed().logEndpoints.access?.settings.url;

  async function failHalfWay(): Promise<void> {
    test.declare(logs(1));
    await test.succeed();
    test.declare(logs(2));
    test.fail("PUT", /\/logging\//);
    await test.failing();
  }

  it("is refused, in preview too, when Fastly does not say whether the last update was finished", async () => {
    await failHalfWay();
    test.declare({ ...logs(2), ...backend("api.example.com") });
    for (const operation of ["preview", "up"] as const) {
      // A run that may skip the build also asks Fastly, and goes on without an answer.
      const answerAgain = test.fastly.inject({
        method: "GET",
        path: /\/details$/,
        times: Number.POSITIVE_INFINITY,
        fault: { status: 429 },
      });
      test.writes();
      const told = await test.failing(operation);
      answerAgain();
      assert.match(
        told,
        /The component cannot tell whether an earlier update of the service \w+ failed half-way: Fastly answered 429 to GET \S+: .* \[state-not-compared\]\nWait for some minutes\. Then run the command again\./,
      );
      assert.deepEqual(test.writes(), []);
    }
    assert.match(await test.failing(), /\nRun: pulumi up --refresh/);
    await test.succeed("up", { refresh: true });
    assert.equal(liveLogs(), "https://logs-2.example.com");
    await test.assertUnchanged();
  });

  it("is refused when someone activated the half-done last update", async () => {
    await failHalfWay();
    await test.call("PUT", `/service/${service().id}/version/2/activate`);
    for (const operation of ["preview", "up", "up"] as const) {
      assert.match(
        await test.failing(operation),
        /Version 2 of the service \w+ is active, but the state says version 1: someone activated it, or an earlier run got no answer \[other-version-active\]\nRun: pulumi up --refresh/,
      );
    }
    await test.succeed("up", { refresh: true });
    assert.equal(liveLogs(), "https://logs-2.example.com");
    await test.assertUnchanged();
  });

  it("is refused when someone went back to an earlier version", async () => {
    test.declare({});
    await test.succeed();
    test.declare(backend("a.example.com"));
    await test.succeed();
    await test.call("PUT", `/service/${service().id}/version/1/activate`);
    assert.match(await test.failing(), /Version 1 of the service \w+ is active, but differs from the program/);
    test.declare(backend("b.example.com"));
    assert.match(
      await test.failing("preview"),
      /Version 1 of the service \w+ is active, but the state says version 2: someone activated it, or an earlier run got no answer \[other-version-active\]\nRun: pulumi up --refresh/,
    );
    await test.succeed("up", { refresh: true });
    assert.equal(test.fastly.deployed("shop").backends.api?.address, "b.example.com");
    await test.assertUnchanged();
  });

  it("is refused when someone deleted the service, in preview too", async () => {
    test.declare({});
    await test.succeed();
    const { id } = service();
    await test.call("PUT", `/service/${id}/version/1/deactivate`);
    await test.call("DELETE", `/service/${id}`);
    test.declare(backend("a.example.com"));
    const told = await test.failing("preview");
    const [, urn = ""] =
      /was deleted at Fastly \[service-deleted\]\nTo have a new service, run:\n {2}pulumi refresh --target '(\S+)'/.exec(
        told,
      ) ?? [];
    await test.succeed("refresh", { target: [urn] });
    await test.succeed();
    await test.assertUnchanged();
  });

  for (const { what, args, path, live } of [
    { what: "log endpoint", args: logs(1), path: /\/logging\//, live: () => deployed().logEndpoints },
    { what: "backend", args: backend("a.example.com"), path: /\/backend\//, live: () => deployed().backends },
  ]) {
    it(`is refused while a removal that failed has left the only ${what} there, also after a refresh`, async () => {
      test.declare(args);
      await test.succeed();
      test.declare({});
      test.fail("DELETE", path);
      await test.failing();
      for (const [operation, options] of [
        ["preview", undefined],
        ["up", undefined],
        ["up", { refresh: true }],
        ["up", undefined],
      ] as const) {
        const told = await test.failing(operation, options);
        assert.match(
          told,
          new RegExp(
            `has something that the state does not know, .*: \\[unknown-to-the-state\\]\n  the ${what} (access|api)\n`,
          ),
        );
      }
      const version = `/service/${service().id}/version`;
      await test.call("PUT", `${version}/1/clone`);
      await test.call("PUT", `${version}/${service().versions.length}/activate`);
      await test.succeed("up", { refresh: true });
      assert.deepEqual(live(), {});
      await test.assertUnchanged();
    });
  }

  describe("the service's name and comment", () => {
    const named = () => [service().name, service().comment];

    it("fail each run until they are as declared", async () => {
      test.declare({ comment: "old" });
      await test.succeed();
      test.declare({ serviceName: "renamed", comment: "new" });
      test.fail("PUT", /^\/service\/\w+$/);
      await test.failing();
      for (const operation of ["preview", "up", "up"] as const) {
        assert.match(
          await test.failing(operation),
          /The service \w+ has the name "shop", but the state says "renamed": an update failed half-way, or someone changed it \[other-name-or-comment\]\nRun: pulumi up --refresh/,
        );
      }
      await test.succeed("up", { refresh: true });
      assert.deepEqual(named(), ["renamed", "new"]);
      await test.assertUnchanged();
    });

    it("fail each run while another service has the name", async () => {
      test.declare({});
      await test.succeed();
      const other = await test.call("POST", "/service", { name: "other", type: "wasm" });
      test.declare({ serviceName: "other" });
      for (const options of [undefined, undefined, { refresh: true }, undefined, { refresh: true }]) {
        await test.failing("up", options);
      }
      assert.deepEqual(named(), ["shop", ""]);
      await test.call("DELETE", `/service/${other.id}`);
      await test.succeed("up", { refresh: true });
      assert.deepEqual(named(), ["other", ""]);
      await test.assertUnchanged();
    });

    it("are restored by up --refresh when someone changed them", async () => {
      test.declare({ serviceName: "shop", comment: "ours" });
      await test.succeed();
      await test.call("PUT", `/service/${service().id}`, { name: "theirs", comment: "theirs" });
      assert.match(
        await test.failing(),
        /\n {2}the service's name is "theirs" instead of "shop"\n {2}the service's comment is "theirs" instead of "ours"\nRun: pulumi up --refresh/,
      );
      await test.succeed("up", { refresh: true });
      assert.deepEqual(named(), ["shop", "ours"]);
      await test.assertUnchanged();
    });

    it("may be changed by someone when the program does not declare them", async () => {
      test.declare({});
      await test.succeed();
      await test.call("PUT", `/service/${service().id}`, { name: "theirs", comment: "theirs" });
      await test.succeed();
      test.declare(backend("a.example.com"));
      await test.succeed();
      assert.deepEqual(named(), ["theirs", "theirs"]);
    });
  });
});
