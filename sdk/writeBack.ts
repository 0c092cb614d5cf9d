import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { fastlyClient } from "./fastly/client";
import type { Credentials } from "./fastly/credentials";
import { readService } from "./fastly/service";
import { eraseServiceId, loadManifest, type WriteBack, writeServiceId } from "./manifest";
import { limitTo } from "./package/parallel";
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
    const known = (other: string) => exists(other, baseUrl, apiKey);
    const result = await oneAtATime(() => write(project.serviceIdFile, serviceId, known));
    if ("other" in result) {
      await pulumi.log.warn(
        `This stack deploys the service ${serviceId}, but ${file} names another one, ${result.other}. The file was not changed.\n` +
          "Give each stack a file of its own: environment: pulumi.getStack(). Or switch this off: writeServiceId: false.",
        component,
      );
    } else if (result.status === "failed") {
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

/** Services of one program that share a directory. */
const oneAtATime = limitTo(1);

/** How often a file that others write meanwhile is looked at again. */
const ATTEMPTS = 10;

/** Another stack may write its own id between the look and the write. */
async function write(
  path: string,
  id: string,
  exists: (other: string) => Promise<boolean>,
): Promise<WriteBack | { other: string }> {
  for (let attempt = 1; ; attempt++) {
    const found = readFile(path);
    if (found.id !== undefined && found.id !== id && (await exists(found.id))) {
      return { other: found.id };
    }
    const expected = attempt < ATTEMPTS ? found.text : undefined;
    const result = await writeServiceId(path, id, { create: true, expected });
    if (result.status !== "overtaken") {
      return result;
    }
  }
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
    if (readFile(project.serviceIdFile).id !== id) {
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
function readFile(path: string): { text?: string | null; id?: string } {
  if (!existsSync(path)) {
    return { text: null };
  }
  try {
    const { manifest } = loadManifest(path, path, "environment");
    return { text: manifest.text, id: manifest.serviceId };
  } catch {
    return {};
  }
}

async function exists(id: string, baseUrl: string, apiKey: string | undefined): Promise<boolean> {
  try {
    return (await readService(fastlyClient(baseUrl, apiKey), id)) !== undefined;
  } catch {
    return true;
  }
}
