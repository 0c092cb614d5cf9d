import { appendFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { problemOf } from "../errors";
import type { Deployment } from "../plan/deployment";
import { type CheckedRow, reportText } from "../release/report";
import { withoutSecretVariables } from "../system/secretVariables";

/** The variable with the name of a file. Each release appends its report to that file, such as a job's summary. */
const REPORT = "FASTLY_COMPUTE_RELEASE_REPORT";

/**
 * Writes the report of a release where the environment asks for one. A file that cannot be written does not fail the
 * run.
 */
export async function reportRelease(
  { name, component }: Deployment,
  { version, url }: { version: number; url: string },
  checks: readonly CheckedRow[],
  error?: unknown,
): Promise<void> {
  const file = process.env[REPORT];
  if (!file) {
    return;
  }
  const problem = error === undefined ? undefined : problemOf(error);
  const text = withoutSecretVariables(reportText({ component: name, version, url, checks, problem }));
  try {
    appendFileSync(file, text);
  } catch (failed) {
    await pulumi.log.warn(`Cannot write the report of the release: ${(failed as Error).message}`, component);
  }
}
