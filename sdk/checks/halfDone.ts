import { ComputeError } from "../errors";
import { startAgain } from "../errors/repair";
import { readAllAgain } from "../live/unseen";
import { linkDifferences, linksOf, packageDifference, packageHashIn } from "./differences";
import { ofState, unanswered } from "./unfinished";
import { isAdopted, type Update } from "./update";
import { updateError } from "./updateErrors";

/**
 * An update copies the version that the state names, and sends the difference from the state. So that version must have
 * the links and the package of the state. The digest in the version's comment is of everything else.
 */
export const VERSION_NOT_AS_IN_STATE = ofState(
  {
    name: "version-not-as-in-state",
    when: "An earlier update failed before its version had all links, or the package",
    outcome: "The service is not changed",
    how: "Run `pulumi up --refresh`",
  },
  async (update, service) => {
    const { id, urn, state } = update;
    const version = Number(state.clonedVersion);
    if (!(version > 0)) {
      return undefined;
    }
    const [links, packageHash] = await contentOf(update, version);
    const [known, knownHash] = [linksOf(state), packageHashIn(state)];
    const otherPackage = knownHash === undefined ? [] : packageDifference(knownHash, packageHash);
    const differences = [...otherPackage, ...linkDifferences(known, links)];
    // A refresh reads no links when the state has none. A check of the new version finds such links.
    const isForgotten = known.length === 0 && links.length > 0;
    return differences.length === 0 || (isForgotten && otherPackage.length === 0)
      ? undefined
      : updateError("version-not-as-in-state", {
          id,
          version,
          differences,
          remedy: isForgotten && state.activate !== false ? readAllAgain(id) : undefined,
          // A refresh reads no version that was never active.
          repair: service.wasActive ? undefined : startAgain(urn, isAdopted(update)),
        });
  },
);

async function contentOf({ id, live }: Update, version: number) {
  try {
    return await Promise.all([live.links(version), live.packageHash(version)]);
  } catch (error) {
    throw error instanceof ComputeError ? unanswered(id, error) : error;
  }
}
