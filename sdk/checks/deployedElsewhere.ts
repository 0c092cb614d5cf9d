import type { ComputeError } from "../errors";
import { describeStack, ownerOfUrn } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { ownerOf } from "../fastly/versionComment";
import { updateError } from "./updateErrors";

/**
 * The error for an active version that is not in the state because another stack has adopted the service. Undefined
 * when no other stack's component made that version.
 *
 * @param urn the component's URN.
 */
export function deployedElsewhere(
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
