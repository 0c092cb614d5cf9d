import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { findProject } from "../../../local/cli/project";

describe("a Pulumi project", () => {
  let directory: string;
  let shown: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-project-"));
    shown = relative(process.cwd(), join(directory, "Pulumi.yaml"));
    mkdirSync(join(directory, "infra", "deep"), { recursive: true });
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function write(text: string): void {
    writeFileSync(join(directory, "Pulumi.yaml"), text);
  }

  it("is found from any directory in it, and its `main` names the program", () => {
    write("name: hello\nruntime: nodejs\nmain: infra\n");
    assert.deepEqual(findProject(join(directory, "infra", "deep")), {
      name: "hello",
      root: directory,
      program: join(directory, "infra"),
      config: {},
      packages: {},
    });
  });

  it("names the language of a program outside of Node, and the directory of its packages", () => {
    mkdirSync(join(directory, "node_modules", "component"), { recursive: true });
    const packages = "packages:\n  component: ./node_modules/component\n  aws: aws@7\n  gone: ./gone\n";
    write(`name: hello\nruntime:\n  name: python\n  options:\n    virtualenv: venv\n${packages}`);
    const { language, packages: found } = findProject(directory);
    assert.deepEqual(language, { name: "python", root: directory, options: { virtualenv: "venv" } });
    assert.deepEqual(found, { component: join(directory, "node_modules", "component") });
  });

  it("is required: the error without one says how to begin a project", () => {
    assert.throws(() => findProject(directory), {
      message: `There is no Pulumi.yaml in ${directory} or above it [project-missing]\nGo to the directory of a Pulumi project, or name the directory with --dir.\nTo begin a project, write two lines into a Pulumi.yaml: \`name: shop\` and \`runtime: nodejs\`.`,
    });
  });

  const refused: [text: string, message: (file: string) => string][] = [
    [
      "runtime: nodejs\n",
      (file) => `${file} has no name [project-name-missing]\nAdd a line such as \`name: hello\` to the file.`,
    ],
    [
      "name: hello\nruntime: {}\n",
      (file) => `${file} has no runtime [project-runtime-missing]\nAdd a line such as \`runtime: nodejs\` to the file.`,
    ],
    [
      "name: hello\nruntime: nodejs\nmain: gone\n",
      (file) =>
        `The program of ${file} does not exist: main is "gone" [project-program-missing]\nCorrect main, or create the file.`,
    ],
  ];
  for (const [text, message] of refused) {
    it(`is refused with a remedy: ${JSON.stringify(text)}`, () => {
      write(text);
      assert.throws(() => findProject(directory), { message: message(shown) });
    });
  }

  it("that is not YAML is refused with the line", () => {
    write("name: hello\nruntime: [nodejs\n");
    assert.throws(
      () => findProject(directory),
      (error: Error) => {
        assert.match(
          error.message,
          new RegExp(
            `^Cannot read ${join(directory, "Pulumi.yaml")}:3: .+ \\[yaml-unreadable\\]\nCorrect the file\\.$`,
          ),
        );
        return true;
      },
    );
    write("- a\n");
    assert.throws(() => findProject(directory), {
      message: `Expected ${join(directory, "Pulumi.yaml")} to hold keys and values [yaml-not-mapping]\nWrite the file as \`key: value\` lines.`,
    });
  });
});
