import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ExistingService } from "../args";
import { ComputeError } from "../errors";
import { type Credentials, clientOf } from "../fastly/credentials";
import { lookUpService } from "../fastly/service";
import { readPackageHash } from "../fastly/version";
import { makeCacheDirectory } from "../package/cache";
import type { Deployment } from "../plan/deployment";
import type { Project } from "../plan/project";
import { construction } from "../pulumi/construction";
import { resourceHook } from "../pulumi/hooks";
import { isMocked } from "../pulumi/mocks";
import { urnOf } from "../pulumi/urn";
import { readRegularText } from "../system/files";

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

/** Notes which service the component has, for a later rollback from this directory. */
export function rememberService({ project, component }: Deployment, id: pulumi.Output<string>): void {
  if (pulumi.runtime.isDryRun() || isMocked()) {
    return;
  }
  const noted = pulumi.all([id, component.urn]).apply(([serviceId, urn]) => writeNote(project, urn, serviceId));
  construction()?.waitFor(noted);
}

function writeNote(project: Project, urn: string, id: string): void {
  try {
    const file = noteFile(project, urn);
    if (readNote(file) !== id) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, id);
    }
  } catch {
    // The deployment is complete; a rollback by version then asks for the service that the manifest names.
  }
}

/** The service that was last deployed for the component from this directory. */
export function notedService(project: Project, urn: string): string | undefined {
  return readNote(noteFile(project, urn));
}

/** The most bytes of a note: an id has 22. */
const LONGEST_NOTE = 100;

/** The id in a note, or undefined when there is none, or none that is whole. */
function readNote(file: string): string | undefined {
  try {
    return /^[A-Za-z0-9]+$/.exec(readRegularText(file, LONGEST_NOTE))?.[0];
  } catch {
    return undefined;
  }
}

/** A file for each, as stacks that share a directory are deployed by processes of their own. */
function noteFile(project: Project, urn: string): string {
  const name = createHash("sha256").update(urn).digest("hex").slice(0, 32);
  return join(makeCacheDirectory(project.directory), "services", name);
}
