import { join } from "node:path";
import { CORE_SCHEMA, load } from "js-yaml";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import { sdkRunner, spawnRunner } from "../sdkRunner";
import { type ServingProcess, servingProcess } from "../servingProcess";
import { unsupported } from "../unsupported";
import { packError } from "./errors";

export interface PackProcessOptions {
  /** The pack's directory, with PulumiPolicy.yaml. */
  directory: string;
  organization: string;
  project: string;
  stack: string;
  /** The stack's configuration, for `pulumi.Config` in a policy. */
  config: Record<string, string>;
  dryRun: boolean;
  /** Called with each line that the pack prints. */
  onOutput: (line: string) => void;
}

/** Starts a policy pack with the runner of the SDK installed next to it. */
export function startPack(options: PackProcessOptions): ServingProcess {
  const { directory, onOutput } = options;
  const main = readMain(directory);
  const runner = sdkRunner(directory, "run-policy-pack", () => packError("policy-pack-not-installed", { directory }));
  // The runner requires the address of an engine first, and does not use it.
  const child = spawnRunner(directory, [runner, "unused", main], { cwd: directory, env: environment(options) });
  const failure = (said: string[]) => packError("policy-pack-not-started", { directory, said });
  return servingProcess(child, { onOutput, failure });
}

/** The pack's entry point. `.` means package.json's. */
function readMain(directory: string): string {
  const file = join(directory, "PulumiPolicy.yaml");
  let text: string;
  try {
    text = readRegularText(file, FILE_LIMITS.settings);
  } catch {
    throw packError("policy-pack-missing", { directory });
  }
  const project = load(text, { schema: CORE_SCHEMA }) as { runtime?: unknown; main?: string } | undefined;
  const { runtime } = project ?? {};
  const name = typeof runtime === "object" ? (runtime as { name?: unknown } | null)?.name : runtime;
  if (name !== "nodejs") throw unsupported(`policy packs for the runtime \`${name}\` (${file})`);
  return project?.main ?? ".";
}

function environment({ organization, project, stack, config, dryRun }: PackProcessOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_NODEJS_"));
  const about = { ORGANIZATION: organization, PROJECT: project, STACK: stack, DRY_RUN: String(dryRun) };
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(
      Object.entries(about).flatMap(([name, value]) => [
        [`PULUMI_${name}`, value],
        [`PULUMI_NODEJS_${name}`, value],
      ]),
    ),
    PULUMI_CONFIG: JSON.stringify(config),
  };
}
