import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { holdersOf, placesOf } from "../adopt/holders";
import type { Deployment } from "../plan/deployment";
import { OWN_KINDS } from "../setup/kinds";
import { resolvedOf } from "../setup/resolved";

/**
 * Makes the resources that belong to no version, once the service exists.
 *
 * @param serviceId known once the service is verified.
 * @returns the work to await before all of them are declared.
 */
export function fillService(
  deployment: Deployment,
  service: fastly.ServiceCompute,
  serviceId: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): (pulumi.Output<unknown> | undefined)[] {
  const { name: component, setup, adopted, credentials, learned } = deployment;
  const kept = learned.contents;
  const holders = async (type: string, id: string, name: string) => {
    const [state, identity] = await Promise.all([deployment.state.read(), deployment.identity()]);
    return state === undefined ? [] : holdersOf(state, type, id, placesOf(identity, component, type, name));
  };
  return OWN_KINDS.map(([name, kind]) =>
    kind.fill?.(resolvedOf(setup, name), { component, service, serviceId, adopted, credentials, opts, kept, holders }),
  );
}
