import { getStack, runtime } from "@pulumi/pulumi";
import { commandsAbove, commandsBelow, processTable } from "../system/processTable";
import { construction } from "./construction";
import { isRunner } from "./failure";
import { isMocked } from "./mocks";
import { type Operation, program } from "./program";

/** The variable by which the engine of `pulumi-fastly-compute-local` tells it. */
export const OPERATION_VARIABLE = "FASTLY_COMPUTE_LOCAL_OPERATION";

/**
 * What the present run is for. Pulumi's protocol does not tell it, so it is read from the command that runs the program.
 * That is above a program of its own, by a chain of processes in which each is known by its name. An inline program of
 * the Automation API has started it itself. Where nothing is found, the run is taken for the one that needs the most
 * care, which deploys.
 */
export function operation(): Operation {
  if (isMocked()) {
    return "deploy"; // No command runs it, and to look for one takes a tenth of what a unit test does.
  }
  const run = program();
  run.operation ??= presentOperation();
  return run.operation;
}

/** Whether what is declared is made: in no preview, in no unit test under mocks, and not while all is destroyed. */
export function isDeploying(): boolean {
  return !runtime.isDryRun() && isDeployingOrPreview();
}

/** The same, or a preview of it. */
export function isDeployingOrPreview(): boolean {
  return !isMocked() && operation() === "deploy";
}

function presentOperation(): Operation {
  const told = process.env[OPERATION_VARIABLE];
  if (told !== undefined) {
    return told === "destroy" || told === "refresh" ? told : "deploy";
  }
  const table = processTable();
  const below = commandsBelow(process.pid, table);
  const isOwn = isRunner() || construction() !== undefined;
  return agreed([
    ...(isOwn ? [operationOf(commandsAbove(process.pid, table))] : []),
    ...operationsOfInline(below, getStack()),
  ]);
}

/** What all of them are, or the one that needs the most care. */
export function agreed(operations: Operation[]): Operation {
  const [first = "deploy", ...others] = new Set(operations);
  return others.length === 0 ? first : "deploy";
}

/** Pulumi's names of the commands that may run a program and deploy nothing. */
const COMMANDS: Record<string, Operation> = { destroy: "destroy", down: "destroy", dn: "destroy", refresh: "refresh" };

/** What comes between the CLI and the program: a language's host, or a component's. */
const HOST = /(^|[\\/])pulumi-(language|resource)-/;
const CLI = /(^|[\\/])pulumi(\.exe)?$/;

/** @param above the command lines of the processes above the program, the nearest first. */
export function operationOf(above: string[][]): Operation {
  const host = above.findIndex(([file = ""]) => HOST.test(file));
  return host >= 0 ? operationIn(above[host + 1] ?? []) : "deploy";
}

function operationIn([file = "", ...args]: string[]): Operation {
  return CLI.test(file) ? (COMMANDS[commandIn(args)] ?? "deploy") : "deploy";
}

/**
 * One process may run several inline programs at once, and stacks of one name in different projects. A program of its own
 * may run some as well.
 *
 * @param below the command lines of the processes that the program's own has started.
 */
export function operationsOfInline(below: string[][], stack: string): Operation[] {
  return below
    .filter((command) => command.includes("auto.inline"))
    .filter((command) => command[command.indexOf("--stack") + 1]?.split("/").pop() === stack)
    .map(operationIn);
}

/** The flags of `pulumi` itself that take a value: what comes after one is no command. */
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
