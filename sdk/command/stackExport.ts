import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify, stripVTControlCharacters } from "node:util";
import { FILE_LIMITS, readRegularText, whyUnread } from "../system/files";
import { visibleLine } from "../system/visible";
import { commandError } from "./errors";
import type { Io } from "./io";

/** The stack that a command reads. */
export interface StackOptions {
  /** The directory of the Pulumi program. */
  dir: string;
  stack?: string;
  /** A file to read instead of running `pulumi stack export`. */
  state?: string;
}

/** The output of `pulumi stack export`. */
export async function exportedState({ dir, stack, state }: StackOptions, io: Io): Promise<unknown> {
  if (state !== undefined) {
    return jsonIn(state);
  }
  const args = ["stack", "export", "--show-secrets", "--non-interactive"];
  return JSON.parse(await askPulumi(args, { dir, stack }, io));
}

/** The output of a `pulumi` command. */
export async function askPulumi(
  args: string[],
  { dir, stack }: { dir: string; stack?: string },
  io: Io,
): Promise<string> {
  const all = [...args, ...(stack === undefined ? [] : ["--stack", stack])];
  try {
    const { stdout } = await promisify(execFile)("pulumi", all, { cwd: dir, env: io.env, maxBuffer: FILE_LIMITS.data });
    return stdout;
  } catch (error) {
    const { stderr, stdout, message, code } = error as Error & { stderr?: string; stdout?: string; code?: unknown };
    if (code === "ENOENT" && existsSync(dir)) {
      throw commandError("pulumi-not-installed", { command: `pulumi ${args[0]}` });
    }
    const said = [stderr, diagnosticsIn(stdout), message].find((text) => text?.trim()) ?? "";
    throw commandError("pulumi-failed", {
      command: `pulumi ${args.filter((arg) => !arg.startsWith("--")).join(" ")}`,
      reason: visibleLine(stripVTControlCharacters(said).trim().split("\n", 1)[0] ?? ""),
    });
  }
}

/** The errors in the JSON output of a failed preview. */
function diagnosticsIn(stdout: string | undefined): string | undefined {
  try {
    const { diagnostics } = JSON.parse(stdout ?? "") as { diagnostics?: { severity: string; message: string }[] };
    return diagnostics?.find(({ severity }) => severity === "error")?.message;
  } catch {
    return undefined;
  }
}

/** @throws ComputeError when the file is not JSON. */
export function jsonIn(file: string): unknown {
  let text: string;
  try {
    text = readRegularText(file, FILE_LIMITS.data);
  } catch (error) {
    throw commandError("state-not-readable", { file, reason: whyUnread(error) });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw commandError("state-not-readable", { file, reason: "is not JSON" });
  }
}
