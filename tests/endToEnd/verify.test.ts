import assert from "node:assert/strict";
import { activeVersion, LocalFastly } from "../../local/api";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]
address = "api.example.com"

[setup.dictionaries.settings.items.region]
value = "eu"

[setup.config_stores.cfg.items.key]
value = "1"
`;

/** Calls that fail once while the service is created. The provider's next run then falsely reports success. */
const CREATE_FAULTS: { call: string; method: string; path: RegExp }[] = [
  { call: "the backend", method: "POST", path: /\/backend$/ },
  { call: "the package", method: "PUT", path: /\/package$/ },
  { call: "the validation", method: "GET", path: /\/validate$/ },
  { call: "the activation", method: "PUT", path: /\/activate$/ },
  { call: "the store link", method: "POST", path: /\/resource$/ },
];

describe("a deployment that succeeds after a failure", function () {
  this.timeout(120_000);
  after(removeProjects);

  async function withStack(run: (test: TestStack) => Promise<void>): Promise<void> {
    const test = await testStack({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM },
      program: 'new ComputeService("edge", { directory: "./app" });',
      fastly: await LocalFastly.start(),
    });
    try {
      await run(test);
    } finally {
      await test.stop();
    }
  }

  /** Asserts that everything in the manifest is live, in one service. */
  function assertComplete(test: TestStack): void {
    assert.equal(test.fastly.services().length, 1);
    const service = test.fastly.service("shop");
    const version = activeVersion(service);
    assert.ok(version?.package);
    assert.deepEqual(
      version.backends.map(({ name }) => name),
      ["api"],
    );
    assert.deepEqual(
      version.links.map(({ name }) => name),
      ["cfg"],
    );
    assert.deepEqual(test.fastly.dictionaryItems("shop", "settings"), { region: "eu" });
  }

  /** Does what a user would do until a run reports success: the same again, or what the error says. */
  async function repair(test: TestStack): Promise<string[]> {
    const done: string[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const run = await test.show("up");
      done.push("up");
      if (run.ok) {
        return done;
      }
      const replace = /pulumi up --replace '([^']+)'/.exec(run.text)?.[1];
      const refresh = /pulumi up --refresh/.test(run.text);
      if (replace !== undefined || refresh) {
        done.push(replace === undefined ? "up --refresh" : "up --replace");
        const repaired = await test.show("up", replace === undefined ? { refresh } : { replace: [replace] });
        if (repaired.ok) {
          return done;
        }
      }
    }
    assert.fail(`not repaired by: ${done.join(", ")}`);
  }

  for (const { call, method, path } of CREATE_FAULTS) {
    it(`is complete when the first deployment failed at ${call}`, () =>
      withStack(async (test) => {
        test.fastly.inject({ method, path, fault: { status: 500 } });
        const failed = await test.show("up");
        assert.equal(failed.ok, false, failed.text);
        await repair(test);
        assertComplete(test);
        const again = await test.show("up");
        assert.ok(again.ok, again.text);
        assert.deepEqual(Object.keys(again.changes), ["same"]);
      }));
  }

  it("has the new package when its upload failed before", () =>
    withStack(async (test) => {
      assert.ok((await test.show("up")).ok);
      const before = activeVersion(test.fastly.service("shop"))?.package?.metadata.files_hash;
      test.write("app/bin/main.wasm", Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]));
      test.fastly.inject({ method: "PUT", path: /\/package$/, fault: { status: 500 } });
      assert.equal((await test.show("up")).ok, false);
      await repair(test);
      assertComplete(test);
      assert.notEqual(activeVersion(test.fastly.service("shop"))?.package?.metadata.files_hash, before);
    }));

  it("was checked against Fastly: a manual change is named, with the command that repairs it", () =>
    withStack(async (test) => {
      assert.ok((await test.show("up")).ok);
      const { id } = test.fastly.service("shop");
      const call = (verb: string, where: string) =>
        fetch(`${test.fastly.url}/service/${id}/version/${where}`, {
          method: verb,
          headers: { "Fastly-Key": test.fastly.token },
        });
      await call("PUT", "1/clone");
      await call("DELETE", "2/backend/api");
      await call("PUT", "2/activate");
      const { ok, text } = await test.show("up");
      assert.equal(ok, false);
      assert.match(
        text,
        /Version 2 of the service \w+ is active, but differs from the program: \[not-as-declared\]\s+the state says that version 1 is active\s+the backend api \(api\.example\.com:443\) is missing\s+Run: pulumi up --refresh/,
      );
      assert.ok((await test.show("up", { refresh: true })).ok);
      assertComplete(test);
    }));
});
