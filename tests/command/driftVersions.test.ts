import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { carryOut, commandsIn, driftIn, edit } from "../support/drift";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";
import { run } from "../support/writtenProgram";

const backend = (address: string): Args => ({ backends: { api: { address } } });
const RELEASE = { checks: [{ command: "true" }], settleSeconds: 0 } as unknown as Args["release"];
const FAILING = { checks: [{ command: "false", timeoutSeconds: 1 }], settleSeconds: 0 } as unknown as Args["release"];

/** Each advice is carried out to its end: nothing is left then. */
describeOnEachEngine("the drift of a service with other versions", (engine) => {
  const test = stackOfEachTest({ engine });

  const activate = (version: number, how = "activate") =>
    test.call("PUT", `/service/${test.fastly.service("shop").id}/version/${version}/${how}`, {});

  /** The drift of the only service, with the words of its advice. */
  async function found() {
    const { drift, services } = await driftIn(test);
    const { version, live = [], undo, refused } = services[0] ?? {};
    const texts = live.map(({ text, stays }) => (stays === undefined ? text : `${text}; ${stays}`));
    return { drift, version, live: texts, undo, refused };
  }

  async function assertNone(version: object): Promise<void> {
    assert.deepEqual(await found(), { drift: false, version, live: [], undo: undefined, refused: undefined });
  }

  /** The exit code and the output of the command. */
  async function printed(): Promise<[code: number, text: string]> {
    const file = join(test.directory, "state.json");
    writeFileSync(file, JSON.stringify({ deployment: { resources: await test.resources() } }));
    const { code, stdout } = await run(test.fastly, ["drift", "--state", file]);
    return [code, stdout.replaceAll(test.fastly.service("shop").id, "ID")];
  }

  /** The next `up` gives the same error. */
  async function assertSaid(refused: Awaited<ReturnType<typeof found>>["refused"]): Promise<void> {
    const said = await test.failing();
    assert.ok(said.includes(`${refused?.problem} [${refused?.code}]\n${refused?.remedy}`), said);
  }

  it("is found when somebody deactivated it, with the error of an up", async () => {
    test.declare({});
    await test.succeed();
    await activate(1, "deactivate");
    const { drift, live, undo, refused, version } = await found();
    assert.deepEqual([drift, live, undo, version], [true, [], undefined, { state: 1, live: undefined }]);
    assert.equal(refused?.code, "not-active");
    await assertSaid(refused);
    assert.deepEqual(await printed(), [
      2,
      `edge: service ID, no version is active, but the state says 1
  The next up will say:
    No version of the service ID is active: someone deactivated it at Fastly [not-active]
    Activate version 1 again. Run:
      fastly service-version activate --service-id=ID --version=1
      pulumi up
`,
    ]);
    await carryOut(test, commandsIn(refused?.remedy));
    await assertNone({ state: 1, live: 1 });
  });

  it("is found when the service was never active, with the error of an up", async () => {
    test.declare({});
    test.fail("PUT", /\/activate$/);
    await test.failing();
    const { drift, undo, refused } = await found();
    assert.deepEqual([drift, undo, refused?.code], [true, undefined, "never-active"]);
    await carryOut(test, commandsIn(refused?.remedy));
    await assertNone({ state: 1, live: 1 });
  });

  for (const [how, args] of [
    ["for no activation", { activate: false }],
    ["for the staging network", { stage: true }],
  ] as const) {
    describe(`that are prepared ${how}`, () => {
      beforeEach(async () => {
        test.declare(backend("a.example.com"));
        await test.succeed();
        test.declare({ ...backend("b.example.com"), ...args });
        await test.succeed();
      });

      it("is about the prepared version", async () => {
        await assertNone({ state: 1, live: 1, prepared: 2 });
        assert.deepEqual(await printed(), [
          0,
          "edge: service ID, version 1 is active, version 2 is prepared; nothing differs at Fastly\n",
        ]);
        const { id } = test.fastly.service("shop");
        await test.call("PUT", `/service/${id}/version/2/backend/api`, { first_byte_timeout: "5000" });
        const { live, undo = [] } = await found();
        assert.deepEqual([live, undo], [["the backend api has another firstByteTimeout"], ["pulumi up --refresh"]]);
        await carryOut(test, undo);
        assert.equal((await found()).drift, false);
        await test.assertUnchanged();
      });

      it("is about another active version too", async () => {
        await edit(test);
        const { live, undo, refused } = await found();
        assert.deepEqual([live, undo, refused?.code], [[], undefined, "other-version-active"]);
        await carryOut(test, commandsIn(refused?.remedy));
        await assertNone({ state: 3, live: 3, prepared: 2 });
        await activate(3, "deactivate");
        const gone = await found();
        assert.equal(gone.drift, true);
        assert.match(
          gone.live.join(),
          /^no version is active instead of version 3; no run activates one\. Run: fastly /,
        );
        await carryOut(test, commandsIn(gone.live.join()));
        await assertNone({ state: 3, live: 3, prepared: 2 });
      });
    });
  }

  it("is found when somebody took the version off the staging network, with the error of an up", async () => {
    test.declare({});
    await test.succeed();
    test.declare({ ...backend("a.example.com"), stage: true });
    await test.succeed();
    await activate(2, "deactivate/staging");
    const { refused, undo } = await found();
    assert.deepEqual([refused?.code, undo], ["not-staged", undefined]);
    await assertSaid(refused);
    await carryOut(test, commandsIn(refused?.remedy));
    await assertNone({ state: 1, live: 1, prepared: 2 });
  });

  describe("that are released", () => {
    beforeEach(async () => {
      test.declare({ ...backend("a.example.com"), release: RELEASE });
      await test.succeed();
      test.declare({ ...backend("b.example.com"), release: RELEASE });
      await test.succeed();
    });

    it("is not found after a good release, and has the release's error when another version is live", async () => {
      await assertNone({ state: 2, live: 2 });
      await activate(1);
      const older = await found();
      assert.deepEqual([older.undo, older.refused?.code], [undefined, "release-replaced"]);
      assert.ok(older.live.length > 0);
      await assertSaid(older.refused);
      await carryOut(test, commandsIn(older.refused?.remedy));
      await assertNone({ state: 2, live: 2 });
    });

    it("has that error when somebody edited the active version, or deactivated it", async () => {
      await edit(test, (version) => test.call("PUT", `${version}/backend/api`, { first_byte_timeout: "5000" }));
      const edited = await found();
      assert.deepEqual(edited.live, ["the backend api has another firstByteTimeout"]);
      assert.deepEqual(edited.version, { state: 2, live: 3 });
      assert.deepEqual([edited.undo, edited.refused?.code], [undefined, "release-replaced"]);
      await carryOut(test, commandsIn(edited.refused?.remedy));
      await assertNone({ state: 2, live: 2 });
      await activate(2, "deactivate");
      const none = await found();
      assert.deepEqual([none.live, none.undo, none.refused?.code], [[], undefined, "release-replaced"]);
      await carryOut(test, commandsIn(none.refused?.remedy));
      await assertNone({ state: 2, live: 2 });
    });

    it("is undone for contents, without another version", async () => {
      const kvStores = { pages: { items: { index: "hello" } } };
      test.declare({ ...backend("b.example.com"), kvStores, release: RELEASE });
      await test.succeed();
      const { id } = test.fastly.state().kvStores[0] ?? {};
      await fetch(`${test.fastly.url}/resources/stores/kv/${id}/keys/index`, {
        method: "PUT",
        headers: { "Fastly-Key": test.fastly.token },
        body: "other",
      });
      const { live, undo = [] } = await found();
      assert.deepEqual(live, ["the KV store item index has another value"]);
      await carryOut(test, undo);
      await assertNone({ state: 3, live: 3 });
    });

    it("has the error of a version that was taken back", async () => {
      test.declare({ ...backend("c.example.com"), release: FAILING });
      await test.failing();
      const { live, undo, refused, version } = await found();
      assert.deepEqual([live, undo, version], [[], undefined, { state: 3, live: 2 }]);
      assert.equal(refused?.code, "release-taken-back");
      await assertSaid(refused);
    });
  });
});
