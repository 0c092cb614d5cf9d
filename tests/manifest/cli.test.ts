import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseManifest } from "../../sdk/manifest";
import { corpus } from "./corpus";

const FASTLY = resolve(__dirname, "../../node_modules/@fastly/cli-linux-x64/fastly");

/** Where we and the Fastly CLI (16.1.0, go-toml 1.9.5) disagree, on purpose. */
const DIFFERENCES: { text: string; accepted: "by us" | "by the CLI"; because: string }[] = [
  {
    text: '[setup]\ndictionaries = "x"\n',
    accepted: "by the CLI",
    because: "it ignores dictionaries; we create them, and cannot from this",
  },
  {
    text: '[setup.backend.a]\naddress = "a"\n',
    accepted: "by the CLI",
    because: "it ignores the section; we would remove the backends of a live service",
  },
  {
    text: 'setup.backends.a.port = 443\n[setup.backends]\nb = { address = "b" }\n',
    accepted: "by the CLI",
    because: "TOML 1.0 does not let a header open a table that dotted keys made; Viceroy refuses it too",
  },
  {
    text: '[setup]\n[ setup ]\nbackends = { a = { address = "a" } }\n',
    accepted: "by the CLI",
    because: "it compares headers as they are written, and so misses a duplicate",
  },
  { text: '[scripts] build = "x"\n', accepted: "by the CLI", because: "TOML wants a line break after a header" },
  { text: 'description = "a\\/b"\n', accepted: "by the CLI", because: "TOML has no escape \\/" },
  { text: "# a\rb\n", accepted: "by the CLI", because: "TOML has no lone carriage returns" },
  { text: "a = { b = 1, b = 2 }\n", accepted: "by the CLI", because: "TOML has no duplicate keys" },
  {
    text: "setup.backends.a.port = 18446744073709551615\n",
    accepted: "by the CLI",
    because: "it wraps the number around to -1",
  },
  {
    text: "manifest_version = 15000000.5\n",
    accepted: "by the CLI",
    because: "it prints the number as 1.50000005e+07 and reads version 1",
  },
  { text: "a = { b = 1, }\n", accepted: "by us", because: "TOML 1.1 allows the comma" },
  { text: 'a = "\\e"\n', accepted: "by us", because: "TOML 1.1 has the escape" },
  { text: "a = 1979-05-27\n", accepted: "by us", because: "it fails on a date before a line break" },
  { text: "a = 99999999999999999999\n", accepted: "by us", because: "nothing reads the key" },
  { text: '["a]b"]\n', accepted: "by us", because: "it fails on a bracket in a quoted header" },
];

describe("the Fastly CLI and the component", () => {
  let directory: string;

  before(function () {
    if (process.platform !== "linux" || process.arch !== "x64") {
      console.log("      skipped: the Fastly CLI is installed for linux-x64 only");
      this.skip();
    }
    directory = mkdtempSync(join(tmpdir(), "fastly-cli-"));
    writeFileSync(join(directory, "main.wasm"), Buffer.from("\0asm\x01\0\0\0", "latin1"));
  });

  after(() => directory && rmSync(directory, { recursive: true, force: true }));

  /** Whether `fastly compute pack` accepts the manifest. It reads the manifest, but hardly uses it. */
  const cliAccepts = async (name: string, text: string): Promise<boolean> => {
    const project = join(directory, name);
    mkdirSync(project);
    writeFileSync(join(project, "fastly.toml"), text);
    const env = {
      PATH: process.env.PATH,
      HOME: directory,
      XDG_CONFIG_HOME: directory,
      FASTLY_WASM_METADATA_DISABLE: "true",
    };
    return new Promise((resolve) => {
      execFile(FASTLY, ["compute", "pack", "-w", "../main.wasm", "--quiet"], { cwd: project, env }, (error) =>
        resolve(error === null),
      );
    });
  };
  const weAccept = (text: string) => parseManifest(text, "fastly.toml").manifest !== undefined;

  it("accept and refuse the same real manifests", async function () {
    const all = [...corpus(this)];
    assert.equal(all.filter(([, text]) => !weAccept(text)).length, 12);
    // A part of the accepted manifests is enough for each run.
    const manifests = all.filter(([, text], index) => process.env.TEST_LONG || index % 5 === 0 || !weAccept(text));
    const disagreements: string[] = [];
    const work = manifests.values();
    const worker = async () => {
      for (const [name, text] of work) {
        if ((await cliAccepts(name, text)) !== weAccept(text)) {
          disagreements.push(name);
        }
      }
    };
    await Promise.all([worker(), worker()]);
    assert.deepEqual(disagreements, []);
  });

  for (const [index, { text, accepted, because }] of DIFFERENCES.entries()) {
    it(`disagree about ${JSON.stringify(text)}, accepted only ${accepted}: ${because}`, async () => {
      assert.deepEqual(
        { us: weAccept(text), cli: await cliAccepts(`difference-${index}`, text) },
        { us: accepted === "by us", cli: accepted === "by the CLI" },
      );
    });
  }
});
