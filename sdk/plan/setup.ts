import * as pulumi from "@pulumi/pulumi";
import { DiagnosticsError } from "../errors/diagnostics";
import { generalError } from "../errors/general";
import { failWithOthers } from "../pulumi/failure";
import { describePlace, type Place, placeLabel, placeText } from "../pulumi/place";
import { takenByOthers } from "../pulumi/taken";
import { mainDomain } from "../setup/domains";
import type { Sources } from "../setup/given";
import { EVERY_KIND, type KindArguments, type Things } from "../setup/kinds";
import { Report } from "../setup/report";
import { checkLinkNames, uniqueThings } from "../setup/unique";
import type { ComputeServiceArgs } from "./args";
import { planError } from "./errors";
import type { Project } from "./project";
import { purgeProblems } from "./purgeArgs";
import { checkProblems, sendsRequests } from "./releaseProblems";
import { type PlannedSetup, resolveStaged } from "./stagedSetup";

/**
 * The arguments that the kinds are resolved from. `Pick` fails to compile when a kind has an argument that the
 * component lacks.
 */
type Given = Pick<ComputeServiceArgs, keyof KindArguments>;

/**
 * Combines arguments, configuration and manifest, without making anything. Undefined when something is wrong or
 * missing. All problems of all services of the program become one error.
 */
export function resolveSetup(
  place: Place,
  project: Project,
  args: Given & Pick<ComputeServiceArgs, "verify" | "release" | "purge" | "reuse" | "forceDestroy">,
  isActivated: boolean,
  functions: readonly string[],
  generated?: Sources["generated"],
): PlannedSetup | undefined {
  const component = place.name;
  const { manifest, directory } = project;
  const report = new Report(component, manifest);
  const sources = {
    setup: manifest.setup,
    directory,
    owner: placeLabel(place),
    identity: {
      organization: pulumi.getOrganization(),
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      component: placeText(place),
    },
    report,
    ...(generated && { generated }),
  };
  const resolved = resolveKinds(args, sources);
  checkLinkNames(resolved, manifest, report);
  for (const { what, by } of takenByOthers(place, uniqueThings(place, resolved, isActivated))) {
    report.error([], planError.explain("declared-by-two-components", { what, place: describePlace(place), by }));
  }
  const names = resolved.domains.map(({ facts }) => facts.name);
  for (const { path, why } of [...checkProblems(args, functions), ...(args.purge ? purgeProblems(args.purge) : [])]) {
    report.error([path.split(".", 1)[0] ?? path], planError.explain("argument-unfit", { path, why }));
  }
  const before = args.release?.before;
  const staged = before && resolveStaged(before, args.backends, resolved, report);
  if (args.reuse && args.forceDestroy !== undefined) {
    report.error(["reuse"], planError.explain("reuse-and-force-destroy"));
  }
  if (isActivated && mainDomain(names) === undefined && sendsRequests(args)) {
    const by = args.verify === undefined ? "release" : "verify";
    report.error([by], planError.explain("verify-without-domain", { by, names }));
  }
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    // Warnings about misspelt keys come first: a misspelt key is often the reason why something else is missing.
    const slips = project.warnings.filter(({ key }) => key?.startsWith("setup"));
    failWithOthers(
      new DiagnosticsError(generalError.explain("component-unusable", { component }), [...slips, ...errors]),
    );
    return undefined;
  }
  return { ...resolved, staged, warnings: report.diagnostics, late: report.late };
}

/** The things of every kind, in the order of the registry. */
function resolveKinds(args: Given, sources: Omit<Sources, "before">): Things {
  const before: Record<string, unknown> = {};
  for (const [name, kind] of EVERY_KIND) {
    before[name] = kind.resolve(args, { ...sources, before });
  }
  return before as unknown as Things;
}
