import * as pulumi from "@pulumi/pulumi";
import { forget } from "../errors/commands";
import { describeStack } from "../fastly/owner";
import type { ServiceDetails } from "../fastly/service";
import { liveWith } from "../live/liveService";
import type { Deployment } from "../plan/deployment";
import { type Identity, isDeployedBy, ownersOf, urnOfOwner } from "../plan/identity";
import { isInProgram } from "../pulumi/programTree";
import { type NoteTransformed, resourceTransform } from "../pulumi/transformed";
import { adoptionOf } from "./takeOver";

/**
 * What is decided for the service resource by a look at Fastly and into the state: a transform is what can ask before the
 * engine goes on.
 *
 * A service that was deleted is not imported. One that another resource of the stack stands for gets that as an alias,
 * and is updated in its place: imported, it would be there twice, and deleted with the other. One that this component
 * has not deployed yet is kept whatever becomes of the resource. An adoption that fails leaves the import in the state.
 * Giving it up then, or renaming the component, must not cost the live service.
 */
export function importTransforms(deployment: Deployment, note: NoteTransformed): pulumi.ResourceTransform[] {
  const { adopted: id, credentials, component, identity } = deployment;
  if (id === undefined) {
    return [];
  }
  const decide: pulumi.ResourceTransform = async ({ props, opts }) => {
    const found = await liveWith(credentials).named(id);
    // The engine takes these options in place of all that were given.
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
      await tellOtherStack(id, found.service, self, component);
    }
    // What the program has itself, a check has refused, or a preview only presumes.
    const former = holder === undefined || isInProgram(holder) ? [] : [holder];
    const aliases = [...(given.aliases ?? []), ...former];
    return { props, opts: { ...given, aliases, retainOnDelete: true } };
  };
  // Nothing is imported then. A hook refuses what would be made instead.
  return resourceTransform(decide, note, ({ props, opts }) => ({ props, opts: { ...opts, import: "" } }));
}

/** Adoption leaves the service in the state of the stack that deployed it, if one did. */
async function tellOtherStack(
  id: string,
  service: ServiceDetails,
  { self }: Identity,
  component: pulumi.ComponentResource,
): Promise<void> {
  const other = ownersOf(service).find(({ project, stack }) => project !== self.project || stack !== self.stack);
  if (other !== undefined) {
    await pulumi.log.warn(
      `The service ${id} is deployed by ${describeStack(other, self)}: an up there would take it back, and a destroy delete it.\n` +
        `Take it out of the program there, and out of the state. Run: ${forget(urnOfOwner(other), other.stack)}`,
      component,
    );
  }
}
