import { copyFile, mkdir, open, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatDiagnostic, throwErrors } from "../diagnostics";
import { ComputeError } from "../errors";
import type { PackageRequest } from "./args";
import { buildEnvironment, hideSecrets } from "./environment";
import { type BuildScript, normalizeLanguage } from "./languages";
import { runScript } from "./script";
import { checkToolchain, programOutput } from "./toolchain";

/** Where a build leaves its result, relative to the project's directory. */
export const wasmPath = join("bin", "main.wasm");

const wasmMagic = Buffer.from([0x00, 0x61, 0x73, 0x6d]);

/**
 * Builds the project: the script, for Rust the copy of Cargo's output, then `post_build`. Afterwards there is a
 * `bin/main.wasm` that this build wrote.
 *
 * Throws a `ComputeError` when a tool is missing, a command fails, or no Wasm comes out of it. Then `bin/main.wasm` is
 * gone: neither the last build's result nor half of this one is left to be taken for it.
 */
export async function build(request: PackageRequest, script: BuildScript): Promise<void> {
  const { directory, manifestName } = request;
  const environment = buildEnvironment(request);
  if (request.build?.skipVerification !== true) {
    const found = await checkToolchain(request.language, { directory, environment, script });
    throwErrors(`Cannot build ${manifestName}`, found);
    for (const warning of found) {
      request.log("warning", formatDiagnostic(warning));
    }
  }
  const output = join(directory, wasmPath);
  await mkdir(join(directory, "bin"), { recursive: true });
  await rm(output, { force: true });
  try {
    await run(request, environment, "The build", script.command);
    if (normalizeLanguage(request.language) === "rust") {
      await copyCargoOutput(directory, environment, output);
    }
    await checkWasm(
      output,
      manifestName,
      `${JSON.stringify(hideSecrets(environment)(script.command))} ended without an error but wrote none.`,
    );
    if (request.scripts.postBuild?.trim()) {
      await run(request, environment, "The post_build script", request.scripts.postBuild);
      await checkWasm(output, manifestName, "The post_build script removed it.");
    }
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
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

/**
 * Copies what Cargo built to `bin/main.wasm`, unless the script has written that itself, for example an optimized one.
 */
async function copyCargoOutput(directory: string, environment: Record<string, string>, output: string) {
  if (await startsWith(output, wasmMagic)) {
    return;
  }
  const metadata = await programOutput("cargo", ["metadata", "--no-deps", "--format-version", "1"], {
    directory,
    environment,
  });
  if (metadata === undefined) {
    return;
  }
  const { packages, target_directory } = JSON.parse(metadata) as CargoMetadata;
  const project = await realpath(directory);
  const own = packages.find((candidate) => candidate.manifest_path === join(project, "Cargo.toml"));
  const binaries = (own?.targets ?? []).filter((target) => target.kind.includes("bin")).map((target) => target.name);
  const name = binaries.find((binary) => binary === own?.name) ?? binaries[0];
  if (name !== undefined) {
    const built = join(target_directory, "wasm32-wasip1", "release", `${name}.wasm`);
    await copyFile(built, output).catch((error: NodeJS.ErrnoException) => {
      throw new ComputeError(
        `Cargo ended without an error but there is no ${built} (${error.code})`,
        "Build with `--release --target wasm32-wasip1`, or let [scripts] build write bin/main.wasm itself.",
      );
    });
  }
}

interface CargoMetadata {
  target_directory: string;
  packages: { name: string; manifest_path: string; targets: { name: string; kind: string[] }[] }[];
}

/** Throws a `ComputeError` unless the file exists and begins like a WebAssembly binary. */
export async function checkWasm(path: string, file: string, whenMissing: string): Promise<void> {
  const start = await firstBytes(path);
  if (start === undefined) {
    throw new ComputeError(
      `There is no bin/main.wasm beside ${file}. ${whenMissing}`,
      "A build has to write its result to bin/main.wasm in the project's directory.",
    );
  }
  if (!start.subarray(0, 4).equals(wasmMagic)) {
    throw new ComputeError(
      `The bin/main.wasm beside ${file} is not WebAssembly: it ${describe(start)} "\\0asm"`,
      "Let the build write a WebAssembly binary to bin/main.wasm.",
    );
  }
}

function describe(start: Buffer): string {
  if (start.length === 0) {
    return "is empty instead of beginning with";
  }
  const text = start.toString("latin1");
  const found = /^[\t\n\r -~]+$/.test(text) ? `text ${JSON.stringify(text)}` : `bytes ${start.toString("hex")}`;
  return `begins with the ${found} instead of with`;
}

async function startsWith(path: string, magic: Buffer): Promise<boolean> {
  return (await firstBytes(path))?.subarray(0, magic.length).equals(magic) ?? false;
}

async function firstBytes(path: string): Promise<Buffer | undefined> {
  const file = await open(path, "r").catch(() => undefined);
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
