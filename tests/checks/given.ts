import type { Adoption } from "../../sdk/checks/adoption";
import type { NewService } from "../../sdk/checks/newService";
import type { Update } from "../../sdk/checks/update";
import { KINDS } from "../../sdk/setup/kinds";
import type { ResolvedSetup } from "../../sdk/setup/resolved";
import { identity, live, madeBy, urn, type World } from "./situations";

// The parts of several checks' situations.

export const ID = "SERVICE1";

export const OTHER = "SERVICE2";

export const HOLDER = "urn:pulumi:dev::shop::fastly:index/serviceCompute:ServiceCompute::web";

export const PLACE = `urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/serviceCompute:ServiceCompute::edge`;

export const FORMER_PLACE = PLACE.replace("::edge", "::front");

export const COMMENT = madeBy("edge");

export const NEXT = madeBy("edge", { digest: "ba9876543210" });

export function setup(given: Partial<Record<keyof typeof KINDS, unknown>> = {}): ResolvedSetup {
  const none = Object.fromEntries(Object.keys(KINDS).map((name) => [name, []]));
  return { ...none, products: { facts: [] }, warnings: [], late: [], ...given } as unknown as ResolvedSetup;
}

export const store = (facts: object) => [
  { facts: { name: "cfg", existing: false, keys: [], forceDestroy: false, ...facts } },
];

export const project = (given: object = {}) => ({
  directory: "/work/app",
  serviceName: "shop",
  serviceIdFileShown: "fastly.toml",
  manifest: { serviceId: ID },
  base: { file: "fastly.toml", serviceId: ID },
  ...given,
});

export function newService(world: World = {}, given: object = {}): NewService {
  const common = {
    name: "edge",
    args: {},
    project: project(),
    hasComponent: () => false,
    isPreview: true,
    isNew: true,
    sameName: async () => undefined,
    state: undefined,
    isInProgram: () => false,
  };
  return { ...common, identity: identity(), live: live(world), ...given } as never;
}

export async function adoption(world: World = {}, given: object = {}): Promise<Adoption> {
  const services = { [ID]: {}, ...world.services };
  const there = live({ ...world, services });
  const common = {
    name: "edge",
    args: {},
    project: project(),
    setup: setup(),
    id: ID,
    urn: urn("edge"),
    isKnown: false,
  };
  const found = await there.named(ID);
  const isInProgram = (holder: string) => holder === HOLDER && (given as { isDeclared?: boolean }).isDeclared === true;
  const known = { found, isPreview: false, identity: identity(), state: new Map(), isInProgram, live: there };
  return { ...common, ...known, ...given } as never;
}

/** An update of a service that is as the state has it. */
export function update(given: object = {}, world: World = {}): Update {
  const packaged = { package: { filename: "pkg/shop.tar.gz" } };
  const atFastly = { activeComment: COMMENT, comments: [COMMENT], commentOf: new Map([[1, COMMENT]]) };
  const there = live({ ...world, services: { [ID]: atFastly, ...world.services } }).service(ID);
  return {
    name: "edge",
    args: {},
    project: project(),
    setup: setup(),
    kept: [],
    adopted: undefined,
    id: ID,
    urn: PLACE,
    isPreview: false,
    isProtected: false,
    declared: { ...packaged, activate: true, versionComment: NEXT, name: "shop", comment: "" },
    before: { ...packaged, name: "shop" },
    state: { versionComment: COMMENT, activeVersion: 1, clonedVersion: 1, name: "shop", comment: "" },
    identity: identity(),
    live: there,
    idOfName: live(world).idOfName,
    ...given,
  } as never;
}

/** The first update after the import. */
export function imported(given: object = {}, world: World = {}): Update {
  const foreign = { activeComment: "by hand", comments: ["by hand"], commentOf: new Map([[1, "by hand"]]) };
  return update({ adopted: ID, before: { name: "shop" }, ...given }, { services: { [ID]: foreign }, ...world });
}

export const dictionaries = [{ id: "D1", name: "settings", writeOnly: false }];

export const declaredDictionary = setup({
  dictionaries: [{ name: "settings", facts: { name: "settings", keys: ["region"] } }],
});

export const link = { id: "L1", name: "cfg", resource_id: "STORE1", resource_type: "config" };

export const holder = { type: "fastly:index/serviceCompute:ServiceCompute", outputs: { id: ID } };

export const linked = (resourceId: string) => ({ resourceLinks: [{ name: "cfg", resourceId }] });

export function at(id: string) {
  return { ...holder, outputs: { id } };
}
