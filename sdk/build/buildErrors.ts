import { catalogue } from "../errors/catalogue";

/** The errors that keep a project from being built, found before or after the build ran. */
export const buildError = catalogue({
  "language-unknown": {
    what: "The component has no build command for the manifest's language.",
    why: "The component has the Fastly CLI's commands for some languages. Other languages need a command of their own.",
    examples: [
      { language: "cobol", manifest: "app/fastly.toml", known: ["rust", "javascript", "go"] },
      { language: "zig", manifest: "app/fastly.toml", known: ["rust"], example: "zig build -Dtarget=wasm32-wasi" },
    ],
    explain: (facts: { language: string; manifest: string; known: string[]; example?: string }) => ({
      problem: `The language ${JSON.stringify(facts.language)} of ${facts.manifest} has no default build command`,
      remedy:
        facts.example === undefined
          ? `Set language to one of ${facts.known.join(", ")} or other. Or set [scripts] build.`
          : `Set a build command, for example:\n  [scripts]\n  build = ${JSON.stringify(facts.example)}`,
    }),
  },
  "cargo-toml-unreadable": {
    what: "A Rust project has no `Cargo.toml`, or the file cannot be read.",
    why: "The default build command needs the name of the crate, which is in this file.",
    examples: [{ manifest: "app/fastly.toml", reason: "ENOENT: no such file or directory" }],
    explain: ({ manifest, reason }: { manifest: string; reason: string }) => ({
      problem: `Cannot read the Cargo.toml beside ${manifest}: ${reason}`,
      remedy: "Add a Cargo.toml, or set a command in [scripts] build.",
    }),
  },
  "crate-name-missing": {
    what: "The `Cargo.toml` of a Rust project has no package name.",
    why: "The default build command needs the name of the crate that it builds.",
    examples: [{ manifest: "app/fastly.toml" }],
    explain: ({ manifest }: { manifest: string }) => ({
      problem: `The Cargo.toml beside ${manifest} has no package name`,
      remedy: 'Add name = "…" to its [package] table, or set [scripts] build.',
    }),
  },
  "build-impossible": {
    what: "The build needs something that is missing. Each missing thing is listed with its own code.",
    why: "The build would certainly fail, so the component does not start it.",
    examples: [{ manifest: "app/fastly.toml" }],
    explain: ({ manifest }: { manifest: string }) => ({
      problem: `Cannot build ${manifest}`,
      remedy: "Install what is listed. To build without this check, set { build: { skipVerification: true } }.",
    }),
  },
  "toolchain-missing": {
    what: "A program that builds this language is not on the PATH.",
    why: "Builds use the tools of this machine. The component downloads none.",
    examples: [{ program: "cargo", install: "Install Rust with rustup: https://rustup.rs" }],
    explain: ({ program, install }: { program: string; install: string }) => ({
      problem: `\`${program}\` was not found on the PATH`,
      remedy: install,
    }),
  },
  "rust-version-unfit": {
    what: "The installed version of Rust makes binaries that Compute cannot run.",
    why: "The Fastly CLI refuses the same versions.",
    examples: [{ version: "1.91.0" }],
    explain: ({ version }: { version: string }) => ({
      problem: `Cargo ${version} cannot build for Fastly Compute`,
      remedy: "Run: rustup update stable",
    }),
  },
  "cargo-config-renamed": {
    what: "The project has Cargo's settings in a file that Cargo no longer reads.",
    why: "Since version 1.78, Cargo reads only `.cargo/config.toml`. The build would run without these settings.",
    explain: () => ({
      problem: "Cargo no longer reads .cargo/config",
      remedy: "Rename the file to .cargo/config.toml. Run: mv .cargo/config .cargo/config.toml",
    }),
  },
  "rust-target-missing": {
    what: "Rust cannot build for WebAssembly on this machine yet.",
    why: "The target of the build command is a part of Rust that must be installed separately.",
    examples: [{ target: "wasm32-wasip1" }],
    explain: ({ target }: { target: string }) => ({
      problem: `The Rust target ${target} is not installed`,
      remedy: `Run: rustup target add ${target}`,
    }),
  },
  "python-version-unfit": {
    what: "No Python on the PATH is new enough.",
    why: "Fastly's tools for Python need version 3.12 or newer.",
    examples: [{ version: "Python 3.9.2" }, {}],
    explain: ({ version }: { version?: string }) => ({
      problem: version === undefined ? "Python was not found" : `${version} is too old`,
      remedy: "Install Python 3.12 or newer: https://www.python.org/downloads",
    }),
  },
  "package-json-missing": {
    what: "A JavaScript or AssemblyScript project has no `package.json`.",
    why: "The compiler for Compute is an npm package, and the project depends on it.",
    examples: [{ dependency: "@fastly/js-compute" }],
    explain: ({ dependency }: { dependency: string }) => ({
      problem: "There is no package.json",
      remedy: `Make a package.json in the project. Run:\n  npm init\n  npm install ${dependency}`,
    }),
  },
  "package-json-invalid": {
    what: "The `package.json` of the project is not JSON.",
    why: "Neither npm nor the build can read it.",
    examples: [{ path: "/src/app/package.json", reason: "Unexpected end of JSON input" }],
    explain: ({ path, reason }: { path: string; reason: string }) => ({
      problem: `${path} is not JSON: ${reason}`,
      remedy: "Correct the file.",
    }),
  },
  "dependency-not-installed": {
    what: "The compiler is a dependency of the project, but is not installed.",
    why: "A build installs nothing by itself.",
    examples: [{ dependency: "@fastly/js-compute", runtime: "npm", root: "/src/app" }],
    explain: ({ dependency, runtime, root }: { dependency: string; runtime: string; root: string }) => ({
      problem: `${dependency} is not installed`,
      remedy: `In ${root}, run: ${runtime} install`,
    }),
  },
  "dependency-not-declared": {
    what: "The project does not depend on the compiler.",
    why: "The default build command runs the compiler that is installed in the project.",
    examples: [{ dependency: "@fastly/js-compute", runtime: "npm", root: "/src/app" }],
    explain: ({ dependency, runtime, root }: { dependency: string; runtime: string; root: string }) => ({
      problem: `${dependency} is not a dependency of package.json`,
      remedy: `In ${root}, run: ${runtime} add ${dependency}`,
    }),
  },
  "wasm-missing": {
    what: "There is no `bin/main.wasm` to deploy.",
    why: "A package needs this file. A build must write it, or it must exist already.",
    examples: [
      { manifest: "app/fastly.toml", cause: "not written", command: "npm run build" },
      { manifest: "app/fastly.toml", cause: "not built" },
      { manifest: "app/fastly.toml", cause: "removed" },
    ],
    explain: ({
      manifest,
      cause,
      command = "",
    }: {
      manifest: string;
      cause: keyof typeof NO_WASM;
      command?: string;
    }) => ({
      problem: `There is no bin/main.wasm beside ${manifest}: ${NO_WASM[cause](command)}`,
      remedy: "Let the build write its result to bin/main.wasm in the project's directory.",
    }),
  },
  "wasm-invalid": {
    what: "The file `bin/main.wasm` is not a WebAssembly binary.",
    why: "Fastly would refuse the package, or could not run it.",
    examples: [
      { manifest: "app/fastly.toml", start: Buffer.from("#!/bin/sh\n") },
      { manifest: "app/fastly.toml", start: Buffer.from([]) },
    ],
    explain: ({ manifest, start }: { manifest: string; start: Buffer }) => ({
      problem: `The bin/main.wasm beside ${manifest} is not WebAssembly: it ${beginning(start)} "\\0asm"`,
      remedy: "Let the build write a WebAssembly binary to bin/main.wasm.",
    }),
  },
  "wasm-no-file": {
    what: "`bin/main.wasm` is not a regular file.",
    why: "Directories and devices are not read: reading them might never end.",
    examples: [{ path: "/src/app/bin/main.wasm", is: "is a directory; a file is needed" }],
    explain: ({ path, is }: { path: string; is: string }) => ({
      problem: `${path} ${is}`,
      remedy: "Let the build write a WebAssembly binary to bin/main.wasm.",
    }),
  },
  "wasm-link-outside": {
    what: "`bin/main.wasm` is a link to a file outside of the project.",
    why: "A manifest or a commit must not decide which file of the machine is published.",
    examples: [{ manifest: "app/fastly.toml" }],
    explain: ({ manifest }: { manifest: string }) => ({
      problem: `The bin/main.wasm beside ${manifest} is a link that leads out of the project's directory`,
      remedy: 'Copy the file to bin/main.wasm, or name it in the program: { package: { path: "…" } }.',
    }),
  },
  "env-file-outside": {
    what: "The manifest names a file of variables outside of the project.",
    why: "A manifest may read only files of its own project.",
    examples: [{ file: "../.env", manifest: "app/fastly.toml" }],
    explain: ({ file, manifest }: { file: string; manifest: string }) => ({
      problem: `Cannot read "scripts.env_file" ${JSON.stringify(file)} of ${manifest}: it is outside the project's directory`,
      remedy: "Copy the file into the project, or set the variables in the program: { build: { environment: { … } } }.",
    }),
  },
  "env-file-unreadable": {
    what: "The manifest names a file of variables that cannot be read.",
    why: "The build would run without these variables.",
    examples: [{ file: ".env", manifest: "app/fastly.toml", why: "does not exist" }],
    explain: ({ file, manifest, why }: { file: string; manifest: string; why: string }) => ({
      problem: `Cannot read "scripts.env_file" ${JSON.stringify(file)} of ${manifest}: the file ${why}`,
      remedy: "Create the file, or correct the path. The path starts at the directory of the manifest.",
    }),
  },
  "env-unusable": {
    what: "Variables of the build are not written as `KEY=VALUE`. Each line is listed.",
    why: "The build would run without these variables.",
    examples: [{ file: ".env", isFile: true }, { file: "app/fastly.toml" }],
    explain: ({ file, isFile }: { file: string; isFile?: boolean }) => ({
      problem: isFile ? `Cannot read ${file}` : `Cannot use ${file}`,
      remedy: "Correct each line that is listed.",
    }),
  },
  "env-line-malformed": {
    what: "A variable of the build is not written as `KEY=VALUE`.",
    why: "The line is not shown because it may hold a secret.",
    examples: [{}, { key: "scripts.env_vars[0]" }],
    explain: ({ key }: { key?: string }) => ({
      problem: key === undefined ? 'Expected a line "KEY=VALUE"' : `Expected "${key}" to be "KEY=VALUE"`,
      remedy: 'Write the name, "=" and the value on one line. Comments start with "#".',
    }),
  },
});

const NO_WASM = {
  "not written": (command: string) => `${JSON.stringify(command)} ended without an error but wrote none`,
  "not built": () => "the manifest has neither a build script nor a language with a default one",
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
