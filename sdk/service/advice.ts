import * as pulumi from "@pulumi/pulumi";
import { nameTaken } from "../checks/serviceName";
import { storeNameTaken } from "../checks/stores";
import { withCode } from "../errors";
import { runLines } from "../errors/commands";
import type { Explanation } from "../errors/explanation";
import { REFRESH, type Repair, startAgain } from "../errors/repair";
import { clientOf } from "../fastly/credentials";
import { fastlyError } from "../fastly/errors";
import { type Circumstances, isDomainTaken, refusedByFastly } from "../fastly/remedies";
import { findServiceByName, lookUpService } from "../fastly/service";
import { liveWith } from "../live/liveService";
import { storeAtFastly } from "../live/storeAtFastly";
import type { Deployment } from "../plan/deployment";
import { errorHook } from "../pulumi/hooks";
import { protectionRemedy } from "../pulumi/protection";
import { SERVICE_TYPE, typeOfUrn } from "../pulumi/urn";
import { LINKED_KINDS } from "../setup/kinds";
import { serviceError } from "./errors";

/**
 * Says what to do when the provider fails, for every resource of the component: the provider's message only has
 * Fastly's words. The hook never asks the engine for a retry: a second POST would leave a first service behind.
 */
export function adviceOnErrors({
  name,
  project,
  adopted,
  credentials,
  identity,
  component,
}: Deployment): pulumi.ResourceHookBinding | undefined {
  // A problem with the token fails every store in the same way. It is reported once.
  const before = new Set<string>();
  const hook = errorHook(`${name}-advise`, async (failure) => {
    const text = failure.errors.join("\n");
    const deletes = failure.failedOperation === "delete";
    const advice = deletes
      ? undefined
      : typeOfUrn(failure.urn) === SERVICE_TYPE
        ? await serviceAdvice(failure, text, { name, project, adopted, credentials })
        : await storeAdvice(failure.urn, text, failure.newInputs, { credentials, identity });
    const explanation = advice ?? adviceFor(text, { token: credentials.tokenRemedy, deletes });
    if (explanation !== undefined) {
      const { problem, remedy, code, effect } = explanation;
      const said = problem === "" ? onlyRemedyWithCode(remedy, code) : `${withCode(problem, code)}\n${remedy}`;
      const besides = protectionRemedy(component, effect);
      const all = besides === undefined ? said : `${said}\n${besides}`;
      if (!before.has(all)) {
        before.add(all);
        await pulumi.log.error(all, component);
      }
    }
    return false;
  });
  return hook && { onError: [hook] };
}

/** The code ends the first line. So a command there gets a line of its own, which can be copied. */
function onlyRemedyWithCode(remedy: string, code: string): string {
  return withCode(remedy.replace(". Run: ", ".\nRun: "), code);
}

type Known = Pick<Deployment, "name" | "project" | "adopted" | "credentials">;

async function serviceAdvice(
  failure: pulumi.ErrorHookArgs,
  text: string,
  { name, project, adopted, credentials }: Known,
): Promise<Explanation | undefined> {
  const { urn, id, failedOperation, newInputs } = failure;
  if (/duplicate service/i.test(text)) {
    // An update only renames the service. It cannot take over the other service that has the name.
    return failedOperation === "create"
      ? onlyRemedy(await nameTaken(name, project, liveWith(credentials)))
      : onlyRemedy(refusedByFastly(409, "duplicate service"));
  }
  const isNew = await wasNeverActive(failure, text, { project, credentials });
  const repair = isNew ? startAgain(urn, id === adopted) : REFRESH;
  if (isDomainTaken(text)) {
    return serviceError.explain("domain-taken", repair);
  }
  // After a lasting refusal the next run fails in the same way. After any other, the next run activates what is there,
  // and a check follows.
  if (failedOperation === "update" && isNew && newInputs?.activate === true && !isPassing(text)) {
    return serviceError.explain("service-left-incomplete", repair);
  }
  const next = nextRun(failedOperation, text, repair);
  const explanation = adviceFor(text, { again: next?.commands, token: credentials.tokenRemedy });
  if (explanation === undefined || next === undefined) {
    return explanation;
  }
  const then = runLines(next.commands, "Then run");
  const remedy = explanation.remedy.includes(then) ? explanation.remedy : `${explanation.remedy}\n${then}`;
  return { ...explanation, remedy, effect: next.effect };
}

/**
 * What to run once the user has fixed the error. Undefined when the same command will do. The provider keeps what it
 * had half done, and saves the planned inputs as its state. So only a run that starts again, or from what is there,
 * completes it.
 *
 * @param repair what completes a service that is half done.
 */
function nextRun(operation: string, text: string, repair: Repair): Repair | undefined {
  const isUntouched = operation === "create" && !/creating urn:/.test(text);
  // The next run only activates a draft that was complete before.
  const isComplete =
    operation === "update" && /error (?:activating version|checking validation)/.test(text) && repair !== REFRESH;
  return isUntouched || isComplete ? undefined : repair;
}

/**
 * Asks Fastly and not the state: the state misses activations that got no answer, and activations by others. The engine
 * does not give the id of a service under construction.
 */
async function wasNeverActive(
  { id, failedOperation }: pulumi.ErrorHookArgs,
  text: string,
  { project, credentials }: Pick<Known, "project" | "credentials">,
): Promise<boolean> {
  const client = await clientOf(credentials);
  try {
    const made = failedOperation === "create" ? await findServiceByName(client, project.serviceName) : id;
    if (made === undefined) {
      return true;
    }
    const found = await lookUpService(client, made);
    return found.state === "exists" && found.service.activeVersion === undefined && !found.service.wasActive;
  } catch {
    // A domain that belongs to another service kept the new service from becoming active.
    return failedOperation === "create" && isDomainTaken(text);
  }
}

function isUnreachable(text: string): boolean {
  return /dial tcp|connection re(?:fused|set)|no such host|i\/o timeout|\bEOF\b/.test(text);
}

function statusOf(text: string): number | undefined {
  const status = /\b([45]\d\d) - /.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** Whether the same request may succeed later, or with another token. */
function isPassing(text: string): boolean {
  const status = statusOf(text);
  return isUnreachable(text) || (status !== undefined && (status >= 500 || [401, 403, 429].includes(status)));
}

function adviceFor(text: string, circumstances: Circumstances): Explanation | undefined {
  const status = statusOf(text);
  if (isUnreachable(text)) {
    const { again } = circumstances;
    return onlyRemedy(
      fastlyError.explain("fastly-unreachable", { address: "Fastly's API", tries: 1, reason: text, again }),
    );
  }
  return status === undefined ? undefined : onlyRemedy(refusedByFastly(status, text, circumstances));
}

/** The provider's own error already says the problem. */
function onlyRemedy(explanation: Explanation): Explanation {
  return { ...explanation, problem: "" };
}

/** The advice when Fastly refuses a store because of its name. */
async function storeAdvice(
  urn: string,
  text: string,
  inputs: Record<string, unknown> | undefined,
  deployment: Pick<Deployment, "credentials" | "identity">,
): Promise<Explanation | undefined> {
  const kind = LINKED_KINDS.find(([, { linked }]) => linked.resourceType === typeOfUrn(urn))?.[1];
  const name = inputs?.name;
  return kind === undefined || typeof name !== "string" || !/\b409 - /.test(text)
    ? undefined
    : storeNameTaken(kind, name, await storeAtFastly(kind, name, deployment));
}
