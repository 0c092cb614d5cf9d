import type * as pulumi from "@pulumi/pulumi";
import { ComputeError } from "../errors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { lookUpService } from "../fastly/service";
import { readPackageHash } from "../fastly/version";
import { notedService } from "../live/notedService";
import { ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { urnOf } from "../pulumi/urn";

/** Going back to the package that a version of the service has. */
export interface Rollback {
  /**
   * The files hash of that package.
   *
   * @throws ComputeError when it is not known which service this is, or the version has no package.
   */
  filesHash(): Promise<string>;
  /** Refuse, in preview too, to deploy the package of another service than the one that the stack has. */
  hooks: pulumi.ResourceHookBinding | undefined;
}

/**
 * What `package.fromVersion` asks for; undefined without it.
 *
 * Which service a stack has is in its state, which a program cannot read: it asks for the service that was last deployed
 * for this component from this directory, else the one that the manifest names. Hooks learn which one it is, before
 * anything is uploaded.
 */
export function rollbackOf({ name, project, args, credentials, component }: Deployment): Rollback | undefined {
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
  const hookOptions = { onDryRun: true };
  const refuseOther = async ({ id }: { id: string }) => {
    const other = await presumed;
    if (other !== undefined && other !== id) {
      const own = await readPackageHash(await clientOf(credentials), id, version);
      throw new ComputeError(
        `"package.fromVersion" is ${version}, which was looked up at the service ${other}${other === named ? `, as ${file} names it` : ""}; but this stack has the service ${id}`,
        own === undefined
          ? `The version ${version} of ${id} has no package: correct "package.fromVersion".`
          : `Give the package by its hash, for version ${version} of ${id}: { package: { fromHash: "${own}" } }`,
      );
    }
  };
  const refuseNew = () => {
    throw new ComputeError(
      `"package.fromVersion" is ${version}, but this run makes a new service, which has no earlier version`,
      "Remove it, or give the package by its hash: { package: { fromHash } }.",
    );
  };
  return {
    async filesHash() {
      const serviceId = await presumed;
      if (serviceId === undefined) {
        throw new ComputeError(
          `"package.fromVersion" is ${version}, but ${file} names no service, and none was deployed from this directory`,
          "Give the package by its hash: { package: { fromHash } }.",
        );
      }
      const filesHash = await readPackageHash(await clientOf(credentials), serviceId, version);
      if (filesHash === undefined) {
        throw new ComputeError(
          `The version ${version} of the service ${serviceId} has no package`,
          'Correct "package.fromVersion"; fastly service-version list shows the versions.',
        );
      }
      return filesHash;
    },
    hooks: isMocked()
      ? undefined
      : {
          beforeCreate: [resourceHook(`${name}-refuse-new-service`, refuseNew, hookOptions)],
          beforeUpdate: [resourceHook(`${name}-refuse-other-service`, refuseOther, hookOptions)],
        },
  };
}

async function isUnknown(id: string, credentials: Credentials): Promise<boolean> {
  return (await lookUpService(await clientOf(credentials), id)).state === "gone";
}
