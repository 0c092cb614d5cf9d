import assert from "node:assert/strict";
import { operationOf } from "../../sdk/pulumi/operation";

const HOST = ["/usr/lib/pulumi/pulumi-language-nodejs", "127.0.0.1:4711"];

const CASES: [above: string[][], operation: string][] = [
  [[HOST, ["pulumi", "up"]], "deploy"],
  [[HOST, ["pulumi", "preview", "--refresh"]], "deploy"],
  [[HOST, ["pulumi", "destroy", "--run-program"]], "destroy"],
  [[HOST, ["/usr/bin/pulumi", "down", "--yes"]], "destroy"],
  [[HOST, ["C:\\bin\\pulumi.exe", "dn"]], "destroy"],
  [[HOST, ["pulumi", "-C", "destroy", "--non-interactive", "up"]], "deploy"],
  [[HOST, ["pulumi", "--cwd", "../infra", "--color=never", "refresh", "--run-program"]], "refresh"],
  [[HOST, ["pulumi", "up", "--stack", "destroy"]], "deploy"],
  [[["sh", "-c", "node"], ["C:\\bin\\pulumi-language-nodejs.exe"], ["pulumi", "destroy"]], "destroy"],
  [[["pulumi-resource-fastly-compute"], ["pulumi", "refresh"]], "refresh"],
  [[HOST, ["my-pulumi", "destroy"]], "deploy"],
  [[HOST], "deploy"],
  [[], "deploy"],
];

describe("what a run is for", () => {
  for (const [above, expected] of CASES) {
    it(`is to ${expected}, below ${above.map((command) => command.join(" ")).join(" of ") || "nothing"}`, () => {
      assert.equal(operationOf(above), expected);
    });
  }
});
