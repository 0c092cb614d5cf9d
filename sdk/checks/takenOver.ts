import { ComputeError } from "../errors";
import { forget } from "../errors/commands";
import { describeStack, ownerOfUrn } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { ownerOf } from "../fastly/versionComment";

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
    : new ComputeError(
        `The service ${id} is deployed by ${describeStack(owner, self)} by now, whose version ${activeVersion} is active`,
        "When it belongs there now, take it out of the state of this stack, and then of the program:\n" +
          `  ${forget(urn)}\n` +
          "To deploy it from here again, run: pulumi up --refresh",
      );
}
