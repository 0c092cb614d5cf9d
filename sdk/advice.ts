import * as pulumi from "@pulumi/pulumi";
import { UNREACHABLE } from "./fastly/client";
import { type Credentials, clientOf } from "./fastly/credentials";
import { isDomainTaken, remedyFor } from "./fastly/remedies";
import { findServiceByName, findStoreByName, readService } from "./fastly/service";
import { isMocked } from "./mocks";
import { fromProgram, type Project } from "./project";
import { STORE_API, type StoreKind } from "./setup/stores";

/**
 * Says what to do when the provider fails: its message has Fastly's own words and nothing else. For every resource of
 * the component. Never asks the engine for a retry: a second POST would leave a first service behind.
 */
export function adviceOnErrors(
  name: string,
  project: Project,
  credentials: Credentials,
  component: pulumi.ComponentResource,
): pulumi.ResourceHookBinding | undefined {
  // Error hooks are newer than hooks as such: absent in the oldest SDK that is supported.
  if (isMocked() || pulumi.ErrorHook === undefined) {
    return undefined;
  }
  const hook = new pulumi.ErrorHook(
    `${name}-advise`,
    async ({ errors, urn, failedOperation, newInputs, oldOutputs }) => {
      const text = errors.join("\n");
      const neverLive = isService(urn) && failedOperation === "update" && !oldOutputs?.activeVersion;
      const advice = neverLive
        ? `The service was created in an earlier run that failed, and never went live.\nRun: pulumi up --replace '${urn}'`
        : isService(urn) && /duplicate service/i.test(text)
          ? await nameTaken(project, credentials)
          : isService(urn) && isDomainTaken(text)
            ? domainTaken(urn, failedOperation)
            : ((await storeNameTaken(urn, text, newInputs, credentials)) ?? adviceFor(text));
      if (advice !== undefined) {
        await pulumi.log.error(advice, component);
      }
      return false;
    },
  );
  return { onError: [hook] };
}

function isService(urn: string): boolean {
  return /[:$]fastly:index\/serviceCompute:ServiceCompute::/.test(urn);
}

function adviceFor(text: string): string | undefined {
  if (/dial tcp|connection re(?:fused|set)|no such host|i\/o timeout/.test(text)) {
    return UNREACHABLE;
  }
  const status = /\b([45]\d\d) - /.exec(text)?.[1];
  return status === undefined ? undefined : remedyFor(Number(status), text);
}

/** What the provider has half-done by then is completed by another command after a creation than after an update. */
function domainTaken(urn: string, operation: string): string {
  const command = operation === "create" ? `pulumi up --replace '${urn}'` : "pulumi up --refresh";
  return (
    "The domain belongs to another service: remove it there first, or choose another one in [domains].\n" +
    "If it moves from another ComputeService of this program, this one has to wait for that: { dependsOn: [other] }.\n" +
    `Then run: ${command}`
  );
}

/** Who has the name decides: a service that works, or what an interrupted run left before Pulumi noted its id. */
async function nameTaken({ serviceName, serviceIdFile }: Project, credentials: Credentials): Promise<string> {
  const otherwise = "set [serviceName], or [environment] to have one per stack.";
  const client = await clientOf(credentials);
  const id = await findServiceByName(client, serviceName).catch(() => undefined);
  const live = id && (await readService(client, id).catch(() => undefined));
  if (!live) {
    return `No two services can have the same name: ${otherwise}`;
  }
  return live.activeVersion === undefined
    ? `The name belongs to the service ${id}, which never went live. If a run that was interrupted left it behind, delete it and run pulumi up again:\n` +
        `fastly service delete --service-id=${id}\nOtherwise ${otherwise}`
    : `The name belongs to the service ${id}, which is live. To take it over, put service_id = "${id}" into ${fromProgram(serviceIdFile)} ` +
        `and pass { existingService: "adopt" }. Otherwise ${otherwise}`;
}

/** The kinds of store by their resource's type. */
const STORES: { type: RegExp; kind: StoreKind }[] = [
  { type: /:Configstore::/, kind: "configStores" },
  { type: /:Kvstore::/, kind: "kvStores" },
  { type: /:Secretstore::/, kind: "secretStores" },
];

/** A store of this name was kept when its stack was destroyed, or left behind by a run that was interrupted. */
async function storeNameTaken(
  urn: string,
  text: string,
  inputs: Record<string, unknown> | undefined,
  credentials: Credentials,
): Promise<string | undefined> {
  const kind = STORES.find(({ type }) => type.test(urn))?.kind;
  const name = inputs?.name;
  if (kind === undefined || typeof name !== "string" || !/\b409 - /.test(text)) {
    return undefined;
  }
  const client = await clientOf(credentials);
  const id = await findStoreByName(client, STORE_API[kind], name).catch(() => undefined);
  return (
    `There is a store named "${name}" already: kept when a stack was destroyed, or left behind by a run that was interrupted.\n` +
    `To use it and its data, link it: ${kind}: { <name>: { existingName: "${name}" } }.` +
    (id === undefined
      ? ""
      : `\nTo start anew, delete it and run pulumi up again: fastly ${STORE_API[kind]}-store delete --store-id=${id}`)
  );
}
