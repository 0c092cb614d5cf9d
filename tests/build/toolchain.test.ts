import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkToolchain } from "../../sdk/build/toolchain";
import { writeProgram } from "../package/project";
import { inTemporary, makeDirectory } from "../package/support";

interface Case {
  title: string;
  language: string;
  /** The programs on the PATH, with their output. */
  programs?: Record<string, string>;
  files?: Record<string, string>;
  command?: string;
  found: [code: string, facts: Record<string, string | undefined>][];
}

const goRemedy =
  "Install TinyGo (https://tinygo.org/getting-started), or build with Go itself: set [scripts] build to `GOOS=wasip1 GOARCH=wasm go build -o bin/main.wasm .`";

const cases: Case[] = [
  {
    title: "Rust without Cargo",
    language: "rust",
    found: [["toolchain-missing", { program: "cargo", install: "Install Rust with rustup: https://rustup.rs" }]],
  },
  {
    title: "a Cargo that the Fastly CLI refuses",
    language: "rust",
    programs: { cargo: "cargo 1.91.0 (x)" },
    command: "make",
    found: [["rust-version-unfit", { version: "1.91.0" }]],
  },
  {
    title: "an old Cargo, without the target",
    language: "rust",
    programs: { cargo: "cargo 1.77.2 (x)", rustc: "/nowhere" },
    found: [
      ["rust-version-unfit", { version: "1.77.2" }],
      ["rust-target-missing", { target: "wasm32-wasip1" }],
    ],
  },
  {
    title: "a .cargo/config that is not read",
    language: "rust",
    programs: { cargo: "cargo 1.90.0 (x)", rustc: "/" },
    files: { ".cargo/config": "" },
    found: [["cargo-config-renamed", {}]],
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
    found: [["toolchain-missing", { program: "npm", install: "Install it: https://nodejs.org" }]],
  },
  {
    title: "JavaScript with a lock file of Bun, without Bun",
    language: "javascript",
    programs: { npm: "10" },
    files: { "bun.lock": "" },
    found: [["toolchain-missing", { program: "bun", install: "Install it: https://bun.sh" }]],
  },
  {
    title: "a JavaScript project that was not installed",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": '{"devDependencies":{"@fastly/js-compute":"3"}}' },
    found: [["dependency-not-installed", { dependency: "@fastly/js-compute", runtime: "npm", root: "DIRECTORY" }]],
  },
  {
    title: "a JavaScript project without package.json",
    language: "javascript",
    programs: { npm: "10.0.0" },
    found: [["package-json-missing", { dependency: "@fastly/js-compute" }]],
  },
  {
    title: "a JavaScript project without the runtime",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": "{}" },
    command: "A=1 npm run build",
    found: [["dependency-not-declared", { dependency: "@fastly/js-compute", runtime: "npm", root: "DIRECTORY" }]],
  },
  ...['{ "dependencies": {', "name: shop", "", '{ "a": 1, }', "[1"].map((text) => ({
    title: `a package.json of ${JSON.stringify(text)}`,
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": text },
    found: [["package-json-invalid", { path: "DIRECTORY/package.json", reason: notJson(text) }]] as Case["found"],
  })),
  ...["null", "[]", "1", '{ "dependencies": null, "devDependencies": [] }'].map((text) => ({
    title: `a package.json of ${text}`,
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": text },
    found: [
      ["dependency-not-declared", { dependency: "@fastly/js-compute", runtime: "npm", root: "DIRECTORY" }],
    ] as Case["found"],
  })),
  {
    title: "a package.json that begins with a byte order mark",
    language: "javascript",
    programs: { npm: "10" },
    files: { "package.json": '\uFEFF{"dependencies":{"@fastly/js-compute":"3"}}' },
    found: [["dependency-not-installed", { dependency: "@fastly/js-compute", runtime: "npm", root: "DIRECTORY" }]],
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
    found: [["dependency-not-declared", { dependency: "assemblyscript", runtime: "npm", root: "DIRECTORY" }]],
  },
  {
    title: "Go without TinyGo",
    language: "go",
    programs: { go: "go version go1.22" },
    command: "tinygo build -o bin/main.wasm .",
    found: [["toolchain-missing", { program: "tinygo", install: goRemedy }]],
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
        "toolchain-missing",
        { program: "clang++", install: "Install Clang with the WASI SDK: https://github.com/WebAssembly/wasi-sdk" },
      ],
    ],
  },
  {
    title: "an old Python without uv",
    language: "python",
    programs: { python3: "Python 3.11.7" },
    found: [
      ["python-version-unfit", { version: "Python 3.11.7" }],
      [
        "toolchain-missing",
        { program: "uv", install: "Install it: https://docs.astral.sh/uv/getting-started/installation" },
      ],
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

/** Node's words for the error differ from version to version. */
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
          diagnostics.map(({ severity, code, facts }) => [severity, code, facts]),
          found.map(([code, facts]) => [
            "error",
            code,
            Object.fromEntries(
              Object.entries(facts).map(([name, value]) => [name, value?.replace("DIRECTORY", directory)]),
            ),
          ]),
        );
      }),
    );
  }
});
