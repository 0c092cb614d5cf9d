import { join } from "node:path";
import { embeddedStack } from "./engine";
import { fastlyProvider } from "./provider";
import { detectPulumi, pulumiStack } from "./pulumi";
import type { Stack } from "./stack";

export interface LocalStackOptions {
  /** The directory of the Pulumi program. */
  program: string;
  /** Default `local`. */
  project?: string;
  /** Default `dev`. */
  stack?: string;
  /** The local Fastly API that the stack deploys to. */
  fastly: { url: string; token: string };
  /** Where the state is kept; two stacks of one project need two directories. */
  stateDirectory: string;
  /** Stack configuration by full key, such as `hello:greeting`. */
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  /** Extra environment of the program. */
  env?: Record<string, string>;
  /**
   * `embedded`, `pulumi` (the real one: `pulumi` and `pulumi-resource-fastly` must be on PATH), or `auto`: the real one
   * when it is there. Default `embedded`.
   */
  engine?: string;
}

/** A stack of a Pulumi program whose Fastly is the local one. For trying out and testing, never for production. */
export function localStack(options: LocalStackOptions): Stack {
  const { program, project = "local", stack = "dev", fastly, stateDirectory, env } = options;
  const config = { ...options.config, "fastly:baseUrl": fastly.url };
  const secretConfig = { ...options.secretConfig, "fastly:apiKey": fastly.token };
  if (options.engine === "pulumi" || (options.engine === "auto" && detectPulumi())) {
    return pulumiStack({ program, project, stack, config, secretConfig, stateDirectory, env });
  }
  return embeddedStack({
    program,
    project,
    stack,
    config,
    secretConfig,
    stateFile: join(stateDirectory, "state.json"),
    providers: { fastly: () => fastlyProvider({ programDirectory: program }) },
    env,
  });
}
