import { catalogue } from "../errors/catalogue";
import { forget } from "../errors/commands";
import { beginAnew } from "../errors/giveUp";

const id = "SU1Z0isxPaozGVKXdv0eY";
const urn = "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge";
const REFRESH = "Run: pulumi up --refresh";

/** The way to begin anew, and its effect. */
function anew(urn: string, isAdopted: boolean) {
  const { command, does } = beginAnew(urn, isAdopted);
  return { remedy: `Run: ${command}`, does };
}

/** Errors that keep a service from being changed: the state is wrong, or the change would lose something. */
export const updateError = catalogue({
  "dictionary-write-only-changes": {
    what: "A dictionary would become write-only, or stop being it.",
    why: "The provider does not send such a change. It would make a version of the service on every `up`.",
    examples: [{ name: "keys" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The [writeOnly] of the dictionary "${name}" would change, which the provider cannot do`,
      remedy: "Declare a dictionary of another name, and have the program open that one.",
    }),
  },
  "image-optimizer-off": {
    what: "The Image Optimizer has settings in the program, and is not on for the service.",
    why: "Fastly refuses them half-way. The state would have them, and the next update would leave them out.",
    examples: [{ name: "edge", id }],
    tell: ({ name, id }: { name: string; id: string }) => ({
      problem: `ComputeService "${name}" has [imageOptimizer], and the Image Optimizer is not on for the service ${id}`,
      remedy: `Run:\n  fastly products --enable=image_optimizer --service-id=${id}\n  pulumi up\nOr leave [imageOptimizer] out.`,
    }),
  },
  "image-optimizer-stays": {
    what: "The settings of the Image Optimizer are taken out of the program, and would stay at Fastly.",
    why: "The provider says that they are gone, and sends the old ones once more.",
    examples: [{ name: "edge", settings: ["webp", "jpegQuality"] }],
    tell: ({ name, settings }: { name: string; settings: string[] }) => ({
      problem: `ComputeService "${name}" no longer has [imageOptimizer], and the service would keep ${settings.join(", ")}`,
      remedy:
        "Run pulumi up with [imageOptimizer] empty: { imageOptimizer: {} }, which brings Fastly's settings back.\n" +
        "Leave it out after that.",
    }),
  },
  "alias-without-effect": {
    what: "The stack has a service under the component's name, and another one under a name of its `aliases`.",
    why: "The engine goes by the name, and then asks for no alias. It would delete the service of the alias.",
    examples: [{ component: "edge", held: id, alias: "edge-v2", other: "SU2aR7kqWzPfZ0YcT1mQeX" }],
    tell: (facts: { component: string; held: string; alias: string; other: string }) => ({
      problem:
        `The alias "${facts.alias}" of ComputeService "${facts.component}" has no effect: the stack has both, "${facts.component}" with the ` +
        `service ${facts.held}, and "${facts.alias}" with the service ${facts.other}, which would be deleted`,
      remedy:
        `To go on with ${facts.other}: call the component "${facts.alias}" in one more run. That run deletes ${facts.held}, unless another component of the program is called "${facts.component}". Rename it after that.\n` +
        `To go on with ${facts.held}: take the alias out. ${facts.other} is then deleted, unless another component is called "${facts.alias}".`,
    }),
  },
  "state-not-compared": {
    what: "Whether an earlier update failed half-way could not be found out.",
    why: "Fastly gave no answer. Who goes on then may never learn of what is missing.",
    examples: [{ id, problem: "GET https://api.fastly.com was not answered", remedy: "Check the network." }],
    tell: ({ id, problem, remedy }: { id: string; problem: string; remedy: string }) => ({
      problem: `Whether an earlier update of the service ${id} failed half-way could not be found out: ${problem}`,
      remedy,
    }),
  },
  "draft-incomplete": {
    what: "An earlier run failed before its draft was complete.",
    why: "The state has what was planned. The next update would leave out what is missing, and succeed.",
    examples: [
      { id, urn, way: "refresh" },
      { id, urn, way: "activate", version: 3 },
      { id, urn, way: "begin anew" },
      { id, urn, way: "adopt anew" },
    ],
    tell: (facts: {
      id: string;
      urn: string;
      way: "refresh" | "activate" | "begin anew" | "adopt anew";
      version?: number;
    }) => ({
      problem: `An earlier run failed before the draft of the service ${facts.id} was complete`,
      ...(facts.way === "refresh"
        ? { remedy: REFRESH }
        : facts.way === "activate"
          ? {
              remedy: `Activate the version that was active before. Run:\n  fastly service-version activate --service-id=${facts.id} --version=${facts.version}\n  pulumi up --refresh`,
            }
          : anew(facts.urn, facts.way === "adopt anew")),
    }),
  },
  "other-version-active": {
    what: "Another version is active than the state says.",
    why: "Someone activated it, or a run had no answer to its activation.",
    examples: [{ id, active: 3, known: 2 }],
    tell: ({ id, active, known }: { id: string; active: number | undefined; known: unknown }) => ({
      problem: `Version ${active} of the service ${id} is active, and not version ${known}, as the state says: someone activated it`,
      remedy: REFRESH,
    }),
  },
  "unknown-to-the-state": {
    what: "The live version has what the state does not know of.",
    why: "No update would remove it, as the provider goes by the state.",
    examples: [{ id, version: 3, unseen: ["the domain www.example.com"], remedy: REFRESH }],
    tell: ({ id, version, unseen, remedy }: { id: string; version: unknown; unseen: string[]; remedy: string }) => ({
      problem: `Version ${version} of the service ${id} has what the state does not know of, so no update would remove it:\n  ${unseen.join("\n  ")}`,
      remedy,
    }),
  },
  "other-configuration-active": {
    what: "The active version was made from another configuration than the state says.",
    why: "An update failed half-way, or someone activated another version.",
    examples: [{ id, active: 3 }],
    tell: ({ id, active }: { id: string; active: number | undefined }) => ({
      problem: `Version ${active} of the service ${id} is active, which was made from another configuration than the state says: an update failed half-way, or someone activated another version`,
      remedy: REFRESH,
    }),
  },
  "other-name-or-comment": {
    what: "The service's name or comment is not what the state says.",
    why: "An update failed half-way, or someone changed it. Nothing would write it again.",
    examples: [{ id, property: "name", live: "theirs", known: "shop" }],
    tell: ({ id, property, live, known }: { id: string; property: string; live: string; known: unknown }) => ({
      problem: `The service ${id} has the ${property} "${live}", and not "${known}", as the state says: an update failed half-way, or someone changed it`,
      remedy: REFRESH,
    }),
  },
  "deployed-by-another-stack": {
    what: "Another stack deploys the service by now.",
    why: "The service was adopted there, and is still in the state here.",
    examples: [{ id, by: "shop/prod/edge", version: 3, urn }],
    tell: ({ id, by, version, urn }: { id: string; by: string; version: number | undefined; urn: string }) => ({
      problem: `The service ${id} is deployed by ${by} by now, whose version ${version} is active`,
      remedy:
        "When it belongs there now, take it out of the program of this stack, and out of the state. Run:\n" +
        `  ${forget(urn)}\n` +
        "To deploy it from here again, run: pulumi up --refresh",
      does: "forget",
    }),
  },
  "link-moves": {
    what: "A link of the service would lead to another store.",
    why: "The provider cannot do that. It fails half-way, and every later `up` reports a false success.",
    examples: [{ name: "pages", from: "abc", to: "a new one", line: 'kvStores: { pages: { existingId: "abc" } },' }],
    tell: ({ name, from, to, line }: { name: string; from: string; to: string; line?: string }) => ({
      problem: `The service's link "${name}" would be moved from the store ${from} to ${to}, which Fastly's provider cannot do`,
      remedy:
        (line === undefined ? "" : `To keep the store that is linked, with its data, give the argument:\n  ${line}\n`) +
        `When it is gone, or to take the other one, run pulumi up once without the store "${name}", then again with it.`,
    }),
  },
  "protected-data": {
    what: "A protected component would lose a dictionary or a store.",
    why: "The engine refuses to delete it only after the service was updated. Every later run would fail.",
    examples: [{ component: "edge", removed: ['the dictionary "settings"'] }],
    tell: ({ component, removed }: { component: string; removed: string[] }) => ({
      problem: `ComputeService "${component}" is protected, and would lose ${removed.join(", ")}`,
      remedy:
        "Run pulumi up once with { protect: false } and nothing removed, then again without what is to go. Protect it again after that.",
    }),
  },
  "store-left-out": {
    what: "The engine was told to leave a new store of the service out of the run, and not the service.",
    why: "The service would link what is not there. The engine and the provider say so without a command that works.",
    examples: [
      {
        stores: ['KV store "pages"'],
        targets: [urn, "urn:pulumi:prod::shop::fastly:index/kvstore:Kvstore::edge-pages"],
      },
    ],
    tell: ({ stores, targets }: { stores: string[]; targets: string[] }) => ({
      problem: `The engine was told to leave out of this run what is new, and what the service links: the ${stores.join(", the ")}`,
      remedy: `Run: pulumi up ${targets.map((target) => `--target '${target}'`).join(" ")}`,
    }),
  },
  "store-linked-instead": {
    what: "A store with `forceDestroy` is linked instead of declared.",
    why: "The engine would delete the store that the program made, with its data.",
    examples: [{ component: "edge", store: 'the KV store "pages"', name: "pages" }],
    tell: ({ component, store, name }: { component: string; store: string; name: string }) => ({
      problem: `ComputeService "${component}" would delete ${store} with its data: it has forceDestroy, and another declaration takes its place`,
      remedy:
        "To link the same store, run pulumi up once with forceDestroy: false in place of [existingId] or [existingName], then again with it.\n" +
        `To link another one, run pulumi up once without the store "${name}", which deletes it, then again with it.`,
    }),
  },
  "store-still-read": {
    what: "A run that does not activate would delete a store that the active version reads.",
    why: "The version that is prepared lacks the store. The one that serves requests does not.",
    examples: [{ component: "edge", id, version: 3, stores: ['the KV store "pages"'] }],
    tell: ({
      component,
      id,
      version,
      stores,
    }: {
      component: string;
      id: string;
      version: number;
      stores: string[];
    }) => ({
      problem: `ComputeService "${component}" would delete, with all data, what the active version ${version} of the service ${id} reads: ${stores.join(", ")}`,
      remedy:
        "Remove it by a pulumi up that activates, without activate: false and stage: true.\n" +
        "To prepare a version without it, and keep its data: run pulumi up once with it and forceDestroy: false, then again without it.",
    }),
  },
});
