import { execFile, execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { fastlyBinary } from "../tests/support/fastlyCli";

export const ROOT = resolve(__dirname, "..");

/** A pair of works that are measured side by side. */
export interface Work {
  name: string;
  goal: string;
  measure(): Promise<Measured>;
}

export interface Measured {
  ours_ms: number;
  /** Null when there is nothing to compare with. */
  peer_ms: number | null;
  /** Ours / peer. Some goals say peer / ours, or megabytes. */
  ratio: number;
  ok: boolean;
  /** A remark for readers of the table. */
  note?: string;
}

export interface Result extends Omit<Measured, "note"> {
  name: string;
  goal: string;
}

/** How often each side runs. The goals require at least five. `BENCH_RUNS=1` is for trying a work out. */
export const RUNS = Number(process.env.BENCH_RUNS ?? 5);

/**
 * The medians of two alternating works, in milliseconds or in whatever each returns. The first round does not count.
 */
export async function sideBySide(
  ours: () => Promise<number>,
  peer: () => Promise<number>,
  runs = RUNS,
): Promise<{ ours: number; peer: number; minimumRatio: number }> {
  const [a, b]: [number[], number[]] = [[], []];
  await ours();
  await peer();
  for (let run = 0; run < runs; run++) {
    a.push(await ours());
    b.push(await peer());
  }
  return { ours: median(a), peer: median(b), minimumRatio: Math.min(...a) / Math.min(...b) };
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs the work with a directory that is removed afterwards. */
export async function inTemporary<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "fastly-compute-bench-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A file that compresses like a program, because it is one: Node's own binary, with the magic number of Wasm. */
export function writeWasm(path: string, megabytes: number): void {
  const code = readFileSync(process.execPath);
  const file = openSync(path, "w");
  writeSync(file, Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]));
  for (let left = megabytes * 1e6 - 8; left > 0; left -= code.length) {
    writeSync(file, code, 0, Math.min(left, code.length));
  }
  closeSync(file);
}

/** Runs JavaScript in a fresh process at the root of the repository. Returns the last number that it prints. */
export async function inFreshProcess(script: string, ...args: string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script, ...args], { cwd: ROOT });
  return Number(stdout.trim().split("\n").at(-1));
}

/** Runs the real Fastly CLI for commands that need no network. */
export function offlineCli(directory: string, ...args: string[]): void {
  const binary = fastlyBinary();
  if (binary === undefined) {
    throw new Error("The Fastly CLI is not installed for this platform (npm package @fastly/cli).");
  }
  execFileSync(binary, [...args, "--quiet"], {
    cwd: directory,
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH, HOME: directory, XDG_CONFIG_HOME: directory, FASTLY_WASM_METADATA_DISABLE: "true" },
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
