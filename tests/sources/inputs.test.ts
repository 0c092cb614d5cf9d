import assert from "node:assert/strict";
import { patternThatLeavesOut, selectInputs } from "../../sdk/sources/inputs";

const root = "/repo";
const directory = "/repo/apps/edge";
const files = ["apps/edge/src/a.ts", "apps/edge/.env", "apps/api/b.ts", "libs/x/c.ts", "README.md"].map(
  (name) => `${root}/${name}`,
);

describe("build.inputs", () => {
  const cases: [patterns: string[], counted: string[]][] = [
    [[], files],
    [["!**/*.ts"], files.filter((file) => !file.startsWith(directory) || !file.endsWith(".ts"))],
    [["!../api"], files.filter((file) => !file.includes("/api/"))],
    [["src/**"], [`${directory}/src/a.ts`]],
    [["src"], [`${directory}/src/a.ts`]],
    [["**"], files.filter((file) => file.startsWith(directory))],
    [["../../libs/**"], [...files.filter((file) => file.startsWith(directory)), `${root}/libs/x/c.ts`]],
    [
      ["../../libs/*/*.ts", "src/*.ts"],
      [`${directory}/src/a.ts`, `${root}/libs/x/c.ts`],
    ],
    [["../../../other/*.json"], [...files, "/other/d.json"]],
    [
      ["/other", "!src/**"],
      [...files.filter((file) => !file.includes("/src/")), "/other/d.json"],
    ],
  ];
  for (const [patterns, counted] of cases) {
    it(`${JSON.stringify(patterns)} selects ${counted.length} files`, () => {
      const selection = selectInputs(patterns, directory, root);
      const found = [...files, "/other/d.json"].filter(selection.has);
      assert.deepEqual(found.sort(), [...counted].sort());
      selection.check();
    });
  }

  for (const pattern of ["../shraed", "..\\libs", "src/*.rs", "*/nothing/**"]) {
    it(`${JSON.stringify(pattern)}, which matches nothing, is an error`, () => {
      const selection = selectInputs([pattern, "src/**"], directory, root);
      files.filter(selection.has);
      assert.throws(() => selection.check(), {
        code: "inputs-match-nothing",
        facts: { patterns: [pattern], directory },
      });
    });
  }

  const odd = [
    "[id].html",
    "a{b,c}.html",
    "!x",
    "(a)|b+c@d*e?.html",
    "a b/'c'.html",
    "a\\b.html",
    "[[x/]].html",
  ].flatMap((name) => [`${directory}/public/${name}`, `${directory}/${name}`, `${root}/${name}`, `/other/${name}`]);
  for (const file of [...files, ...odd, `${root}/apps/edge2/a.ts`, "/other/d.json"]) {
    it(`excludes ${file} with the pattern in a message`, () => {
      const pattern = patternThatLeavesOut(file, directory, root);
      const selection = selectInputs([pattern], directory, root);
      assert.equal(selection.leavesOut(file), true, pattern);
      assert.equal(selection.leavesOut(`${directory}/src/main.ts`), false, pattern);
    });
  }
});
