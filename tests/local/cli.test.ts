import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { main } from "../../local/cli";
import type { Io } from "../../local/cli/io";
import { stateDirectoryOf } from "../../local/cli/stateDirectory";
import "../support/ownState";
import { loadHere } from "../support/localCli";
import { linkPackages } from "../support/packages";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const fastly = require("@pulumi/fastly");
const config = new pulumi.Config();
if (config.get("broken")) {
  // Without a stack: Node 20 needs 20 seconds to colour one that leads through the SDK.
  throw Object.assign(new pulumi.RunError("the program is broken"), { stack: "" });
}
const store = new fastly.Kvstore("words", { name: config.get("store") || "words" });
exports.token = config.getSecret("token");
exports.store = store.name;
`;

interface Finished {
  code: number;
  out: string;
  err: string;
}

describe("fastly-compute-local", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-cli-"));
    linkPackages(directory);
    writeFileSync(join(directory, "package.json"), '{ "name": "hello" }\n');
    writeFileSync(join(directory, "Pulumi.yaml"), "name: hello\nruntime: nodejs\n");
    writeFileSync(join(directory, "index.js"), PROGRAM);
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Runs the command in the project. Somebody gives these answers, or nobody is there to answer. */
  async function run(args: string, answers?: string[]): Promise<Finished> {
    const finished = { code: 0, out: "", err: "" };
    const io: Io = {
      stdout: {
        write: (text: string) => {
          finished.out += text;
        },
      },
      stderr: {
        write: (text: string) => {
          finished.err += text;
        },
      },
      interactive: answers !== undefined,
      load: loadHere,
      ask: async (question) => {
        finished.out += `${question}\n`;
        return answers?.shift() ?? assert.fail(`unexpected question: ${question}`);
      },
      onInterrupt: () => () => {},
    };
    const cwd = process.cwd();
    finished.code = await main([...args.split(" "), "--dir", directory], io).finally(() => process.chdir(cwd));
    return finished;
  }

  /** The services, stores and other things in the local Fastly. */
  function kvStores(): string[] {
    const text = readFileSync(join(stateDirectoryOf({}, { root: directory }), "fastly.json"), "utf8");
    return [...text.matchAll(/"name":\s*"(words[^"]*)"/g)].map(([, name]) => name as string);
  }

  it("previews, deploys, finds nothing to do, lists and destroys", async () => {
    const preview = await run("preview");
    assert.equal(preview.code, 0, preview.out);
    assert.match(preview.out, /^Previewing update \(dev\):\n/);
    assert.match(preview.out, / \+ {2}fastly:index:Kvstore words create\n/);
    assert.match(preview.out, /Resources:\n {4}\+ 2 to create\n/);
    assert.match(
      preview.err,
      /^A local stand-in for Fastly \(http:\/\/127\.0\.0\.1:\d+\), for trying out and testing: nothing reaches fastly\.com\.\n\n$/,
    );

    const up = await run("up --yes --secret token=CANARY");
    assert.equal(up.code, 0, up.out);
    assert.match(
      up.out,
      /^Previewing update[\s\S]*\nUpdating \(dev\):\n[\s\S]*Outputs:\n {4}store: "words"\n {4}token: \[secret\]\n/,
    );
    assert.deepEqual(kvStores(), ["words"]);

    const again = await run("up --yes --skip-preview --secret token=CANARY");
    assert.match(again.out, /^Updating \(dev\):\n[\s\S]*Resources:\n {4}2 unchanged\n/);

    const list = await run("stack");
    assert.equal(
      list.out,
      `Current stack is dev, on the local engine.
Current stack resources (2):
    TYPE                             NAME
    pulumi:pulumi:Stack              hello-dev
    └─ fastly:index/kvstore:Kvstore  words

Current stack outputs (2):
    OUTPUT  VALUE
    store   "words"
    token   [secret]
`,
    );

    const destroy = await run("destroy --yes");
    assert.equal(destroy.code, 0, destroy.out);
    assert.deepEqual(kvStores(), []);
    assert.equal((await run("stack")).out, "Stack dev has no resources. Run: npx fastly-compute-local up\n");
    const shown = [up, again, list, destroy].map(({ out, err }) => out + err).join("");
    assert.deepEqual(shown.match(/.*CANARY.*/g), null);
  });

  it("asks before it changes anything, and shows the details on request", async () => {
    const declined = await run("up", ["no"]);
    assert.equal(declined.code, 1);
    assert.match(declined.out, /Do you want to perform this update\? \[yes\/no\/details\] \n$/);
    assert.equal(declined.err.split("\n").at(-2), "confirmation declined, not proceeding with the update");

    const accepted = await run("up", ["details", "y"]);
    assert.equal(accepted.code, 0, accepted.out);
    assert.match(accepted.out, /\+ fastly:index\/kvstore:Kvstore: \(create\)\n.*\n.*\n {8}name {8}: "words"\n/);
    assert.deepEqual(kvStores(), ["words"]);

    const kept = await run("destroy", [""]);
    assert.match(kept.out, /^Do you want to destroy the \d resources of stack dev\? \[yes\/no\] \n$/);
    assert.deepEqual(kvStores(), ["words"]);
  });

  it("refuses to continue without --yes where nobody can answer", async () => {
    assert.deepEqual(await run("up"), {
      code: 1,
      out: "",
      err: "error: up asks before it changes anything, but there is no terminal to ask on [yes-missing]\nPass --yes to go ahead, or run preview to see what it would do.\n",
    });
    assert.equal((await run("destroy")).code, 1);
    assert.equal(existsSync(stateDirectoryOf({}, { root: directory })), false);
  });

  it("exits with an error when the program fails, before anything is deployed", async () => {
    const { code, out } = await run("up --yes --config broken=1");
    assert.equal(code, 1);
    assert.match(out, /Diagnostics:\n {2}pulumi:pulumi:Stack \(hello-dev\):\n {4}error: the program is broken\n/);
    assert.doesNotMatch(out, /Updating/);
  });

  it("writes a report for a pull request", async () => {
    const report = join(directory, "out", "plan.md");
    await run(`preview --report ${report} --config store=words-of-mine`);
    assert.match(readFileSync(report, "utf8"), /^### Preview of `hello\/dev`\n\n\*\*2\*\* to create\.\n/);
    assert.match(readFileSync(report, "utf8"), /\| `name` \| {2}\| `"words-of-mine"` \|\n/);
  });

  it("exports the state of a stack as pulumi does, to the terminal or to a file", async () => {
    assert.match(
      (await run("stack export")).err,
      /^error: Stack dev has no state \[state-missing\]\nTo deploy the stack, run: npx fastly-compute-local up/,
    );
    await run("up --yes --skip-preview");
    const { out } = await run("stack export");
    const { version, deployment } = JSON.parse(out);
    assert.equal(version, 3);
    const types = deployment.resources.map(({ type }: { type: string }) => type);
    assert.ok(types.includes("pulumi:pulumi:Stack") && types.includes("pulumi:providers:fastly"), types.join());
    const file = join(directory, "state.json");
    assert.deepEqual(await run(`stack export --file ${file}`), { code: 0, out: "", err: "" });
    assert.equal(readFileSync(file, "utf8"), out);
  });

  it("exports the state with its secrets in plain text with --show-secrets", async () => {
    await run("up --yes --skip-preview --secret token=hunter2-in-state");
    assert.doesNotMatch((await run("stack export")).out, /hunter2/);
    const { out } = await run("stack export --show-secrets");
    const { deployment } = JSON.parse(out);
    const stack = deployment.resources.find(({ type }: { type: string }) => type === "pulumi:pulumi:Stack");
    const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    assert.deepEqual(stack.outputs.token, { ...mark, plaintext: '"hunter2-in-state"' });
    assert.doesNotMatch(out, /ciphertext/);
  });

  it("reports a run as one JSON object, as pulumi does", async () => {
    const secret = "--secret token=hunter2-in-json";
    const preview = await run(`preview --json ${secret}`);
    assert.equal(preview.code, 0);
    const { steps, changeSummary, ok, outputs, duration } = JSON.parse(preview.out);
    assert.deepEqual([ok, changeSummary.create], [true, steps.length]);
    const store = steps.find(({ urn }: { urn: string }) => urn.endsWith("::words"));
    assert.equal(store.op, "create");
    assert.equal(store.newState.inputs.name, "words");
    assert.equal(outputs.token, "[secret]");
    assert.ok(duration > 0);
    assert.match(
      (await run(`up --json ${secret}`, [])).err,
      /error: up --json cannot ask before it changes something \[yes-missing-with-json\]\nPass --yes to go ahead/,
    );
    const up = await run(`up --json --yes ${secret}`);
    assert.equal(JSON.parse(up.out).operation, "up");
    assert.doesNotMatch(preview.out + up.out, /hunter2/);
    const failed = await run("preview --json --config broken=1");
    const { diagnostics } = JSON.parse(failed.out);
    assert.deepEqual([failed.code, diagnostics.at(-1).message], [1, "the program is broken"]);
  });

  it("prints the outputs of a stack", async () => {
    await run("up --yes --skip-preview --secret token=hunter2-in-output");
    assert.equal((await run("stack output store")).out, "words\n");
    assert.equal((await run("stack output token")).out, "[secret]\n");
    assert.equal((await run("stack output token --show-secrets")).out, "hunter2-in-output\n");
    assert.deepEqual(JSON.parse((await run("stack output --json")).out), { store: "words", token: "[secret]" });
    assert.match((await run("stack output")).out, /^OUTPUT +VALUE\nstore +words\ntoken +\[secret\]\n$/m);
    assert.match(
      (await run("stack output nope")).err,
      /^error: Stack dev has no output nope \[output-missing\]\nTo see the stack's outputs, run: npx fastly-compute-local stack/,
    );
  });

  it("keeps the stacks of one project apart, on one local Fastly", async () => {
    await run("up --yes --skip-preview --stack one --config store=words-one");
    await run("up --yes --skip-preview --stack two --config store=words-two");
    assert.deepEqual(kvStores().sort(), ["words-one", "words-two"]);
    await run("destroy --yes --stack one");
    assert.deepEqual(kvStores(), ["words-two"]);
    assert.deepEqual(
      readdirSync(stateDirectoryOf({}, { root: directory })).filter((name) => name === "one" || name === "two"),
      ["one", "two"],
    );
  });

  it("serves the local Fastly for other programs, and uses it itself while it runs", async () => {
    let stop = () => {};
    let told: (text: string) => void = () => {};
    const output = new Promise<string>((resolve) => {
      told = resolve;
    });
    const served = main(["serve", "--dir", directory], {
      stdout: { write: told },
      stderr: { write: told },
      interactive: false,
      ask: () => assert.fail(),
      onInterrupt: (handler) => {
        stop = handler;
        return () => {};
      },
    });
    const text = await output;
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
    const up = await run("up --yes --skip-preview");
    assert.equal(up.code, 0, up.out);
    assert.ok(up.err.includes(`(${url})`), up.err);
    const page = /(http:\S+) shows its services/.exec(text)?.[1] ?? "";
    assert.match(await (await fetch(page)).text(), /<title>Services · local Fastly<\/title>/);
    assert.match(
      (await run("serve")).err,
      new RegExp(`^error: .+ is already open at ${url} \\[local-fastly-open\\]\n`),
    );
    assert.equal((await run(`destroy --yes --api ${url}`)).code, 0);
    stop();
    assert.equal(await served, 0);
    await assert.rejects(fetch(url));
  });

  it("stays on the port in its state, and reports when another program uses it", async () => {
    const first = await run("up --yes --skip-preview");
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(first.err) ?? [];
    const other = createServer().listen(Number(port), "127.0.0.1");
    await once(other, "listening");
    try {
      assert.deepEqual(await run("destroy --yes"), {
        code: 1,
        out: "",
        err: `error: Another program uses port ${port}, the port of the local Fastly [local-fastly-port-taken]\nStop that program. Or run "fastly-compute-local up" first, which moves to another port.\n`,
      });
      assert.equal((await run("up --yes --skip-preview")).code, 0);
      const destroyed = await run("destroy --yes");
      assert.equal(destroyed.code, 0, destroyed.out);
      assert.deepEqual(kvStores(), []);
    } finally {
      other.close();
    }
  });

  it("refuses an API on another machine", async () => {
    for (const url of ["https://api.fastly.com", "http://127.0.0.1.example.com", "http://10.0.0.1:80", "8080"]) {
      assert.deepEqual(await run(`preview --api ${url}`), {
        code: 1,
        out: "",
        err: `error: --api must be an address on this machine, such as http://127.0.0.1:8080, but got "${url}" [api-option-unfit]\nGive an address on this machine. To deploy to Fastly itself, use pulumi.\n`,
      });
    }
  });

  it("prints help", async () => {
    const help = await run("--help");
    assert.equal(help.code, 0);
    assert.match(help.out, /^ {2}preview +show what up would do$/m);
    assert.match((await run("up --help")).out, /^ {2}-y, --yes +do not ask$/m);
    assert.equal((await run("upp")).code, 1);
  });
});
