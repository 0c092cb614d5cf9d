import assert from "node:assert/strict";
import { LocalFastly } from "../../sdk/local";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const FILES = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
const PROGRAM = 'new ComputeService("edge", { directory: "./app" });';

describe("a Fastly that does not answer as hoped", function () {
  this.timeout(120_000);
  const fastlys: LocalFastly[] = [];
  after(async () => {
    await Promise.all(fastlys.map((fastly) => fastly.stop()));
    removeProjects();
  });

  async function failedUp(test: TestStack): Promise<string> {
    const { ok, exitCode, text } = await test.show("up");
    assert.equal(ok, false, text);
    assert.notEqual(exitCode, 0);
    assert.doesNotMatch(text, /at .*\.[jt]s:\d+|unhandled|promises were still active/i);
    assert.equal(test.read("app/fastly.toml"), MANIFEST);
    return text;
  }

  it("is told apart: no connection", async () => {
    const test = await testStack({ files: FILES, program: PROGRAM });
    await test.stop();
    const text = await failedUp(test);
    assert.match(text, /fastly:index:ServiceCompute \(edge\):\n {4}error: .*\n.*connection refused/);
    assert.deepEqual(
      (await test.exportState()).resources.filter(({ type }) => type.startsWith("fastly:")),
      [],
    );
  });

  it("is told apart: a token that is wrong, and one that may only read", async () => {
    const fastly = await LocalFastly.start({ token: "FULL-0001", readOnlyToken: "READ-0002" });
    fastlys.push(fastly);
    for (const [token, remedy] of [
      ["NONE-0003", "The API token is missing, wrong or expired: set another one in FASTLY_API_KEY."],
      ["READ-0002", 'The API token may not do this: it needs the scope "global" and a role of engineer or higher.'],
    ] as const) {
      const test = await testStack({ files: FILES, program: PROGRAM, fastly, token });
      const text = await failedUp(test);
      assert.equal(text.split(remedy).length - 1, 2, text);
      assert.ok(!text.includes(token), "the token is shown");
      assert.deepEqual(fastly.services(), []);
    }
  });
});
