import type * as pulumi from "@pulumi/pulumi";
import { type Diagnostic, diagnostic, throwErrors } from "../errors/diagnostics";
import { generalError } from "../errors/general";
import { likelyKey } from "../manifest/nearMiss";
import { planError } from "./errors";

/** The options that have an effect on a component, or on everything below it. */
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
  `Give the option to a resource below, with a transform: { props, opts: { ...opts, ${option}: ${value} } }`;

const REPLACE = "To replace a resource below, run: pulumi up --replace '<urn>'";
const SDK = "Install the wanted @pulumi/fastly, or give the option [provider]: new fastly.Provider(…).";

/**
 * Options that Pulumi accepts for a component, but that have no effect on the resources below it. They only concern the
 * component's own row in the state. Each has an alternative that works.
 */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  additionalSecretOutputs: "Make the output secret where you use it: pulumi.secret(edge.url)",
  customTimeouts: onResource("customTimeouts", "{ update: '30m' }"),
  deleteBeforeReplace: REPLACE,
  deletedWith:
    "Remove the option: Fastly deletes nothing along with something else. To keep everything on destroy: { retainOnDelete: true }",
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
 * Refuses options without an effect, and misspelt options: names with a wrong letter, and names that are cut off. Other
 * unknown options are left to the SDK: its next version may have them.
 *
 * @param kind the name of the component class: `ComputeService`.
 * @param ways alternatives for some of the options, for this kind of component.
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
    if (!hasValue(value) || WITH_EFFECT.includes(option)) {
      continue;
    }
    if (way !== undefined) {
      problems.push(diagnostic("error", planError.explain("resource-option-without-effect", { option, kind, way })));
      continue;
    }
    const likely = likelyOption(option);
    if (likely !== undefined) {
      problems.push(diagnostic("error", planError.explain("resource-option-unread", { option, likely })));
    }
  }
  throwErrors(() => generalError.explain("component-unusable", { component, kind }), problems);
}

function likelyOption(option: string): string | undefined {
  const known = [...WITH_EFFECT, ...Object.keys(WITHOUT_EFFECT)];
  return likelyKey(option, known) ?? known.find((each) => option.length > 4 && each.startsWith(option));
}

/** Whether an option has a value. Programs in other languages pass every option, and leave most of them empty. */
export function hasValue(value: unknown): boolean {
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.values(value).some(hasValue);
  }
  return Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== "" && value !== false;
}
