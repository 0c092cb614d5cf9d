import { undeclared } from "../adopt/undeclared";
import { packageHashIn } from "../checks/differences";
import { REFRESH, remedyOf } from "../errors/repair";
import type { FastlyClient } from "../fastly/client";
import type { ServiceDetails } from "../fastly/service";
import { readWhole } from "../live/blocks";
import { liveAt } from "../live/liveService";
import type { Blocks } from "../setup/lines";
import { undoing } from "./advice";
import { itemsDiffering } from "./contents";
import { type Difference, differencesOf, encryptedIn } from "./differences";
import { domainsDiffering } from "./domains";
import { commandError } from "./errors";
import { plannedOf, resourcesOf, type StateResource, servicesIn } from "./exported";
import { differs, goneOf, type Known, type Refused, type Standing, standingOf } from "./standing";

/** One service, as the stack's state, its program and Fastly have it. */
export interface ServiceDrift {
  /** The name of the component. */
  component: string;
  id: string;
  urn: string;
  version: Standing["version"];
  refused?: Refused;
  /** The differences of Fastly from the state. */
  live: LiveDifference[];
  /**
   * The commands that undo the differences, except those with a reason to stay. Undefined without such differences, and
   * while `refused` has another remedy: that remedy comes first.
   */
  undo?: string[];
  /** Lines of arguments that keep what Fastly has in addition. */
  lines: string[];
  /**
   * The differences of the program from the state: the next `up` makes them. Undefined when the program was not run.
   */
  program?: Difference[];
}

export interface LiveDifference extends Difference {
  /** Why the difference stays after the command. Undefined when the command undoes it. */
  stays?: string;
}

export interface Drift {
  /** Whether Fastly differs from the state. */
  drift: boolean;
  /** Whether the program differs from the state. Undefined when the program was not run. */
  pending?: boolean;
  services: ServiceDrift[];
  /** The steps of the next `up` for other resources, by URN. */
  steps: { op: string; urn: string }[];
}

/**
 * Compares a state and the plan of a preview with what is live. Changes nothing.
 *
 * @param exported as `pulumi stack export` prints it.
 * @param preview as `pulumi preview --json` prints it.
 */
export async function driftOf(exported: unknown, preview: unknown, client: FastlyClient): Promise<Drift> {
  const resources = resourcesOf(exported);
  const planned = preview === undefined ? undefined : plannedOf(preview);
  const services: ServiceDrift[] = [];
  for (const { resource, component } of servicesIn(resources)) {
    services.push(await driftOfService(resource, component, resources, planned?.inputs.get(resource.urn), client));
  }
  const steps = [...(planned?.ops ?? [])].filter(([, op]) => op !== "same").map(([urn, op]) => ({ op, urn }));
  const drift = services.some(({ live, refused }) => live.length > 0 || refused !== undefined);
  return { drift, ...(planned && { pending: steps.length > 0 }), services, steps };
}

async function driftOfService(
  resource: StateResource,
  name: string,
  resources: StateResource[],
  wanted: Record<string, unknown> | undefined,
  client: FastlyClient,
): Promise<ServiceDrift> {
  const { urn, id = "", parent, outputs: state = {}, inputs = {} } = resource;
  const known: Known = {
    resource,
    component: resources.find((each) => each.urn === parent),
    live: liveAt(async () => client).service(id),
  };
  const found = await known.live.lookUp();
  const common = { component: name, id, urn };
  if (found.state === "unknown") {
    throw found.error;
  }
  if (found.state === "gone") {
    const version = { state: Number(state.activeVersion) || undefined };
    return { ...common, version, refused: goneOf(known, found), live: [], lines: [] };
  }
  const properties = encryptedIn(state);
  if (properties.length > 0) {
    throw commandError("state-encrypted", { component: name, properties });
  }
  const { service } = found;
  const { version, compared, refused } = await standingOf(known, service);
  const judged = { ...common, version, ...(refused && { refused }) };
  if (compared === undefined) {
    return { ...judged, live: [], lines: [] };
  }
  const { version: content, blocks } = await readWhole(client, id, compared);
  const declared = wanted ?? inputs;
  const undone = new Set(differencesOf(declared, blocks).map(({ text }) => text));
  const isUndone = ({ kind, name }: Difference) => [...undone].some((text) => text.startsWith(`the ${kind} ${name} `));
  const blocksDiffering = differencesOf(state, blocks).map((each) =>
    isUndone(each) ? each : { ...each, stays: "the program agrees with Fastly" },
  );
  const children = resources.filter((each) => each.parent === parent);
  const items = await itemsDiffering(children, client);
  const domains = await domainsDiffering(children, client);
  const live: LiveDifference[] = [
    ...ofActivation(id, version),
    ...blocksDiffering,
    ...ofService(state, service),
    ...ofPackage(state, content.packageHash),
    ...items.found,
    ...domains.found,
  ];
  const typeOf = (link: string) => content.links.find(({ name }) => name === link)?.resource_type;
  const isUndoable = refused === undefined || refused.remedy === remedyOf(REFRESH).remedy;
  return {
    ...judged,
    live,
    ...(isUndoable &&
      live.some(({ stays }) => stays === undefined) && { undo: undoing(domains.missing, items.written) }),
    lines: undeclared(blocks, declared as Blocks, typeOf).lines,
    ...(wanted && { program: differencesOf(state as Blocks, wanted as Blocks) }),
  };
}

/** A program that only prepares versions. Its runs do not look at the active version. */
function ofActivation(id: string, { state, live, prepared }: Standing["version"]): LiveDifference[] {
  return state === undefined || live !== undefined || prepared === undefined
    ? []
    : [
        {
          kind: "service",
          name: "activeVersion",
          what: "missing",
          settings: [],
          text: `no version is active instead of version ${state}`,
          stays: `no run activates one. Run: fastly service-version activate --service-id=${id} --version=${state}`,
        },
      ];
}

/** The program may leave both to Fastly. Neither the state nor a preview says whether it does. */
const GIVEN_BY = { name: "serviceName", comment: "comment" };

function ofService(state: Record<string, unknown>, service: ServiceDetails): LiveDifference[] {
  return (["name", "comment"] as const)
    .filter((property) => differs(state[property], service[property]))
    .map((property) => ({
      kind: "service",
      name: property,
      what: "changed" as const,
      settings: [property],
      text: `the service's ${property} is "${service[property]}" instead of "${state[property]}"`,
      stays: `an up with --refresh keeps it, unless the program sets ${GIVEN_BY[property]}`,
    }));
}

function ofPackage(state: Record<string, unknown>, live: string | undefined): Difference[] {
  const known: unknown = packageHashIn(state);
  return typeof known !== "string" || known === live
    ? []
    : [
        {
          kind: "package",
          name: "package",
          what: "changed",
          settings: ["sourceCodeHash"],
          text: `the package is ${live?.slice(0, 12) ?? "missing"}… instead of ${known.slice(0, 12)}…`,
        },
      ];
}
