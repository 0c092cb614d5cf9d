import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics";
import { throwErrors } from "../diagnostics";
import { ComputeError } from "../errors";
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

const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY/i;

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
    ...(envFile === undefined ? [] : readEnvFile(resolve(request.directory, envFile), envFile, request.manifestName)),
  ];
  return { ...Object.fromEntries(inherited), ...Object.fromEntries(declared), ...request.build?.env };
}

/** Replaces the values of secret-looking variables in a line of output. */
export function hideSecrets(environment: Record<string, string>): (line: string) => string {
  const values = Object.entries(environment)
    .filter(([name, value]) => secretName.test(name) && value.length >= 8)
    .map(([, value]) => value);
  return (line) => values.reduce((text, value) => text.replaceAll(value, "[secret]"), line);
}

function readEnvFile(path: string, name: string, manifestName: string): [string, string][] {
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
  return parseLines(lines, undefined, name).map(([key, value]) => [key, value.replace(/^["']+|["']+$/g, "")]);
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
