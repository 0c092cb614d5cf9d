import { resolve } from "node:path";
import { FILE_LIMITS, readRegularText, UserError } from "pulumi-fastly-compute/internal";
import type { PolicyPackOptions } from "../engine";
import type { Invocation } from "./invocation";
import { isYamlMap } from "./yaml";

/** The policy packs of a command line, each with the configuration file at its place. */
export function readPolicyPacks({ policyPack, policyPackConfig }: Invocation): PolicyPackOptions[] {
  if (policyPackConfig.length > 0 && policyPackConfig.length !== policyPack.length) {
    throw new UserError(
      `There are ${policyPack.length} --policy-pack and ${policyPackConfig.length} --policy-pack-config`,
      "Give one --policy-pack-config for each --policy-pack, in the same order, or none.",
    );
  }
  return policyPack.map((directory, index) => {
    const file = policyPackConfig[index];
    return { directory: resolve(directory), ...(file !== undefined && { config: readConfig(file) }) };
  });
}

function readConfig(file: string): PolicyPackOptions["config"] {
  let content: unknown;
  try {
    content = JSON.parse(readRegularText(resolve(file), FILE_LIMITS.settings));
  } catch (error) {
    throw new UserError(`Cannot read ${file}: ${(error as Error).message}`, "Correct the JSON file.");
  }
  if (!isYamlMap(content)) {
    throw new UserError(`Expected ${file} to hold an object`, 'Write it as { "<policy>": { … } }.');
  }
  return content as PolicyPackOptions["config"];
}
