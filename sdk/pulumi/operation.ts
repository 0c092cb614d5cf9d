import { runtime } from "@pulumi/pulumi";
import { ancestors } from "../system/ancestors";
import { construction } from "./construction";
import { isRunner } from "./failure";
import { isMocked } from "./mocks";
import { type Operation, program } from "./program";

/** The variable by which the engine of `pulumi-fastly-compute-local` tells it. */
export const OPERATION_VARIABLE = "FASTLY_COMPUTE_LOCAL_OPERATION";

/**
 * What the present run is for. Pulumi's protocol does not tell it, so it is read from the command that has started the
 * program: a chain of processes in which each is known by its name. An inline program of the Automation API has no such
 * chain, nor has any on Windows. The run is then taken for the one that needs the most care, which deploys.
 */
export function operation(): Operation {
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
  return isRunner() || construction() !== undefined ? operationOf(ancestors()) : "deploy";
}

/** Pulumi's names of the commands that may run a program and deploy nothing. */
const COMMANDS: Record<string, Operation> = { destroy: "destroy", down: "destroy", dn: "destroy", refresh: "refresh" };

/** What comes between the CLI and the program: a language's host, or a component's. */
const HOST = /(^|[\\/])pulumi-(language|resource)-/;
const CLI = /(^|[\\/])pulumi(\.exe)?$/;

/** @param above the command lines of the processes above the program, the nearest first. */
export function operationOf(above: string[][]): Operation {
  const host = above.findIndex(([file = ""]) => HOST.test(file));
  const [file = "", ...args] = above[host + 1] ?? [];
  return host >= 0 && CLI.test(file) ? (COMMANDS[commandIn(args)] ?? "deploy") : "deploy";
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
