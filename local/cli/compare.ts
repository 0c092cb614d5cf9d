import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { differencesOf } from "../compare/differences";
import { readHar } from "../compare/har";
import { type ListedRequest, readHttpFile } from "../compare/httpFile";
import { type Compared, hasNoAnswer, renderComparison, renderText } from "../compare/report";
import { type Checkout, checkOut } from "../compare/revision";
import { openSide, type Side, type SideProgram } from "../compare/side";
import { renderFullDiff, renderMarkdown } from "../display";
import { mask } from "../display/mask";
import { needViceroy } from "../edge/viceroy";
import { readStackConfig } from "./config";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import type { Io } from "./io";
import { otherStacksOf } from "./otherStacks";
import { readPolicyPacks } from "./policy";
import { findProject } from "./project";
import { interruption } from "./run";
import { readSecrets } from "./secretInput";

/**
 * Deploys two states of a project side by side, sends both the same requests, and reports the differences. Returns the
 * exit code.
 */
export async function compare(given: Invocation, io: Io): Promise<number> {
  const invocation = { ...given, secret: readSecrets(given.secret, () => io.readInput?.() ?? "") };
  needViceroy();
  const [base = "", head = ""] = invocation.given;
  const opened: { close(): unknown }[] = [];
  const interrupt = interruption(io);
  const { signal } = interrupt;
  try {
    const requests = readRequests(invocation);
    const checkouts: Checkout[] = [];
    for (const what of [base, head]) {
      const checkout = await checkOut(what, invocation.dir);
      opened.unshift({ close: checkout.remove });
      checkouts.push(checkout);
      signal.throwIfAborted();
    }
    const [baseProgram, headProgram] = checkouts.map(({ directory }) => programOf(directory, invocation));
    const sides: Side[] = [];
    for (const [title, program] of [
      [base, baseProgram],
      [head, headProgram],
    ] as const) {
      io.stderr.write(`Deploying ${title} …\n`);
      const side = await openSide(title, program as SideProgram, signal);
      opened.unshift(side);
      sides.push(side);
    }
    const compared = await askBoth(sides as [Side, Side], requests, invocation.vary, signal);
    const preview = await (sides[0] as Side).preview(headProgram as SideProgram);
    const secrets = Object.values(headProgram?.secretConfig ?? {});
    io.stdout.write(`${mask(renderText(compared), secrets)}\nConfiguration:\n\n`);
    io.stdout.write(`${renderFullDiff(preview.events, { terminal: io.stdout, secrets })}\n`);
    if (invocation.report !== undefined) {
      const path = resolve(invocation.report);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${mask(renderComparison(compared), secrets)}\n${renderMarkdown(preview, { secrets })}`);
    }
    const unanswered = compared.some(hasNoAnswer);
    return preview.ok ? Number(unanswered) : preview.exitCode;
  } catch (error) {
    // The user has ended it, and knows why. Everything that it made is removed.
    if (signal.aborted) return 130;
    throw error;
  } finally {
    for (const each of opened) {
      await each.close();
    }
    interrupt.dispose();
  }
}

async function askBoth(
  [base, head]: [Side, Side],
  requests: readonly ListedRequest[],
  vary: readonly string[],
  signal: AbortSignal,
) {
  const compared: Compared[] = [];
  for (const request of requests) {
    signal.throwIfAborted();
    const [before, after] = [await base.ask(request), await head.ask(request)];
    const differences = differencesOf(before, after, [...vary, ...request.vary]);
    compared.push({ name: request.name, base: before, head: after, differences });
  }
  return compared;
}

function readRequests({ requests, dir }: Invocation): ListedRequest[] {
  const file = requests ?? join(dir, "requests.http");
  let text: string;
  try {
    text = readRegularText(file, FILE_LIMITS.settings);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw cliError("requests-unreadable", { file, why });
  }
  return /\.har$/i.test(file) ? readHar(text, file) : readHttpFile(text, file);
}

function programOf(directory: string, invocation: Invocation): SideProgram {
  const project = findProject(directory);
  return {
    program: project.program,
    language: project.language,
    packages: project.packages,
    project: project.name,
    stack: invocation.stack,
    strict: invocation.strict,
    stackOutputs: otherStacksOf(invocation, findProject(invocation.dir)),
    policyPacks: readPolicyPacks(invocation),
    ...readStackConfig(project, invocation),
  };
}
