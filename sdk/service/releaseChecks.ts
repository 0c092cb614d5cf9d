import * as pulumi from "@pulumi/pulumi";
import { request } from "../live/request";
import type { ReleaseCheckFunction } from "../plan/checkFunctions";
import type { ReleaseCheck } from "../plan/releasePlan";
import { detailsOf } from "../pulumi/details";
import { type Checking, callCheck } from "../release/checkFunction";
import type { CheckedRow } from "../release/report";
import { type Checked, type CheckPlace, type CheckTools, runCheck } from "../release/runCheck";
import { clock } from "../system/clock";
import { runCommand } from "./releaseCommand";

/** The version to check, and where to check it. */
export interface CheckedVersion extends CheckPlace {
  id: string;
  version: number;
  phase: "staging" | "live";
  /** The directory in which commands run. */
  directory: string;
  functions: Record<string, ReleaseCheckFunction>;
}

/**
 * Runs all checks, also after one failed: to fix the program, the user needs to see all of them.
 *
 * @param tell takes the text of each result, and `note` the row for a report.
 * @returns the problems.
 */
export async function runReleaseChecks(
  checks: ReleaseCheck[],
  { id, version, phase, directory, functions, ...place }: CheckedVersion,
  tell: (line: string) => Promise<void>,
  note: (row: CheckedRow) => void,
): Promise<string[]> {
  const tools: CheckTools = {
    ask: request,
    run: (command, timeoutMs) =>
      runCommand(command, directory, timeoutMs, {
        RELEASE_URL: place.url,
        RELEASE_SERVICE_ID: id,
        RELEASE_VERSION: String(version),
        RELEASE_PHASE: phase,
        ...(place.connectTo !== undefined && { RELEASE_ADDRESS: place.connectTo }),
      }),
    call: (name, timeoutMs) => {
      const { url, connectTo } = place;
      const service: Checking = {
        url,
        serviceId: id,
        version,
        phase,
        address: connectTo,
        async ask(path, { method, headers } = {}) {
          const answer = await request({ url: new URL(path, url).href, method, headers, connectTo, timeoutMs });
          if (typeof answer === "string") {
            throw new Error(`${method ?? "GET"} ${path} is not answered (${answer})`);
          }
          return answer;
        },
      };
      return callCheck(functions[name] as ReleaseCheckFunction, service, timeoutMs);
    },
    headersOf: ({ requestHeaders = {} }) => detailsOf(pulumi.output(requestHeaders)).promise(),
    clock,
  };
  const results = await Promise.all(checks.map((check) => runCheck(check, place, tools)));
  const wrong: string[] = [];
  const where = phase === "staging" ? "on the staging network" : "live";
  for (const [index, check] of checks.entries()) {
    const { wrong: found, tries, milliseconds } = results[index] as Checked;
    const took = `${tries === 1 ? "1 try" : `${tries} tries`}, ${Math.round(milliseconds)} ms`;
    note({
      check: check.name,
      where: phase === "staging" ? "staging network" : "live",
      outcome: found ?? "passed",
      took,
    });
    await tell(`Check ${index + 1} of ${checks.length} ${where}, ${check.name}: ${found ?? "passed"} (${took})`);
    if (found !== undefined) {
      wrong.push(`${check.name} ${found}`);
    }
  }
  return wrong;
}
