import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnEachEngine } from "../support/engines";
import { MANIFEST, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";
import { fastlyOfEachTest, stackOfEachTest } from "../support/suite";

const PROGRAM = `new ComputeService("edge", {
  directory: "./app",
  kvStores: { data: { items: { a: "1" } } },
  secretStores: { keys: { entries: { A: "s3cret" } } },
  dictionaries: { words: { items: { a: "1" } } } });`;

/** Another program than the deployed one, with a build that fails. */
const CHANGED = PROGRAM.replace('{ a: "1" } } },\n  secret', '{ a: "2", b: "3" } } },\n  secret').replace(
  "s3cret",
  "t",
);

describeOnEachEngine("a destroy or refresh that runs the program", function (engine) {
  this.timeout(240_000);
  const fastly = fastlyOfEachTest();
  let test: TestStack;
  beforeEach(async () => {
    const files = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
    test = await testStack({ files, program: PROGRAM, fastly, engine });
    const { errors, ok } = await test.up();
    assert.ok(ok, errors.join("\n"));
    fastly.clearRequests();
  });
  after(removeProjects);

  /** The items of a KV store, and the number of secrets in another store. */
  const contents = () => {
    const { kvStores, secretStores } = fastly.state();
    return {
      items: kvStores[0]?.items.map(({ key, value }) => `${key}=${Buffer.from(value, "base64")}`),
      digests: secretStores[0]?.secrets.map(({ digest }) => digest),
    };
  };

  const breakBuild = () =>
    test.write("app/fastly.toml", `${test.read("app/fastly.toml")}[scripts]\nbuild = "exit 3"\n`);

  for (const [what, program] of [
    ["the program that was deployed", PROGRAM],
    ["another one", CHANGED],
  ] as const) {
    it(`destroys without a build, and writes into no kept store, by ${what}`, async () => {
      breakBuild();
      test.edit("index.js", PROGRAM, program);
      const before = contents();
      const { ok, errors } = await test.destroy({ runProgram: true });
      assert.ok(ok, errors.join("\n"));
      assert.deepEqual(fastly.services(), []);
      assert.deepEqual(contents(), before);
      assert.deepEqual(
        test
          .writes()
          .filter((write) => !/^(DELETE \/service\/ID|PUT \/service\/ID\/version\/1\/deactivate)$/.test(write)),
        [],
      );
    });
  }

  it("refreshes without a build, and writes nothing", async () => {
    breakBuild();
    const { ok, errors } = await test.refresh({ runProgram: true });
    assert.ok(ok, errors.join("\n"));
    assert.deepEqual(test.writes(), []);
  });

  it("refreshes only its targets, even if the program has changed", async () => {
    const { resources } = await test.exportState();
    const target = resources.filter(({ type }) => type.endsWith(":ServiceCompute")).map(({ urn }) => urn);
    test.edit("index.js", PROGRAM, CHANGED);
    const { ok, errors } = await test.refresh({ runProgram: true, target });
    assert.ok(ok, errors.join("\n"));
    assert.deepEqual(test.writes(), []);
  });

  it("does not write a changed program's contents: the next up does", async () => {
    test.edit("index.js", PROGRAM, CHANGED);
    const before = contents();
    const { ok, errors } = await test.refresh({ runProgram: true });
    if (engine === "pulumi") {
      assert.equal(ok, false);
      assert.match(
        errors.join("\n"),
        /A refresh does not write into a store, .*\[contents-in-refresh\]\nTo write the new contents, run: pulumi up/,
      );
    } else {
      assert.ok(ok, errors.join("\n"));
    }
    assert.deepEqual(test.writes(), []);
    assert.deepEqual(contents(), before);
    const up = await test.up();
    assert.ok(up.ok, up.errors.join("\n"));
    assert.deepEqual(contents().items, ["a=2", "b=3"]);
    assert.notDeepEqual(contents().digests, before.digests);
    const again = await test.refresh({ runProgram: true });
    assert.ok(again.ok, again.errors.join("\n"));
  });
});

describeOnEachEngine("a destroy or refresh that runs an inline program", function (engine) {
  this.timeout(240_000);
  const test = stackOfEachTest({ engine });
  beforeEach(async () => {
    test.declare({ kvStores: { data: { items: { a: "1" } } } });
    await test.succeed();
    test.writes();
    const manifest = join(test.directory, "fastly.toml");
    writeFileSync(manifest, `${readFileSync(manifest, "utf8")}[scripts]\nbuild = "exit 3"\n`);
  });

  it("refreshes without a build, and writes nothing", async () => {
    await test.succeed("refresh", { runProgram: true });
    assert.deepEqual(test.writes(), []);
  });

  it("destroys without a build, and writes into no store", async () => {
    test.declare({ kvStores: { data: { items: { a: "2" } } } });
    await test.succeed("destroy", { runProgram: true });
    assert.deepEqual(test.fastly.services(), []);
    assert.deepEqual(
      test.writes().filter((write) => /items|keys/.test(write)),
      [],
    );
  });
});
