import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { makeCacheDirectory } from "../package/cache";
import type { Deployment } from "../plan/deployment";
import type { Project } from "../plan/project";
import { isMocked } from "../pulumi/mocks";
import { readRegularText } from "../system/files";

/** Notes which service the component has, for a later rollback from this directory. */
export function rememberService(
  { project, component }: Deployment,
  id: pulumi.Output<string>,
): pulumi.Output<unknown> | undefined {
  if (pulumi.runtime.isDryRun() || isMocked()) {
    return undefined;
  }
  return pulumi.all([id, component.urn]).apply(([serviceId, urn]) => writeNote(project, urn, serviceId));
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
