import type * as pulumi from "@pulumi/pulumi";
import { type Diagnostic, diagnostic, throwErrors } from "../errors/diagnostics";
import { generalError } from "../errors/general";
import { likelyKey } from "../manifest/nearMiss";
import { planError } from "./errors";

/** The options that count for a component, or for everything below it. */
export const WITH_EFFECT = [
  "aliases",
  "dependsOn",
  "hooks",
  "parent",
  "protect",
  "provider",
  "providers",
  "retainOnDelete",
  "transformations",
  "transforms",
  "urn",
];

const onResource = (option: string, value: string) =>
  `Give it to a resource below by a transform: { props, opts: { ...opts, ${option}: ${value} } }`;

const REPLACE = "Nothing is replaced but by pulumi up --replace '<urn>', with the URN of the resource below.";
const SDK = "The installed @pulumi/fastly decides, or the option [provider]: new fastly.Provider(…).";

/**
 * What Pulumi takes for a component without a word, and does nothing with: it counts for the component's own row in the
 * state, and for none of the resources below. Each with the way that works.
 */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  additionalSecretOutputs: "Make a secret of what you pass on: pulumi.secret(edge.url)",
  customTimeouts: onResource("customTimeouts", "{ update: '30m' }"),
  deleteBeforeReplace: REPLACE,
  deletedWith: "At Fastly nothing goes with something else. To keep all of it in a destroy: { retainOnDelete: true }",
  envVarMappings: SDK,
  hideDiffs: onResource("hideDiffs", "[…]"),
  id: onResource("import", "'<id>'"),
  ignoreChanges: onResource("ignoreChanges", "[...(opts.ignoreChanges ?? []), …]"),
  import: onResource("import", "'<id>'"),
  pluginDownloadURL: SDK,
  replaceOnChanges: REPLACE,
  replaceWith: REPLACE,
  replacementTrigger: REPLACE,
  version: SDK,
};

/**
 * Refuses options that would do nothing, and those that are misspelt: a letter off, or the beginning of one. Any other is
 * left to the SDK, whose next version may have it.
 *
 * @param kind what the component is called: `ComputeService`.
 * @param ways what works for this kind of component in place of some of them.
 * @throws ComputeError that lists all of them.
 */
export function checkOptions(
  component: string,
  opts: pulumi.ComponentResourceOptions,
  kind: string,
  ways: Readonly<Record<string, string>> = {},
): void {
  const problems: Diagnostic[] = [];
  for (const [option, value] of Object.entries(opts)) {
    const way = Object.hasOwn(WITHOUT_EFFECT, option) ? (ways[option] ?? WITHOUT_EFFECT[option]) : undefined;
    if (!isSaid(value) || WITH_EFFECT.includes(option)) {
      continue;
    }
    if (way !== undefined) {
      problems.push(diagnostic("error", planError.told("resource-option-without-effect", { option, kind, way })));
      continue;
    }
    const likely = likelyOption(option);
    if (likely !== undefined) {
      problems.push(diagnostic("error", planError.told("resource-option-unread", { option, likely })));
    }
  }
  throwErrors(generalError.told("component-unusable", { component, kind }), problems);
}

function likelyOption(option: string): string | undefined {
  const known = [...WITH_EFFECT, ...Object.keys(WITHOUT_EFFECT)];
  return likelyKey(option, known) ?? known.find((each) => option.length > 4 && each.startsWith(option));
}

/** Whether an option has a value. Programs of other languages give every option, those that nobody gave with nothing in them. */
export function isSaid(value: unknown): boolean {
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.values(value).some(isSaid);
  }
  return Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== "" && value !== false;
}
