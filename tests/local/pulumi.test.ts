import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { load } from "js-yaml";
import { afterEach, beforeEach, describe, it } from "mocha";
import { detectPulumi, pulumiStack } from "../../local/pulumi";

/**
 * A `pulumi` that answers the Automation API like the real one, and notes its calls. Up to 3.205 the events are in a
 * file, which is simpler to fake.
 */
const FAKE_PULUMI = `#!${process.execPath}
const fs = require("node:fs");
const path = require("node:path");
const args = process.argv.slice(2);
const input = args[1] === "set" ? fs.readFileSync(0, "utf8") : undefined;
const note = { args, input, backend: process.env.PULUMI_BACKEND_URL, greeting: process.env.GREETING };
fs.appendFileSync(path.join(__dirname, "calls.jsonl"), JSON.stringify(note) + "\\n");
if (args[0] === "version") console.log("v3.205.0");
const log = args.indexOf("--event-log");
if (log >= 0) {
  const urn = "urn:pulumi:dev::hello::pulumi:pulumi:Stack::hello-dev";
  const state = { type: "pulumi:pulumi:Stack", urn, id: "", parent: "", provider: "", inputs: {}, outputs: { url: "u" } };
  const metadata = { op: "create", urn, type: state.type, new: state, provider: "" };
  const fails = process.env.FAIL === "1";
  const events = [
    { preludeEvent: { config: {} } },
    { resourcePreEvent: { metadata } },
    ...(fails ? [{ diagnosticEvent: { severity: "error", message: "refused", color: "never", urn } }] : []),
    { resOutputsEvent: { metadata } },
    { summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges: { create: 1 }, policyPacks: {} } },
    { cancelEvent: {} },
  ];
  const lines = events.map((event, sequence) => JSON.stringify({ sequence, timestamp: 1, ...event }) + "\\n");
  fs.appendFileSync(args[log + 1], lines.join(""));
  if (fails) process.exit(255);
}
if (args[0] === "stack" && args[1] === "history") console.log("[]");
if (args[0] === "config" && args[1] === "--show-secrets") console.log(
  JSON.stringify({ "old:key": { value: "1", secret: false }, "hello:kept": { value: "same", secret: true } }),
);
if (args[0] === "stack" && args[1] === "output") console.log("{}");
`;

describe("the real engine", () => {
  let directory: string;
  let path: string | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-pulumi-"));
    mkdirSync(join(directory, "bin"));
    path = process.env.PATH;
  });

  afterEach(() => {
    process.env.PATH = path;
    rmSync(directory, { recursive: true, force: true });
  });

  function install(name: string, script: string): void {
    const file = join(directory, "bin", name);
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  function calls(): { args: string[]; input?: string; backend: string; greeting?: string }[] {
    const lines = readFileSync(join(directory, "bin", "calls.jsonl"), "utf8")
      .trim()
      .split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  it("is available when both pulumi and pulumi-resource-fastly are on PATH", () => {
    const env = { PATH: [join(directory, "missing"), join(directory, "bin")].join(delimiter) };
    assert.equal(detectPulumi(env), false);
    install("pulumi", "#!/bin/sh\n");
    assert.equal(detectPulumi(env), false);
    install("pulumi-resource-fastly", "#!/bin/sh\n");
    assert.equal(detectPulumi(env), true);
    chmodSync(join(directory, "bin", "pulumi"), 0o644);
    assert.equal(detectPulumi(env), false);
    assert.equal(detectPulumi({}), false);
  });

  it("fails with an error that names what is missing", async () => {
    process.env.PATH = join(directory, "bin");
    const result = await pulumiStack({
      program: directory,
      project: "hello",
      stack: "dev",
      stateDirectory: directory,
    }).preview();
    assert.equal(result.exitCode, 1);
    assert.deepEqual(result.errors, [
      'The engine "pulumi" needs pulumi and pulumi-resource-fastly on the PATH [pulumi-missing]\nPut both programs on the PATH, or use the local engine.',
    ]);
  });

  it("runs in its own workspace, and gives the same events as the embedded engine", async () => {
    install("pulumi", FAKE_PULUMI);
    install("pulumi-resource-fastly", "#!/bin/sh\n");
    process.env.PATH = [join(directory, "bin"), path].join(delimiter);
    const program = join(directory, "program");
    const stack = pulumiStack({
      program,
      project: "hello",
      stack: "dev",
      stateDirectory: join(directory, "state"),
      config: { "fastly:baseUrl": "http://127.0.0.1:1" },
      secretConfig: { "fastly:apiKey": "token", "hello:kept": "same", "hello:key": "two\nlines\n" },
      env: { GREETING: "hi" },
    });

    const up = await stack.up({ replace: ["urn:x"] });
    assert.deepEqual(
      { ok: up.ok, exitCode: up.exitCode, changes: up.changes, outputs: up.outputs, errors: up.errors },
      { ok: true, exitCode: 0, changes: { create: 1 }, outputs: { url: "u" }, errors: [] },
    );
    assert.deepEqual(
      up.events.map((event) => (event.kind === "step" ? `${event.op} ${event.phase}` : event.kind)),
      ["start", "create started", "create done", "stack-outputs", "summary"],
    );
    const made = calls();
    assert.ok(made.every(({ greeting }) => greeting === "hi" || greeting === undefined));
    assert.ok(made.some(({ backend }) => backend === `file://${join(directory, "state", "pulumi", "backend")}`));
    const deployment = made.find(({ args }) => args[0] === "up");
    assert.deepEqual(
      ["--yes", "--skip-preview", "--replace", "urn:x"].filter((arg) => !deployment?.args.includes(arg)),
      [],
    );
    const configured = made.filter(({ args }) => args[0] === "config" && args[1] !== "--show-secrets");
    assert.deepEqual(
      configured.map(({ args, input }) => [
        args
          .filter((arg) => arg !== "--non-interactive")
          .slice(1)
          .join(" "),
        input,
      ]),
      [
        ["rm-all --stack dev old:key", undefined],
        ["set-all --stack dev --plaintext fastly:baseUrl=http://127.0.0.1:1", undefined],
        ["set --secret --stack dev -- fastly:apiKey", "token"],
        ["set --secret --stack dev --raw -- hello:key", "two\nlines\n"],
      ],
    );
    // Every user of the machine can see arguments.
    assert.doesNotMatch(made.map(({ args }) => args.join(" ")).join("\n"), /token|same|lines/);
    const settings = load(readFileSync(join(directory, "state", "pulumi", "Pulumi.yaml"), "utf8")) as { main: string };
    assert.equal(settings.main, program);

    const failed = await stack.up({ env: { FAIL: "1" } });
    assert.deepEqual(
      { ok: failed.ok, exitCode: failed.exitCode, errors: failed.errors },
      { ok: false, exitCode: 1, errors: ["refused"] },
    );
  });
});
