import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { accountOf } from "../build/account";
import type { BuildScript } from "../build/languages";
import { normalizeLanguage } from "../build/languages";
import type { Account } from "../sources/account";
import { gitState } from "../sources/gitState";
import { findRoot, isInside, nameIn, type Root } from "../sources/root";
import { readSources } from "../sources/sources";
import { isOwn, learn } from "../sources/writes";
import type { LivePackage, PackageRequest } from "./args";
import { type Built, build, recoverOutput, wasmPath } from "./build";
import type { BuildRecord, Cache } from "./cache";
import { packageFiles } from "./contents";
import { type BuildEnvironment, buildEnvironment } from "./environment";
import { fingerprintsOf, readSetting, sourcesDigest, toolchainVersion } from "./fingerprint";
import { noteDropped, noteInputs, type State, whyBuilt } from "./why";

/** Runs the work when a place is free for it. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** The outcome of making the Wasm binary. */
export interface BuiltWasm {
  built: boolean;
  /** The digest of its sources: see `sourcesDigest`. */
  sources: string;
  /** The live package, if somebody asked for it. */
  live?: LivePackage;
  /** True when there is no Wasm because the live package was made from the same sources. */
  isLive?: boolean;
}

interface LastBuild {
  startedAt: number;
  /** The fingerprints before and after the build. */
  keys: string[];
  git?: string;
  /** The SHA-256 of the build's `bin/main.wasm`, or why there is none. */
  result: string | Error;
}

const lastBuilds = new Map<string, LastBuild>();

/**
 * Makes sure that `bin/main.wasm` is the result of a build of the present sources. Undefined when that would take a
 * build, in a preview that must not build.
 *
 * A build is skipped only when nothing that it could see has changed. It sees only what the fingerprint covers. A
 * request never repeats a build that another request has made since it arrived, not even without a cache.
 *
 * @param arrivedAt when the request was made, by `performance.now()`
 */
export async function builtWasm(
  request: PackageRequest,
  script: BuildScript,
  cache: Cache,
  arrivedAt: number,
  limit: Limit,
): Promise<BuiltWasm | undefined> {
  const { directory, build: args = {} } = request;
  recoverOutput(directory, cache.scratch);
  const wasm = join(directory, wasmPath);
  const useCache = args.cache !== false;
  const mayRun = !(request.preview && args.onPreview === false);
  const environment = buildEnvironment(request);
  const before = await readState(request, script, cache);
  const { everywhere, here } = before.fingerprints();
  const madeFrom = (git?: string) => sourcesDigest(request, everywhere, git);
  const { incomplete } = before.sources;
  const version = mayRun ? await toolchainVersion(request) : undefined;
  const isCurrent = (record: BuildRecord) =>
    record.here === (record.account === undefined ? here : before.fingerprints(NONE, record.account).here) &&
    (version === undefined || record.version === version) &&
    (record.git === undefined || record.git === before.git);

  const last = lastBuilds.get(directory);
  if (last?.keys.includes(here) && last.startedAt >= arrivedAt) {
    if (last.result instanceof Error) {
      throw last.result;
    }
    if (await hasHash(cache, wasm, last.result)) {
      return { built: false, sources: madeFrom(last.git) };
    }
  }
  let live: LivePackage | undefined;
  if (useCache && incomplete === undefined) {
    const record = await reuse(request, isCurrent, cache);
    if (record !== undefined) {
      return { built: false, sources: madeFrom(record.git) };
    }
    // This machine has built the same sources with other tools or settings. The difference may matter, so the live
    // package is no answer.
    const isNew = !cache.builds.records.some((known) => known.everywhere === everywhere);
    live = isNew && (await areIncludedSources(request, before)) ? await request.live?.() : undefined;
    if (live !== undefined && [madeFrom(), madeFrom(before.git)].includes(live.sources)) {
      request.log("info", `${request.manifestName} was not built: the live package was made from the same sources.`);
      return { built: false, sources: live.sources, live, isLive: true };
    }
  }
  if (!mayRun) {
    return undefined;
  }
  const why = useCache
    ? (incomplete ?? whyBuilt(cache, { ...before, version }, realpathSync(directory)))
    : '"build.cache" is false';
  if (why !== undefined) {
    request.log("info", `The project of ${request.manifestName} is built again: ${why}.`);
  }
  const startedAt = performance.now();
  let result: Built;
  try {
    result = await limit(() => build(request, script, environment, cache.scratch));
  } catch (error) {
    const keys = [here, (await readState(request, script, cache)).fingerprints().here];
    lastBuilds.set(directory, { startedAt, keys, result: error as Error });
    throw error;
  }
  const hash = await cache.facts.hashOf(wasm);
  const after = await readState(request, script, cache);
  const isTarget = (name: string) =>
    result.target !== undefined && isInside(join(after.root.path, name), result.target);
  const { writes, changed, suspects } = learn(cache.builds.writes, {
    before: before.all(),
    after: after.all(),
    wasm: hash,
    isDeclared: (name) =>
      after.sources.ignored.has(name) || isTarget(name) || appendsTo(script, request, after.root, name),
    restWithout: (names) => before.fingerprints(names).here,
  });
  cache.builds.writes = writes;
  const fingerprints = after.fingerprints();
  const git = result.askedGit ? before.git : undefined;
  lastBuilds.set(directory, { startedAt, keys: [here, fingerprints.here], git, result: hash });
  if (useCache && incomplete === undefined) {
    const written = new Set(changed);
    const isSame = before.fingerprints(written).here === after.fingerprints(written).here && before.git === after.git;
    if (suspects.length > 0 || !isSame) {
      const what = suspects.slice(0, 3).join(", ") || "Its setting";
      noteDropped(cache, `${what} also changed during the last build`);
      request.log("info", `${what} changed during the build of ${request.manifestName}; the next run builds again.`);
      request.log("info", "Files that the build writes do not count if git ignores them.");
    } else {
      const included = (await includedHash(request, cache)) ?? "";
      const account = await narrowedTo(request, script, environment, after.root, result.target);
      const { here } = after.fingerprints(NONE, account);
      const { everywhere } = fingerprints;
      await cache.remember({ everywhere, here, account, version: version ?? "", git, wasm: hash, included }, wasm);
      noteInputs(cache, { ...after, git, version }, account);
      if (git !== undefined && normalizeLanguage(request.language) === "go") {
        request.log(
          "info",
          `The build of ${request.manifestName} asks git for the commit, so each commit builds and deploys again. If Go does this, add -buildvcs=false to the build script.`,
        );
      }
    }
  }
  return { built: true, sources: sourcesDigest(request, fingerprints.everywhere, git), live };
}

async function readState(request: PackageRequest, script: BuildScript, cache: Cache) {
  const directory = realpathSync(request.directory);
  const root = findRoot(directory, realpathSync(request.program ?? process.cwd()));
  const setting = await readSetting({ ...request, directory }, script, buildEnvironment(request), cache.facts);
  const inputs = request.build?.inputs ?? [];
  const sources = await readSources(directory, root, inputs, setting.named, cache.facts);
  const isLeftOut = (name: string, state: string) => isOwn(cache.builds.writes, name, state);
  return {
    root,
    setting,
    sources,
    git: gitState(root.git),
    all: () => new Map([...sources.files, ...sources.local]),
    fingerprints: (without = NONE, account?: Account) =>
      fingerprintsOf(setting, sources, (name, state) => without.has(name) || isLeftOut(name, state), account),
  };
}

const NONE: ReadonlySet<string> = new Set();

/** The toolchain's account of the files that it has read. Undefined when anything else has read or selected files. */
function narrowedTo(
  request: PackageRequest,
  { command }: BuildScript,
  { places, settings }: BuildEnvironment,
  root: Root,
  target: string | undefined,
): Promise<Account | undefined> | undefined {
  const isPlain = !request.scripts.postBuild?.trim() && request.build?.inputs === undefined;
  const asked = { directory: realpathSync(request.directory), root: root.path, command: command.trim(), target };
  const environment = { ...places, ...settings };
  return isPlain ? accountOf(normalizeLanguage(request.language), { ...asked, environment }) : undefined;
}

async function reuse(request: PackageRequest, isCurrent: (record: BuildRecord) => boolean, cache: Cache) {
  const { builds } = cache;
  const record = builds.records.find(isCurrent);
  if (record === undefined || record.included !== (await includedHash(request, cache))) {
    return undefined;
  }
  const wasm = join(request.directory, wasmPath);
  if (!(await hasHash(cache, wasm, record.wasm)) && !(await cache.restore(record, wasm))) {
    return undefined;
  }
  builds.records = [record, ...builds.records.filter((other) => other !== record)];
  request.log("debug", `${request.manifestName} was not built: nothing that the build could see has changed.`);
  return record;
}

/** Whether the package has no included files that the build cannot see, such as files that git ignores. */
async function areIncludedSources(
  request: PackageRequest,
  { root, sources }: Pick<State, "root" | "sources">,
): Promise<boolean> {
  try {
    const directory = realpathSync(request.directory);
    const files = await packageFiles({ ...request, directory }, wasmPath);
    return files
      .flatMap(({ content }) => (content instanceof Uint8Array || content.path === wasmPath ? [] : [content.path]))
      .every((path) => sources.files.has(nameIn(path, root.path)));
  } catch {
    return false;
  }
}

/** A file to which a script appends is a log of its builds. */
function appendsTo(script: BuildScript, request: PackageRequest, root: Root, name: string): boolean {
  const texts = `${script.command}\n${request.scripts.postBuild ?? ""}`;
  return [...texts.matchAll(/>>\s*["']?([^\s"'`;&|()<>$]+)/g)].some(
    ([, target = ""]) => nameIn(resolve(realpathSync(request.directory), target), root.path) === name,
  );
}

/**
 * The hash of the included files. Files that a build writes into the package must belong to the same build as the Wasm
 * binary.
 */
async function includedHash(request: PackageRequest, cache: Cache): Promise<string | undefined> {
  const wasm = join(request.directory, wasmPath);
  try {
    const hash = createHash("sha256");
    for (const { name, content } of await packageFiles(request, wasm)) {
      if (!(content instanceof Uint8Array) && content.path !== wasm) {
        hash.update(`${await cache.facts.hashOf(content.path)} ${name}\n`);
      }
    }
    return hash.digest("hex");
  } catch {
    // An included file is missing. Packing reports it.
    return undefined;
  }
}

async function hasHash(cache: Cache, path: string, hash: string): Promise<boolean> {
  return existsSync(path) && (await cache.facts.hashOf(path)) === hash;
}
