import { fastlyProvider } from "../../../local/provider";
import { providerFunction } from "../../../local/provider/functions";
import { providerMajor } from "../../../sdk/pulumi/providerMajor";
import { isKnownPoke, pokesOf } from "./outside";
import { readRecording, sdkVersion } from "./recording";

/** Parts of a scenario that the local engine, its provider or the local Fastly lacks. */
export function lacking(scenario: string): string[] {
  const lacks = new Set<string>();
  for (const step of readRecording(scenario, {}).steps) {
    const version = sdkVersion(scenario, step);
    const provider = fastlyProvider({ version, env: {} });
    const has = (token: string) =>
      provider.resource(token) !== undefined || providerFunction(token, providerMajor(version)) !== undefined;
    for (const { type } of step.resources) {
      if (type.startsWith("fastly:") && !has(tokenOf(type))) lacks.add(type.replace("fastly:index:", ""));
    }
    for (const [name] of pokesOf(step.poke)) {
      if (!isKnownPoke(name)) lacks.add(`the change ${name}`);
    }
  }
  return [...lacks];
}

/** `fastly:index/kvstore:Kvstore` for `fastly:index:Kvstore`. */
export function tokenOf(type: string): string {
  const [, , name = ""] = type.split(":");
  return `fastly:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
}
