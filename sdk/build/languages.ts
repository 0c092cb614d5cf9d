import { join } from "node:path";
import { parseToml } from "../manifest/toml";
import { ancestors, namesIn } from "../sources/root";
import { FILE_LIMITS, readRegularText } from "../system/files";
import { buildError } from "./buildErrors";

/** The settings that decide how a project is built. */
export interface BuildRequest {
  directory: string;
  /** The manifest's name in messages. */
  manifestName: string;
  language?: string;
  scripts: { build?: string };
  build?: { command?: string };
}

/** A build command, and whether it is the language's default. */
export interface BuildScript {
  command: string;
  isDefault: boolean;
}

/**
 * Each language's command when neither `build.command` nor `[scripts] build` is given. The commands are the Fastly
 * CLI's.
 */
const defaultCommands: Record<string, (directory: string, manifestName: string) => string> = {
  rust: (directory, manifestName) =>
    `cargo build --bin ${crateName(directory, manifestName)} --release --target wasm32-wasip1 --color always`,
  javascript: (directory) =>
    `${usesBun(directory) ? "bunx" : "npm exec"} js-compute-runtime ./src/index.js ./bin/main.wasm`,
  // The Fastly CLI's command until it dropped the language in version 11.
  assemblyscript: () => "npm exec -- asc assembly/index.ts --outFile bin/main.wasm --optimize --noAssert",
  go: () => "tinygo build -target=wasi -gc=conservative -o ./bin/main.wasm ./",
  cpp: () => "clang++ -O3 --target=wasm32-wasip1 -o ./bin/main.wasm main.cpp",
  python: () => "uv run fastly-compute-py build -o ./bin/main.wasm",
};

/** The languages with a default command. The Fastly CLI has these in its manifest, and `other`. */
export const LANGUAGES = Object.keys(defaultCommands);

/** Suggestions for `[scripts] build` in languages without a command of the Fastly CLI. */
const examples: Record<string, string> = {
  swift: "swift build -c release --triple wasm32-unknown-wasi && cp .build/release/App.wasm bin/main.wasm",
  zig: "zig build -Dtarget=wasm32-wasi -Doptimize=ReleaseSmall && cp zig-out/bin/main.wasm bin/main.wasm",
};

/** The language as the Fastly CLI compares it. */
export function normalizeLanguage(language: string | undefined): string {
  return (language ?? "").trim().toLowerCase();
}

/**
 * The command that builds the project. Undefined when there is nothing to run: the language is `other` or missing, and
 * `bin/main.wasm` is used as it is.
 *
 * Throws a `ComputeError` for a language that has no default command and no script.
 */
export function buildScript(request: BuildRequest): BuildScript | undefined {
  const command = request.build?.command ?? request.scripts.build ?? "";
  if (command.trim() !== "") {
    return { command, isDefault: false };
  }
  const language = normalizeLanguage(request.language);
  if (language === "" || language === "other") {
    return undefined;
  }
  const defaultCommand = defaultCommands[language];
  if (defaultCommand === undefined) {
    throw buildError("language-unknown", {
      language,
      manifest: request.manifestName,
      known: Object.keys(defaultCommands),
      example: examples[language],
    });
  }
  return { command: defaultCommand(request.directory, request.manifestName), isDefault: true };
}

/** Whether Bun manages the project: the nearest lock file says so, here or at the root of a workspace. */
export function usesBun(directory: string): boolean {
  for (const path of ancestors(directory)) {
    const locks = namesIn(path).filter((name) =>
      /^(bun\.lockb?|package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(name),
    );
    if (locks.length > 0) {
      return locks.some((name) => name.startsWith("bun"));
    }
  }
  return false;
}

function crateName(directory: string, manifestName: string): string {
  let name: unknown;
  try {
    const cargo = parseToml(readRegularText(join(directory, "Cargo.toml"), FILE_LIMITS.settings)) as {
      package?: { name?: unknown };
    };
    name = cargo.package?.name;
  } catch (error) {
    throw buildError("cargo-toml-unreadable", { manifest: manifestName, reason: (error as Error).message });
  }
  if (typeof name !== "string" || !/^[\w-]+$/.test(name)) {
    throw buildError("crate-name-missing", { manifest: manifestName });
  }
  return name;
}
