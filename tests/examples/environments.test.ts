import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import yaml from "js-yaml";
import type { State } from "../../local/api";
import { deployedService } from "../../local/api/deployed";
import { copyExample } from "../support/example";
import { makeProject, removeProjects } from "../support/project";
import { checkSteps, type Step } from "../support/workflow";

const ROOT = resolve(__dirname, "../..");
const APP_MODULES = join(ROOT, "examples/hello/app/node_modules");

interface Job {
  needs?: string;
  if?: string;
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  steps: Step[];
}

/** A build sees none of the runner's variables, so the program names this one. */
const NPM = execFileSync("which", ["npm"], { encoding: "utf8" }).trim();

/**
 * Stand-ins for the programs of a runner. `pulumi` is the local engine with the same commands, and with its state
 * outside of the checkout. `gh` keeps the comment. `npm ci` copies installed packages.
 */
const PROGRAMS = {
  npm: `case "$*" in
  ci) [ -e node_modules ] || ln -s "$PROGRAM_MODULES" node_modules ;;
  "ci --prefix app") [ -e app/node_modules ] || ln -s "$APP_MODULES" app/node_modules ;;
  *) exec '${NPM}' "$@" ;;
esac`,
  npx: 'shift; exec node "$CLI" "$@"',
  pulumi: `case "$*" in
  "stack output "*) node "$CLI" stack --stack "$5" --state "$STATE" | sed -n "s/^ *$3 *\\"\\(.*\\)\\"$/\\1/p" ;;
  *) exec node "$CLI" "$@" --state "$STATE" ;;
esac`,
  gh: `case "$*" in
  "api repos/o/shop/commits/"*"/pulls --jq .[0].number // empty") echo 8 ;;
  "run download --name "*" --dir "*) mkdir -p "$6"; cp "$ARTIFACTS/$4"/* "$6" ;;
  *) for file; do :; done; echo "$*" > "$COMMENT.command"; cp "$file" "$COMMENT" ;;
esac`,
};

describe("examples/environments", function () {
  this.timeout(240_000);
  const jobs = workflowJobs();
  let origin = "";
  let runner = "";
  let hash = "";

  before(function () {
    if (!existsSync(APP_MODULES)) {
      console.log("      skipped: npm ci in examples/hello/app, or npm run demo, installs the JavaScript toolchain");
      this.skip();
    }
    origin = copyExample("environments");
    runner = makeProject({});
    for (const [name, text] of Object.entries(PROGRAMS)) {
      writeFileSync(join(runner, name), `#!/bin/sh\nset -e\n${text}\n`);
      chmodSync(join(runner, name), 0o755);
    }
    writeFileSync(join(origin, ".gitignore"), "node_modules\n.fastly-compute\n");
    git("init", "--quiet", "--initial-branch=main");
    commit("The shop");
  });
  after(removeProjects);

  it("has a workflow that is valid for GitHub", () => {
    assert.deepEqual(Object.keys(jobs), ["review", "staging", "prod"]);
    for (const { steps } of Object.values(jobs)) {
      checkSteps(steps);
    }
  });

  it("comments on a pull request with its changes, compared with the base", () => {
    edit("app/fastly.toml", 'value = "Welcome"', 'value = "Hello"');
    edit("app/fastly.staging.toml", "api.staging", "api2.staging");
    commit("Another greeting, another API");
    runJob("review", { "github.event.number": "7", "github.token": "token" });
    assert.equal(
      readFileSync(join(runner, "comment.command"), "utf8"),
      "pr comment 7 --edit-last --create-if-none --body-file preview.md\n",
    );
    const comment = readFileSync(join(runner, "comment"), "utf8");
    const changes = [...comment.matchAll(/^\| `.` (\w+) \| `(?:\w|-)+:index:(\w+)` \| `([\w-]+)` \|/gm)];
    assert.deepEqual(
      changes.map(([, ...change]) => change.join(" ")),
      ["update Backend edge-api", "update ServiceCompute edge", "update ServiceDictionaryItems edge-texts"],
    );
    assert.ok(comment.includes('| `address` | `"api.staging.example.com"` | `"api2.staging.example.com"` |'), comment);
    assert.ok(comment.includes('| `items.greeting` | `"Welcome"` | `"Hello"` |'), comment);
  });

  it("deploys merged changes to staging, and nothing without a change", () => {
    const first = runJob("staging", {});
    assert.match(first.output, /created/);
    assert.match(first.outputs.hash ?? "", /^[0-9a-f]{128}$/);
    assert.equal(deployed("shop-staging").backends.api?.address, "api2.staging.example.com");
    const again = runJob("staging", {});
    assert.doesNotMatch(again.output, /created|updated/);
    assert.match(again.output, /was not built: the live package was made from the same sources/);
    assert.equal(again.outputs.hash, first.outputs.hash);
    hash = first.outputs.hash ?? "";
  });

  it("promotes the same package to production, even if the last run for staging built nothing", () => {
    const { outputs } = runJob("prod", { "needs.staging.outputs.hash": hash });
    assert.match(outputs.url ?? "", /^https?:\/\/www\.example\.com/);
    const [staging, prod] = [deployed("shop-staging"), deployed("shop-prod")];
    assert.equal(prod.package?.files_hash, hash);
    assert.equal(prod.package?.hashsum, staging.package?.hashsum);
    assert.equal(prod.backends.api?.address, "api.example.com");
    assert.ok(prod.domains.includes("www.example.com"));
  });

  it("explains how to continue when GitHub no longer has the package, and that works", () => {
    rmSync(join(runner, "artifacts"), { recursive: true });
    const values = { "needs.staging.outputs.hash": hash };
    assert.throws(
      () => runJob("prod", values),
      /no longer has the package that is live in staging. Run: gh workflow run deploy\.yml -f rebuild=true\n/,
    );
    const { outputs } = runJob("staging", { "inputs.rebuild": "true" });
    runJob("prod", { "needs.staging.outputs.hash": outputs.hash ?? "" });
    assert.equal(deployed("shop-prod").package?.hashsum, deployed("shop-staging").package?.hashsum);
  });

  it("reports the checks of a release to the merged pull request and to the run's summary", () => {
    edit(
      "index.ts",
      'directory: "./app",',
      'directory: "./app", release: { checks: [{ command: "true" }], settleSeconds: 0 },',
    );
    edit("app/fastly.toml", 'value = "Hello"', 'value = "Released"');
    commit("Released with a check");
    const { outputs, summary } = runJob("staging", { "github.token": "token" });
    assert.match(outputs.url ?? "", /^https?:/);
    assert.match(
      summary,
      /^### edge: version \d+ is live\n\n<http.*>\n\n\| Check .*\n.*\n\| true \| live \| passed \| /,
    );
    assert.match(
      readFileSync(join(runner, "comment.command"), "utf8"),
      /^pr comment 8 --body-file .*release-staging\.md\n$/,
    );
    assert.equal(readFileSync(join(runner, "comment"), "utf8"), summary);
  });

  /** Runs the job in a fresh checkout, with these values for its expressions. */
  function runJob(name: string, values: Record<string, string>) {
    const job = jobs[name] ?? assert.fail(`no job ${name}`);
    const checkout = makeProject({});
    execFileSync("git", ["clone", "--quiet", origin, checkout]);
    const outputFile = join(checkout, ".git/outputs");
    writeFileSync(outputFile, "");
    const written = (): Record<string, string> =>
      Object.fromEntries(
        readFileSync(outputFile, "utf8")
          .split("\n")
          .filter(Boolean)
          .map((line) => line.split("=")),
      );
    const inserted = (text: string) =>
      text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
        const [, output = ""] = /^steps\.package\.outputs\.(\w+)$/.exec(expression) ?? [];
        const own = expression === "runner.temp" ? join(checkout, ".git") : undefined;
        return values[expression] ?? own ?? written()[output] ?? "";
      });
    const environment = (given: Record<string, string> = {}) =>
      Object.fromEntries(Object.entries(given).map(([key, value]) => [key, inserted(value)]));
    const env = {
      PATH: [runner, process.env.PATH].join(":"),
      HOME: runner,
      CI: "true",
      CLI: join(ROOT, "local/bin.js"),
      PROGRAM_MODULES: join(origin, "node_modules"),
      APP_MODULES,
      STATE: join(runner, "state"),
      ARTIFACTS: join(runner, "artifacts"),
      COMMENT: join(runner, "comment"),
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: join(checkout, ".git/summary"),
      GITHUB_REPOSITORY: "o/shop",
      GITHUB_SHA: "abc",
      RUNNER_TEMP: join(checkout, ".git"),
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      ...environment(job.env),
    };
    let output = "";
    for (const step of job.steps) {
      const path = join(checkout, String(step.with?.path ?? ""));
      if (step.run !== undefined) {
        const options = { cwd: checkout, env: { ...env, ...environment(step.env) }, encoding: "utf8" } as const;
        const [shell, ...strict] = step.shell === "bash" ? ["bash", "--noprofile", "--norc", "-o", "pipefail"] : ["sh"];
        const { status, stdout, stderr } = spawnSync(shell ?? "", [...strict, "-e", "-c", inserted(step.run)], options);
        assert.equal(status, 0, `${name}: ${step.run}\n${stdout}${stderr}`);
        output += stdout;
      } else if (step.uses?.startsWith("actions/upload-artifact@")) {
        keep(path, inserted(String(step.with?.name)));
      }
    }
    const summary = existsSync(env.GITHUB_STEP_SUMMARY) ? readFileSync(env.GITHUB_STEP_SUMMARY, "utf8") : "";
    return { output, outputs: written(), summary };
  }

  /** Does the same as `if-no-files-found: ignore`. */
  function keep(file: string, name: string): void {
    if (existsSync(file)) {
      cpSync(file, join(runner, "artifacts", name, basename(file)));
    }
  }

  function git(...args: string[]): void {
    const who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];
    execFileSync("git", [...who, ...args], { cwd: origin });
  }

  function commit(message: string): void {
    git("add", ".");
    git("commit", "--quiet", "-m", message);
  }

  function edit(file: string, from: string, to: string): void {
    const text = readFileSync(join(origin, file), "utf8");
    assert.ok(text.includes(from), `${file} does not contain ${from}`);
    writeFileSync(join(origin, file), text.replace(from, to));
  }

  function deployed(name: string) {
    const state = JSON.parse(readFileSync(join(runner, "state/fastly.json"), "utf8")) as State;
    return deployedService(state.services.find((service) => service.name === name) ?? assert.fail(name), state);
  }
});

function workflowJobs(): Record<string, Job> {
  const file = join(ROOT, "examples/environments/.github/workflows/deploy.yml");
  return (yaml.load(readFileSync(file, "utf8")) as { jobs: Record<string, Job> }).jobs;
}
