import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkToolchain } from "../../sdk/package/toolchain";
import { writeProgram } from "./project";
import { inTemporary, makeDirectory } from "./support";

interface Case {
  title: string;
  language: string;
  /** The programs on the PATH, and what they print. */
  programs?: Record<string, string>;
  files?: Record<string, string>;
  command?: string;
  found: [message: string, remedy: string][];
}

const goRemedy =
  "Install TinyGo (https://tinygo.org/getting-started), or build with Go itself: set [scripts] build to `GOOS=wasip1 GOARCH=wasm go build -o bin/main.wasm .`";

const cases: Case[] = [
  {
    title: "Rust without Cargo",
    language: "rust",
    found: [["`cargo` was not found on the PATH", "Install Rust with rustup: https://rustup.rs"]],
  },
  {
    title: "a Cargo that the Fastly CLI refuses",
    language: "rust",
    programs: { cargo: "cargo 1.91.0 (x)" },
    command: "make",
    found: [["Cargo 1.91.0 cannot build for Fastly Compute", "Run `rustup update stable`."]],
  },
  {
    title: "an old Cargo, without the target",
    language: "rust",
    programs: { cargo: "cargo 1.77.2 (x)", rustc: "/nowhere" },
    found: [
      ["Cargo 1.77.2 cannot build for Fastly Compute", "Run `rustup update stable`."],
      ["The Rust target wasm32-wasip1 is not installed", "Run `rustup target add wasm32-wasip1` in the project."],
    ],
  },
  {
    title: "a .cargo/config that is not read",
    language: "rust",
    programs: { cargo: "cargo 1.90.0 (x)", rustc: "/" },
    files: { ".cargo/config": "" },
    found: [["Cargo no longer reads .cargo/config", "Rename it to .cargo/config.toml."]],
  },
  {
    title: "a complete Rust toolchain",
    language: "Rust ",
    programs: { cargo: "cargo 1.90.0 (x)", rustc: "/" },
    found: [],
  },
  {
    title: "JavaScript without npm",
    language: "javascript",
    found: [["`npm` was not found on the PATH", "Install it: https://nodejs.org"]],
  },
  {
    title: "JavaScript with a lock file of Bun, without Bun",
    language: "javascript",
    programs: { npm: "10" },
    files: { "bun.lock": "" },
    found: [["`bun` was not found on the PATH", "Install it: https://bun.sh"]],
  },
  {
    title: "a JavaScript project that was not installed",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": '{"devDependencies":{"@fastly/js-compute":"3"}}' },
    found: [["@fastly/js-compute is not installed", "Run `npm install` in DIRECTORY."]],
  },
  {
    title: "a JavaScript project without the runtime",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": "{}" },
    command: "A=1 npm run build",
    found: [
      ["@fastly/js-compute is not a dependency of package.json", "Run `npm add @fastly/js-compute` in DIRECTORY."],
    ],
  },
  ...['{ "dependencies": {', "name: shop", "", '{ "a": 1, }', "[1"].map((text) => ({
    title: `a package.json of ${JSON.stringify(text)}`,
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": text },
    found: [[`DIRECTORY/package.json is not JSON: ${notJson(text)}`, "Correct the file."]] as [string, string][],
  })),
  ...["null", "[]", "1", '{ "dependencies": null, "devDependencies": [] }'].map((text) => ({
    title: `a package.json of ${text}`,
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": text },
    found: [
      ["@fastly/js-compute is not a dependency of package.json", "Run `npm add @fastly/js-compute` in DIRECTORY."],
    ] as [string, string][],
  })),
  {
    title: "a package.json that begins with a byte order mark",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": '\uFEFF{"dependencies":{"@fastly/js-compute":"3"}}' },
    found: [["@fastly/js-compute is not installed", "Run `npm install` in DIRECTORY."]],
  },
  { title: "a JavaScript project that builds in its own way", language: "javascript", command: "make", found: [] },
  {
    title: "an installed JavaScript project",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": "{}", "node_modules/@fastly/js-compute/package.json": "{}" },
    found: [],
  },
  {
    title: "an AssemblyScript project without its compiler",
    language: "assemblyscript",
    programs: { npm: "10" },
    files: { "package.json": "{}" },
    found: [["assemblyscript is not a dependency of package.json", "Run `npm add assemblyscript` in DIRECTORY."]],
  },
  {
    title: "Go without TinyGo",
    language: "go",
    programs: { go: "go version go1.22" },
    command: "tinygo build -o bin/main.wasm .",
    found: [["`tinygo` was not found on the PATH", goRemedy]],
  },
  {
    title: "Go without TinyGo, which the script does not use",
    language: "go",
    programs: { go: "x" },
    command: "go build",
    found: [],
  },
  {
    title: "C++ without Clang",
    language: "cpp",
    command: "clang++ -O3 main.cpp",
    found: [
      [
        "`clang++` was not found on the PATH",
        "Install Clang with the WASI SDK: https://github.com/WebAssembly/wasi-sdk",
      ],
    ],
  },
  {
    title: "an old Python without uv",
    language: "python",
    programs: { python3: "Python 3.11.7" },
    found: [
      ["Python 3.11.7 is too old", "Install Python 3.12 or newer: https://www.python.org/downloads"],
      ["`uv` was not found on the PATH", "Install it: https://docs.astral.sh/uv/getting-started/installation"],
    ],
  },
  {
    title: "Python with all it needs",
    language: "python",
    programs: { python: "Python 3.13.0", uv: "uv 0.5" },
    found: [],
  },
  { title: "a language without checks", language: "zig", found: [] },
];

/** Node's words for it, which are others in each version. */
function notJson(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail(`${text} is JSON`);
}

const defaults: Record<string, string> = { rust: "cargo build --target wasm32-wasip1" };

describe("checkToolchain", () => {
  for (const { title, language, programs = {}, files = {}, command, found } of cases) {
    it(
      `finds ${found.length === 0 ? "nothing wrong" : "what is missing"} for ${title}`,
      inTemporary(async (parent) => {
        const directory = makeDirectory(parent, "app");
        for (const [file, text] of Object.entries(files)) {
          makeDirectory(directory, file, "..");
          writeFileSync(join(directory, file), text);
        }
        const tools = makeDirectory(parent, "tools");
        symlinkSync("/bin/sh", join(tools, "sh"));
        for (const [program, output] of Object.entries(programs)) {
          writeProgram(join(tools, program), `echo '${output}'`);
        }
        const diagnostics = await checkToolchain(language, {
          directory,
          environment: { PATH: tools, HOME: directory },
          script: {
            command: command ?? defaults[language.trim().toLowerCase()] ?? "",
            isDefault: command === undefined,
          },
        });
        assert.deepEqual(
          diagnostics,
          found.map(([message, remedy]) => ({
            severity: "error",
            message: message.replace("DIRECTORY", directory),
            remedy: remedy.replace("DIRECTORY", directory),
          })),
        );
      }),
    );
  }
});
