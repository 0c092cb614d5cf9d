import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process of this machine. */
export interface Process {
  id: number;
  /** The id of its parent process. */
  parent: number;
  /** Its program and arguments. Empty once it has ended. On other systems than Linux, quotes and spaces may be lost. */
  readonly command: string[];
}

/** How many levels up to look: above a program are its runner, its engine and a few shells. */
const HIGHEST = 8;

/** How long the system may take to list its processes, in milliseconds: Windows starts a shell for it. */
const LISTING_MS = 15_000;

/** The running processes. Empty where the system does not list them. */
export function processTable(): Process[] {
  if (process.platform === "linux") {
    return readProc();
  }
  return process.platform === "win32" ? readCim(listed("powershell.exe", CIM)) : readPs(listed("ps", PS));
}

/** The commands of the parent of `id`, of the parent's parent, and so on. */
export function commandsAbove(id: number, table: readonly Process[]): string[][] {
  const byId = new Map(table.map((there) => [there.id, there]));
  const found: string[][] = [];
  let there = byId.get(byId.get(id)?.parent ?? 0);
  while (there !== undefined && found.length < HIGHEST) {
    found.push(there.command);
    there = byId.get(there.parent);
  }
  return found;
}

/** The commands of the processes that `id` has started. */
export function commandsBelow(id: number, table: readonly Process[]): string[][] {
  return table.filter(({ parent }) => parent === id).map(({ command }) => command);
}

function readProc(): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    const id = Number(name);
    if (!Number.isInteger(id)) {
      return [];
    }
    try {
      // The program's name, in parentheses, may have any character.
      const stat = readFileSync(`/proc/${id}/stat`, "latin1");
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [
        {
          id,
          parent: Number(parent),
          // Read at its first use: most processes' commands are never used.
          get command() {
            return commandOf(id);
          },
        },
      ];
    } catch {
      return []; // The process has ended meanwhile.
    }
  });
}

function commandOf(id: number): string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").replace(/\0$/, "").split("\0");
  } catch {
    return []; // The process has ended meanwhile.
  }
}

const PS = ["-axo", "pid=,ppid=,args="];

/** @param text the output of `ps`. */
export function readPs(text: string): Process[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([id]) => id !== "")
    .map(([id, parent, ...command]) => ({ id: Number(id), parent: Number(parent), command }));
}

const CIM = [
  "-NoProfile",
  "-NonInteractive",
  "-Command",
  "ConvertTo-Json -Compress @(Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,CommandLine)",
];

/** @param text the output of PowerShell. */
export function readCim(text: string): Process[] {
  try {
    const rows: { ProcessId: number; ParentProcessId: number; CommandLine: string | null }[] = JSON.parse(text);
    return rows.map(({ ProcessId, ParentProcessId, CommandLine }) => ({
      id: ProcessId,
      parent: ParentProcessId,
      command: [...(CommandLine ?? "").matchAll(/"([^"]*)"|[^\s"]+/g)].map(([all, quoted]) => quoted ?? all),
    }));
  } catch {
    return [];
  }
}

function listed(file: string, args: string[]): string {
  const { status, stdout } = spawnSync(file, args, {
    encoding: "utf8",
    timeout: LISTING_MS,
    maxBuffer: 64 * 1024 * 1024,
    windowsHide: true,
  });
  return status === 0 ? stdout : "";
}
