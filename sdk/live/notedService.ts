import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Gone } from "../fastly/service";
import { ownerOf } from "../fastly/versionComment";
import { makeCacheDirectory } from "../package/cache";
import type { Deployment } from "../plan/deployment";
import type { Identity } from "../plan/identity";
import type { Project } from "../plan/project";
import { isDeploying } from "../pulumi/operation";
import { readRegularText } from "../system/files";
import { sha256 } from "../system/sha256";

/** Notes the component's service in a file, for a later rollback from this directory. */
export function rememberService(
  { project, component }: Deployment,
  id: pulumi.Output<string>,
): pulumi.Output<unknown> | undefined {
  if (!isDeploying()) {
    return undefined;
  }
  return pulumi.all([id, component.urn]).apply(([serviceId, urn]) => writeNote(project, urn, serviceId));
}

function writeNote(project: Project, urn: string, id: string): void {
  try {
    const file = noteFile(project, urn);
    const before = readNote(file);
    if (before[0] !== id) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, [id, ...before.filter((other) => other !== id)].slice(0, NOTED).join("\n"));
    }
  } catch {
    // A failure to write the note is ignored: the deployment is complete. A rollback by version then uses the service
    // in the manifest.
  }
}

/** The service that was last deployed for the component from this directory. */
export function notedService(project: Project, urn: string): string | undefined {
  return readNote(noteFile(project, urn))[0];
}

/**
 * Whether this stack has deployed the deleted service: its versions say so, or this directory's note does. Nobody may
 * replace the id of any other service.
 */
export function wasDeployedHere(id: string, { comments }: Gone, project: Project, { self, urns }: Identity): boolean {
  const owners = comments.map(ownerOf);
  return (
    owners.some((owner) => owner?.project === self.project && owner.stack === self.stack) ||
    urns.some((urn) => readNote(noteFile(project, urn)).includes(id))
  );
}

/** How many services of a component a note keeps: each destroy and `up` makes another one. */
const NOTED = 20;
/** The longest note in bytes: an id has 22. */
const LONGEST_NOTE = NOTED * 100;

/** The ids in a note, newest first. Empty when there is no note, or it is incomplete. */
function readNote(file: string): string[] {
  try {
    const ids = readRegularText(file, LONGEST_NOTE).split("\n");
    return ids.every((id) => /^[A-Za-z0-9]+$/.test(id)) ? ids : [];
  } catch {
    return [];
  }
}

/** One file per component: stacks that share a directory are deployed by separate processes. */
function noteFile(project: Project, urn: string): string {
  const name = sha256(urn).slice(0, 32);
  return join(makeCacheDirectory(project.directory), "services", name);
}
