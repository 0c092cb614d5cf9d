import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../errors/diagnostics";
import { diagnostic } from "../errors/diagnostics";
import type { Explanation } from "../errors/explanation";
import { textOf } from "../sources/root";
import { buildError } from "./buildErrors";
import { type BuildScript, normalizeLanguage, usesBun } from "./languages";
import { programOutput } from "./programOutput";

/** Where a toolchain is looked for: as the build would find it. */
export interface ToolchainContext {
  directory: string;
  environment: Record<string, string>;
  script: BuildScript;
}

type Check = (context: ToolchainContext) => Promise<Diagnostic[]>;

/**
 * Finds what is missing to build a project of this language, before a build takes time. An error when the build is
 * certain to fail. Otherwise a warning.
 */
export async function checkToolchain(language: string | undefined, context: ToolchainContext): Promise<Diagnostic[]> {
  return (await checks[normalizeLanguage(language)]?.(context)) ?? [];
}

const checks: Record<string, Check> = {
  async rust(context) {
    const version = await programOutput("cargo", ["--version"], context);
    if (version === undefined) {
      return [missing("cargo", "Install Rust with rustup: https://rustup.rs")];
    }
    const found: Diagnostic[] = [];
    const number = /\d{1,9}\.\d{1,9}(\.\d{1,9})?/.exec(version)?.[0] ?? "";
    // The Fastly CLI refuses these releases: Compute cannot run their binaries.
    if (olderThan(number, [1, 78]) || number === "1.91.0" || number === "1.93.0") {
      found.push(error(buildError.explain("rust-version-unfit", { version: number })));
    }
    if (existsSync(join(context.directory, ".cargo/config")) && !olderThan(number, [1, 78])) {
      found.push(error(buildError.explain("cargo-config-renamed")));
    }
    const target = /--target[= ](wasm32-[\w-]+)/.exec(context.script.command)?.[1];
    if (target !== undefined) {
      const library = await programOutput("rustc", ["--print", "target-libdir", "--target", target], context);
      if (library === undefined || !existsSync(library)) {
        found.push(error(buildError.explain("rust-target-missing", { target })));
      }
    }
    return found;
  },
  async javascript(context) {
    return npmProject(context, "@fastly/js-compute", /^(\w+=\S* +)*(npm|bun) run build$/);
  },
  async assemblyscript(context) {
    return npmProject(context, "assemblyscript", /^(\w+=\S* +)*npm run (as)?build$/);
  },
  async go(context) {
    return mentioned(context, {
      tinygo:
        "Install TinyGo (https://tinygo.org/getting-started), or build with Go itself: set [scripts] build to `GOOS=wasip1 GOARCH=wasm go build -o bin/main.wasm .`",
      go: "Install Go: https://go.dev/dl",
    });
  },
  async cpp(context) {
    return mentioned(context, {
      "clang++": "Install Clang with the WASI SDK: https://github.com/WebAssembly/wasi-sdk",
    });
  },
  async python(context) {
    const found: Diagnostic[] = [];
    const version =
      (await programOutput("python3", ["--version"], context)) ??
      (await programOutput("python", ["--version"], context));
    if (version === undefined || olderThan(version.replace("Python ", ""), [3, 12])) {
      found.push(error(buildError.explain("python-version-unfit", { version })));
    }
    if ((await programOutput("uv", ["--version"], context)) === undefined) {
      found.push(missing("uv", "Install it: https://docs.astral.sh/uv/getting-started/installation"));
    }
    return found;
  },
};

/** The programs that the script names and that do not exist. */
async function mentioned(context: ToolchainContext, remedies: Record<string, string>): Promise<Diagnostic[]> {
  const words = context.script.command.split(/[\s;&|()]+/);
  const found: Diagnostic[] = [];
  for (const [program, remedy] of Object.entries(remedies)) {
    const versionArgument = program === "clang++" ? "--version" : "version";
    if (words.includes(program) && (await programOutput(program, [versionArgument], context)) === undefined) {
      found.push(missing(program, remedy));
    }
  }
  return found;
}

/** Checks only the default command and the usual npm script, like the Fastly CLI: other commands may not need this. */
async function npmProject(context: ToolchainContext, dependency: string, usual: RegExp): Promise<Diagnostic[]> {
  const { directory, environment, script } = context;
  if (!script.isDefault && !usual.test(script.command.trim())) {
    return [];
  }
  const runtime = usesBun(directory) ? "bun" : "npm";
  if ((await programOutput(runtime, ["--version"], context)) === undefined) {
    const url = runtime === "bun" ? "https://bun.sh" : "https://nodejs.org";
    return [missing(runtime, `Install it: ${url}`)];
  }
  const root = findUp(directory, "package.json", environment.HOME ?? homedir());
  if (root === undefined) {
    return [error(buildError.explain("package-json-missing", { dependency }))];
  }
  // Bun fetches packages that are not installed.
  if (runtime === "bun" || findUp(directory, join("node_modules", dependency, "package.json"), "/") !== undefined) {
    return [];
  }
  const path = join(root, "package.json");
  let dependencies: object;
  try {
    const content = JSON.parse(textOf(path));
    dependencies = { ...content?.dependencies, ...content?.devDependencies };
  } catch (cause) {
    return [error(buildError.explain("package-json-invalid", { path, reason: (cause as Error).message }))];
  }
  const code = dependency in dependencies ? "dependency-not-installed" : "dependency-not-declared";
  return [error(buildError.explain(code, { dependency, runtime, root }))];
}

/** The nearest directory with the file, from here up to the last one. */
function findUp(directory: string, file: string, last: string): string | undefined {
  if (existsSync(join(directory, file))) {
    return directory;
  }
  const parent = dirname(directory);
  return directory === last || parent === directory ? undefined : findUp(parent, file, last);
}

function olderThan(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  return a < major || (a === major && b < minor);
}

function missing(program: string, install: string): Diagnostic {
  return error(buildError.explain("toolchain-missing", { program, install }));
}

function error(explanation: Explanation): Diagnostic {
  return diagnostic("error", explanation);
}
