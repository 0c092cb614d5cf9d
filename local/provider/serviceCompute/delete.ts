import type { Context } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";

/**
 * Deletes a service. The API refuses an active service, unless `forceDestroy` lets the provider deactivate it first.
 */
export async function deleteService(data: ResourceData, { client }: Context): Promise<void> {
  const service = ["service", data.id];
  if (data.bool("forceDestroy") || data.bool("reuse")) {
    const details = (await client.send("GET", [...service, "details"])) as {
      active_version?: { number?: number } | null;
    };
    const active = details.active_version?.number;
    if (active) await client.send("PUT", [...service, "version", active, "deactivate"], { lock: data.id });
  }
  if (!data.bool("reuse")) await client.send("DELETE", service);
}
