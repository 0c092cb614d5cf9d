import type { ServiceDetails } from "../fastly/service";
import { ExistingService } from "../plan/args";
import type { Plan } from "../plan/deployment";
import type { Live } from "./liveService";

/** The id of the component's service, as far as it can be known before the engine gives it. */
export async function presumedId(
  { args, project }: Pick<Plan, "args" | "project">,
  live: Live,
): Promise<string | undefined> {
  const { manifest, serviceName } = project;
  const named = args.existingService === ExistingService.Ignore ? undefined : manifest.serviceId;
  return named ?? (await live.idOfName(serviceName));
}

/** The presumed service at Fastly. Undefined when it does not exist, or Fastly does not answer. */
export async function presumedService(
  plan: Pick<Plan, "args" | "project">,
  live: Live,
): Promise<{ id: string; details: ServiceDetails } | undefined> {
  try {
    const id = await presumedId(plan, live);
    const details = id === undefined ? undefined : await live.service(id).details();
    return id === undefined || details === undefined ? undefined : { id, details };
  } catch {
    return undefined;
  }
}
