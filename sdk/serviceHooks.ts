import * as pulumi from "@pulumi/pulumi";
import { type ComputeServiceArgs, ExistingService } from "./args";
import { ComputeError } from "./errors";
import { fastlyClient, UNREACHABLE } from "./fastly/client";
import type { Credentials } from "./fastly/credentials";
import { remedyFor } from "./fastly/remedies";
import { readService } from "./fastly/service";
import { isMocked } from "./mocks";
import type { Project } from "./project";

/**
 * What only the engine's decision tells: a hook before the creation is the one place that knows "this stack has no such
 * service yet", in preview already.
 */
export function serviceHooks(
  name: string,
  project: Project,
  args: ComputeServiceArgs,
  credentials: Credentials,
  component: pulumi.ComponentResource,
): pulumi.ResourceHookBinding | undefined {
  if (isMocked()) {
    return undefined;
  }
  const inPreviewToo = { onDryRun: true };
  const unknown = new pulumi.ResourceHook(
    `${name}-refuse-second-service`,
    () => refuseSecondService(name, project, args, credentials, component),
    inPreviewToo,
  );
  const relink = new pulumi.ResourceHook(`${name}-refuse-relink`, refuseRelink, inPreviewToo);
  return {
    beforeCreate: [unknown],
    beforeUpdate: [relink],
    // Newer than hooks as such: absent in the oldest SDK that is supported.
    ...(pulumi.ErrorHook === undefined ? {} : { onError: [adviseOnError(name, component)] }),
  };
}

async function refuseSecondService(
  name: string,
  project: Project,
  args: ComputeServiceArgs,
  credentials: Credentials,
  component: pulumi.ComponentResource,
): Promise<void> {
  const { serviceId, file } = project.manifest;
  if (serviceId === undefined || args.existingService === ExistingService.Ignore) {
    return;
  }
  const existing = await lookUp(serviceId, credentials);
  if (existing === undefined) {
    await pulumi.log.info(
      `The service ${serviceId} of ${file} no longer exists at Fastly: a new one is made.`,
      component,
    );
    return;
  }
  const environment = `environment: pulumi.getStack()`;
  throw new ComputeError(
    `ComputeService "${name}" would create a service, but ${file} already names one: ${serviceId}` +
      (existing.name === undefined ? "" : ` ("${existing.name}"), which exists at Fastly`),
    "Choose one of:\n" +
      `  { ${environment} } when it is another stack's: this stack then has fastly.${pulumi.getStack()}.toml for its own id\n` +
      `  pulumi import fastly:index/serviceCompute:ServiceCompute to take it over into this stack\n` +
      '  { existingService: "ignore" } to have a second service besides it',
  );
}

async function lookUp(id: string, credentials: Credentials): Promise<{ name?: string } | undefined> {
  const [baseUrl, apiKey] = await new Promise<[string, string | undefined]>((resolve) => {
    pulumi.all([credentials.baseUrl, credentials.apiKey]).apply(resolve);
  });
  try {
    return await readService(fastlyClient(baseUrl, apiKey), id);
  } catch {
    // Without an answer the careful guess is that it exists.
    return {};
  }
}

interface Link {
  name: string;
  resourceId?: string;
}

/** The provider cannot point a link at another store: it fails half-way, and every later `up` reports a false success. */
function refuseRelink({ newInputs, oldInputs }: pulumi.ResourceHookArgs): void {
  const before = linksOf(oldInputs);
  for (const { name, resourceId } of linksOf(newInputs)) {
    const old = before.find((link) => link.name === name);
    if (typeof old?.resourceId === "string" && typeof resourceId === "string" && old.resourceId !== resourceId) {
      throw new ComputeError(
        `The service's link "${name}" would be moved from the store ${old.resourceId} to ${resourceId}, which Fastly's provider cannot do`,
        `Run pulumi up once without the store "${name}", then again with it.`,
      );
    }
  }
}

function linksOf(inputs: Record<string, unknown> | undefined): Link[] {
  const links = inputs?.resourceLinks;
  return Array.isArray(links) ? (links as Link[]) : [];
}

/** The provider's message has Fastly's own words; this adds what to do. Never asks for a retry: a second POST would leave a service behind. */
function adviseOnError(name: string, component: pulumi.ComponentResource): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`${name}-advise`, async ({ errors, urn, failedOperation, oldOutputs }) => {
    const advice = adviceFor(errors.join("\n"), urn, failedOperation === "update" && !oldOutputs?.activeVersion);
    if (advice !== undefined) {
      await pulumi.log.error(advice, component);
    }
    return false;
  });
}

/** A service whose creation failed half-way is never completed by the provider, which only tries to activate it again. */
function adviceFor(text: string, urn: string, neverWentLive: boolean): string | undefined {
  if (neverWentLive) {
    return `The service was created in an earlier run that failed, and never went live.\nRun: pulumi up --replace '${urn}'`;
  }
  if (/dial tcp|connection re(?:fused|set)|no such host|i\/o timeout/.test(text)) {
    return UNREACHABLE;
  }
  const status = /\b([45]\d\d) - /.exec(text)?.[1];
  return status === undefined ? undefined : remedyFor(Number(status), text);
}
