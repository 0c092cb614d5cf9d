import { getStack, runtime } from "@pulumi/pulumi";
import { commandsAbove, commandsBelow, processTable } from "../system/processTable";
import { construction } from "./construction";
import { isRunner } from "./failure";
import { isMocked } from "./mocks";
import { type Operation, program } from "./program";

/** The variable by which the engine of `pulumi-fastly-compute-local` gives the operation. */
export const OPERATION_VARIABLE = "FASTLY_COMPUTE_LOCAL_OPERATION";

/**
 * The operation of the present run. Pulumi's protocol does not have it, so it is read from the command that runs the
 * program. Above a program's own process, that is a chain of processes with known names. An inline program of the
 * Automation API has started the command itself. When nothing is found, the run counts as a deployment, which needs the
 * most care.
 */
export function operation(): Operation {
  if (isMocked()) {
    return "deploy"; // No command runs a unit test, and the search would take a tenth of its time.
  }
  const run = program();
  run.operation ??= presentOperation();
  return run.operation;
}

/** Whether declared resources are made: in no preview, in no unit test under mocks, and in no destroy. */
export function isDeploying(): boolean {
  return !runtime.isDryRun() && isDeployingOrPreview();
}

/** Whether it is a deployment or a preview of one. */
export function isDeployingOrPreview(): boolean {
  return !isMocked() && operation() === "deploy";
}

function presentOperation(): Operation {
  const asked = process.env[OPERATION_VARIABLE];
  if (asked !== undefined) {
    return asked === "destroy" || asked === "refresh" ? asked : "deploy";
  }
  const table = processTable();
  const below = commandsBelow(process.pid, table);
  const isOwn = isRunner() || construction() !== undefined;
  return agreed([
    ...(isOwn ? [operationOf(commandsAbove(process.pid, table))] : []),
    ...operationsOfInline(below, getStack()),
  ]);
}

/** The operation of all of them, or else the one that needs the most care. */
export function agreed(operations: Operation[]): Operation {
  const [first = "deploy", ...others] = new Set(operations);
  return others.length === 0 ? first : "deploy";
}

/** Pulumi's names for commands that may run a program without deploying. */
const COMMANDS: Record<string, Operation> = { destroy: "destroy", down: "destroy", dn: "destroy", refresh: "refresh" };

/** The processes between the CLI and the program: a language host, or a component's host. */
const HOST = /(^|[\\/])pulumi-(language|resource)-/;
const CLI = /(^|[\\/])pulumi(\.exe)?$/;

/** @param above the command lines of the processes above the program, nearest first. */
export function operationOf(above: string[][]): Operation {
  const host = above.findIndex(([file = ""]) => HOST.test(file));
  return host >= 0 ? operationIn(above[host + 1] ?? []) : "deploy";
}

function operationIn([file = "", ...args]: string[]): Operation {
  return CLI.test(file) ? (COMMANDS[commandIn(args)] ?? "deploy") : "deploy";
}

/**
 * One process may run several inline programs at once, and stacks with the same name in different projects. A program
 * with its own process may run inline programs too.
 *
 * @param below the command lines of the processes that the program's process has started.
 */
export function operationsOfInline(below: string[][], stack: string): Operation[] {
  return below
    .filter((command) => command.includes("auto.inline"))
    .filter((command) => command[command.indexOf("--stack") + 1]?.split("/").pop() === stack)
    .map(operationIn);
}

/** The flags of `pulumi` that take a value: the word after one is no command. */
const VALUED =
  "-C --cwd --color -v --verbose --tracing --tracing-header --otel-traces --profiling --memprofilerate".split(" ");

function commandIn(args: string[]): string {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (VALUED.includes(arg)) {
      index++;
    } else if (!arg.startsWith("-")) {
      return arg;
    }
  }
  return "";
}
