import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { unwrapSecrets } from "../../local/engine/values";
import type { EngineEvent, LocalFastly } from "../../local/index";
import * as component from "../../sdk";
import { main } from "../../sdk/command";
import { ITEMS_KEY } from "../../sdk/command/written";
import { type Engine, localStack } from "./engines";
import { byName, meaning } from "./liveThings";

/** The outcome of a run of `pulumi-fastly-compute`. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command like a person with this token. */
export async function run(
  fastly: LocalFastly,
  args: string[],
  given: { token?: string; isTTY?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const ran = { stdout: "", stderr: "" };
  const code = await main(args, {
    stdout: {
      write: (text) => {
        ran.stdout += text;
      },
      isTTY: given.isTTY,
    },
    stderr: {
      write: (text) => {
        ran.stderr += text;
      },
    },
    env: { HOME: "/nowhere", ...given.env, FASTLY_API_URL: fastly.url, FASTLY_API_KEY: given.token ?? fastly.token },
  });
  return { code, ...ran };
}

/** The same for a successful run. */
export async function succeed(fastly: LocalFastly, args: string[], token?: string): Promise<string> {
  const { code, stdout, stderr } = await run(fastly, args, { token });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  return stdout;
}

/** A stack of the written program in a directory, with the secrets that the report says to set. */
export async function stackOf(fastly: LocalFastly, directory: string, report: string, engine?: Engine) {
  const secretConfig: Record<string, string> = {};
  const project = "adopted";
  const told = /--service-id '(\w+)' --print-secret([ =])'((?:[^']|'\\'')+)' \| pulumi config set --secret (-- )?'/g;
  for (const [, id = "", between, key = "", dashes] of report.matchAll(told)) {
    const plain = key.replaceAll("'\\''", "'");
    const option = between === "=" ? [`--print-secret=${plain}`] : ["--print-secret", plain];
    const value = await succeed(fastly, ["adopt", "--service-id", id, ...option]);
    assert.equal(dashes !== undefined, plain.startsWith("-"), `${plain} is no option of pulumi config`);
    secretConfig[plain === ITEMS_KEY ? plain : `${project}:${plain}`] = value.replace(/\n$/, "");
  }
  return localStack({
    program: () => loaded(directory),
    project,
    fastly,
    stateDirectory: join(directory, ".state"),
    secretConfig,
    ...(engine && { engine }),
  });
}

/** Loads a written program in this process, where paths do not start at its directory. */
function loaded(directory: string): Record<string, unknown> {
  const text = readFileSync(join(directory, "index.ts"), "utf8").replace(
    /(?<=^ {2}directory: )"(.+)"(?=,$)/m,
    (_, path) => JSON.stringify(join(directory, path)),
  );
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    reportDiagnostics: true,
  });
  assert.deepEqual(diagnostics, []);
  const exports: Record<string, unknown> = {};
  new Function("require", "exports", outputText)(
    (name: string) => (name === "pulumi-fastly-compute" ? component : require(name)),
    exports,
  );
  assert.ok(existsSync(join(directory, "index.ts")));
  return exports;
}

const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

/** The meaning of a service's properties, kind by kind, in any order. */
export async function said(given: Record<string, unknown>): Promise<Record<string, unknown>> {
  const properties = JSON.parse(JSON.stringify(unwrapSecrets(given as never))) as Record<string, unknown>;
  const blocks = Object.entries(properties).filter(
    ([property, value]) =>
      Array.isArray(value) && value.length > 0 && property !== "stagingIps" && !property.startsWith("__"),
  );
  const { productEnablement } = properties;
  const all = await meaning({ ...Object.fromEntries(blocks), ...(productEnablement ? { productEnablement } : {}) });
  return byName(withoutSigns(all) as Record<string, unknown>);
}

/**
 * Removes ids, the bridge's notes, what the provider never reads of New Relic OTLP, and empty lists. The real engine
 * shows no secrets.
 */
function withoutSigns(value: unknown): unknown {
  const left = ["__defaults", "dictionaryId", "linkId", "writeOnly", "formatVersion", "placement"];
  return JSON.parse(
    JSON.stringify(value, (key, member) =>
      left.includes(key) || member === "[secret]" || (Array.isArray(member) && member.length === 0)
        ? undefined
        : member,
    ),
  );
}

/** Asserts that a run changes nothing in the imported service. */
export async function assertNothingChanged(events: readonly EngineEvent[]): Promise<void> {
  const steps = events.flatMap((event) => (event.kind === "step" && event.type === SERVICE ? [event] : []));
  const update = steps.find(({ op }) => op === "update");
  assert.ok(steps.some(({ op }) => op === "import") && update !== undefined, JSON.stringify(steps.map(({ op }) => op)));
  assert.deepEqual(await said(update.new?.inputs ?? {}), await said(update.old?.outputs ?? {}));
}
