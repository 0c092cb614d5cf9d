import { resolve } from "node:path";
import { FILE_LIMITS, readRegularText } from "pulumi-fastly-compute/internal";
import type { PolicyPackOptions } from "../engine";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import { isYamlMap } from "./yaml";

/** The policy packs of a command line, each with its configuration file. */
export function readPolicyPacks({ policyPack, policyPackConfig }: Invocation): PolicyPackOptions[] {
  if (policyPackConfig.length > 0 && policyPackConfig.length !== policyPack.length) {
    throw cliError("policy-configs-uneven", { packs: policyPack.length, configs: policyPackConfig.length });
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
    throw cliError("policy-config-unreadable", { file, why: (error as Error).message });
  }
  if (!isYamlMap(content)) {
    throw cliError("policy-config-not-object", { file });
  }
  return content as PolicyPackOptions["config"];
}
