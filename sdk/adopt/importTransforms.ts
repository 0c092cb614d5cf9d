import * as pulumi from "@pulumi/pulumi";
import { forget } from "../errors/commands";
import { describeStack } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { liveWith } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { type Identity, isDeployedBy, ownersOf, urnOfOwner } from "../plan/identity";
import { isInProgram } from "../pulumi/programTree";
import { type NoteTransformed, resourceTransform } from "../pulumi/transformed";
import { adoptionOf } from "./adoption";

/**
 * Decides about the import of the service resource, by what is at Fastly and in the state. A transform can ask both
 * before the engine goes on.
 *
 * - A deleted service is not imported.
 * - When another resource of the stack has the service, that resource becomes an alias. The service is updated in
 *   place. An import would put the service into the state twice, and delete it with the other resource.
 * - A service that this component has not deployed yet is kept whatever happens to its resource. A failed adoption
 *   leaves the import in the state. Giving up the adoption, or renaming the component, must not cost the live service.
 */
export function importTransforms(
  deployment: Deployment,
  id: string,
  note: NoteTransformed,
): pulumi.ResourceTransform[] {
  const { credentials, component, identity, learned } = deployment;
  const decide: pulumi.ResourceTransform = async ({ props, opts }) => {
    const found = await liveWith(credentials).named(id);
    // The engine takes these options in place of all given ones.
    const given: pulumi.CustomResourceOptions = opts;
    if (found === undefined || found.state === "gone") {
      return found === undefined || found.deleted ? { props, opts: { ...given, import: "" } } : undefined;
    }
    const self = await identity();
    const state = await deployment.state.read();
    const { holder, refusal } = adoptionOf(deployment, id, self, state);
    if (refusal !== undefined) {
      throw refusal;
    }
    const isOwn = found.state === "exists" && isDeployedBy(found.service, self);
    if (isOwn && (holder === undefined || state === undefined)) {
      return undefined;
    }
    if (found.state === "exists") {
      await warnOtherStack(id, found.service, self, component);
    }
    learned.isServiceKept = true;
    // No alias for a resource that the program still has: a check has refused that already. A preview only presumes the
    // resource.
    const former = holder === undefined || isInProgram(holder) ? [] : [holder];
    const aliases = [...(given.aliases ?? []), ...former];
    return { props, opts: { ...given, aliases, retainOnDelete: true } };
  };
  // After an error nothing is imported. A hook refuses to make a new service instead.
  return resourceTransform(decide, note, ({ props, opts }) => ({ props, opts: { ...opts, import: "" } }));
}

/** An adoption leaves the service in the state of the stack that deployed it, if there is one. */
async function warnOtherStack(
  id: string,
  service: ServiceDetails,
  { self }: Identity,
  component: pulumi.ComponentResource,
): Promise<void> {
  const other = ownersOf(service).find(({ project, stack }) => project !== self.project || stack !== self.stack);
  if (other !== undefined) {
    await pulumi.log.warn(
      `The service ${id} is also deployed by ${describeStack(other, self)}: an up there would take it back, and a destroy there would delete it.\n` +
        `Remove it from the program and the state there. Run: ${forget(urnOfOwner(other), other.stack)}`,
      component,
    );
  }
}
