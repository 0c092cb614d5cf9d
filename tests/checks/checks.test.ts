import assert from "node:assert/strict";
import { scriptError } from "../../sdk/build/errors";
import type { Adoption } from "../../sdk/checks/adoption";
import type { CertificateChange, MadeCertificate } from "../../sdk/checks/certificates";
import { type Check, type Finding, isNote, refusal } from "../../sdk/checks/check";
import type { OwnDomains } from "../../sdk/checks/domainCertificates";
import type { MadeDomains, NewDomain } from "../../sdk/checks/domains";
import type { Former } from "../../sdk/checks/former";
import type { StoresBefore } from "../../sdk/checks/lostStores";
import type { NewService } from "../../sdk/checks/newService";
import type { MadeOwnCertificate, ServedCertificate } from "../../sdk/checks/ownCertificates";
import type { Purged } from "../../sdk/checks/purge";
import type { Reading } from "../../sdk/checks/reading";
import type { Released, ReleaseNeeds } from "../../sdk/checks/release";
import type { NewStore } from "../../sdk/checks/stores";
import { CHECKS } from "../../sdk/checks/table";
import type { Update } from "../../sdk/checks/update";
import type { Upload } from "../../sdk/checks/upload";
import type { Deployed, Wanted } from "../../sdk/checks/verify";
import type { ManagedDomain } from "../../sdk/fastly/domains";
import type { StateResource } from "../../sdk/pulumi/stackState";
import type { Transformed } from "../../sdk/pulumi/transformed";
import type { ReleaseEnd } from "../../sdk/release/nextStep";
import { KINDS } from "../../sdk/setup/kinds";
import type { ResolvedSetup } from "../../sdk/setup/resolved";
import { identity, live, madeBy, UNANSWERED, urn, type World } from "./situations";

const ID = "SERVICE1";
const OTHER = "SERVICE2";
const HOLDER = "urn:pulumi:dev::shop::fastly:index/serviceCompute:ServiceCompute::web";
const PLACE = `urn:pulumi:dev::shop::fastly-compute:index:ComputeService$fastly:index/serviceCompute:ServiceCompute::edge`;
const FORMER_PLACE = PLACE.replace("::edge", "::front");
const COMMENT = madeBy("edge");
const NEXT = madeBy("edge", { digest: "ba9876543210" });

function setup(given: Partial<Record<keyof typeof KINDS, unknown>> = {}): ResolvedSetup {
  const none = Object.fromEntries(Object.keys(KINDS).map((name) => [name, []]));
  return { ...none, products: { facts: [] }, warnings: [], late: [], ...given } as unknown as ResolvedSetup;
}

const IMAGES = { imageOptimizerDefaultSettings: { webp: true, jpegQuality: 85 } };

const dictionary = (given: object = {}) => ({ dictionaries: [{ name: "keys", ...given }] });

const store = (facts: object) => [{ facts: { name: "cfg", existing: false, keys: [], forceDestroy: false, ...facts } }];

const project = (given: object = {}) => ({
  directory: "/work/app",
  serviceName: "shop",
  serviceIdFileShown: "fastly.toml",
  manifest: { serviceId: ID },
  base: { file: "fastly.toml", serviceId: ID },
  ...given,
});

function reading(given: object = {}): Reading {
  const args = { directory: "./app" };
  const place = { name: "edge", parents: [] };
  return { name: "edge", place, args, given: args, project: project(), hasTwin: false, ...given } as never;
}

function needs(
  plan: object,
  why: { staging?: string; statistics?: string; missing?: Awaited<ReturnType<ReleaseNeeds["missingStores"]>> } = {},
): ReleaseNeeds {
  return {
    id: ID,
    plan,
    whyNotStaged: async () => why.staging,
    whyNotWatched: async () => why.statistics,
    missingStores: async () => why.missing ?? [],
  } as never;
}

/** @param number of the version in the mark of version 1, which is live. */
const marked = (number: number, activate: boolean) => {
  const activeComment = `release ${number} verified: ${madeBy("edge", { digest: "cccccccccccc" })}`;
  return update(
    { state: { versionComment: COMMENT, activate, clonedVersion: 1 } },
    { services: { [ID]: { activeComment } } },
  );
};

function transformed(given: Partial<Transformed> = {}): Transformed {
  return { type: "kvstore", name: "edge-carts", lost: [], changed: [], ...given };
}

function released(end: ReleaseEnd): Released {
  return { id: ID, version: 2, goesBack: true, end };
}

function former(state: [string, StateResource][]): Former {
  const owner = { project: "shop", stack: "dev", component: "front" };
  return {
    name: "edge",
    identity: { ...identity(), former: [owner], urns: [urn("edge"), urn("front")] },
    state: new Map(state),
  };
}

function newService(world: World = {}, given: object = {}): NewService {
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

async function adoption(world: World = {}, given: object = {}): Promise<Adoption> {
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

function storesBefore(given: object, world: World = {}): StoresBefore {
  const had = [{ kind: "config", name: "cfg" }];
  const common = { name: "edge", args: {}, project: project(), activation: { activate: true, stage: false } };
  return { ...common, setup: setup(), had, serviceId: ID, live: live(world), ...given } as never;
}

function newStore(there: object | undefined, facts: object = {}): NewStore {
  const kind = KINDS.configStores;
  return { kind, facts: { name: "cfg", store: "shop-dev-edge-cfg", ...facts }, there: async () => there } as never;
}

function changedStore(kind: keyof typeof KINDS, before: object, declared: object) {
  return { kind: KINDS[kind], facts: { name: "cfg" }, before, declared } as never;
}

function upload(given: object = {}): Upload {
  return { args: {}, project: project(), id: ID, declared: {}, before: {}, live: live(), ...given } as never;
}

/** An update of a service that is as the state says. */
function update(given: object = {}, world: World = {}): Update {
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
    ...given,
  } as never;
}

/** An update of the package to that of an earlier version. */
function goingBack(pkg: object, args: object = {}, given: object = {}): Update {
  const commentOf = new Map([
    [1, NEXT],
    [2, `release 2 verified: 9df328f [${madeBy("edge", { digest: "cccccccccccc" })}]`],
    [3, "release 3 taken back to 2: by hand"],
  ]);
  const world = { services: { [ID]: { activeComment: COMMENT, commentOf, madeAt: new Map([[1, "T1"]]) } } };
  return update(
    {
      isPreview: true,
      args: { package: pkg, ...args },
      before: { package: { sourceCodeHash: "old" } },
      declared: { package: { sourceCodeHash: "new" }, activate: true, versionComment: NEXT },
      ...given,
    },
    world as never,
  );
}

/** The first update after the import. */
function imported(given: object = {}, world: World = {}): Update {
  const foreign = { activeComment: "by hand", comments: ["by hand"], commentOf: new Map([[1, "by hand"]]) };
  return update({ adopted: ID, before: { name: "shop" }, ...given }, { services: { [ID]: foreign }, ...world });
}

function deployed(wanted: Partial<Wanted> = {}, world: World = {}, stage = false): Deployed {
  const asked = {
    id: ID,
    urn: PLACE,
    isAdopted: false,
    component: urn("edge"),
    activeVersion: 1,
    clonedVersion: 1,
    versionComment: COMMENT,
    packageHash: "aa",
    blocks: {},
    hidden: {},
    links: [],
    ...wanted,
  };
  const there = {
    content: { comment: COMMENT, packageHash: "aa" },
    ...world,
    services: { [ID]: {}, ...world.services },
  };
  return { wanted: asked, stage, live: live(there).service(ID) } as never;
}

const versionless = setup({
  domains: [{ facts: { name: "www.example.com" }, classic: false, versionless: { name: "www.example.com" } }],
});

/** The update by which a classic domain becomes a versionless one. */
function moving(world: World, declared: object = {}): Update {
  return update({ setup: versionless, before: { domains: [{ name: "WWW.example.com" }] }, declared }, world);
}

const [OLD_NAME, NEW_NAME] = ["shop-0123456789.edgecompute.app", "shop-9876543210.edgecompute.app"];

/** The update by which a generated domain becomes another one. */
function renaming(given: object = {}): Update {
  const [before, declared] = [OLD_NAME, NEW_NAME].map((name) => ({
    domains: [{ name }],
    package: { filename: "pkg/shop.tar.gz" },
  }));
  const generated = setup({ domains: [{ facts: { name: NEW_NAME, generated: true }, classic: true }] });
  return update({ setup: generated, before, declared, isStateKnown: true, ...given });
}

function newDomain(there: ManagedDomain | undefined, service: string | undefined = ID): NewDomain {
  return { name: "edge", domain: "www.example.com", service, there };
}

function madeDomains(linked: string[], there?: ManagedDomain, declared = versionless, had = true): MadeDomains {
  const world = live({ managedDomains: linked }).service(ID);
  const [isInState, urnOf] = [async () => had, () => "urn:of:it"];
  return { setup: declared, id: ID, live: world, there: async () => there, isInState, urnOf };
}

/** A change of a certificate that has the authority certainly and the configuration CONF1. */
function certificateChange(declared: object, state = "issued"): CertificateChange {
  const before = { domains: ["www.example.com"], authority: "certainly", configurationId: "CONF1" };
  const certificate = { certificateId: "CERT1", configurationId: "CONF1", notAfter: undefined, waiting: [] };
  const live = async () => ({ state, ...certificate });
  return { name: "www", before, declared: { ...before, ...declared }, live };
}

/** The same of one that was made without a configuration, and got CONF1. */
function withoutConfiguration(configurationId: unknown): CertificateChange {
  const change = certificateChange({ configurationId });
  return { ...change, before: { ...change.before, configurationId: undefined } };
}

function madeCertificate(state: string | undefined, given: object = {}): MadeCertificate {
  const live = state && { state, certificateId: "CERT1", notAfter: "2026-12-01T00:00:00Z", waiting: [] };
  const is = { name: "www", subscription: "SUB1", domains: ["www.example.com"] };
  const now = Date.parse("2026-06-01T00:00:00Z");
  return { ...is, live, missing: [], isWaitedFor: false, now, ...given } as MadeCertificate;
}

/** An update that a preview, or an `up`, comes to. */
function planned(args: object, declared: object = { activate: true }, isPreview = true) {
  return update({ args, declared, isPreview });
}

function purgedVersion(failure: Purged["failure"]): Purged {
  return { id: ID, version: 2, purge: { all: true }, failure };
}

/** Domains by what Fastly has of a certificate for each. */
function uploaded(domains = ["www.example.com"]): ServedCertificate["uploaded"] & object {
  return { id: "CERT1", domains, notAfter: "2027-01-01T00:00:00.000Z" };
}

function activation(certificate = "CERT1"): ServedCertificate["active"] {
  return { id: "ACT1", certificate, configuration: "CONF1" };
}

const SERVED = { component: "edge", domain: "www.example.com", certificate: "CERT1", now: Date.parse("2026-06-01") };

/** A certificate that is not in use yet. */
function ownCertificate(given: Partial<ServedCertificate> = {}): ServedCertificate {
  const none = { configuration: undefined, subscription: undefined, active: undefined, holder: undefined };
  return { ...SERVED, ...none, uploaded: uploaded(), takesOver: false, isOwn: false, ...given };
}

/** A certificate that is in use. */
function madeOwnCertificate(given: Partial<MadeOwnCertificate> = {}): MadeOwnCertificate {
  return { ...SERVED, uploaded: uploaded(), active: activation(), isInState: true, urn: "urn:of:it", ...given };
}

function ownDomains(certificates: Record<string, string>): OwnDomains {
  return { domains: Object.entries(certificates).map(([name, certificate]) => ({ name, certificate })) };
}

const dictionaries = [{ id: "D1", name: "settings", writeOnly: false }];
const declaredDictionary = setup({
  dictionaries: [{ name: "settings", facts: { name: "settings", keys: ["region"] } }],
});
const link = { id: "L1", name: "cfg", resource_id: "STORE1", resource_type: "config" };
const holder = { type: "fastly:index/serviceCompute:ServiceCompute", outputs: { id: ID } };
const ignoring = { args: { existingService: "ignore" } };
const linked = (resourceId: string) => ({ resourceLinks: [{ name: "cfg", resourceId }] });

/** What a check says of a situation, as part of its problem; undefined when it finds nothing. */
type Case = [situation: unknown, says: string | undefined];

/** A case that is found and one that is not, at least, of every check: the test fails without. */
const CASES: Record<string, Case[] | Promise<Case>[]> = {
  "component-name-twice": [
    [reading({ hasTwin: true }), 'two ComputeServices "edge"'],
    [reading(), undefined],
  ],
  "activate-and-stage": [
    [reading({ args: { activate: true, stage: true } }), "[activate] and [stage] cannot both be true"],
    [reading({ args: { activate: false, stage: true } }), undefined],
    [reading({ args: { stage: true } }), undefined],
  ],
  "package-choice": [
    [reading({ args: { package: { path: "a", fromHash: "b" } } }), "[package] has path and fromHash"],
    [reading({ args: { package: { path: "a" } } }), undefined],
  ],
  "configured-file-outside": [
    [reading({ args: { kvStores: { kv: { file: "/etc/passwd" } } } }), 'names the file "/etc/passwd"'],
    [reading({ args: { kvStores: { kv: { file: "data.json" } } } }), undefined],
    [reading({ args: { kvStores: { kv: { file: "/a" } } }, given: { kvStores: { kv: { file: "/a" } } } }), undefined],
  ],
  "service-adopted-twice": [
    [reading({ adopted: ID, otherAdopter: "front" }), '"front" of this program adopts it already'],
    [reading({ adopted: ID }), undefined],
  ],
  "transform-failed": [
    [{ name: "edge", transformed: [transformed({ failed: new Error("no x") })] }, 'for kvstore "edge-carts": no x'],
    [{ name: "edge", transformed: [transformed()] }, undefined],
  ],
  "transform-drops-options": [
    [{ name: "edge", transformed: [transformed(), transformed({ lost: ["hooks", "aliases"] })] }, "hooks, aliases of"],
    [{ name: "edge", transformed: [transformed()] }, undefined],
  ],
  "transform-changes-guarded": [
    [
      { name: "edge", transformed: [transformed({ changed: [{ property: "name", argument: "serviceName" }] })] },
      "changes [name] of the service",
    ],
    [{ name: "edge", transformed: [] }, undefined],
  ],
  "token-lacks-scope": [
    [{ token: { scopes: ["global:read"], services: [] } }, 'has the scope global:read, and an up needs "global"'],
    [{ token: { scopes: ["purge_all", "purge_select"], services: [] } }, "has the scope purge_all purge_select"],
    [{ token: { scopes: ["global"], services: [] } }, undefined],
    [{ token: { scopes: ["purge_all", "global"], services: [] } }, undefined],
    // What is not known may be more, and what is not told may be anything.
    [{ token: { scopes: ["global:read", "compute:write"], services: [] } }, undefined],
    [{ token: { scopes: [], services: [] } }, undefined],
    [{ token: undefined }, undefined],
  ],
  "token-of-other-services": [
    [
      { token: { scopes: ["global"], services: [OTHER] }, service: ID },
      `for the service ${OTHER} only, and not for ${ID}`,
    ],
    [
      { token: { scopes: ["global"], services: [OTHER, "B"] }, isNew: true },
      `${OTHER}, B only, and a new one is none of them`,
    ],
    [{ token: { scopes: ["global"], services: [OTHER, ID] }, service: ID }, undefined],
    [{ token: { scopes: ["global"], services: [] }, isNew: true }, undefined],
    // A service that is not known so far may be one of them.
    [{ token: { scopes: ["global"], services: [OTHER] } }, undefined],
    [{ token: undefined, service: ID }, undefined],
  ],
  "service-of-base-manifest": [
    [
      newService(
        { services: { [ID]: {} } },
        { project: project({ manifest: {}, environment: "prod", serviceIdFileShown: "fastly.prod.toml" }) },
      ),
      `for the environment "prod", besides the one that fastly.toml names: ${ID} ("shop")`,
    ],
    [newService({ services: { [ID]: {} } }), undefined],
    [
      newService(
        { services: { [ID]: { activeComment: madeBy("edge", { stack: "live" }) } } },
        { project: project({ manifest: {}, environment: "prod" }) },
      ),
      undefined,
    ],
    [
      newService({ services: { [ID]: "deleted" } }, { project: project({ manifest: {}, environment: "p" }) }),
      undefined,
    ],
  ],
  "service-deleted": [
    [
      newService({ services: { [ID]: "deleted" }, comments: ["by hand", madeBy("cart")] }),
      "no longer exists at Fastly. A new one is made.",
    ],
    [newService({ services: { [ID]: "deleted" } }), undefined],
    [newService(), undefined],
  ],
  "deleted-service-of-another": [
    [
      newService({ services: { [ID]: "deleted" } }),
      "which was deleted at Fastly: nothing says that this stack had deployed it",
    ],
    [
      newService({ services: { [ID]: "deleted" }, comments: ["by hand", madeBy("edge", { stack: "live" })] }),
      "deleted",
    ],
    [newService({ services: { [ID]: "deleted" }, comments: [madeBy("edge")] }), undefined],
    [newService({ services: { [ID]: "deleted" } }, { args: { existingService: "ignore" } }), undefined],
    [newService(), undefined],
  ],
  "service-not-shown": [
    [newService(), "which Fastly does not show to this API token"],
    [newService({ services: { [ID]: "deleted" } }), undefined],
    [newService({}, { args: { existingService: "ignore" } }), undefined],
  ],
  "service-not-looked-up": [
    [newService({ services: { [ID]: "unanswered" } }), "could not be looked up: GET /service was not answered"],
    [newService({ services: { [ID]: {} } }), undefined],
  ],
  "service-goes": [
    [
      newService({}, { ...ignoring, state: new Map([[HOLDER, holder]]) }),
      `deleted by this run: the stack has it by ${HOLDER}`,
    ],
    [
      newService({}, { ...ignoring, state: new Map([[FORMER_PLACE, holder]]) }),
      `{ aliases: [${JSON.stringify(urn("front"))}] }`,
    ],
    [newService({}, { ...ignoring, state: new Map([[HOLDER, holder]]), isInProgram: () => true }), undefined],
    [newService({}, { ...ignoring, state: new Map([[PLACE, holder]]) }), undefined],
    [newService({}, { ...ignoring, state: undefined }), undefined],
    [newService({}, { state: new Map([[HOLDER, holder]]) }), undefined],
  ],
  "service-exists": [
    [
      newService({ services: { [ID]: {} } }, { state: new Map([[HOLDER, holder]]) }),
      'which this stack has as the fastly.ServiceCompute "web"',
    ],
    [
      newService({ services: { [ID]: { activeComment: madeBy("front") } } }),
      'exists at Fastly and is deployed by this stack, as "front"',
    ],
    [newService({ services: { [ID]: {} } }), `already names one: ${ID} ("shop"), which exists at Fastly`],
    [newService({ services: { [ID]: { activeComment: madeBy("front") } } }), 'deployed by this stack, as "front"'],
    [newService({ services: { [ID]: { activeComment: COMMENT } } }, { isNew: false }), "this component's own"],
    [newService({ services: { [ID]: {} } }, { args: { existingService: "ignore" } }), undefined],
    [newService({ services: { [ID]: {} } }, { project: project({ manifest: {} }) }), undefined],
  ],
  "service-name-taken": [
    [newService({ names: { shop: OTHER }, services: { [OTHER]: {} } }), 'a service named "shop", as another one is'],
    [
      newService({ names: { shop: OTHER }, services: { [OTHER]: { activeComment: madeBy("front") } } }),
      'Add { aliases: [{ name: "front" }] } to the resource options of "edge" when that was "front" before.',
    ],
    [
      newService(
        { names: { shop: OTHER }, services: { [OTHER]: { activeComment: madeBy("front") } } },
        { hasComponent: () => true },
      ),
      'which this stack has as "front".\nChoose another name: set [serviceName]',
    ],
    [newService({ names: { shop: OTHER }, services: { [OTHER]: "unanswered" } }), undefined],
    [newService(), undefined],
    [
      newService(
        { names: { shop: OTHER }, services: { [OTHER]: { activeComment: COMMENT } } },
        { isNew: false, isPreview: true },
      ),
      undefined,
    ],
  ],
  "service-name-twice": [
    [newService({}, { sameName: async () => 'the service of "two"' }), 'named "shop", as the service of "two" of this'],
    [newService(), undefined],
  ],
  "alias-without-effect": [
    [
      former([
        [PLACE, at(ID)],
        [FORMER_PLACE, at(OTHER)],
      ]),
      `with the service ${OTHER}, which would be deleted`,
    ],
    // The alias counts, counted before, or is of a service that this one is.
    [former([[FORMER_PLACE, at(OTHER)]]), undefined],
    [former([[PLACE, at(ID)]]), undefined],
    [
      former([
        [PLACE, at(ID)],
        [FORMER_PLACE, at(ID)],
      ]),
      undefined,
    ],
    [{ ...former([]), state: undefined }, undefined],
  ],
  "adoption-in-place-of-another": [
    adoption({ services: { [OTHER]: { activeComment: COMMENT } } }, { state: new Map([[PLACE, at(OTHER)]]) }).then(
      (situation) => [situation, `another service in its place, ${OTHER}, which would be deleted`],
    ),
    adoption({ services: { [OTHER]: {} } }, { state: new Map([[PLACE, at(OTHER)]]) }).then((situation) => [
      situation,
      `has begun to adopt another service, ${OTHER}`,
    ]),
    adoption({}, { state: new Map([[PLACE, at(ID)]]) }).then((situation) => [situation, undefined]),
    adoption({}, { state: undefined }).then((situation) => [situation, undefined]),
  ],
  "no-service-to-adopt": [
    adoption({}, { found: { state: "gone", deleted: false } }).then((each) => [each, "Fastly has no such service"]),
    adoption({}, { found: { state: "unknown", error: UNANSWERED } }).then((each) => [
      each,
      "GET /service was not answered",
    ]),
    adoption().then((each) => [each, undefined]),
  ],
  "no-compute-service": [
    adoption({ services: { [ID]: { type: "vcl" } } }).then((each) => [each, "it is no Compute service"]),
    adoption().then((each) => [each, undefined]),
  ],
  "deployed-by-another-component": [
    adoption({ services: { [ID]: { activeComment: madeBy("front") } } }).then((each) => [
      each,
      'this stack deploys it already, as "front"',
    ]),
    adoption({ services: { [ID]: { activeComment: madeBy("front", { stack: "live" }) } } }).then((each) => [
      each,
      undefined,
    ]),
  ],
  "service-twice-in-the-state": [
    adoption(
      {},
      {
        state: new Map([
          [HOLDER, holder],
          [`${HOLDER}2`, holder],
        ]),
      },
    ).then((each) => [each, "has it 2 times"]),
    adoption({}, { state: new Map([[HOLDER, holder]]) }).then((each) => [each, undefined]),
  ],
  "adopted-beside-resource": [
    adoption({}, { state: new Map([[HOLDER, holder]]), isDeclared: true }).then((each) => [
      each,
      `the program still has the resource of that service, ${HOLDER}`,
    ]),
    adoption({}, { state: new Map([[HOLDER, holder]]) }).then((each) => [each, undefined]),
    adoption({}, { isDeclared: true }).then((each) => [each, undefined]),
    adoption({}, { isDeclared: true, state: undefined }).then((each) => [each, undefined]),
  ],
  "write-only-dictionary": [
    adoption({ content: { dictionaries: [{ id: "D", name: "keys", writeOnly: true }] } }).then((each) => [
      each,
      'the dictionary "keys"',
    ]),
    adoption(
      { content: { dictionaries: [{ id: "D", name: "keys", writeOnly: true }] } },
      { setup: setup({ dictionaries: [{ name: "keys", writeOnly: true, facts: { keys: [] } }] }) },
    ).then((each) => [each, undefined]),
    adoption({ content: { dictionaries } }).then((each) => [each, undefined]),
  ],
  "dictionary-write-only-changes": [
    [
      update({ before: dictionary(), declared: dictionary({ writeOnly: true }) }),
      'of the dictionary "keys" would change',
    ],
    [
      update({ before: dictionary({ writeOnly: true }), declared: dictionary() }),
      'of the dictionary "keys" would change',
    ],
    [update({ before: dictionary({ writeOnly: false }), declared: dictionary() }), undefined],
    [update({ before: {}, declared: dictionary({ writeOnly: true }) }), undefined],
    [update({ before: dictionary({ writeOnly: true }), declared: {} }), undefined],
  ],
  "stores-under-links": [
    adoption({ content: { links: [link] } }, { setup: setup({ configStores: store({ store: "s" }) }) }).then((each) => [
      each,
      "has stores under names for which new stores would be made",
    ]),
    adoption({ content: { links: [link] } }, { setup: setup({ configStores: store({ existing: true }) }) }).then(
      (each) => [each, undefined],
    ),
    adoption(
      { content: { links: [link] }, stores: { s: "STORE1" } },
      { setup: setup({ configStores: store({ store: "s" }) }), isKnown: true },
    ).then((each) => [each, undefined]),
  ],
  "filled-dictionary-to-adopt": [
    adoption({ content: { dictionaries }, items: { D1: { a: "b" } } }, { args: { removeUndeclared: true } }).then(
      (each) => [each, "does not remove a dictionary that has items"],
    ),
    adoption({ content: { dictionaries } }, { args: { removeUndeclared: true } }).then((each) => [each, undefined]),
    adoption({ content: { dictionaries }, items: { D1: { a: "b" } } }).then((each) => [each, undefined]),
  ],
  "lost-by-adoption": [
    adoption({ unseen: ["the domain a.example.com"], blocks: { domains: [{ name: "a.example.com" }] } }).then(
      (each) => [each, 'These lines belong to the arguments:\n  domains: ["a.example.com"],'],
    ),
    adoption({ products: ["the product fanout"], blocks: { productEnablement: { fanout: true } } }).then((each) => [
      each,
      "These lines belong to the arguments:\n  products: { fanout: true },",
    ]),
    adoption({ unseen: ["the backend legacy"] }).then((each) => [
      each,
      "These cannot be declared, and go with { removeUndeclared: true } only:\n  the backend legacy",
    ]),
    adoption({ content: { dictionaries }, items: { D1: { a: "b" } } }, { setup: declaredDictionary }).then((each) => [
      each,
      'the dictionary settings has more items: "a"',
    ]),
    adoption({ unseen: ["the dictionary settings"] }, { setup: declaredDictionary }).then((each) => [each, undefined]),
    adoption({ unseen: ["the backend legacy"] }, { args: { removeUndeclared: true } }).then((each) => [
      each,
      undefined,
    ]),
    adoption({ unseen: ["the backend legacy"] }, { isPreview: true }).then((each) => [each, undefined]),
    adoption().then((each) => [each, undefined]),
  ],
  "store-linked-instead": [
    [storesBefore({ setup: setup({ configStores: store({ existing: true }) }) }), "would delete the config store"],
    [storesBefore({ setup: setup({ configStores: store({}) }) }), undefined],
    [storesBefore({}), undefined],
  ],
  "store-still-read": [
    [
      storesBefore({ activation: { activate: false } }, { services: { [ID]: {} }, content: { links: [link] } }),
      `what the active version 1 of the service ${ID} reads: the config store "cfg"`,
    ],
    [storesBefore({}, { services: { [ID]: {} }, content: { links: [link] } }), undefined],
    [
      storesBefore({ activation: { activate: false } }, { services: { [ID]: { activeVersion: undefined } } }),
      undefined,
    ],
  ],
  "no-package": [
    [upload({ lack: scriptError("build-cancelled", { subject: "The build failed, as it" }) }), "The build failed"],
    [upload(), undefined],
  ],
  "store-name-taken": [
    [newStore({ unusedId: "STORE1" }), 'There is a store named "shop-dev-edge-cfg" already: kept'],
    [newStore({ reader: "SERVICE2" }), "which the service SERVICE2 reads"],
    [newStore(undefined), undefined],
    [newStore({}, { store: undefined }), undefined],
  ],
  "location-changed": [
    [changedStore("kvStores", { location: "EU" }, {}), "cannot be changed (EU to Fastly's choice)"],
    [changedStore("kvStores", { location: "EU" }, { location: "EU" }), undefined],
    [changedStore("configStores", { location: "EU" }, {}), undefined],
  ],
  "store-left-out": [
    [{ urn: PLACE, leftOut: [{ what: 'KV store "a"', targets: ["urn:a"] }] }, 'service links: the KV store "a"'],
    [{ urn: PLACE, leftOut: [] }, undefined],
  ],
  "backend-before-health-check": [
    [
      {
        before: {},
        declared: { backends: [{ name: "api", healthcheck: "api" }] },
        providerVersion: "12.5.0",
        leftOut: [],
      },
      'makes a backend before its health check ("api")',
    ],
    [
      {
        before: {},
        declared: { backends: [{ name: "api", healthcheck: "api" }] },
        providerVersion: "12.5.1",
        leftOut: [],
      },
      undefined,
    ],
  ],
  "version-of-a-new-service": [
    [upload({ id: undefined, args: { package: { fromVersion: 3 } } }), "this run makes a new service"],
    [upload({ args: { package: { fromVersion: 3 } } }), undefined],
    [upload({ id: undefined }), undefined],
  ],
  "version-of-another-service": [
    [
      upload({ args: { package: { fromVersion: 3 } }, presumed: OTHER, live: live({ packageHash: "cc" }) }),
      `was looked up at the service ${OTHER}; but this stack has the service ${ID}`,
    ],
    [upload({ args: { package: { fromVersion: 3 } }, presumed: ID }), undefined],
    [upload({ args: { package: { fromVersion: 3 } } }), undefined],
  ],
  "package-not-here": [
    [
      upload({ built: { filename: "p", isLive: true }, declared: { package: { filename: "p" } } }),
      "has to be uploaded, but p was not built",
    ],
    [upload({ built: { filename: "p", isLive: true } }), undefined],
    [upload({ built: { filename: "p", isLive: false }, declared: { package: { filename: "p" } } }), undefined],
  ],
  "adoption-given-up": [
    [imported({ adopted: undefined }), `has begun to adopt the service ${ID}, and no run has completed that`],
    [imported(), undefined],
    [update(), undefined],
    [imported({ adopted: undefined }, { services: { [ID]: { wasActive: false } } }), undefined],
  ],
  "draft-incomplete": [
    [
      update({ state: { versionComment: `unfinished draft: ${NEXT}`, clonedVersion: 2 } }),
      "An earlier run failed before the draft",
    ],
    [update({}, { services: { [ID]: "deleted" } }), "was deleted at Fastly"],
    [update({}, { services: { [ID]: "unanswered" } }), "could not be found out: GET /service was not answered"],
    [update(), undefined],
    [imported({}, { services: { [ID]: "unanswered" } }), undefined],
  ],
  "other-version-active": [
    [update({}, { services: { [ID]: { activeVersion: 3, activeComment: COMMENT } } }), "Version 3 of the service"],
    [
      update({}, { services: { [ID]: { activeVersion: 3, activeComment: madeBy("edge", { stack: "live" }) } } }),
      'is deployed by the stack "live" by now',
    ],
    [update(), undefined],
    [imported({}, { services: { [ID]: { activeVersion: 3 } } }), undefined],
  ],
  "unknown-to-the-state": [
    [update({}, { unseen: ["the log endpoint old"] }), "has what the state does not know of"],
    [update(), undefined],
    [update({ declared: { activate: true, versionComment: COMMENT } }, { unseen: ["the backend old"] }), undefined],
  ],
  "other-configuration-active": [
    [
      update({}, { services: { [ID]: { activeComment: madeBy("edge", { digest: "cccccccccccc" }) } } }),
      "which was made from another configuration than the state says",
    ],
    [update(), undefined],
    // A version that a release has found complete, by a program that has no release any more.
    [marked(1, false), undefined],
    [marked(2, false), "which was made from another configuration than the state says"],
    [marked(1, true), "which was made from another configuration than the state says"],
  ],
  "other-name-or-comment": [
    [update({}, { services: { [ID]: { name: "renamed", activeComment: COMMENT } } }), 'has the name "renamed"'],
    [update({ kept: ["name"] }, { services: { [ID]: { name: "renamed", activeComment: COMMENT } } }), undefined],
  ],
  "links-to-other-stores": [
    [
      imported({ before: linked("STORE1"), declared: linked("STORE2") }, { content: { links: [link] } }),
      "has store links of the same name to other stores",
    ],
    [imported({ before: linked("STORE1"), declared: linked("STORE1") }), undefined],
    [update({ before: { ...linked("STORE1"), package: { filename: "p" } }, declared: linked("STORE2") }), undefined],
  ],
  "write-only-dictionary-imported": [
    [
      imported({}, { content: { dictionaries: [{ id: "D", name: "keys", writeOnly: true }] } }),
      'the dictionary "keys"',
    ],
    [update({}, { content: { dictionaries: [{ id: "D", name: "keys", writeOnly: true }] } }), undefined],
  ],
  "filled-dictionary": [
    [
      imported({ args: { removeUndeclared: true } }, { content: { dictionaries }, items: { D1: { region: "eu" } } }),
      "does not remove a dictionary that has items",
    ],
    [imported({ args: { removeUndeclared: true } }, { content: { dictionaries } }), undefined],
    [imported({}, { content: { dictionaries }, items: { D1: { region: "eu" } } }), undefined],
  ],
  undeclared: [
    [imported({}, { blocks: { domains: [{ name: "a.example.com" }] } }), "has what is not declared, and would lose it"],
    [
      imported({ setup: declaredDictionary }, { content: { dictionaries }, items: { D1: { other: "x" } } }),
      "has what is not declared",
    ],
    [imported({ args: { removeUndeclared: true } }, { blocks: { domains: [{ name: "a.example.com" }] } }), undefined],
    [
      imported({ setup: declaredDictionary }, { content: { dictionaries }, items: { D1: { region: "eu" } } }),
      undefined,
    ],
  ],
  "image-optimizer-of-new-service": [
    [newService({}, { args: { directory: "./app", imageOptimizer: {} } }), "its service is not there yet"],
    [newService(), undefined],
  ],
  "image-optimizer-off": [
    [update({ declared: IMAGES }, { enabled: [] }), "the Image Optimizer is not on for the service"],
    [update({ declared: IMAGES }, { enabled: ["image_optimizer"] }), undefined],
    [update({ declared: IMAGES }), undefined],
    [update({}, { enabled: [] }), undefined],
  ],
  "image-optimizer-stays": [
    [update({ before: IMAGES }, { enabled: ["image_optimizer"] }), "and the service would keep webp"],
    [update({ before: IMAGES }), "and the service would keep webp"],
    [update({ before: IMAGES }, { enabled: [] }), undefined],
    [update({ before: IMAGES, declared: IMAGES }), undefined],
    [update({ before: { imageOptimizerDefaultSettings: { webp: false, jpegQuality: 85 } } }), undefined],
  ],
  "name-moves": [
    [
      update({ before: { loggingHttps: [{ name: "x" }] }, declared: { loggingS3s: [{ name: "x" }] } }),
      "would move from HTTPS to Amazon S3",
    ],
    [update(), undefined],
  ],
  "link-moves": [
    [
      update({ before: linked("STORE1"), declared: linked("STORE2") }),
      "would be moved from the store STORE1 to STORE2",
    ],
    [update({ before: linked("STORE1"), declared: linked("STORE1") }), undefined],
  ],
  "generated-domain-moves": [
    [renaming(), `would answer for ${NEW_NAME}, and no more for ${OLD_NAME}`],
    // It is added, kept beside the other one, or by hand; or the preview does not know what the up does.
    [renaming({ before: { domains: [] } }), undefined],
    [renaming({ before: { domains: [{ name: OLD_NAME }, { name: NEW_NAME }] } }), undefined],
    [renaming({ before: { domains: [{ name: "a.edgecompute.app" }] } }), undefined],
    [renaming({ declared: { domains: [{ name: OLD_NAME }, { name: NEW_NAME }] } }), undefined],
    [renaming({ isPreview: true, isStateKnown: false }), undefined],
    [renaming({ setup: setup() }), undefined],
  ],
  "rollback-planned": [
    [goingBack({ fromVersion: 1 }), "goes back to that of version 1 (made T1). All else is declared as it was then."],
    [goingBack({ fromVersion: 1 }), "It goes live without a check: give [verify] or [release]."],
    [goingBack({ fromVersion: 1 }, { verify: { path: "/up" } }), "and then GET /up has to answer 200."],
    [
      goingBack({ fromVersion: 2 }),
      'version 2 (verified, "9df328f"). All else stays as the program declares it, which is not',
    ],
    [
      goingBack({ fromVersion: 3 }),
      'version 3 (taken back to 2, "by hand"). All else stays as the program declares it. It goes live',
    ],
    [goingBack({ fromVersion: 9 }), "version 9. All else stays as the program declares it. It goes live"],
    [goingBack({ fromVersion: 1 }, {}, { declared: { package: { sourceCodeHash: "new" } } }), "It does not go live."],
    [goingBack({ fromHash: "new" }), "goes back to the one with the hash new…. It goes live"],
    [
      goingBack({ fromVersion: 1 }, {}, { release: { staging: [], checks: [{ name: "GET /" }], goesBack: true } }),
      "The release checks it, on the staging network first: GET /. It is taken back when one fails.",
    ],
    [goingBack({}), undefined],
    [goingBack({ fromVersion: 1 }, {}, { before: { package: { sourceCodeHash: "new" } } }), undefined],
    [goingBack({ fromVersion: 1 }, {}, { isPreview: false }), undefined],
  ],
  "domain-moves": [
    [moving({}), "would move www.example.com from [domains] to [versionlessDomains] in one run"],
    [moving({ managedDomains: ["www.example.com"] }), undefined],
    [moving({}, { domains: [{ name: "www.example.com" }] }), undefined],
    [update({ before: { domains: [{ name: "www.example.com" }] }, declared: {} }), undefined],
  ],
  "domain-there": [
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: OTHER }), `it leads to the service ${OTHER}`],
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: undefined }), "it leads to no service"],
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: undefined }, undefined), "it leads to no service"],
    [newDomain({ id: "DM1", fqdn: "www.example.com", service: ID }), undefined],
    [newDomain(undefined), undefined],
  ],
  "domains-undeclared": [
    adoption({ managedDomains: ["www.example.com"] }).then((each) => [
      each,
      '{ versionlessDomains: { "www.example.com": {} } }',
    ]),
    adoption({ managedDomains: ["www.example.com"] }, { setup: versionless }).then((each) => [each, undefined]),
    adoption({ managedDomains: new Error("no such thing") }).then((each) => [each, undefined]),
    adoption().then((each) => [each, undefined]),
  ],
  "domain-not-live": [
    [madeDomains([]), `The domain www.example.com of the service ${ID} was deleted at Fastly`],
    [madeDomains([], { id: "DM1", fqdn: "www.example.com", service: OTHER }), `but leads to ${OTHER}`],
    [madeDomains([], { id: "DM1", fqdn: "www.example.com", service: undefined }), "but leads to no service"],
    [madeDomains(["www.example.com"]), undefined],
    [madeDomains([], undefined, setup()), undefined],
    [madeDomains([], undefined, versionless, false), "the engine was told to leave that out of this run"],
  ],
  "certificate-cannot-change": [
    [certificateChange({ authority: "lets-encrypt" }), "would change its [authority] from certainly to lets-encrypt"],
    [certificateChange({ configurationId: "CONF2" }), "would change its [configurationId] from CONF1 to CONF2"],
    [certificateChange({ configurationId: undefined }), "from CONF1 to none"],
    [withoutConfiguration("CONF2"), "from none to CONF2"],
    [withoutConfiguration("CONF1"), undefined],
    [withoutConfiguration(undefined), undefined],
    [withoutConfiguration({ "what is": "not known yet" }), undefined],
    [certificateChange({}), undefined],
  ],
  "certificate-renewing": [
    [certificateChange({ domains: ["a.example.com"] }, "renewing"), "which is renewing"],
    [certificateChange({ domains: ["a.example.com"] }, "issued"), undefined],
    [certificateChange({ domains: ["a.example.com"] }, "pending"), undefined],
    [certificateChange({}, "renewing"), undefined],
  ],
  "certificate-gone": [
    [madeCertificate(undefined), "was deleted at Fastly"],
    [madeCertificate("pending"), undefined],
  ],
  "certificate-failed": [
    [madeCertificate("failed"), "The authority has refused the certificate"],
    [madeCertificate("pending"), undefined],
    [madeCertificate(undefined), undefined],
  ],
  "certificate-ended": [
    [madeCertificate("renewing", { now: Date.parse("2026-12-01T00:00:00Z") }), "ended at 2026-12-01T00:00:00Z, and is"],
    [madeCertificate("renewing"), undefined],
    [madeCertificate(undefined), undefined],
  ],
  "certificate-pending": [
    [madeCertificate("pending"), "browsers refuse https://www.example.com until then"],
    [madeCertificate("renewing"), "browsers take the one that is there"],
    [madeCertificate("issued", { isWaitedFor: true }), undefined],
    [madeCertificate("pending", { isWaitedFor: true }), undefined],
    [madeCertificate("issued"), undefined],
  ],
  "certificate-not-issued": [
    [madeCertificate("pending", { seconds: 60 }), "is pending after 60 seconds"],
    [madeCertificate(undefined, { seconds: 60 }), "is gone after 60 seconds"],
    [madeCertificate("issued", { seconds: 60 }), undefined],
  ],
  "purge-planned": [
    [planned({ purge: { all: true } }), "Once a new version is live, everything is purged from Fastly's cache."],
    [
      planned({ purge: { keys: ["a"] }, release: {} }, { activate: false }),
      "what has the surrogate key a (soft) is purged",
    ],
    [planned({ purge: { all: true } }, { activate: false }), undefined],
    [planned({ purge: { all: true } }, { activate: true }, false), undefined],
    [planned({ purge: { all: false } }), undefined],
    [planned({}), undefined],
  ],
  "not-purged": [
    [
      purgedVersion({ problem: "Fastly answered 403" }),
      `Version 2 of the service ${ID} is live, but everything was not purged`,
    ],
    [purgedVersion(undefined), undefined],
  ],
  "domain-without-certificate": [
    [ownDomains({ "www.example.com": "none" }), "browsers refuse https://www.example.com."],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none" }), "no certificate for b.example.com:"],
    [ownDomains({ "*.example.com": "none" }), "browsers refuse https://any-name.example.com."],
    [ownDomains({ "a.example.com": "served", "b.example.com": "pending", "c.example.com": "unseen" }), undefined],
  ],
  "domain-certificate-ended": [
    [ownDomains({ "www.example.com": "ended" }), "has ended: browsers refuse https://www.example.com"],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none", "c.example.com": "pending" }), undefined],
  ],
  "own-certificate-managed": [
    [ownCertificate({ subscription: "SUB1" }), "which is that of the TLS subscription SUB1"],
    [ownCertificate(), undefined],
  ],
  "own-certificate-missing": [
    [ownCertificate({ uploaded: undefined }), "the certificate CERT1, which is not at Fastly"],
    [ownCertificate(), undefined],
  ],
  "own-certificate-not-for-domain": [
    [ownCertificate({ uploaded: uploaded(["example.com", "*.a.example.com"]) }), "is for example.com, *.a.example.com"],
    [ownCertificate({ uploaded: uploaded([]) }), "which is for no domain"],
    // A wildcard stands for one label.
    [ownCertificate({ domain: "a.b.example.com", uploaded: uploaded(["*.example.com"]) }), "is for *.example.com"],
    [ownCertificate({ domain: "example.com", uploaded: uploaded(["*.example.com"]) }), "is for *.example.com"],
    [ownCertificate({ domain: "*.example.com", uploaded: uploaded(["www.example.com"]) }), "is for www.example.com"],
    [ownCertificate({ uploaded: uploaded(["*.example.com"]) }), undefined],
    [ownCertificate({ domain: "*.example.com", uploaded: uploaded(["*.example.com"]) }), undefined],
    [ownCertificate({ uploaded: undefined }), undefined],
  ],
  "own-certificate-ended": [
    [ownCertificate({ now: Date.parse("2027-01-01T00:00:00Z") }), "ended at 2027-01-01T00:00:00.000Z: browsers refuse"],
    [ownCertificate({ now: Date.parse("2026-12-31T23:59:59Z") }), undefined],
    [ownCertificate({ uploaded: { ...uploaded(), notAfter: undefined } }), undefined],
  ],
  "own-certificate-held": [
    [ownCertificate({ active: activation(), holder: HOLDER }), `${HOLDER} of the stack does that already`],
    [ownCertificate({ active: activation(), holder: HOLDER, isOwn: true }), undefined],
    [ownCertificate({ active: activation() }), undefined],
    [ownCertificate({ holder: HOLDER }), undefined],
  ],
  "own-certificate-other-served": [
    [
      ownCertificate({ active: activation("CERT2") }),
      "but the TLS activation ACT1, unknown to the stack, serves CERT2",
    ],
    [ownCertificate({ active: activation("CERT2"), takesOver: true }), undefined],
    [ownCertificate({ active: activation("CERT2"), isOwn: true }), undefined],
    [ownCertificate({ active: activation() }), undefined],
    [ownCertificate(), undefined],
  ],
  "own-certificate-other-configuration": [
    [
      ownCertificate({ active: activation(), configuration: "CONF2" }),
      "configuration CONF2, but it is served with CONF1",
    ],
    [ownCertificate({ active: activation(), configuration: "CONF1" }), undefined],
    [ownCertificate({ active: activation() }), undefined],
    [ownCertificate({ configuration: "CONF2" }), undefined],
  ],
  "own-certificate-not-served": [
    [madeOwnCertificate({ active: undefined }), "someone has disabled TLS for it at Fastly"],
    [madeOwnCertificate({ active: activation("CERT2") }), "but is with CERT2: someone changed it at Fastly"],
    [madeOwnCertificate({ active: undefined, isInState: false }), "the engine was told to leave that out of this run"],
    [madeOwnCertificate(), undefined],
  ],
  "own-certificate-ends-soon": [
    [madeOwnCertificate({ now: Date.parse("2026-12-02T00:00:00Z") }), "ends at 2027-01-01T00:00:00.000Z, and nobody"],
    [madeOwnCertificate({ now: Date.parse("2026-12-01T23:59:59Z") }), undefined],
    [madeOwnCertificate({ uploaded: undefined }), undefined],
  ],
  "domain-certificate-pending": [
    [
      ownDomains({ "www.example.com": "pending" }),
      "is pending and not in use: browsers refuse https://www.example.com",
    ],
    [ownDomains({ "www.example.com": "failed" }), "is failed and not in use"],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none", "c.example.com": "unseen" }), undefined],
  ],
  "domain-certificate-unseen": [
    [ownDomains({ "www.example.com": "unseen" }), "is not known: it does not tell this API token"],
    [ownDomains({ "a.example.com": "served", "b.example.com": "none" }), undefined],
  ],
  "protected-data": [
    [
      update({ isProtected: true, before: linked("STORE1"), declared: {} }),
      'is protected, and would lose the store "cfg"',
    ],
    [update({ before: linked("STORE1"), declared: {} }), undefined],
    [update({ isProtected: true }), undefined],
  ],
  "name-kept": [
    [update({ before: { name: "old" } }), 'The service keeps its name "old"'],
    [update(), undefined],
    [update({ before: { name: "old" }, args: { serviceName: "shop" } }), undefined],
  ],
  "not-active": [
    [deployed({}, { services: { [ID]: { activeVersion: undefined } } }), "it was deactivated at Fastly"],
    [
      deployed({}, { services: { [ID]: { activeVersion: undefined, wasActive: false } } }),
      "never had an active version",
    ],
    [deployed({}, { services: { [ID]: "deleted" } }), "was deleted at Fastly"],
    [deployed(), undefined],
  ],
  "not-as-declared": [
    [deployed({ packageHash: "bb" }), "it is not what was asked for"],
    [deployed({ links: [{ name: "cfg", resourceId: "STORE1" }] }), "it is not what was asked for"],
    [deployed({ activeVersion: 2 }), "it is not what was asked for"],
    [deployed(), undefined],
    [
      deployed({ packageHash: "bb" }, { services: { [ID]: { activeComment: madeBy("edge", { stack: "live" }) } } }),
      'is deployed by the stack "live" by now',
    ],
  ],
  "draft-not-as-declared": [
    [deployed({ packageHash: "bb" }), "was prepared, but it is not what was asked for"],
    [deployed(), undefined],
    [deployed({}, { content: { comment: `unfinished draft: ${COMMENT}`, packageHash: "aa" } }), undefined],
  ],
  "not-staged": [
    [deployed({ clonedVersion: 2 }, {}, true), "but version none is on the staging network"],
    [deployed({ clonedVersion: 2 }, { services: { [ID]: { stagedVersion: 2 } } }, true), undefined],
    [deployed({ clonedVersion: 2 }), undefined],
    [deployed({}, {}, true), undefined],
  ],
  "release-without-staging": [
    [needs({}, { staging: "no" }), undefined],
    [needs({ staging: [] }), undefined],
    [needs({ staging: [] }, { staging: "it has no staging address" }), "no staging address"],
  ],
  "release-without-store": [
    [needs({ staging: [] }), undefined],
    [
      needs({ staging: [] }, { missing: [{ name: "pages", kind: KINDS.kvStores, existingName: "pages-staging" }] }),
      'there is no KV store "pages-staging" for "pages"',
    ],
  ],
  "release-without-statistics": [
    [needs({}, { statistics: "no" }), undefined],
    [needs({ watch: {} }), undefined],
    [needs({ watch: {} }, { statistics: "403" }), "cannot be read: 403"],
  ],
  "release-held-back": [
    [released({ is: "good" }), undefined],
    [released({ is: "held back", wrong: ["it fails"], live: 1 }), "version 1 is live as before"],
  ],
  "release-taken-back": [
    [released({ is: "good" }), undefined],
    [released({ is: "taken back", wrong: ["GET / answers 500 instead of 200"], to: 1 }), "GET / answers 500"],
    [released({ is: "taken back", wrong: undefined, to: 1 }), "by an earlier run"],
  ],
  "release-failing": [
    [released({ is: "good" }), undefined],
    [released({ is: "failing", wrong: ["it fails"], isNew: true, before: 1 }), "it fails"],
  ],
  "release-replaced": [
    [released({ is: "good" }), undefined],
    [released({ is: "replaced", by: 1 }), "version 1 is live"],
  ],
  "wrong-answer": [
    [{ url: "https://a", wanted: 200, got: 503, timeoutSeconds: 60 }, "https://a answers 503 instead of 200"],
    [{ url: "https://a", wanted: 200, got: 200, timeoutSeconds: 60 }, undefined],
  ],
};

/** Checks have the name of what they refuse. These may tell of something else as well. */
const OTHERS: Record<string, string[]> = {
  "adoption-in-place-of-another": ["adoption-begun-of-another"],
  "no-service-to-adopt": ["fastly-unreachable"],
  "filled-dictionary-to-adopt": ["filled-dictionary"],
  "no-package": ["build-cancelled"],
  "draft-incomplete": ["service-deleted", "service-unknown", "state-not-compared"],
  "other-version-active": ["deployed-by-another-stack", "service-deleted", "service-unknown", "state-not-compared"],
  "other-configuration-active": [
    "deployed-by-another-stack",
    "service-deleted",
    "service-unknown",
    "state-not-compared",
  ],
  "unknown-to-the-state": ["service-deleted", "service-unknown", "state-not-compared"],
  "other-name-or-comment": ["service-deleted", "service-unknown", "state-not-compared"],
  "write-only-dictionary-imported": ["write-only-dictionary"],
  "name-moves": ["link-becomes-dictionary", "log-endpoint-moves"],
  "not-active": ["never-active", "service-deleted", "service-unknown", "fastly-unreachable"],
  "not-as-declared": ["deployed-by-another-stack"],
  "draft-not-as-declared": ["service-deleted", "service-unknown", "fastly-unreachable"],
};

function at(id: string) {
  return { ...holder, outputs: { id } };
}

function saysOf(finding: Finding | undefined): string | undefined {
  return finding && (isNote(finding) ? finding.message : `${finding.problem}\n${finding.remedy}`);
}

const EVERY = (Object.values(CHECKS).flat() as unknown[] as Check<unknown>[]).filter(
  (check, index, all) => all.indexOf(check) === index,
);

describe("a check", () => {
  it("has a name of its own", () => {
    assert.deepEqual(
      EVERY.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) !== index),
      [],
    );
  });

  for (const check of EVERY) {
    it(`${check.name} judges by the situation alone`, async () => {
      const cases = await Promise.all(CASES[check.name] ?? []);
      assert.ok(
        cases.some(([, says]) => says === undefined) && cases.some(([, says]) => says !== undefined),
        "there have to be cases in which it finds something, and in which it finds nothing",
      );
      for (const [index, [situation, says]] of cases.entries()) {
        const finding = await check.find(situation);
        const said = saysOf(finding);
        if (finding !== undefined && !isNote(finding)) {
          assert.ok(
            [check.name, ...(OTHERS[check.name] ?? [])].includes(finding.code),
            `${check.name}: ${finding.code}`,
          );
        }
        assert.ok(
          says === undefined ? said === undefined : said?.includes(says),
          `case ${index}: ${said ?? "nothing"} instead of ${says ?? "nothing"}`,
        );
      }
    });
  }

  it("has no cases without being in the table", () => {
    const names = new Set(EVERY.map(({ name }) => name));
    assert.deepEqual(
      Object.keys(CASES).filter((name) => !names.has(name)),
      [],
    );
  });
});

describe("the checks of a phase", () => {
  const says = (name: string, finding: Finding | undefined): Check<string[]> => ({
    name,
    when: "",
    outcome: "",
    how: "",
    find(made) {
      made.push(name);
      return finding;
    },
  });
  const error = scriptError("build-cancelled", { subject: "The build" });

  it("are made in their order, until one refuses", async () => {
    const made: string[] = [];
    const told: string[] = [];
    const checks = [
      says("silent", undefined),
      says("note", { severity: "info", message: "a" }),
      says("error", error),
      says("never", undefined),
    ];
    assert.equal(await refusal(checks, made, ({ message }) => told.push(message)), error);
    assert.deepEqual(made, ["silent", "note", "error"]);
    assert.deepEqual(told, ["a"]);
  });

  it("refuse nothing when none of them does", async () => {
    assert.equal(await refusal([says("silent", undefined)], [], () => assert.fail()), undefined);
  });
});
