import { deployedError } from "../checks/deployedErrors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { lookUpService } from "../fastly/service";
import { readPackageHash } from "../fastly/version";
import { notedService } from "../live/notedService";
import { ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { urnOf } from "../pulumi/urn";

/** A way back to the package of an earlier version. */
export interface Rollback {
  /**
   * The files hash of that package.
   *
   * @throws ComputeError when the service is not known, or the version has no package.
   */
  filesHash(): Promise<string>;
  /** The service in which the version is looked up. */
  presumed: Promise<string | undefined>;
}

/**
 * The rollback that `package.fromVersion` asks for.
 *
 * Only the state knows the service of a stack, and a program cannot read the state. So the rollback takes the service
 * last deployed for this component from this directory, else the one in the manifest. Hooks learn the real service, and
 * check it before anything is uploaded.
 */
export function rollbackTo(version: number, { project, args, credentials, component }: Deployment): Rollback {
  const isAdopted = args.existingService === ExistingService.Adopt;
  const { serviceId: named } = project.manifest;
  const file = project.serviceIdFileShown;
  const presumed = urnOf(component).then(async (urn) => {
    const noted = isAdopted ? undefined : notedService(project, urn);
    // The note may be out of date, when another machine made a new service.
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
