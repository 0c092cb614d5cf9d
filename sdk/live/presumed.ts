import type { FastlyClient } from "../fastly/client";
import { findServiceByName } from "../fastly/service";
import { ExistingService } from "../plan/args";
import type { Plan } from "../plan/deployment";

/** The id of the component's service, as far as it can be known before the engine says which it is. */
export async function presumedId({ args, project }: Plan, client: FastlyClient): Promise<string | undefined> {
  const { manifest, serviceName } = project;
  const named = args.existingService === ExistingService.Ignore ? undefined : manifest.serviceId;
  return named ?? (await findServiceByName(client, serviceName));
}
