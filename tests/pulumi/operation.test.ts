import assert from "node:assert/strict";
import { agreed, operationOf, operationsOfInline } from "../../sdk/pulumi/operation";

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

describe("the operation of a run", () => {
  for (const [above, expected] of CASES) {
    it(`is ${expected}, below ${above.map((command) => command.join(" ")).join(" of ") || "nothing"}`, () => {
      assert.equal(operationOf(above), expected);
    });
  }
});

const auto = (command: string, stack: string, kind = "auto.inline", pulumi = "pulumi") => [
  pulumi,
  ...command.split(" "),
  "--exec-kind",
  kind,
  "--client=127.0.0.1:4711",
  "--stack",
  stack,
  "--non-interactive",
];

const INLINE: [what: string, below: string[][], operation: string][] = [
  ["a destroy", [auto("destroy --yes --skip-preview --run-program=true", "dev")], "destroy"],
  ["a refresh of a stack with its organization", [auto("refresh --yes", "acme/shop/dev")], "refresh"],
  ["an up", [auto("up --yes", "dev")], "deploy"],
  ["a destroy of another stack, beside an up", [auto("destroy", "prod"), auto("up", "dev")], "deploy"],
  ["a destroy, beside an up of another stack", [auto("destroy", "dev"), auto("up", "prod")], "destroy"],
  ["two destroys of the name", [auto("destroy", "a/dev"), auto("destroy", "b/dev")], "destroy"],
  ["a destroy and an up of the name", [auto("destroy", "a/dev"), auto("up", "b/dev")], "deploy"],
  ["a destroy and a refresh of the name", [auto("destroy", "a/dev"), auto("refresh", "b/dev")], "deploy"],
  ["a destroy of a program of its own", [auto("destroy", "dev", "auto.local")], "deploy"],
  ["a command between", [["sh", "/bin/pulumi", ...auto("destroy", "dev").slice(1)]], "deploy"],
  ["another program", [auto("destroy", "dev", "auto.inline", "/bin/my-pulumi")], "deploy"],
  ["a destroy without a stack", [["pulumi", "destroy", "--exec-kind", "auto.inline"]], "deploy"],
  ["nothing", [], "deploy"],
];

describe("the operation of an inline program's run", () => {
  for (const [what, below, expected] of INLINE) {
    it(`is ${expected}, above ${what}`, () => {
      assert.equal(agreed(operationsOfInline(below, "dev")), expected);
    });
  }
});
