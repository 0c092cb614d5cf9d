import * as pulumi from "@pulumi/pulumi";
import { clientOf } from "../fastly/credentials";
import { lookUpService } from "../fastly/service";
import { wasDeployedHere } from "../live/notedService";
import { eraseServiceId, readServiceId, type WriteBack, writeServiceId } from "../manifest";
import { type ComputeServiceArgs, ExistingService } from "../plan/args";
import type { Deployment } from "../plan/deployment";
import { deleteHook } from "../pulumi/hooks";
import { operation } from "../pulumi/operation";
import { placeText } from "../pulumi/place";
import { program } from "../pulumi/program";
import { FILE_LIMITS, readRegularText } from "../system/files";

/**
 * Writes the id into the manifest once the service is live. Returns the id. `apply` does this and not a hook: hooks do
 * not run for unchanged resources, and a fresh checkout of a deployed project should get its id back.
 *
 * The id of another existing service stays, with a warning: two stacks on one file would overwrite each other's id for
 * ever. The warning also comes where nothing is to be written, as the Fastly CLI and adoption use the file. Every
 * problem here is a warning too: the service is live, and the state knows it.
 */
export function recordServiceId(deployment: Deployment, id: pulumi.Output<string>): pulumi.Output<string> {
  const { project, args, component, credentials } = deployment;
  // The unit test of a user must not ask Fastly about the service in a real manifest.
  if (
    pulumi.runtime.isDryRun() ||
    operation() !== "deploy" ||
    (args.writeServiceId === false && !credentials.isFastlyThere)
  ) {
    return id;
  }
  const file = project.serviceIdFileShown;
  return id.apply(async (serviceId) => {
    if (await isOfStandIn(deployment)) {
      return serviceId;
    }
    const result = await program().write(() => record(deployment, serviceId));
    if (result.status === "other") {
      await pulumi.log.warn(
        `This stack deploys the service ${serviceId}, but ${file} names another one, ${result.id}${DOUBTS[result.existence]}. The file was not changed.\n` +
          adviceOnOther(args),
        component,
      );
    } else if (result.status === "failed") {
      await pulumi.log.warn(
        `${file} was not changed: ${result.reason}\n` +
          `The deployment is complete. To let the Fastly CLI know the service, put this line at the top of the file:\n${result.line}`,
        component,
      );
    } else if (result.status !== "unchanged") {
      const what =
        result.status === "created" ? `Created ${file} with the service_id` : `Wrote the service_id into ${file}`;
      await pulumi.log.info(
        `${what}: commit the file, so that the Fastly CLI and other checkouts know the service.`,
        component,
      );
    }
    return serviceId;
  });
}

/**
 * Whether the service belongs to an API on this machine. The manifest is for people, other checkouts and the Fastly
 * CLI. An id of such an API means nothing to them. And the manifest may have the id of the real service. So only the
 * state keeps the id.
 */
async function isOfStandIn({ credentials }: Deployment): Promise<boolean> {
  return (await clientOf(credentials)).isStandIn === true;
}

function adviceOnOther({ existingService, writeServiceId }: ComputeServiceArgs): string {
  const own = "Give each stack its own manifest, with { environment: pulumi.getStack() }.";
  if (writeServiceId === false) {
    return `The Fastly CLI works on the service in the file. ${own} Or correct the file.`;
  }
  const besides = existingService === ExistingService.Ignore ? "" : 'existingService: "ignore", ';
  return `${own} Or, to keep both services without this warning, set { ${besides}writeServiceId: false }.`;
}

/** How often to retry when others write the file meanwhile. */
const ATTEMPTS = 10;

type Existence = "yes" | "no" | "deleted" | "foreign" | "unknown";

/** The words for another service's id, by what Fastly knows of it. */
const DOUBTS: Record<Existence, string> = {
  yes: "",
  no: "",
  deleted: ", which was deleted; nothing says that this stack deployed it",
  foreign: ", which Fastly does not know; it was deleted, or belongs to another account",
  unknown: ", which could not be looked up",
};

type Recorded = WriteBack | { status: "other"; id: string; existence: Existence };

/** Another stack may write its own id between this read and this write. */
async function record(deployment: Deployment, id: string): Promise<Recorded> {
  const { project, args } = deployment;
  const path = project.serviceIdFile;
  for (let attempt = 1; ; attempt++) {
    const found = readFile(path);
    if (found.id !== undefined && found.id !== id) {
      const isIgnored = args.existingService === ExistingService.Ignore;
      if (isIgnored && args.writeServiceId === false) {
        return { status: "unchanged" };
      }
      const existence = await exists(found.id, deployment);
      // A service that this token cannot see may belong to another account. That account's stack would write its id
      // again, and so on for ever.
      const isHarmless = isIgnored || args.writeServiceId === false;
      const isGone = existence === "foreign" || existence === "deleted";
      if (existence !== "no" && !(isGone && isHarmless)) {
        return { status: "other", id: found.id, existence };
      }
      if (isIgnored) {
        return { status: "unchanged" };
      }
    }
    if (args.writeServiceId === false) {
      return { status: "unchanged" };
    }
    const result = await writeServiceId(path, id, { create: true, expected: found.text });
    if (result.status !== "overtaken") {
      return result;
    }
    if (attempt === ATTEMPTS) {
      const line = `service_id = ${JSON.stringify(id)}`;
      return { status: "failed", reason: "the file keeps being changed by others", line };
    }
  }
}

/** Removes the id from the manifest when the service is deleted, where `removeServiceId` says so. */
export function eraseHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  return deployment.args.removeServiceId
    ? { beforeDelete: keepUntilErasable(deployment), afterDelete: eraseRecordedId(deployment) }
    : undefined;
}

/**
 * Removes the id from the manifest once the service is deleted. Only hooks run by then, and a destroy runs hooks only
 * when it runs the program. So this is only for those who ask for it.
 */
function eraseRecordedId({ place, project, credentials, component }: Deployment): pulumi.ResourceHook[] {
  const file = project.serviceIdFileShown;
  return deleteHook(`${placeText(place)}-erase-service-id`, async ({ id }) => {
    if (readFile(project.serviceIdFile).id !== id) {
      return;
    }
    // A service with `reuse` stays at Fastly, but leaves the stack by the same step.
    const { state } = await lookUpService(await clientOf(credentials), id);
    if (state !== "gone") {
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

/**
 * Does nothing while the program has the component. Without the component the engine cannot run the hook that removes
 * the id. The engine would notice only after it has deleted the service. This hook comes before the deletion, so the
 * engine refuses at the start, in preview too. The engine shows only the hook's name: so the name is the remedy.
 */
function keepUntilErasable({ place }: Deployment): pulumi.ResourceHook[] {
  return deleteHook(
    `${placeText(place)} needs removeServiceId: false, applied by an up, before it is taken out of the program`,
    () => {},
  );
}

/**
 * Reads the file again: another stack or service may have written it since the project was read. The id counts even in
 * an otherwise invalid manifest. A file that cannot be read or parsed has no id. Writing the id then fails, and reports
 * the reason.
 */
function readFile(path: string): { text?: string | null; id?: string } {
  try {
    const text = readRegularText(path, FILE_LIMITS.settings);
    return { text, id: readServiceId(text) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? { text: null } : {};
  }
}

/** An id is only replaced when Fastly says that its service is gone, and the service was this stack's. */
async function exists(id: string, deployment: Deployment): Promise<Existence> {
  const found = await lookUpService(await clientOf(deployment.credentials), id);
  if (found.state === "gone") {
    const isOwn = found.deleted && wasDeployedHere(id, found, deployment.project, await deployment.identity());
    return isOwn ? "no" : found.deleted ? "deleted" : "foreign";
  }
  return found.state === "exists" ? "yes" : "unknown";
}
