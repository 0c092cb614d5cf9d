import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createDisplay, renderFullDiff, renderMarkdown } from "../display";
import { renderJson } from "../display/json";
import type { Operation } from "../engine";
import { type LocalStackOptions, localStack } from "../localStack";
import type { RunResult, Stack } from "../stack";
import { connectToApi } from "./api";
import { readStackConfig, type StackConfig } from "./config";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import type { Io } from "./io";
import { otherStacksOf } from "./otherStacks";
import { readPolicyPacks } from "./policy";
import type { Project } from "./project";
import { withLocalCommands } from "./remedies";
import { readSecrets } from "./secretInput";
import { stateDirectoryOf } from "./stateDirectory";

/** One command on a stack, with everything it needs. */
interface Session {
  invocation: Invocation;
  io: Io;
  stack: Stack;
  /** Values that must not be shown. */
  secrets: string[];
  signal: AbortSignal;
}

/** Runs preview, up, refresh or destroy. Returns the exit code. */
export async function runOperation(given: Invocation, project: Project, io: Io): Promise<number> {
  const invocation = { ...given, secret: readSecrets(given.secret, () => io.readInput?.() ?? "") };
  const { command } = invocation;
  if (command === "up" || command === "destroy") {
    refuseSilentChange(invocation, io);
    refuseToAskInJson(invocation);
  }
  const config = readStackConfig(project, invocation);
  const policyPacks = readPolicyPacks(invocation);
  const stateDirectory = stateDirectoryOf(invocation, project);
  const mayMove = command === "preview" || command === "up";
  const api = await connectToApi(stateDirectory, { url: invocation.api, mayMove });
  const interrupt = interruption(io);
  try {
    io.stderr.write(
      `A local stand-in for Fastly (${api.url}), for trying out and testing: nothing reaches fastly.com.\n\n`,
    );
    const session: Session = {
      invocation,
      io,
      stack: openStack(
        invocation,
        project,
        { ...config, policyPacks, program: programOf(invocation, project, io) },
        api,
        join(stateDirectory, invocation.stack),
      ),
      secrets: [...Object.values(config.secretConfig), ...(invocation.api === undefined ? [api.token] : [])],
      signal: interrupt.signal,
    };
    const result = await perform(session);
    const told = result && {
      ...result,
      events: result.events.map((event) => withLocalCommands(event, invocation)),
    };
    writeReport(session, told);
    if (invocation.json && told !== undefined) {
      io.stdout.write(renderJson(told, session.secrets));
    }
    return result?.exitCode ?? 1;
  } finally {
    interrupt.dispose();
    await api.stop();
  }
}

function openStack(
  invocation: Invocation,
  project: Project,
  config: StackConfig & Pick<LocalStackOptions, "program" | "policyPacks">,
  fastly: { url: string; token: string },
  stateDirectory: string,
): Stack {
  const { stack, engine, strict } = invocation;
  return localStack({
    language: project.language,
    packages: project.packages,
    project: project.name,
    stack,
    engine,
    fastly,
    stateDirectory,
    strict,
    stackOutputs: otherStacksOf(invocation, project),
    ...config,
  });
}

function programOf({ engine }: Invocation, { language, program }: Project, { load }: Io): LocalStackOptions["program"] {
  return load !== undefined && language === undefined && engine !== "pulumi" ? () => load(program) : program;
}

async function perform(session: Session): Promise<RunResult | undefined> {
  const { invocation, signal } = session;
  switch (invocation.command) {
    case "up":
      return performUp(session);
    case "destroy":
      return (await confirmDestroy(session)) ? show(session, "destroy") : declined(session, "destroy");
    case "refresh":
      return show(session, "refresh");
    default:
      signal.throwIfAborted();
      return show(session, "preview");
  }
}

async function performUp(session: Session): Promise<RunResult | undefined> {
  const { invocation } = session;
  // With `--json` the output is one run. So, as with pulumi, there is no question and no preview.
  const preview = invocation.skipPreview || invocation.json ? undefined : await show(session, "preview");
  if (preview?.ok === false) {
    return preview;
  }
  if (!invocation.yes && session.io.interactive && !(await confirmUpdate(session, preview))) {
    return declined(session, "update");
  }
  return session.signal.aborted ? undefined : show(session, "up");
}

async function confirmUpdate({ io, secrets, invocation }: Session, preview: RunResult | undefined): Promise<boolean> {
  const offersDetails = preview !== undefined && !invocation.diff;
  const without = preview === undefined ? " without a preview" : "";
  for (;;) {
    const choices = offersDetails ? "yes/no/details" : "yes/no";
    const answer = await io.ask(`Do you want to perform this update${without}? [${choices}] `);
    if (offersDetails && isAnswer(answer, "details")) {
      io.stdout.write(`${renderFullDiff(preview.events, { terminal: io.stdout, secrets })}\n`);
    } else {
      return isAnswer(answer, "yes");
    }
  }
}

async function confirmDestroy({ io, invocation, stack }: Session): Promise<boolean> {
  if (invocation.yes || !io.interactive) {
    return true;
  }
  const { resources } = await stack.exportState();
  const answer = await io.ask(
    `Do you want to destroy the ${resources.length} resources of stack ${invocation.stack}? [yes/no] `,
  );
  return isAnswer(answer, "yes");
}

function isAnswer(answer: string, word: string): boolean {
  const given = answer.trim().toLowerCase();
  return given !== "" && word.startsWith(given);
}

function declined({ io }: Session, what: string): undefined {
  io.stderr.write(`confirmation declined, not proceeding with the ${what}\n`);
}

function refuseSilentChange({ command, yes, skipPreview }: Invocation, io: Io): void {
  if (!yes && !io.interactive && !(command === "up" && skipPreview)) {
    const instead = command === "up" ? { instead: "run preview to see what it would do" } : {};
    throw cliError("yes-missing", { command, change: "anything", ...instead });
  }
}

function refuseToAskInJson({ command, json, yes }: Invocation): void {
  if (json && !yes) {
    throw cliError("yes-missing-with-json", { command });
  }
}

async function show(session: Session, operation: Operation): Promise<RunResult> {
  const { invocation, io, secrets, signal, stack } = session;
  const display = invocation.json ? SILENT : createDisplay(io.stdout, { diff: invocation.diff, secrets });
  const sayCancelling = () =>
    display.show({
      kind: "diagnostic",
      severity: "warning",
      message: "cancelling: waiting for running operations; press Ctrl-C again to stop at once",
      ephemeral: true,
    });
  signal.addEventListener("abort", sayCancelling);
  try {
    return await stack[operation]({
      onEvent: (event) => display.show(withLocalCommands(event, invocation)),
      signal,
      refresh: invocation.refresh || undefined,
      runProgram: invocation.runProgram || undefined,
      target: invocation.target.length > 0 ? invocation.target : undefined,
      replace: invocation.replace.length > 0 ? invocation.replace : undefined,
    });
  } finally {
    signal.removeEventListener("abort", sayCancelling);
    display.close();
  }
}

/** A run with `--json` is only shown at its end. */
const SILENT = { show: () => {}, close: () => {} };

/** The first Ctrl-C lets work in progress finish. The second ends the process. */
export function interruption(io: Io): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const dispose = io.onInterrupt(() => {
    if (controller.signal.aborted) {
      process.exit(130);
    }
    controller.abort();
  });
  return { signal: controller.signal, dispose };
}

function writeReport({ invocation, secrets }: Session, result: RunResult | undefined): void {
  if (invocation.report !== undefined && result !== undefined) {
    const path = resolve(invocation.report);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, renderMarkdown(result, { secrets }));
  }
}
