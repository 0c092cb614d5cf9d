import * as pulumi from "@pulumi/pulumi";
import type { ComputeServiceArgs } from "./args";
import { writeServiceId } from "./manifest";
import { fromProgram, type Project } from "./project";

/**
 * Writes the id into the manifest once the service is there, and passes it on. By `apply` and not by a hook: hooks do
 * not run for unchanged resources, and a fresh checkout of a deployed project should get its id back.
 */
export function recordServiceId(
  id: pulumi.Output<string>,
  project: Project,
  args: ComputeServiceArgs,
  component: pulumi.ComponentResource,
): pulumi.Output<string> {
  if (pulumi.runtime.isDryRun() || args.writeServiceId === false) {
    return id;
  }
  return id.apply(async (serviceId) => {
    const result = await writeServiceId(project.serviceIdFile, serviceId, { create: true });
    if (result.status === "failed") {
      // The service is live and the state knows it: not worth a failed deployment.
      await pulumi.log.warn(
        `${fromProgram(project.serviceIdFile)} was not changed: ${result.reason}\n` +
          `The deployment is complete. For the Fastly CLI to know the service, put this line at the top of the file:\n${result.line}`,
        component,
      );
    }
    return serviceId;
  });
}
