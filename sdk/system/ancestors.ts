import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** How far up is looked: a program has its runner, its engine and a few shells above it. */
const HIGHEST = 8;

/**
 * The command lines of the process that has started this one, of the one that has started that, and so on. As far as the
 * system tells: Windows does not.
 */
export function ancestors(): string[][] {
  const found: string[][] = [];
  const read = process.platform === "linux" ? readProc : process.platform === "win32" ? () => undefined : readPs;
  for (let pid = process.ppid; pid > 1 && found.length < HIGHEST; ) {
    const there = read(pid);
    if (there === undefined) {
      break;
    }
    found.push(there.command);
    pid = there.parent;
  }
  return found;
}

interface Process {
  command: string[];
  parent: number;
}

function readProc(pid: number): Process | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replace(/\0$/, "").split("\0");
    const [, parent] = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return { command, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function readPs(pid: number): Process | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
  const [, parent, args = ""] = /^(\d+) (.*)/.exec((stdout ?? "").trim()) ?? [];
  return status === 0 && parent !== undefined ? { command: args.split(/\s+/), parent: Number(parent) } : undefined;
}
