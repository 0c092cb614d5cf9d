import assert from "node:assert/strict";
import { isAmbient, referencesIn } from "../../sdk/package/references";

describe("referencesIn", () => {
  const cases: [file: string, text: string, paths: string[]][] = [
    ["a.ts", 'import x from "../../shared/x"; require(`../y`); import("./z")', ["../../shared/x", "../y"]],
    ["a.ts", '"./../q.js" "a/../../r" "..." "a..b"', ["./../q.js", "a/../../r"]],
    ["a.ts", `\`../views/${"$"}{name}.html\``, ["../views/"]],
    ["a.rs", 'include_str!("../../a.txt"); &x[..]; 0..10; ..Default::default()', ["../../a.txt"]],
    ["m.c", '#include "../inc/x.h"\n#include <../y.h>', ["../inc/x.h", "../y.h"]],
    ["build.sh", "cd .. && sh ../tools/x.sh", ["..", "../tools/x.sh"]],
    [
      "Cargo.toml",
      'a = { path = "../lib" }\nb = { path = "crates/b" }\nc = { path = ".." }',
      ["../lib", "..", "crates/b"],
    ],
    ["package.json", '{"a":"file:../a","b":"link:/abs/b","w":["../packages/*"]}', ["../a", "../packages/", "/abs/b"]],
    ["go.mod", "replace a => ../a\nreplace (\n\tb v1 => ../b v2\n\tc => /abs/c\n)\n", ["../a", "../b", "/abs/c"]],
    ["go.work", "use ./lib\nuse (\n\t./a\n\t../b\n)\n", ["../b", "./lib", "./a"]],
    [
      "tsconfig.json",
      '{"extends":"../../base.json","paths":{"@s/*":["../shared/*"]}}',
      ["../../base.json", "../shared/"],
    ],
    ["notes.txt", "/abs/path file:/x ./here", []],
    ["a.bin", "\0 '../x'", []],
  ];
  for (const [file, text, paths] of cases) {
    it(`finds ${JSON.stringify(paths)} in ${file}: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(referencesIn(file, Buffer.from(text)).paths, paths);
    });
  }

  it("finds variables that otherwise do not count", () => {
    const text = "process.env.GITHUB_SHA + env!('CI_COMMIT_SHA') + $HOME + API_URL + HOMES";
    assert.deepEqual(referencesIn("a.js", Buffer.from(text)).variables, ["GITHUB_SHA", "CI_COMMIT_SHA", "HOME"]);
  });

  it("tells variables of the session and the CI run from others", () => {
    const names = ["HOME", "GITHUB_SHA", "CI_JOB_ID", "BUILD_ID", "API_URL", "BUILD_MODE", "CI", "MY_GITHUB_X"];
    assert.deepEqual(names.filter(isAmbient), ["HOME", "GITHUB_SHA", "CI_JOB_ID", "BUILD_ID"]);
  });
});
