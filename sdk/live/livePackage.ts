import { clientOf } from "../fastly/credentials";
import { ownerOfUrn, sameOwner } from "../fastly/owner";
import { findServiceByName, readService } from "../fastly/service";
import { readPackageFacts } from "../fastly/version";
import { ownerOf, saysPackage, sourcesOf } from "../fastly/versionComment";
import type { LivePackage } from "../package";
import type { Deployment } from "../plan/deployment";
import { urnOf } from "../pulumi/urn";
import { notedService } from "./notedService";

/**
 * The live package of this component's service, when its version says which sources it was made from. A machine without
 * the results of earlier builds reads it first: with the same sources it need not build.
 *
 * Only the state knows the stack's service, and a program cannot read the state. So this looks the service up by the
 * note in this directory, by the manifest, or else by its name. The version must say that the service is this
 * component's own. Undefined when any of this fails, or Fastly does not answer: then a build is needed.
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
    // The next version is made from the newest prepared one. When that is not the live one, it has another package.
    if (deployment.release !== undefined && service?.comments[0] !== service?.activeComment) {
      return undefined;
    }
    if (id === undefined || service?.activeVersion === undefined || owner === undefined || sources === undefined) {
      return undefined;
    }
    const facts = sameOwner(owner, ownerOfUrn(urn))
      ? await readPackageFacts(client, id, service.activeVersion)
      : undefined;
    // Somebody may have cloned the version, with its comment, and uploaded another package.
    return facts && saysPackage(service.activeComment, facts.filesHash) ? { sources, ...facts } : undefined;
  } catch {
    return undefined;
  }
}
