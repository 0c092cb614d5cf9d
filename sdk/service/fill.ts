import type * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { holdersOf, placesOf } from "../adopt/holders";
import type { Deployment } from "../plan/deployment";
import { OWN_KINDS } from "../setup/kinds";
import { resolvedOf } from "../setup/resolved";

/**
 * Makes what is no part of a version, once the service is there.
 *
 * @param serviceId known once the service is verified.
 * @returns what has to end before all of it is declared.
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
