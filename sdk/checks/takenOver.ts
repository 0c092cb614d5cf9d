import type { ComputeError } from "../errors";
import { describeStack, ownerOfUrn } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { ownerOf } from "../fastly/versionComment";
import { updateError } from "./updateErrors";

/**
 * Why the version that serves requests is not the one of the state, when a component of another stack has made it: the
 * service was adopted there. Undefined otherwise.
 *
 * @param urn the component's
 */
export function takenOver(
  id: string,
  urn: string,
  { activeVersion, activeComment }: ServiceDetails,
): ComputeError | undefined {
  const owner = ownerOf(activeComment);
  const self = ownerOfUrn(urn);
  return owner === undefined || (owner.project === self.project && owner.stack === self.stack)
    ? undefined
    : updateError("deployed-by-another-stack", { id, by: describeStack(owner, self), version: activeVersion, urn });
}
