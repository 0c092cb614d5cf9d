import { realpathSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { move, putAside } from "../build/aside";
import { buildError } from "../build/buildErrors";
import { cargoTarget } from "../build/cargo";
import { type BuildScript, normalizeLanguage } from "../build/languages";
import { runScript } from "../build/script";
import { checkToolchain } from "../build/toolchain";
import { formatDiagnostic, throwErrors } from "../errors/diagnostics";
import { watchGit } from "../sources/gitState";
import { statOf } from "../sources/root";
import { openRegularFile, UnfitFile } from "../system/files";
import type { PackageRequest } from "./args";
import { type BuildEnvironment, hideSecrets } from "./environment";

/** The result of a build, relative to the project's directory. */
export const wasmPath = join("bin", "main.wasm");

const wasmMagic = Buffer.from([0x00, 0x61, 0x73, 0x6d]);

/** What is known after a build. */
export interface Built {
  /** Whether the build asked git for anything, so that the commit counts. */
  askedGit: boolean;
  /** The directory of Cargo's output. */
  target?: string;
}

/**
 * Builds the project: runs the script, copies Cargo's output for Rust, and runs `post_build`. Afterwards there is a
 * `bin/main.wasm` that this build wrote: the former binary and Cargo's are moved away during the build.
 *
 * @param directory the project's directory, without links
 * @param scratch a directory for the files that are moved away
 * @throws ComputeError when a tool is missing, a command fails, or the build writes no Wasm. The former files are back
 * then.
 */
export async function build(
  request: PackageRequest,
  script: BuildScript,
  { places, settings }: BuildEnvironment,
  scratch: string,
): Promise<Built> {
  const { manifestName } = request;
  const directory = realpathSync(request.directory);
  const watch = watchGit(settings.PATH ?? places.PATH ?? "", join(scratch, "git"));
  const environment = { ...places, ...settings, PATH: watch.path };
  const context = { directory, environment, script };
  if (request.build?.skipVerification !== true) {
    const found = await checkToolchain(request.language, context);
    throwErrors(() => buildError.explain("build-impossible", { manifest: manifestName }), found);
    for (const warning of found) {
      request.log("warning", formatDiagnostic(warning));
    }
  }
  const output = join(directory, wasmPath);
  const cargo = normalizeLanguage(request.language) === "rust" ? await cargoTarget(context) : undefined;
  const made = await mkdir(join(directory, "bin"), { recursive: true });
  const before = putAside([output], asidePath(scratch));
  const binaries = putAside(cargo?.binaries() ?? [], join(scratch, "cargo"));
  try {
    await run(request, environment, "The build", script.command);
    if (!(await startsWith(output, wasmMagic))) {
      await cargo?.copyBuilt(output);
    }
    const command = hideSecrets(environment)(script.command);
    await checkWasm(output, { manifest: manifestName, cause: "not written", command });
    if (request.scripts.postBuild?.trim()) {
      await run(request, environment, "The post_build script", request.scripts.postBuild);
      await checkWasm(output, { manifest: manifestName, cause: "removed" });
    }
  } catch (error) {
    binaries.restoreAll();
    before.restoreAll();
    if (made !== undefined) {
      await rmdir(made).catch(() => undefined);
    }
    throw error;
  }
  binaries.restoreMissing();
  binaries.forget();
  before.forget();
  return { askedGit: watch.hasAsked(), target: cargo?.directory };
}

/** Puts back the `bin/main.wasm` that a killed build had moved away. */
export function recoverOutput(directory: string, scratch: string): void {
  const kept = join(asidePath(scratch), "0");
  if (statOf(kept) !== undefined) {
    move(kept, join(directory, wasmPath));
  }
}

function asidePath(scratch: string): string {
  return join(scratch, "before");
}

async function run(request: PackageRequest, environment: Record<string, string>, what: string, command: string) {
  const hide = hideSecrets(environment);
  request.log("info", `${what} of ${request.manifestName}: ${hide(command)}`, true);
  await runScript({
    subject: `${what} of ${request.manifestName}`,
    command,
    directory: request.directory,
    environment,
    timeoutSeconds: request.build?.timeoutSeconds,
    signal: request.signal,
    hide,
    onLine: (line) => request.log("info", line, true),
  });
}

/** Why there may be no binary. */
interface WhenMissing {
  manifest: string;
  cause: "not built" | "not written" | "removed";
  command?: string;
}

/** Throws a `ComputeError` unless the file exists and begins like a WebAssembly binary. */
export async function checkWasm(path: string, { manifest, cause, command }: WhenMissing): Promise<void> {
  const start = await firstBytes(path);
  if (start === undefined) {
    throw buildError("wasm-missing", { manifest, cause, command });
  }
  if (!start.subarray(0, 4).equals(wasmMagic)) {
    throw buildError("wasm-invalid", { manifest, start });
  }
}

async function startsWith(path: string, magic: Buffer): Promise<boolean> {
  return (await firstBytes(path))?.subarray(0, magic.length).equals(magic) ?? false;
}

async function firstBytes(path: string): Promise<Buffer | undefined> {
  const { file } = await openRegularFile(path).catch((error) => {
    if (error instanceof UnfitFile) {
      throw buildError("wasm-no-file", { path, is: error.what });
    }
    return { file: undefined };
  });
  if (file === undefined) {
    return undefined;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
