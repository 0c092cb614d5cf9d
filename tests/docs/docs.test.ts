import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { computePolicies } from "../../sdk/policy";
import { makeProject, removeProjects } from "../support/project";
import { typeErrors } from "../support/typecheck";
import { type Block, blocksOf, commandsInText, documents, ROOT } from "./blocks";
import { misunderstood } from "./commands";
import { KINDS, PROJECT_FILES } from "./kinds";
import { asProgram, makeProgram, runProgram } from "./runs";

const { compilerOptions } = require("../../tsconfig.json");
const CLI = join(ROOT, "local/bin.js");

describe("the documents", function () {
  this.timeout(120_000);
  const blocks = documents().flatMap(blocksOf);
  const read = (document: string) => readFileSync(join(ROOT, document), "utf8");
  const kindOf = (block: Block) => KINDS.find(({ fits }) => fits(block));
  after(removeProjects);

  it("have TypeScript that compiles, in a project with the package", () => {
    const files = blocks
      .filter((block) => block.language === "ts" && kindOf(block)?.is !== "an excerpt of an example")
      .map(({ place, text }) => {
        const isModule = /^(const .* = )?await /m.test(text);
        return [`documents/${place.replace(/\W/g, "-")}${isModule ? ".mts" : ".ts"}`, asProgram(text)];
      });
    assert.deepEqual(typeErrors(ROOT, compilerOptions, Object.fromEntries(files)), []);
  });

  /** The text of the block that contains this. */
  const blockWith = (part: string) =>
    blocks.find(({ text }) => text.includes(part))?.text ?? assert.fail(`no block has ${part}`);

  for (const block of blocks) {
    const kind = kindOf(block);
    it(`${block.place} (${block.heading}) is ${kind?.is ?? "of a kind that a test runs"}`, async () => {
      assert.ok(kind, "no test runs a block of this kind: tests/docs/kinds.ts");
      await kind.run(block);
    });
  }

  it("describe a file per stack with one line in it, and an update that changes nothing", async () => {
    const { outputs, services, secondChanges, versionComments, ...run } = await runProgram(
      blockWith("  environment: pulumi.getStack(),\n});"),
    );
    const { id } = services["shop-staging"] ?? {};
    assert.match(String(outputs.url), /^http:\/\/shop-\w+\.edgecompute\.app\.localhost:\d+$/);
    assert.equal(run.read("app/fastly.staging.toml"), `service_id = "${id}"\n`);
    assert.doesNotMatch(run.read("app/fastly.toml") ?? "", /service_id/);
    assert.deepEqual(secondChanges, ["same"]);
    const [, shown = ""] = /`(\S+, configuration [0-9a-f]+)`/.exec(read("docs/concepts/what-is-live.md")) ?? [];
    assert.deepEqual(
      versionComments.map((comment) =>
        comment.replace(/[0-9a-f]{12}(, sources [0-9a-f]{16}, package [0-9a-f]{12})?$/, "<digest>"),
      ),
      [shown.replace(/[0-9a-f]{12}$/, "<digest>")],
    );
    assert.ok(run.read("app/.fastly-compute/.gitignore"));
  });

  it("describe a service per pull request that leaves no trace in the manifest", async () => {
    const { services, ...run } = await runProgram(blockWith("PR_NUMBER"));
    assert.deepEqual(Object.keys(services), ["shop-pr-7"]);
    assert.doesNotMatch(run.read("app/fastly.toml") ?? "", /service_id/);
  });

  it("describe a promotion that refuses any other artefact", async () => {
    const { errors } = await runProgram(blockWith("expectHash: config.require"), {
      config: { "shop:packageHash": "0".repeat(128) },
    });
    assert.match(errors[0] ?? "", /expectHash/);
  });

  it("list the policies with their configuration, and mark those that only fix or advise", () => {
    const rows = read("docs/guide/policies.md").matchAll(/^\| `([\w-]+)`( [*†])? \| .* \| (.*)\|$/gm);
    const listed = [...rows].map(([, name, mark, settings = ""]) => ({
      name,
      remediates: mark === " *",
      advises: mark === " †",
      settings: [...settings.matchAll(/`(\w+)`/g)].map(([, setting]) => setting),
    }));
    const there = computePolicies.map((policy) => ({
      name: policy.name,
      remediates: "remediateResource" in policy,
      advises: policy.enforcementLevel === "advisory",
      settings: Object.keys(policy.configSchema?.properties ?? {}),
    }));
    assert.deepEqual(listed, there);
  });

  it("list every example, and each example has a test", () => {
    const listed = [...read("docs/examples.md").matchAll(/^\| \[(\w+)\]\(\.\.\/examples\/(\w+)\) \|/gm)].map(
      ([, title, path]) => {
        assert.equal(title, path);
        return path ?? "";
      },
    );
    assert.deepEqual([...listed].sort(), readdirSync(join(ROOT, "examples")).sort());
    const tested = readdirSync(join(ROOT, "tests/examples"));
    assert.deepEqual(
      listed.filter((example) => !tested.includes(`${example}.test.ts`)),
      [],
    );
  });

  it("name existing places of the repository", () => {
    const missing = documents().flatMap((document) => {
      const paths = [...read(document).matchAll(/`((?:sdk|local|tests|examples|scripts|bench|docs)\/[\w./-]+)`/g)].map(
        ([, path = ""]) => path,
      );
      return paths.filter((path) => !existsSync(join(ROOT, path))).map((path) => [document, path]);
    });
    assert.deepEqual(missing, []);
  });

  it("have the files of a project that compiles and deploys", async () => {
    const files = blocks.filter(({ file }) => file !== undefined).map(({ file, text }) => [file, text]);
    const program = blocks.find(
      ({ place, language }) => place.startsWith("docs/guide/new-project.md") && language === "ts",
    );
    assert.deepEqual(files.map(([file]) => file).sort(), [...PROJECT_FILES].sort());
    const imports =
      blocks.find(({ place, language }) => place.startsWith("docs/guide/fast-runs.md") && language === "ts")?.text ??
      "";
    const [component = ""] = /^import { ComputeService } .*\n/m.exec(imports) ?? [];
    const text = `${imports}${program?.text.replace(component, "")}`;
    const directory = makeProgram({ ...Object.fromEntries(files), "index.ts": text }, ["@types"]);
    // The local engine instead of pulumi, with the same commands and options.
    const bin = makeProject({ pulumi: `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n` });
    chmodSync(join(bin, "pulumi"), 0o755);
    const { stdout } = await promisify(execFile)("npm", ["run", "up"], {
      cwd: directory,
      env: { ...process.env, PATH: [bin, join(ROOT, "node_modules/.bin"), process.env.PATH].join(":") },
    });
    assert.match(
      text,
      /^import "pulumi-fastly-compute\/fast";\nimport { ComputeService } [\s\S]*ComputeService\("edge"/,
    );
    assert.match(stdout, /Updating \(dev\):[\s\S]*Resources:\n {4}\+ \d+ created/);
    assert.ok(existsSync(join(directory, "bin/index.js")));
  });

  it("name existing commands in their text", () => {
    const commands = documents().flatMap(commandsInText);
    const wrong = commands.map(({ place, text }) => [place, misunderstood(text)] as const).filter(([, why]) => why);
    assert.deepEqual(wrong, []);
  });
});
