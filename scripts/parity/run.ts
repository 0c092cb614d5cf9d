import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalFastly } from "../../sdk/local";
import { fastlyCli } from "../../tests/support/fastlyCli";
import { deployOurs } from "./ours";
import { type Reason, reasonFor, refusalReason } from "./reasons";
import { compare, type Difference, snapshotOf } from "./snapshot";

const TINY_WASM = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

export type Verdict = "same" | "better" | "differ" | "refused by both";

export interface Outcome {
  verdict: Verdict;
  /** Why it is not the same, each reason once. */
  reasons: string[];
  /** What no reason explains. */
  unexplained: string[];
}

/** Deploys a manifest twice, each time onto a fresh local Fastly, and compares what is there afterwards. */
export async function compareDeployments(manifest: string): Promise<Outcome> {
  const directory = makeProjects(manifest);
  const [cli, ours] = [await LocalFastly.start(), await LocalFastly.start()];
  try {
    const cliError = await deployWithCli(join(directory, "cli"), cli);
    const ourError = await deployOurs(join(directory, "ours"), ours, false);
    return judge(cliError, ourError, () => compare(snapshotOf(cli), snapshotOf(ours)));
  } finally {
    await Promise.all([cli.stop(), ours.stop()]);
  }
}

/**
 * The same for a service that exists, which the CLI made from the manifest. The CLI then only uploads the package; ours
 * takes the service over, so that whatever `[setup]` declares is there afterwards.
 */
export async function compareOnExisting(manifest: string): Promise<Outcome> {
  const directory = makeProjects(manifest);
  const [cli, ours] = [await LocalFastly.start(), await LocalFastly.start()];
  try {
    for (const [name, fastly] of [
      ["cli", cli],
      ["ours", ours],
    ] as const) {
      const failed = await deployWithCli(join(directory, name), fastly);
      if (failed !== undefined) {
        return judge(failed, failed, () => []);
      }
    }
    const cliError = await deployWithCli(join(directory, "cli"), cli);
    const ourError = await deployOurs(join(directory, "ours"), ours, true);
    return judge(cliError, ourError, () => compare(snapshotOf(cli), snapshotOf(ours)));
  } finally {
    await Promise.all([cli.stop(), ours.stop()]);
  }
}

export function judge(
  cliError: string | undefined,
  ourError: string | undefined,
  differences: () => Difference[],
): Outcome {
  if (cliError !== undefined && ourError !== undefined) {
    return { verdict: "refused by both", reasons: [], unexplained: [] };
  }
  if (cliError !== undefined || ourError !== undefined) {
    const by = cliError === undefined ? "ours" : "cli";
    const message = cliError ?? ourError ?? "";
    const reason = refusalReason(by, message);
    return reason === undefined
      ? { verdict: "differ", reasons: [], unexplained: [`only ${by} refuses: ${message}`] }
      : { verdict: reason.verdict, reasons: [describe(reason)], unexplained: [] };
  }
  const found = differences().map((difference) => ({ difference, reason: reasonFor(difference) }));
  const unexplained = found
    .filter(({ reason }) => reason === undefined)
    .map(
      ({ difference: { path, cli, ours } }) => `${path}: ${cli ?? "nothing"} with the CLI, ${ours ?? "nothing"} here`,
    );
  const reasons = [...new Set(found.flatMap(({ reason }) => (reason === undefined ? [] : [describe(reason)])))];
  const differs = unexplained.length > 0 || found.some(({ reason }) => reason?.verdict === "differ");
  return { verdict: found.length === 0 ? "same" : differs ? "differ" : "better", reasons, unexplained };
}

function describe({ name, why }: Reason): string {
  return `${name}: ${why}`;
}

/**
 * One directory for each of the two, with a package of the smallest Wasm there is. All go when the process ends: a
 * deployment that was refused may still be packing.
 */
function makeProjects(manifest: string): string {
  if (root === undefined) {
    const made = mkdtempSync(join(tmpdir(), "parity-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    root = made;
  }
  const directory = mkdtempSync(join(root, "manifest-"));
  for (const name of ["cli", "ours"]) {
    mkdirSync(join(directory, name, "bin"), { recursive: true });
    writeFileSync(join(directory, name, "fastly.toml"), withoutServiceId(manifest));
    writeFileSync(join(directory, name, "bin/main.wasm"), TINY_WASM);
  }
  return directory;
}

let root: string | undefined;

function withoutServiceId(manifest: string): string {
  return manifest.replace(/^[ \t]*service_id[ \t]*=.*$/m, "");
}

async function deployWithCli(directory: string, fastly: LocalFastly): Promise<string | undefined> {
  const run = fastlyCli({ url: fastly.url, token: fastly.token });
  try {
    await run(["compute", "pack", "--wasm-binary", "bin/main.wasm"], { cwd: directory });
    await run(["compute", "deploy", "-i", "--status-check-off"], { cwd: directory });
    return undefined;
  } catch (error) {
    const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
    return `${stderr ?? ""}${stdout ?? ""}` || message;
  }
}
