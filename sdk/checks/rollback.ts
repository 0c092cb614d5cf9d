import type { ServiceDetails } from "../fastly/service";
import { configurationOf, givenComment } from "../fastly/versionComment";
import { describeState, markOf } from "../fastly/versionMark";
import type { Check } from "./check";
import type { Update } from "./update";

/**
 * A preview names the version that a package comes from, and says what happens to everything else. The diff only shows
 * a hash.
 */
export const ROLLBACK_PLANNED: Check<Update> = {
  name: "rollback-planned",
  when: "`package.fromVersion` or `package.fromHash` is given, and the package is going to be another one",
  outcome: "The preview says where the package is from, and what is asked of it",
  how: "Nothing has to be done",
  async find(update) {
    const { args, before, declared, isPreview, live } = update;
    const { fromVersion: version, fromHash } = args.package ?? {};
    if (!isPreview || (version ?? fromHash) === undefined || hashIn(before) === hashIn(declared)) {
      return undefined;
    }
    const service = version === undefined ? undefined : await live.details().catch(() => undefined);
    const from =
      version === undefined || service === undefined
        ? [`The package goes back to the one with the hash ${hashIn(declared)?.slice(0, 12)}….`]
        : describeVersion(version, service, declared);
    const isTakenBack =
      version !== undefined && markOf(version, service?.commentOf.get(version))?.state === "taken back";
    return { severity: isTakenBack ? "warning" : "info", message: [...from, plannedChecks(update)].join(" ") };
  },
};

function hashIn(inputs: Record<string, unknown>): string | undefined {
  const [pkg] = [inputs.package].flat() as ({ sourceCodeHash?: string } | undefined)[];
  return pkg?.sourceCodeHash;
}

/** What is known of the version, and whether everything else is as it was then. */
function describeVersion(
  version: number,
  { commentOf, madeAt }: ServiceDetails,
  declared: Update["declared"],
): string[] {
  const comment = commentOf.get(version) ?? "";
  const mark = markOf(version, comment);
  const given = givenComment(comment);
  const known = [
    ...(mark === undefined ? [] : [describeState(mark)]),
    ...(madeAt.has(version) ? [`made ${madeAt.get(version)}`] : []),
    ...(given === "" ? [] : [`"${given}"`]),
  ];
  const then = configurationOf(comment);
  const now = configurationOf(declared.versionComment);
  const rest =
    then === undefined || now === undefined
      ? "All else stays as the program declares it."
      : then === now
        ? "All else is declared as it was then."
        : "All else stays as the program declares it, which is not what that version had.";
  return [
    `The package goes back to that of version ${version}${known.length > 0 ? ` (${known.join(", ")})` : ""}.`,
    rest,
  ];
}

/** The checks that the run makes before it succeeds. */
function plannedChecks({ args: { verify }, release, declared }: Update): string {
  if (release !== undefined) {
    const before = release.staging === undefined ? "" : ", on the staging network first";
    const after = release.goesBack ? "It is taken back when one fails" : "It stays when one fails";
    return `The release checks it${before}: ${release.checks.map(({ name }) => name).join(", ")}. ${after}.`;
  }
  if (declared.activate !== true) {
    return "It does not go live.";
  }
  return verify === undefined
    ? "It goes live without a check: give [verify] or [release]."
    : `It goes live, and then GET ${verify.path ?? "/"} has to answer ${verify.status ?? 200}.`;
}
