import type * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "../fastly/credentials";
import { orFailure } from "../pulumi/failure";
import type { Guards } from "./given";
import { defined, listed } from "./inputs";
import type { KeptContents } from "./keptContents";
import type { Link, LinkedKind, Made } from "./kind";
import { LINKED_KINDS, OWN_KINDS, type Things } from "./kinds";
import type { Service } from "./places";
import { everyThing, resolvedOf } from "./resolved";

/** The component that things are declared for. */
interface Declaring {
  name: string;
  setup: Things;
  component: pulumi.ComponentResource;
  credentials: Credentials;
  /** What must exist before the component. */
  after: pulumi.ComponentResourceOptions["dependsOn"];
  learned: { contents: KeptContents };
}

/** A linked thing with its kind. */
export interface MadeThing extends Made {
  kind: LinkedKind;
}

/** Registers one childless component per thing, for reviewers and policies. */
export function declareChildren({ name: prefix, setup, component }: Declaring): pulumi.ComponentResource[] {
  return everyThing(setup).flatMap(({ kind: { review }, facts }) => {
    const label = review?.label?.(facts) ?? facts.name;
    return review === undefined ? [] : [new review.child(`${prefix}-${label}`, facts, { parent: component })];
  });
}

/** A child that is complete only once the thing that it shows is made. */
interface Waiting {
  facts: unknown;
  tell(made: Made): void;
}

function isWaiting(child: object): child is Waiting {
  return "tell" in child;
}

/** Makes the linked things, so that a version never goes live without its data. */
export function makeLinked(
  { name, setup, credentials, after, learned }: Declaring,
  options: pulumi.CustomResourceOptions,
  children: pulumi.ComponentResource[],
  guards: Guards,
): MadeThing[] {
  const opts = { ...options, after, kept: learned.contents, guards };
  const ready = pulumi.output(options.dependsOn).apply(() => true);
  const made = LINKED_KINDS.flatMap(([argument, kind]) =>
    (setup[argument] as unknown[]).map((thing) => ({ ...kind.linked.make(name, thing, credentials, opts), kind })),
  );
  for (const thing of made) {
    for (const child of (children as object[]).filter(isWaiting)) {
      if (child.facts === thing.facts) {
        // The name of a store that is not made stays unknown for ever. So the child fails with whatever keeps the store
        // from being made.
        child.tell({ ...thing, store: orFailure(pulumi.output(thing.store), [ready]) });
      }
    }
  }
  return made;
}

/** The blocks of the service resource, one kind after the other. */
export function serviceBlocks(
  setup: Things,
  links: Link[],
): Service & { domains: fastly.ServiceComputeArgs["domains"] } {
  const blocks = OWN_KINDS.map(([name, kind]) => kind.blocks(resolvedOf(setup, name)));
  return defined(Object.assign({ domains: [] }, ...blocks, { resourceLinks: listed(links) }));
}
