import { clientOf } from "../fastly/credentials";
import { ownerOfUrn, sameOwner } from "../fastly/owner";
import { findServiceByName, readService } from "../fastly/service";
import { readPackageFacts } from "../fastly/version";
import { ownerOf, sourcesOf } from "../fastly/versionComment";
import type { LivePackage } from "../package";
import type { Deployment } from "../plan/deployment";
import { urnOf } from "../pulumi/urn";
import { notedService } from "./notedService";

/**
 * The package that is live in the service of this component, when its version says what it was made from. A machine
 * without the results of earlier builds asks for it before it builds: it need not when the sources are the same.
 *
 * Which service the stack has is in its state, which a program cannot read. So it is looked for by what this directory
 * or the manifest knows, else by its name. And it has to be this component's own, as its version says. Undefined when
 * anything of that is not so, or Fastly does not answer: then a build is needed.
 */
export async function livePackage(deployment: Deployment): Promise<LivePackage | undefined> {
  const { project, credentials, component } = deployment;
  try {
    const client = await clientOf(credentials);
    const urn = await urnOf(component);
    const known = notedService(project, urn) ?? project.manifest.serviceId;
    const id = known ?? (await findServiceByName(client, project.serviceName));
    const service = id === undefined ? undefined : await readService(client, id);
    const owner = ownerOf(service?.activeComment);
    const sources = sourcesOf(service?.activeComment);
    // The next version is made from the one that was prepared last, whose package is another when that is not live.
    if (deployment.release !== undefined && service?.comments[0] !== service?.activeComment) {
      return undefined;
    }
    if (id === undefined || service?.activeVersion === undefined || owner === undefined || sources === undefined) {
      return undefined;
    }
    const facts = sameOwner(owner, ownerOfUrn(urn))
      ? await readPackageFacts(client, id, service.activeVersion)
      : undefined;
    return facts && { sources, ...facts };
  } catch {
    return undefined;
  }
}
