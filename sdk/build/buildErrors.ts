import { catalogue } from "../errors/catalogue";

/** The errors that keep a project from being built, found before or after the build ran. */
export const buildError = catalogue({
  "language-unknown": {
    what: "There is no build command for the manifest's language.",
    why: "The component has the Fastly CLI's commands for some languages. Others need a command of their own.",
    examples: [
      { language: "cobol", manifest: "app/fastly.toml", known: ["rust", "javascript", "go"] },
      { language: "zig", manifest: "app/fastly.toml", known: ["rust"], example: "zig build -Dtarget=wasm32-wasi" },
    ],
    tell: (facts: { language: string; manifest: string; known: string[]; example?: string }) => ({
      problem: `The language ${JSON.stringify(facts.language)} of ${facts.manifest} has no default build command`,
      remedy:
        facts.example === undefined
          ? `Use one of ${facts.known.join(", ")} or other, or set [scripts] build.`
          : `Set one, for example:\n  [scripts]\n  build = ${JSON.stringify(facts.example)}`,
    }),
  },
  "cargo-toml-unreadable": {
    what: "A Rust project has no `Cargo.toml` that can be read.",
    why: "The default build command needs the crate's name, which is in that file.",
    examples: [{ manifest: "app/fastly.toml", reason: "ENOENT: no such file or directory" }],
    tell: ({ manifest, reason }: { manifest: string; reason: string }) => ({
      problem: `Cannot read the Cargo.toml beside ${manifest}: ${reason}`,
      remedy: "Add one, or set a command in [scripts] build.",
    }),
  },
  "crate-name-missing": {
    what: "The `Cargo.toml` of a Rust project has no package name.",
    why: "The default build command names the crate whose binary it builds.",
    examples: [{ manifest: "app/fastly.toml" }],
    tell: ({ manifest }: { manifest: string }) => ({
      problem: `The Cargo.toml beside ${manifest} has no package name`,
      remedy: 'Add name = "…" to its [package] table, or set [scripts] build.',
    }),
  },
  "build-impossible": {
    what: "Something that the build needs is missing. Each thing is listed, with a code of its own.",
    why: "The build would fail for certain, so that it is not started.",
    examples: [{ manifest: "app/fastly.toml" }],
    tell: ({ manifest }: { manifest: string }) => ({
      problem: `Cannot build ${manifest}`,
      remedy: "Install what is listed. To build without the check, set { build: { skipVerification: true } }.",
    }),
  },
  "toolchain-missing": {
    what: "A program that builds this language is not on the PATH.",
    why: "Builds run with the tools of this machine. Nothing is downloaded for them.",
    examples: [{ program: "cargo", install: "Install Rust with rustup: https://rustup.rs" }],
    tell: ({ program, install }: { program: string; install: string }) => ({
      problem: `\`${program}\` was not found on the PATH`,
      remedy: install,
    }),
  },
  "rust-version-unfit": {
    what: "The installed version of Rust makes binaries that Compute cannot run.",
    why: "The Fastly CLI refuses the same versions.",
    examples: [{ version: "1.91.0" }],
    tell: ({ version }: { version: string }) => ({
      problem: `Cargo ${version} cannot build for Fastly Compute`,
      remedy: "Run: rustup update stable",
    }),
  },
  "cargo-config-renamed": {
    what: "The project has Cargo's settings under a name that Cargo no longer reads.",
    why: "Since version 1.78 Cargo reads `.cargo/config.toml` only. The build would have other settings.",
    tell: () => ({
      problem: "Cargo no longer reads .cargo/config",
      remedy: "Rename it to .cargo/config.toml. Run: mv .cargo/config .cargo/config.toml",
    }),
  },
  "rust-target-missing": {
    what: "Rust cannot build for WebAssembly on this machine so far.",
    why: "The target of the build command is a part of Rust that is installed by itself.",
    examples: [{ target: "wasm32-wasip1" }],
    tell: ({ target }: { target: string }) => ({
      problem: `The Rust target ${target} is not installed`,
      remedy: `Run: rustup target add ${target}`,
    }),
  },
  "python-version-unfit": {
    what: "There is no Python on the PATH that is new enough.",
    why: "Fastly's tools for Python need version 3.12 or newer.",
    examples: [{ version: "Python 3.9.2" }, {}],
    tell: ({ version }: { version?: string }) => ({
      problem: version === undefined ? "Python was not found" : `${version} is too old`,
      remedy: "Install Python 3.12 or newer: https://www.python.org/downloads",
    }),
  },
  "package-json-missing": {
    what: "A project in JavaScript or AssemblyScript has no `package.json`.",
    why: "The compiler for Compute is a package of npm that the project depends on.",
    examples: [{ dependency: "@fastly/js-compute" }],
    tell: ({ dependency }: { dependency: string }) => ({
      problem: "There is no package.json",
      remedy: `Make one in the project. Run:\n  npm init\n  npm install ${dependency}`,
    }),
  },
  "package-json-invalid": {
    what: "The `package.json` of the project is not JSON.",
    why: "Neither npm nor the build can read it.",
    examples: [{ path: "/src/app/package.json", reason: "Unexpected end of JSON input" }],
    tell: ({ path, reason }: { path: string; reason: string }) => ({
      problem: `${path} is not JSON: ${reason}`,
      remedy: "Correct the file.",
    }),
  },
  "dependency-not-installed": {
    what: "The compiler is a dependency of the project, and not installed.",
    why: "Builds install nothing by themselves.",
    examples: [{ dependency: "@fastly/js-compute", runtime: "npm", root: "/src/app" }],
    tell: ({ dependency, runtime, root }: { dependency: string; runtime: string; root: string }) => ({
      problem: `${dependency} is not installed`,
      remedy: `Run: ${runtime} install, in ${root}`,
    }),
  },
  "dependency-not-declared": {
    what: "The project does not depend on the compiler.",
    why: "The default build command runs the compiler that the project has installed.",
    examples: [{ dependency: "@fastly/js-compute", runtime: "npm", root: "/src/app" }],
    tell: ({ dependency, runtime, root }: { dependency: string; runtime: string; root: string }) => ({
      problem: `${dependency} is not a dependency of package.json`,
      remedy: `Run: ${runtime} add ${dependency}, in ${root}`,
    }),
  },
  "wasm-missing": {
    what: "There is no `bin/main.wasm` to deploy.",
    why: "The file is what a package is for. A build has to write it, or it is there already.",
    examples: [
      { manifest: "app/fastly.toml", cause: "not written", command: "npm run build" },
      { manifest: "app/fastly.toml", cause: "not built" },
      { manifest: "app/fastly.toml", cause: "removed" },
    ],
    tell: ({ manifest, cause, command = "" }: { manifest: string; cause: keyof typeof NO_WASM; command?: string }) => ({
      problem: `There is no bin/main.wasm beside ${manifest}: ${NO_WASM[cause](command)}`,
      remedy: "Let the build write its result to bin/main.wasm in the project's directory.",
    }),
  },
  "wasm-invalid": {
    what: "The `bin/main.wasm` is not a WebAssembly binary.",
    why: "Fastly would refuse the package, or run nothing.",
    examples: [
      { manifest: "app/fastly.toml", start: Buffer.from("#!/bin/sh\n") },
      { manifest: "app/fastly.toml", start: Buffer.from([]) },
    ],
    tell: ({ manifest, start }: { manifest: string; start: Buffer }) => ({
      problem: `The bin/main.wasm beside ${manifest} is not WebAssembly: it ${beginning(start)} "\\0asm"`,
      remedy: "Let the build write a WebAssembly binary to bin/main.wasm.",
    }),
  },
  "wasm-no-file": {
    what: "Something else than a regular file has the name `bin/main.wasm`.",
    why: "Directories and devices are not read: such a read may have no end.",
    examples: [{ path: "/src/app/bin/main.wasm", is: "is a directory; a file is needed" }],
    tell: ({ path, is }: { path: string; is: string }) => ({
      problem: `${path} ${is}`,
      remedy: "Let the build write a WebAssembly binary to bin/main.wasm.",
    }),
  },
  "wasm-link-outside": {
    what: "The `bin/main.wasm` is a link to a file outside of the project.",
    why: "A manifest or a commit must not decide which file of the machine is published.",
    examples: [{ manifest: "app/fastly.toml" }],
    tell: ({ manifest }: { manifest: string }) => ({
      problem: `The bin/main.wasm beside ${manifest} is a link that leads out of the project's directory`,
      remedy: "Copy the file there, or name it in the program: package: { path }.",
    }),
  },
  "env-file-outside": {
    what: "The manifest names a file with variables that is outside of the project.",
    why: "A manifest may read files of its own project only.",
    examples: [{ file: "../.env", manifest: "app/fastly.toml" }],
    tell: ({ file, manifest }: { file: string; manifest: string }) => ({
      problem: `Cannot read "scripts.env_file" ${JSON.stringify(file)} of ${manifest}: it is outside the project's directory`,
      remedy: "Copy the file into the project, or set the variables in the program: build: { environment }.",
    }),
  },
  "env-file-unreadable": {
    what: "The file with variables that the manifest names cannot be read.",
    why: "The build would run without its variables.",
    examples: [{ file: ".env", manifest: "app/fastly.toml", why: "does not exist" }],
    tell: ({ file, manifest, why }: { file: string; manifest: string; why: string }) => ({
      problem: `Cannot read "scripts.env_file" ${JSON.stringify(file)} of ${manifest}: the file ${why}`,
      remedy: "Create the file or correct the path; it is relative to the directory of the manifest.",
    }),
  },
  "env-unusable": {
    what: "Variables of the build are not written as `KEY=VALUE`. Each line is listed.",
    why: "The build would run without these variables.",
    examples: [{ file: ".env", isFile: true }, { file: "app/fastly.toml" }],
    tell: ({ file, isFile }: { file: string; isFile?: boolean }) => ({
      problem: isFile ? `Cannot read ${file}` : `Cannot use ${file}`,
      remedy: "Correct each line that is listed.",
    }),
  },
  "env-line-malformed": {
    what: "A variable of the build is not written as `KEY=VALUE`.",
    why: "The line is not shown, as it may hold a secret.",
    examples: [{}, { key: "scripts.env_vars[0]" }],
    tell: ({ key }: { key?: string }) => ({
      problem: key === undefined ? 'Expected a line "KEY=VALUE"' : `Expected "${key}" to be "KEY=VALUE"`,
      remedy: 'Write the name, "=" and the value on one line; comments start with "#".',
    }),
  },
});

const NO_WASM = {
  "not written": (command: string) => `${JSON.stringify(command)} ended without an error but wrote none`,
  "not built": () => "without a build script, and with no language or the language other, it has to be there already",
  removed: () => "the post_build script removed it",
};

function beginning(start: Buffer): string {
  if (start.length === 0) {
    return "is empty instead of beginning with";
  }
  const text = start.toString("latin1");
  const found = /^[\t\n\r -~]+$/.test(text) ? `text ${JSON.stringify(text)}` : `bytes ${start.toString("hex")}`;
  return `begins with the ${found} instead of with`;
}
