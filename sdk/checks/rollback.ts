import type { ServiceDetails } from "../fastly/service";
import { configurationOf, givenComment } from "../fastly/versionComment";
import { describeState, markOf } from "../fastly/versionMark";
import type { Check } from "./check";
import { packageHashIn } from "./differences";
import type { Update } from "./update";

/**
 * A preview names the version that a package comes from, and says what happens to everything else. The diff only shows
 * a hash.
 */
export const ROLLBACK_PLANNED: Check<Update> = {
  name: "rollback-planned",
  when: "`package.fromVersion` or `package.fromHash` is given, and the package changes",
  outcome: "The preview says where the package is from, and how the run checks it",
  how: "Do nothing",
  async find(update) {
    const { args, before, declared, isPreview, live } = update;
    const { fromVersion: version, fromHash } = args.package ?? {};
    if (!isPreview || (version ?? fromHash) === undefined || packageHashIn(before) === packageHashIn(declared)) {
      return undefined;
    }
    const service = version === undefined ? undefined : await live.details().catch(() => undefined);
    const from =
      version === undefined || service === undefined
        ? [`The package goes back to the one with the hash ${packageHashIn(declared)?.slice(0, 12)}….`]
        : describeVersion(version, service, declared);
    const isTakenBack =
      version !== undefined && markOf(version, service?.commentOf.get(version))?.state === "taken back";
    return { severity: isTakenBack ? "warning" : "info", message: [...from, plannedChecks(update)].join(" ") };
  },
};

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
      ? "Everything else stays as the program declares it."
      : then === now
        ? "Everything else is declared as it was then."
        : "Everything else stays as the program declares it, which differs from that version.";
  return [
    `The package goes back to that of version ${version}${known.length > 0 ? ` (${known.join(", ")})` : ""}.`,
    rest,
  ];
}

/** The checks that the run makes before it succeeds. */
function plannedChecks({ args: { verify }, release, declared }: Update): string {
  if (release !== undefined) {
    const before = release.staging === undefined ? "" : ", on the staging network first";
    const after = release.goesBack
      ? "If a check fails, the version is taken back"
      : "If a check fails, the version stays";
    return `The release checks the version${before}: ${release.checks.map(({ name }) => name).join(", ")}. ${after}.`;
  }
  if (declared.activate !== true) {
    return "The version does not go live.";
  }
  return verify === undefined
    ? "The version goes live without a check. To check it, give [verify] or [release]."
    : `The version goes live, and then GET ${verify.path ?? "/"} must answer ${verify.status ?? 200}.`;
}
