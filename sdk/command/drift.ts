import { undeclared } from "../adopt/undeclared";
import { updateError } from "../checks/updateErrors";
import type { ComputeError } from "../errors";
import { inShell } from "../errors/commands";
import type { FastlyClient } from "../fastly/client";
import { goneError } from "../fastly/gone";
import { readConfigStoreItems, readDictionaryItems } from "../fastly/items";
import { lookUpService, type ServiceDetails } from "../fastly/service";
import { readWhole } from "../live/blocks";
import { ITEMS_TYPE } from "../setup/dictionaryItems";
import type { Blocks } from "../setup/lines";
import { contentsDiffering } from "./contents";
import { type Difference, differencesOf, encryptedIn } from "./differences";
import { commandError } from "./errors";
import { ENCRYPTED, plannedOf, resourcesOf, type StateResource, servicesIn } from "./exported";

/** One service, as the stack's state, its program and Fastly have it. */
export interface ServiceDrift {
  /** The name of the component. */
  component: string;
  id: string;
  urn: string;
  /** The active version, in the state and at Fastly. */
  version: { state?: number; live?: number };
  /** Why the next `up` that changes the service is refused, and how to go on. A preview says the same. */
  refused?: { code: string; problem: string; remedy: string };
  /** The differences of Fastly from the state. */
  live: LiveDifference[];
  /** The command that undoes the differences, except those with a reason to stay. Undefined without such differences. */
  undo?: string;
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
  component: string,
  resources: StateResource[],
  wanted: Record<string, unknown> | undefined,
  client: FastlyClient,
): Promise<ServiceDrift> {
  const { urn, id = "", outputs: state = {}, inputs = {} } = resource;
  const found = await lookUpService(client, id);
  const activeInState = Number(state.activeVersion) || undefined;
  const common = { component, id, urn };
  if (found.state === "unknown") {
    throw found.error;
  }
  if (found.state === "gone") {
    const gone = goneError(id, urn, found.deleted);
    return { ...common, version: { state: activeInState }, refused: refusedBy(gone), live: [], lines: [] };
  }
  const properties = encryptedIn(state);
  if (properties.length > 0) {
    throw commandError("state-encrypted", { component, properties });
  }
  const { service } = found;
  const version = { state: activeInState, live: service.activeVersion };
  const readVersion = service.activeVersion ?? service.version;
  if (readVersion === undefined) {
    return { ...common, version, live: [], lines: [] };
  }
  const { version: content, blocks } = await readWhole(client, id, readVersion);
  const declared = wanted ?? inputs;
  const undone = new Set(differencesOf(declared, blocks).map(({ text }) => text));
  const isUndone = ({ kind, name }: Difference) => [...undone].some((text) => text.startsWith(`the ${kind} ${name} `));
  const blocksDiffering = differencesOf(state, blocks).map((each) =>
    isUndone(each) ? each : { ...each, stays: "the program agrees with Fastly" },
  );
  const items = await ofItems(urn, resources, client);
  const live: LiveDifference[] = [
    ...blocksDiffering,
    ...ofService(state, service),
    ...ofPackage(state, content.packageHash),
    ...items.found,
  ];
  const typeOf = (link: string) => content.links.find(({ name }) => name === link)?.resource_type;
  const refused = refusalOf(id, state, service);
  return {
    ...common,
    version,
    ...(refused && { refused: refusedBy(refused) }),
    live,
    ...(live.some(({ stays }) => stays === undefined) && { undo: undoing(items.written) }),
    lines: undeclared(blocks, declared as Blocks, typeOf).lines,
    ...(wanted && { program: differencesOf(state as Blocks, wanted as Blocks) }),
  };
}

/**
 * The command that undoes differences. A refresh shows the provider's resources as they are at Fastly, and the run then
 * changes them. A refresh does not see what the component writes itself. So the command replaces these resources, which
 * writes all of their contents and deletes nothing.
 */
function undoing(written: readonly string[]): string {
  return ["pulumi up --refresh", ...written.map((urn) => `--replace ${inShell(urn)}`)].join(" ");
}

/** The first refusal that the checks before an update give for such a state, in their words. */
function refusalOf(id: string, state: Record<string, unknown>, service: ServiceDetails): ComputeError | undefined {
  const { activeVersion: active } = service;
  if (active !== undefined && active !== state.activeVersion && active !== state.clonedVersion) {
    return updateError("other-version-active", { id, active, known: state.activeVersion ?? state.clonedVersion });
  }
  const property = (["name", "comment"] as const).find((each) => differs(state[each], service[each]));
  return (
    property && updateError("other-name-or-comment", { id, property, live: service[property], known: state[property] })
  );
}

function refusedBy({ code, problem, remedy }: ComputeError): ServiceDrift["refused"] {
  return { code, problem, remedy };
}

function differs(known: unknown, live: unknown): boolean {
  return known !== ENCRYPTED && (known ?? "") !== (live ?? "");
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
  const [pkg] = [state.package].flat() as ({ sourceCodeHash?: unknown } | undefined)[];
  const known = pkg?.sourceCodeHash;
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

const CONFIG_ENTRIES = "fastly:index/configstoreEntries:ConfigstoreEntries";

/**
 * Items of dictionaries and stores. `written` has the URNs of differing resources that the component writes itself. The
 * provider manages all items of a dictionary, and of a config store that the component made.
 */
async function ofItems(
  service: string,
  resources: StateResource[],
  client: FastlyClient,
): Promise<{ found: Difference[]; written: string[] }> {
  const component = resources.find(({ urn }) => urn === service)?.parent;
  const found: Difference[] = [];
  const written: string[] = [];
  for (const resource of resources) {
    const { type, parent, urn, outputs = {} } = resource;
    const differing = parent === component ? await contentsDiffering(resource, client) : [];
    if (differing.length > 0) {
      found.push(...differing);
      written.push(urn);
    }
    if (parent !== component || (type !== ITEMS_TYPE && type !== CONFIG_ENTRIES)) {
      continue;
    }
    const isDictionary = type === ITEMS_TYPE;
    const known = (isDictionary ? outputs.items : outputs.entries) as Record<string, unknown> | symbol | undefined;
    const owner = String(isDictionary ? outputs.dictionaryId : outputs.storeId);
    const live = isDictionary
      ? await readDictionaryItems(client, String(outputs.serviceId), owner)
      : await readConfigStoreItems(client, owner);
    found.push(...itemsDiffering(isDictionary ? "item" : "config store item", known, live));
  }
  return { found, written };
}

/** Gives keys only: values may be secret. */
function itemsDiffering(
  kind: string,
  known: Record<string, unknown> | symbol | undefined,
  live: Record<string, string>,
): Difference[] {
  if (typeof known === "symbol") {
    return [];
  }
  const items = new Map(Object.entries(known ?? {}));
  const now = new Map(Object.entries(live));
  return [...new Set([...items.keys(), ...now.keys()])].flatMap((name): Difference[] => {
    const [before, after] = [items.get(name), now.get(name)];
    const thing = `the ${kind} ${name}`;
    if (!items.has(name)) {
      return [{ kind, name, what: "added", settings: [], text: `${thing} exists only at Fastly` }];
    }
    if (!now.has(name)) {
      return [{ kind, name, what: "missing", settings: [], text: `${thing} is missing` }];
    }
    return before === after || before === ENCRYPTED
      ? []
      : [{ kind, name, what: "changed", settings: ["value"], text: `${thing} has another value` }];
  });
}
