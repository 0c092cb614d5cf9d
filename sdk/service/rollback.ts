import { deployedError } from "../checks/deployedErrors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { lookUpService } from "../fastly/service";
import { readPackageHash } from "../fastly/version";
import { notedService } from "../live/notedService";
import { ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { urnOf } from "../pulumi/urn";

/** Going back to the package that a version of the service has. */
export interface Rollback {
  /**
   * The files hash of that package.
   *
   * @throws ComputeError when it is not known which service this is, or the version has no package.
   */
  filesHash(): Promise<string>;
  /** The service at which it is looked up. */
  presumed: Promise<string | undefined>;
}

/**
 * What `package.fromVersion` asks for; undefined without it.
 *
 * Which service a stack has is in its state, which a program cannot read: it asks for the service that was last deployed
 * for this component from this directory, else the one that the manifest names. Hooks learn which one it is, before
 * anything is uploaded.
 */
export function rollbackOf({ project, args, credentials, component }: Deployment): Rollback | undefined {
  const version = args.package?.fromVersion;
  if (version === undefined) {
    return undefined;
  }
  const isAdopted = args.existingService === ExistingService.Adopt;
  const { serviceId: named } = project.manifest;
  const file = project.serviceIdFileShown;
  const presumed = urnOf(component).then(async (urn) => {
    const noted = isAdopted ? undefined : notedService(project, urn);
    // A service that was made anew elsewhere left its note here.
    const isGone =
      noted !== undefined && named !== undefined && noted !== named && (await isUnknown(noted, credentials));
    return isGone ? named : (noted ?? named);
  });
  return {
    async filesHash() {
      const serviceId = await presumed;
      if (serviceId === undefined) {
        throw deployedError("version-of-no-service", { version, file });
      }
      const filesHash = await readPackageHash(await clientOf(credentials), serviceId, version);
      if (filesHash === undefined) {
        throw deployedError("version-without-package", { version, id: serviceId });
      }
      return filesHash;
    },
    presumed,
  };
}

async function isUnknown(id: string, credentials: Credentials): Promise<boolean> {
  return (await lookUpService(await clientOf(credentials), id)).state === "gone";
}
