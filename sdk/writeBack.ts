import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { fastlyClient } from "./fastly/client";
import type { Credentials } from "./fastly/credentials";
import { readService } from "./fastly/service";
import { eraseServiceId, loadManifest, writeServiceId } from "./manifest";
import { fromProgram, type Project } from "./project";

/**
 * Writes the id into the manifest once the service is live, and passes it on. By `apply` and not by a hook: hooks do not
 * run for unchanged resources, and a fresh checkout of a deployed project should get its id back.
 *
 * The id of another service that exists is left alone, with a warning: two stacks on one file would overwrite each
 * other's for ever. What goes wrong here is a warning too: the service is live and the state knows it.
 */
export function recordServiceId(
  id: pulumi.Output<string>,
  project: Project,
  args: ComputeServiceArgs,
  credentials: Credentials,
  component: pulumi.ComponentResource,
): pulumi.Output<string> {
  if (pulumi.runtime.isDryRun() || args.writeServiceId === false) {
    return id;
  }
  const file = fromProgram(project.serviceIdFile);
  const access = pulumi.all([credentials.baseUrl, credentials.apiKey]);
  const recorded = pulumi.all([id, access]).apply(async ([serviceId, [baseUrl, apiKey]]) => {
    const other = idInFile(project.serviceIdFile);
    if (other !== undefined && other !== serviceId && (await exists(other, baseUrl, apiKey))) {
      await pulumi.log.warn(
        `This stack deploys the service ${serviceId}, but ${file} names another one, ${other}. The file was not changed.\n` +
          "Give each stack a file of its own: environment: pulumi.getStack(). Or switch this off: writeServiceId: false.",
        component,
      );
      return serviceId;
    }
    const result = await writeServiceId(project.serviceIdFile, serviceId, { create: true });
    if (result.status === "failed") {
      await pulumi.log.warn(
        `${file} was not changed: ${result.reason}\n` +
          `The deployment is complete. For the Fastly CLI to know the service, put this line at the top of the file:\n${result.line}`,
        component,
      );
    }
    return serviceId;
  });
  return pulumi.unsecret(recorded);
}

/**
 * Takes the id out of the manifest once the service is deleted. Hooks are the only thing that runs by then, and a destroy
 * runs none unless it runs the program: hence only for those who ask for it.
 */
export function eraseRecordedId(
  name: string,
  project: Project,
  component: pulumi.ComponentResource,
): pulumi.ResourceHook {
  const file = fromProgram(project.serviceIdFile);
  return new pulumi.ResourceHook(`${name}-erase-service-id`, async ({ id }) => {
    if (idInFile(project.serviceIdFile) !== id) {
      return;
    }
    const result = await eraseServiceId(project.serviceIdFile, id);
    if (result.status === "failed") {
      await pulumi.log.warn(
        `${file} was not changed: ${result.reason}\nThe service is deleted. Remove this line from the file:\n${result.line}`,
        component,
      );
    }
  });
}

/** Read again and not taken from the project: another stack or service may have written it meanwhile. */
function idInFile(path: string): string | undefined {
  try {
    return existsSync(path) ? loadManifest(path, path, "environment").manifest.serviceId : undefined;
  } catch {
    return undefined;
  }
}

async function exists(id: string, baseUrl: string, apiKey: string | undefined): Promise<boolean> {
  try {
    return (await readService(fastlyClient(baseUrl, apiKey), id)) !== undefined;
  } catch {
    return true;
  }
}
