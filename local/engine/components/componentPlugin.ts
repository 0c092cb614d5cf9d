import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { engineError } from "../errors";
import { fastStart } from "../fastStart";
import { type PluginProcess, startPluginProcess } from "../pluginProcess";

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
export function startPlugin({ directory, workingDirectory, env, engine, onOutput }: PluginOptions): PluginProcess {
  const root = resolve(directory);
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  return startPluginProcess({
    args: [...fastStart(root), findRunner(root), root, engine],
    cwd: workingDirectory,
    env: { ...Object.fromEntries(inherited), ...env },
    onOutput,
    failure: (said) => engineError("component-package-not-started", { directory, said }),
  });
}

function findRunner(directory: string): string {
  if (!existsSync(join(directory, "PulumiPlugin.yaml"))) {
    throw engineError("component-package-missing", { directory });
  }
  try {
    return createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run-plugin/index.js");
  } catch {
    throw engineError("component-package-not-installed", { directory });
  }
}
