import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { engineError } from "../errors";
import { sdkRunner, spawnRunner } from "../sdkRunner";
import { type ServingProcess, servingProcess } from "../servingProcess";

export interface PluginOptions {
  /** The component package: the directory with PulumiPlugin.yaml. */
  directory: string;
  /** The directory of the program's relative paths. The plug-in runs there. */
  workingDirectory: string;
  /** Environment of the program. */
  env: Record<string, string>;
  /** Address of the engine. */
  engine: string;
  onOutput: (line: string) => void;
}

/** Starts a component package as Pulumi does: with the runner of the SDK installed for the package. */
export function startPlugin({ directory, workingDirectory, env, engine, onOutput }: PluginOptions): ServingProcess {
  const root = resolve(directory);
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  const child = spawnRunner(root, [findRunner(root), root, engine], {
    cwd: workingDirectory,
    env: { ...Object.fromEntries(inherited), ...env },
  });
  const failure = (said: string[]) => engineError("component-package-not-started", { directory, said });
  return servingProcess(child, { onOutput, failure });
}

function findRunner(directory: string): string {
  if (!existsSync(join(directory, "PulumiPlugin.yaml"))) {
    throw engineError("component-package-missing", { directory });
  }
  return sdkRunner(directory, "run-plugin", () => engineError("component-package-not-installed", { directory }));
}
