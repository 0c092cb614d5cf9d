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
 * Writes the id into the manifest once the service is live, and passes it on. By `apply` and not by a hook: hooks do not
 * run for unchanged resources, and a fresh checkout of a deployed project should get its id back.
 *
 * The id of another service that exists is left alone, with a warning: two stacks on one file would overwrite each
 * other's for ever. The warning comes also where nothing is to be written, as the Fastly CLI and adoption go by the file.
 * What goes wrong here is a warning too: the service is live and the state knows it.
 */
export function recordServiceId(deployment: Deployment, id: pulumi.Output<string>): pulumi.Output<string> {
  const { project, args, component, credentials } = deployment;
  // A user's unit test must not ask Fastly about the service in a real manifest.
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
          `The deployment is complete. For the Fastly CLI to know the service, put this line at the top of the file:\n${result.line}`,
        component,
      );
    } else if (result.status !== "unchanged") {
      const what =
        result.status === "created" ? `Created ${file} with the service_id` : `Wrote the service_id into ${file}`;
      await pulumi.log.info(
        `${what}: commit it, so that the Fastly CLI and other checkouts know the service.`,
        component,
      );
    }
    return serviceId;
  });
}

/**
 * Whether the service is of an API on this machine. The manifest is for people, other checkouts and the Fastly CLI.
 * Such an id means nothing to them, and the manifest may have the id of the real service. The state of the stack is
 * place enough.
 */
async function isOfStandIn({ credentials }: Deployment): Promise<boolean> {
  return (await clientOf(credentials)).isStandIn === true;
}

function adviceOnOther({ existingService, writeServiceId }: ComputeServiceArgs): string {
  const own = "Give each stack a file of its own: environment: pulumi.getStack().";
  if (writeServiceId === false) {
    return `The Fastly CLI works on that one. ${own} Or correct the file.`;
  }
  const besides = existingService === ExistingService.Ignore ? "" : 'existingService: "ignore", ';
  return `${own} Or, to have a service besides that one without this warning: ${besides}writeServiceId: false.`;
}

/** How often a file that others write meanwhile is looked at again. */
const ATTEMPTS = 10;

type Existence = "yes" | "no" | "deleted" | "foreign" | "unknown";

/** What is said of another id. */
const DOUBTS: Record<Existence, string> = {
  yes: "",
  no: "",
  deleted: ", which was deleted: nothing says that this stack had deployed it",
  foreign: ", which Fastly does not know: it was deleted, or is of another account",
  unknown: ", which could not be looked up",
};

type Recorded = WriteBack | { status: "other"; id: string; existence: Existence };

/** Another stack may write its own id between the look and the write. */
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
      // What Fastly does not show may live in another account, whose stack would write it again, and so on for ever.
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

/** What `removeServiceId` does when the service is deleted. */
export function eraseHooks(deployment: Deployment): pulumi.ResourceHookBinding | undefined {
  return deployment.args.removeServiceId
    ? { beforeDelete: keepUntilErasable(deployment), afterDelete: eraseRecordedId(deployment) }
    : undefined;
}

/**
 * Takes the id out of the manifest once the service is deleted. Hooks are the only thing that runs by then, and a destroy
 * runs none unless it runs the program: hence only for those who ask for it.
 */
function eraseRecordedId({ place, project, credentials, component }: Deployment): pulumi.ResourceHook[] {
  const file = project.serviceIdFileShown;
  return deleteHook(`${placeText(place)}-erase-service-id`, async ({ id }) => {
    if (readFile(project.serviceIdFile).id !== id) {
      return;
    }
    // One that is kept at Fastly leaves the stack by the same step.
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
 * Does nothing where the program has the component. Where it does not, the engine cannot run the hook that takes the id
 * out, and would find that after it has deleted the service. With a hook that comes before, it refuses to begin, in
 * preview already. All that it says is the hook's name: hence the remedy in it.
 */
function keepUntilErasable({ place }: Deployment): pulumi.ResourceHook[] {
  return deleteHook(
    `${placeText(place)} needs removeServiceId: false, applied by an up, before it is taken out of the program`,
    () => {},
  );
}

/**
 * Read again and not taken from the project: another stack or service may have written it meanwhile. The id counts also
 * in a manifest that is no good otherwise. A file that cannot be read, or is no TOML, has none: writing it then fails,
 * for that reason, and says so.
 */
function readFile(path: string): { text?: string | null; id?: string } {
  try {
    const text = readRegularText(path, FILE_LIMITS.settings);
    return { text, id: readServiceId(text) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? { text: null } : {};
  }
}

/** Nobody's id is written over for want of an answer, and none but that of a service of this stack. */
async function exists(id: string, deployment: Deployment): Promise<Existence> {
  const found = await lookUpService(await clientOf(deployment.credentials), id);
  if (found.state === "gone") {
    const isOwn = found.deleted && wasDeployedHere(id, found, deployment.project, await deployment.identity());
    return isOwn ? "no" : found.deleted ? "deleted" : "foreign";
  }
  return found.state === "exists" ? "yes" : "unknown";
}
