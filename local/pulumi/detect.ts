import { findOnPath } from "../onPath";

/** Whether the real engine and provider are on PATH: `pulumi` and `pulumi-resource-fastly`. */
export function detectPulumi(env: NodeJS.ProcessEnv = process.env): boolean {
  return ["pulumi", "pulumi-resource-fastly"].every((name) => findOnPath(name, env) !== undefined);
}
