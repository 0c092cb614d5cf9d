import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics";
import { throwErrors } from "../diagnostics";
import { ComputeError } from "../errors";
import { isInsideProject } from "../insideProject";
import { knownForm } from "../secretForms";
import { fragmentsOf, hideFragments } from "../secretTexts";
import { trimmed } from "../trim";
import type { PackageRequest } from "./args";

/**
 * What a build never gets to see. A build runs code from dependencies, which has no business with
 * - `FASTLY_API_*` and `FASTLY_ACCOUNT_*`: the API token under the names of the Fastly CLI and of the provider, and
 *   where to use it;
 * - `PULUMI_*`: the access token, the passphrase, all configuration values in the clear (`PULUMI_CONFIG`), and the
 *   address of the running engine.
 *
 * A build that needs one of them gets it by naming it in `env_vars`, `env_file` or `build.env`.
 */
const withheld = /^(FASTLY_(API|ACCOUNT)_|PULUMI_)/;

const secretName =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_(KEY|PWD|AUTH|COOKIE|DSN|SALT)$/i;

/** The environment of a build: the process's without credentials, then `env_vars`, `env_file` and `build.env`. */
export function buildEnvironment(
  request: Pick<PackageRequest, "directory" | "scripts" | "build" | "manifestName">,
  processEnvironment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const inherited = Object.entries(processEnvironment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !withheld.test(entry[0]),
  );
  const { envVars, envFile } = request.scripts;
  const declared = [
    ...parseLines(envVars, "scripts.env_vars", request.manifestName),
    ...(envFile === undefined ? [] : readEnvFile(request.directory, envFile, request.manifestName)),
  ];
  return { ...Object.fromEntries(inherited), ...Object.fromEntries(declared), ...request.build?.env };
}

/** Shorter values, such as switches, are hidden only where nothing else is on a line. */
const shortestHidden = 6;

/**
 * Replaces the values of variables in a line of output whose name or form says that they are secret; of values with
 * several lines each of them.
 */
export function hideSecrets(environment: Record<string, string>): (line: string) => string {
  const fragments = Object.entries(environment)
    .filter(([name, value]) => secretName.test(name) || knownForm(value) !== undefined)
    .flatMap(([, value]) => [value, passwordOf(value)])
    .flatMap((value) => fragmentsOf(value));
  return (line) => hideFragments(line, fragments, shortestHidden);
}

/** That of a URL, which may be printed without the rest of it. */
function passwordOf(value: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:([^/@\s]+)@/i.exec(value)?.[1] ?? "";
}

function readEnvFile(directory: string, name: string, manifestName: string): [string, string][] {
  if (!isInsideProject(directory, name)) {
    throw new ComputeError(
      `Cannot read "scripts.env_file" ${JSON.stringify(name)} of ${manifestName}: it is outside the project's directory`,
      "Copy the file into the project, or set the variables in the program: build: { env }.",
    );
  }
  const path = resolve(directory, name);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new ComputeError(
      `Cannot read "scripts.env_file" ${JSON.stringify(name)} of ${manifestName}: ${(error as Error).message}`,
      "Create the file or correct the path; it is relative to the directory of the manifest.",
    );
  }
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.trim());
  return parseLines(lines, undefined, name).map(([key, value]) => [key, trimmed(value, `"'`)]);
}

/** Splits `KEY=VALUE` lines. Blank lines and comments are allowed in a file. Values never appear in messages. */
function parseLines(lines: readonly string[], key: string | undefined, file: string): [string, string][] {
  const problems: Diagnostic[] = [];
  const result: [string, string][] = [];
  for (const [index, line] of lines.entries()) {
    if (key === undefined && (line === "" || line.startsWith("#"))) {
      continue;
    }
    const equals = line.indexOf("=");
    if (equals <= 0) {
      problems.push({
        severity: "error",
        message: key === undefined ? 'Expected a line "KEY=VALUE"' : `Expected "${key}[${index}]" to be "KEY=VALUE"`,
        remedy: 'Write the name, "=" and the value on one line; comments start with "#".',
        file,
        line: key === undefined ? index + 1 : undefined,
        key,
      });
    } else {
      result.push([line.slice(0, equals), line.slice(equals + 1)]);
    }
  }
  throwErrors(key === undefined ? `Cannot read ${file}` : `Cannot use ${file}`, problems);
  return result;
}
