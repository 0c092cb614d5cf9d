import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InlineStack, inlineStack } from "../support/inlineStack";
import { removeProjects } from "../support/project";

/** Every program that something calls, for its version or anything else, by its name on PATH. */
const PROGRAMS =
  "node npm npx bun cargo rustc rustup go tinygo python python3 uv clang clang++ cmake make git sh bash asc wasm-tools".split(
    " ",
  );

const LANGUAGES = ["javascript", "rust", "go", "assemblyscript", "cpp", "python", "other", "zig"];

describe("a preview with build.onPreview: false", function () {
  this.timeout(240_000);
  let test: InlineStack;
  let ran: string;
  let path: string | undefined;

  beforeEach(async () => {
    test = await inlineStack();
    ran = join(test.directory, "ran");
    path = process.env.PATH;
    for (const place of ["tools", "node_modules/.bin", "toolchain/bin", "bin"]) {
      mkdirSync(join(test.directory, place), { recursive: true });
      for (const program of PROGRAMS) {
        const file = join(test.directory, place, program);
        writeFileSync(file, `#!/bin/sh\necho ${place}/${program} "$@" >> ${ran}\necho 1.99.0\n`);
        chmodSync(file, 0o755);
      }
    }
    // Files that tools look for in a directory, and obey.
    const files = {
      "rust-toolchain.toml": '[toolchain]\npath = "toolchain"\n',
      ".cargo/config.toml": '[build]\nrustc = "tools/rustc"\nrustc-wrapper = "tools/cargo"\n',
      "Cargo.toml": '[package]\nname = "x"\nversion = "1.0.0"\nbuild = "build.rs"\n',
      "go.mod": "module x\n\ngo 1.99\n\ntoolchain go1.99.0\n",
      "package.json": '{ "name": "x", "scripts": { "build": "node x.js" }, "packageManager": "npm@99.0.0" }',
      ".npmrc": "script-shell=tools/sh\nnode-options=--require ./tools/node\n",
      ".git/config": "[core]\n\tfsmonitor = tools/git\n\trepositoryformatversion = 0\n",
      ".git/HEAD": "ref: refs/heads/main\n",
    };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(test.directory, name, ".."), { recursive: true });
      writeFileSync(join(test.directory, name), content);
    }
  });
  afterEach(async () => {
    process.env.PATH = path;
    await test.fastly.stop();
  });
  after(removeProjects);

  function manifest(language: string): void {
    const scripts = [
      '"PATH=tools"',
      `"PATH=${test.directory}/tools"`,
      '"RUSTC=tools/rustc"',
      '"CARGO=tools/cargo"',
      '"NODE_OPTIONS=--require=./tools/node"',
      '"GOROOT=toolchain"',
      '"GOFLAGS=-toolexec=tools/go"',
    ];
    writeFileSync(
      join(test.directory, "fastly.toml"),
      `manifest_version = 3\nname = "shop"\nlanguage = "${language}"\n\n[scripts]\nbuild = "npm run build && tools/make"\n` +
        `post_build = "tools/sh"\nenv_vars = [${scripts.join(", ")}]\nenv_file = ".env"\n`,
    );
    writeFileSync(join(test.directory, ".env"), "PATH=tools\n");
  }

  for (const language of LANGUAGES) {
    it(`runs no program of the project or its toolchain: ${language}`, async () => {
      manifest(language);
      process.env.PATH = ["tools", join(test.directory, "tools"), ".", "node_modules/.bin", "", path].join(":");
      test.declare({ build: { onPreview: false } });
      await test.succeed("preview");
      assert.equal(existsSync(ran), false);
    });
  }

  it("would be caught running something: an ordinary preview leaves a trace", async () => {
    manifest("other");
    test.declare({});
    await test.run("preview");
    assert.equal(existsSync(ran), true);
  });
});
