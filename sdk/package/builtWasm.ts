import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { PackageRequest } from "./args";
import { build, wasmPath } from "./build";
import type { Cache } from "./cache";
import { fingerprint, readSetting, type Setting } from "./fingerprint";
import { type BuildScript, normalizeLanguage } from "./languages";
import { classifyWrites, isOutput, type Outputs } from "./outputs";
import { readSources, type Sources } from "./sources";

/** Runs the work when there is a free place for it. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

interface LastBuild {
  startedAt: number;
  /** Everything of the request that decides what is built. */
  key: string;
  /** The SHA-256 of its `bin/main.wasm`, or why there is none. */
  result: string | Error;
}

const lastBuilds = new Map<string, LastBuild>();

/**
 * Makes sure that `bin/main.wasm` is the result of a build of the sources as they are, and returns whether that took a
 * build. Undefined when it would, and this is a preview that must not build.
 *
 * A build is not needed when the fingerprint of everything that can change its result is that of an earlier one: see
 * `readSources` for the files and `readSetting` for the rest. Whatever is uncertain counts as a change. A request never
 * builds what another one has built since it was made, not even without a cache.
 *
 * @param arrivedAt when the request was made, by `performance.now()`
 */
export async function builtWasm(
  request: PackageRequest,
  script: BuildScript,
  cache: Cache,
  arrivedAt: number,
  limit: Limit,
): Promise<{ built: boolean } | undefined> {
  const { directory, scripts, build: args = {} } = request;
  const wasm = join(directory, wasmPath);
  const useCache = args.cache !== false;
  const setting = await readSetting(request, script, cache.facts);
  const sources = await readInputs(request, cache, (path, hash) => !isOutput(cache.builds.outputs, path, hash));
  const key = JSON.stringify([setting, script, scripts.postBuild]);

  const last = lastBuilds.get(directory);
  if (last?.key === key && last.startedAt >= arrivedAt) {
    if (last.result instanceof Error) {
      throw last.result;
    }
    if (await hasHash(cache, wasm, last.result)) {
      return { built: false };
    }
  }
  if (useCache && (await reuse(request, setting, sources, cache))) {
    return { built: false };
  }
  if (request.preview && args.onPreview === false) {
    return undefined;
  }
  const startedAt = performance.now();
  try {
    await limit(() => build(request, script));
  } catch (error) {
    lastBuilds.set(directory, { startedAt, key, result: error as Error });
    throw error;
  }
  const { hash } = await cache.facts.of(wasm);
  lastBuilds.set(directory, { startedAt, key, result: hash });
  if (useCache) {
    await remember(request, setting, sources, hash, cache);
  }
  return { built: true };
}

function readInputs(
  request: PackageRequest,
  cache: Cache,
  isRead: (path: string, hash: string) => boolean,
): Promise<Sources> {
  const inputs = (request.build?.inputs ?? []).map((path) => resolve(request.directory, path));
  if (normalizeLanguage(request.language) === "rust") {
    inputs.push(join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "config.toml"));
  }
  return readSources(request.directory, inputs, cache.facts, isRead);
}

async function reuse(request: PackageRequest, setting: Setting, sources: Sources, cache: Cache): Promise<boolean> {
  const { builds } = cache;
  if (sources.incomplete !== undefined) {
    return false;
  }
  const current = fingerprint(setting, sources, builds.outputs);
  const record = builds.records.find((candidate) => candidate.fingerprint === current);
  if (record === undefined || record.included !== includedOutputs(request, sources, builds.outputs)) {
    return false;
  }
  const wasm = join(request.directory, wasmPath);
  if (!(await hasHash(cache, wasm, record.wasm)) && !(await cache.restore(record, wasm))) {
    return false;
  }
  builds.records = [record, ...builds.records.filter((other) => other !== record)];
  request.log("debug", `${request.manifestName} was not built: nothing that its build depends on has changed.`);
  return true;
}

async function remember(request: PackageRequest, setting: Setting, before: Sources, wasm: string, cache: Cache) {
  const { builds } = cache;
  if (before.incomplete !== undefined) {
    request.log("info", `${request.manifestName} is built each time: ${before.incomplete}.`);
    return;
  }
  const after = await readInputs(request, cache, (path, hash) => before.files.get(path)?.hash === hash);
  const writes = classifyWrites(before.files, after.files, builds.outputs, builds.suspects, (paths) =>
    gitIgnored(request.directory, paths),
  );
  builds.outputs = writes.outputs;
  builds.suspects = writes.suspects;
  if (writes.suspects.length > 0) {
    const files = writes.suspects.slice(0, 3).join(", ");
    request.log("info", `${files} changed while ${request.manifestName} was built; the next run builds it again.`);
    return;
  }
  const record = {
    fingerprint: fingerprint(setting, before, builds.outputs),
    wasm,
    included: includedOutputs(request, after, builds.outputs),
  };
  await cache.remember(record, join(request.directory, wasmPath));
}

/** Outputs that go into the package have to be those of the build whose Wasm binary does. */
function includedOutputs(request: PackageRequest, sources: Sources, outputs: Outputs): string {
  const include = (request.package?.include ?? []).map((path) => path.replace(/^\.\//, "").replace(/\/$/, ""));
  const files = [...sources.files]
    .filter(([path, { hash }]) => isOutput(outputs, path, hash))
    .filter(([path]) => include.some((at) => at === "." || path === at || path.startsWith(`${at}/`)))
    .map(([path, { hash }]) => `${hash} ${path}`);
  return createHash("sha256").update(files.sort().join("\n")).digest("hex");
}

async function hasHash(cache: Cache, path: string, hash: string): Promise<boolean> {
  return existsSync(path) && (await cache.facts.of(path)).hash === hash;
}

/** Those of the paths that git ignores; none outside a repository or without git. */
function gitIgnored(directory: string, paths: string[]): Set<string> {
  if (paths.length === 0) {
    return new Set();
  }
  try {
    const output = execFileSync("git", ["check-ignore", "-z", "--stdin"], {
      cwd: directory,
      input: paths.join("\0"),
      stdio: ["pipe", "pipe", "ignore"],
      encoding: "utf8",
    });
    return new Set(output.split("\0"));
  } catch {
    return new Set();
  }
}
