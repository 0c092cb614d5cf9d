import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import type { Invocation } from "../../../local/cli/invocation";
import { readPolicyPacks } from "../../../local/cli/policy";
import { makeProject, removeProjects } from "../../support/project";

const read = (policyPack: string[], policyPackConfig: string[] = []) =>
  readPolicyPacks({ policyPack, policyPackConfig } as unknown as Invocation);

describe("--policy-pack", () => {
  after(removeProjects);

  it("gives each pack the --policy-pack-config at the same position", () => {
    const directory = makeProject({ "a.json": '{ "all": "advisory" }', "b.json": "{}" });
    assert.deepEqual(read(["x"]), [{ directory: resolve("x") }]);
    assert.deepEqual(read(["x", "y"], [join(directory, "a.json"), join(directory, "b.json")]), [
      { directory: resolve("x"), config: { all: "advisory" } },
      { directory: resolve("y"), config: {} },
    ]);
  });

  it("refuses a missing configuration file, one without a pack, and one without an object", () => {
    const file = join(makeProject({ "list.json": "[]" }), "list.json");
    assert.throws(
      () => read(["x", "y"], [file]),
      /^.*There are 2 --policy-pack but 1 --policy-pack-config \[policy-configs-uneven\]\n/,
    );
    assert.throws(
      () => read(["x"], ["missing.json"]),
      /Cannot read missing\.json: ENOENT.*\[policy-config-unreadable\]/,
    );
    assert.throws(
      () => read(["x"], [file]),
      /Expected .*list\.json to hold a JSON object \[policy-config-not-object\]\n/,
    );
  });
});
