import { ExistingService } from "../plan/args";
import type { Plan } from "../plan/deployment";
import type { Live } from "./liveService";

/** The id of the component's service, as far as it can be known before the engine says which it is. */
export async function presumedId(
  { args, project }: Pick<Plan, "args" | "project">,
  live: Live,
): Promise<string | undefined> {
  const { manifest, serviceName } = project;
  const named = args.existingService === ExistingService.Ignore ? undefined : manifest.serviceId;
  return named ?? (await live.idOfName(serviceName));
}
