import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { main } from "../../../local/cli";
import { parseInvocation } from "../../../local/cli/invocation";
import { readSecrets } from "../../../local/cli/secretInput";
import { stateDirectoryOf } from "../../../local/cli/stateDirectory";
import { loadHere } from "../../support/localCli";
import { STATE_HOME } from "../../support/ownState";
import { linkPackages } from "../../support/packages";

const PROGRAM = `
const fastly = require("@pulumi/fastly");
const pulumi = require("@pulumi/pulumi");
new fastly.Kvstore("words", { name: new pulumi.Config().get("store") || "words" });
exports.secret = new pulumi.Config().getSecret("token");
`;

describe("the state of fastly-compute-local", function () {
  this.timeout(120_000);
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-state-"));
    linkPackages(directory);
    writeFileSync(join(directory, ".gitignore"), "node_modules\n");
    writeFileSync(join(directory, "package.json"), '{ "name": "hello" }\n');
    writeFileSync(join(directory, "Pulumi.yaml"), "name: hello\nruntime: nodejs\n");
    writeFileSync(join(directory, "index.js"), PROGRAM);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const own = () => stateDirectoryOf({}, { root: directory });

  async function run(args: string, input = ""): Promise<{ code: number; text: string }> {
    let text = "";
    const cwd = process.cwd();
    const write = (part: string) => (text += part);
    const code = await main([...args.split(" "), "--dir", directory], {
      stdout: { write },
      stderr: { write },
      interactive: false,
      load: loadHere,
      ask: () => assert.fail(),
      readInput: () => input,
      onInterrupt: () => () => {},
    }).finally(() => process.chdir(cwd));
    return { code, text };
  }

  it("is outside of the project, so that a pull request cannot bring its own", async () => {
    assert.ok(own().startsWith(STATE_HOME));
    const files = execFileSync("ls", ["-A", directory]).toString();
    assert.equal((await run("up --yes --skip-preview")).code, 0);
    assert.equal(execFileSync("ls", ["-A", directory]).toString(), files);

    // A pull request that claims that its changes exist already.
    mkdirSync(join(directory, ".fastly-compute/local"), { recursive: true });
    assert.equal(
      (await run(`up --yes --skip-preview -c store=evil --state ${join(directory, ".fastly-compute/local")}`)).code,
      0,
    );
    const { text } = await run(`preview -c store=evil --report ${join(directory, "out.md")}`);
    assert.match(text, /Kvstore words replace/);
    assert.match(readFileSync(join(directory, "out.md"), "utf8"), /\*\*1\*\* to replace/);
  });

  it("differs for two projects with the same name, and is the same for two paths to one directory", () => {
    const other = join(directory, "other");
    mkdirSync(other);
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    try {
      assert.notEqual(stateDirectoryOf({}, { root: other }), own());
      assert.equal(stateDirectoryOf({}, { root: link }), own());
      const elsewhere = stateDirectoryOf({}, { root: directory }, { XDG_STATE_HOME: "relative" });
      assert.match(elsewhere, /\.local\/state\/fastly-compute\//);
      assert.equal(relative(directory, elsewhere).startsWith(".."), true);
    } finally {
      rmSync(link);
    }
  });

  it("is readable by its owner only, and ignored by git add, wherever it is", async () => {
    execFileSync("git", ["init", "-q", directory]);
    const state = join(directory, "state");
    assert.equal((await run(`up --yes --skip-preview --secret token=CANARY --state ${state}`)).code, 0);
    const added = execFileSync("git", ["-C", directory, "add", "-A", "--dry-run"]).toString();
    assert.ok(added.includes("index.js") && !added.includes("state/"), added);
    for (const file of ["", "fastly.json", "api.json", "dev/state.json"]) {
      assert.equal(statSync(join(state, file)).mode & 0o077, 0, file);
    }
  });

  it("appears without terminal control characters, whatever names the project has", async () => {
    const name = "evil\\e[2J\\u009b1ANo changes.\\u202e";
    writeFileSync(
      join(directory, "Pulumi.yaml"),
      `name: "${name}"\nruntime: nodejs\nconfig:\n  "a${name}": "${name}"\n`,
    );
    writeFileSync(
      join(directory, "index.js"),
      'const pulumi = require("@pulumi/pulumi");\nexports["o\\x1b[2J"] = "\\x1b[2J";\nnew pulumi.ComponentResource("a:b:C", "n\\x1b[1A\\r");\n',
    );
    for (const args of [
      "up --yes",
      "preview --diff",
      "stack",
      "config",
      "state delete --yes urn\x1b[2J",
      "up --yes --skip-preview --diff",
    ]) {
      const { text } = await run(args);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/, args);
      assert.notEqual(text, "");
    }
  });

  it("keeps a secret that config set reads from a file or standard input", async () => {
    writeFileSync(join(directory, "token"), "CANARY\n");
    assert.equal((await run(`config set --secret token @${join(directory, "token")}`)).code, 0);
    assert.equal((await run("config get token")).text, "CANARY\n");
    assert.equal((await run("config set --secret token @-", "typed\n")).code, 0);
    assert.equal((await run("config get token")).text, "typed\n");
    assert.equal((await run("config set plain @at")).code, 0);
    assert.equal((await run("config get plain")).text, "@at\n");
  });

  it("never makes the command send a request or token to an address in it", async () => {
    let asked = 0;
    const stranger = createServer((_, response) => {
      asked++;
      response.end("[]");
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as AddressInfo;
    const token = `local-${"0".repeat(24)}`;
    const openBy = { pid: process.pid, command: "serve" };
    try {
      for (const note of [
        { url: `http://127.0.0.1:${port}`, token, openBy },
        { url: "http://attacker.example", port: "127.0.0.1@attacker.example", token, openBy },
        { port: `${port}/x`, token, openBy },
        { port: 0.5, token, openBy },
        { port, token: "a\r\nb: c", openBy },
        { port, token: 5, openBy },
        null,
        [],
        "text",
      ]) {
        mkdirSync(own(), { recursive: true });
        writeFileSync(join(own(), "api.json"), JSON.stringify(note));
        const { code, text } = await run("preview");
        assert.equal(code, 0, `${JSON.stringify(note)}: ${text}`);
      }
      assert.equal(asked, 0);
    } finally {
      stranger.close();
    }
  });

  it("never makes the command replace or read a file that it names", async () => {
    assert.equal((await run("up --yes --skip-preview")).code, 0);
    const file = join(own(), "fastly.json");
    const state = JSON.parse(readFileSync(file, "utf8"));
    const victim = join(directory, "victim");
    writeFileSync(victim, "precious");
    for (const hashsum of [
      "../../../victim",
      relative(`${file}.packages`, victim),
      "..",
      "",
      "a".repeat(129),
      5,
      null,
    ]) {
      const version = { number: 1, package: { metadata: { hashsum } } };
      writeFileSync(file, JSON.stringify({ ...state, services: [{ id: "x", versions: [version] }] }));
      const { code, text } = await run("up --yes --skip-preview -c store=other");
      assert.equal(code, 1, text);
      assert.match(text, /fastly\.json is not a state file of the local Fastly: /);
    }
    assert.equal(readFileSync(victim, "utf8"), "precious");
  });
});

describe("the name of a stack", () => {
  for (const name of [
    "../../x",
    "..",
    ".",
    "a/b",
    "a\\b",
    "a b",
    "",
    "\x1b[2J",
    "a".repeat(101),
    "fastly.json",
    "fastly.json.packages",
    "api.json",
    "é",
    "a\n",
  ]) {
    it(`is refused before any file is read or written: ${JSON.stringify(name).slice(0, 40)}`, () => {
      assert.throws(
        () => parseInvocation(["up", `--stack=${name}`]),
        /cannot be the name of a stack \[stack-name-unfit\]\nUse up to 100 letters/,
      );
    });
  }
  it("is accepted when Pulumi accepts it", () => {
    for (const name of ["dev", "pr-12", "a.b_c", "Prod"]) {
      assert.equal(parseInvocation(["up", "-s", name])?.stack, name);
    }
  });
});

describe("the value of --secret", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "fastly-compute-secret-"));
    writeFileSync(join(directory, "token"), "CANARY=1\nsecond line\n");
    execFileSync("mkfifo", [join(directory, "pipe")]);
  });
  after(() => rmSync(directory, { recursive: true }));
  const read = (settings: string[], input = "") => readSecrets(settings, () => input);

  it("comes from a file, from standard input without its last line break, or from the option itself", () => {
    const file = join(directory, "token");
    assert.deepEqual(read([`a=@${file}`, "b=@-", "c=plain", "d=@@at", "e=x@y"], "typed in\r\n"), [
      "a=CANARY=1\nsecond line",
      "b=typed in",
      "c=plain",
      "d=@at",
      "e=x@y",
    ]);
  });

  it("does not appear in errors about an unreadable file or a second use of standard input", () => {
    for (const [path, why] of [
      [join(directory, "missing"), "does not exist"],
      [directory, "is a directory; a file is needed"],
      [join(directory, "pipe"), "is a named pipe; a regular file is needed"],
    ]) {
      assert.throws(
        () => read([`a=@${path}`]),
        new RegExp(`^ComputeError: The file of --secret a ${why} \\[secret-file-unreadable\\]`),
      );
    }
    assert.throws(() => read(["a=@-", "b=@-"]), /can be the value of one --secret only \[secret-input-twice\]/);
  });
});
