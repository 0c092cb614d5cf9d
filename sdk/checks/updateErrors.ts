import { catalogue } from "../errors/catalogue";
import { forget, inShell } from "../errors/commands";
import { REFRESH, type Repair, remedyOf, startAgain } from "../errors/repair";

const id = "SU1Z0isxPaozGVKXdv0eY";
const urn = "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge";
const toRefresh = remedyOf(REFRESH);

/** Errors that keep a service from being changed: the state is wrong, or the change would lose something. */
export const updateError = catalogue({
  "dictionary-write-only-changes": {
    what: "A dictionary would become write-only, or would no longer be write-only.",
    why: "The provider does not send this change. Every `up` would make another version of the service.",
    examples: [{ name: "keys" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The [writeOnly] of the dictionary "${name}" would change, but the provider cannot change it`,
      remedy: "Declare a dictionary of another name. Then open the new dictionary in the program at the edge.",
    }),
  },
  "image-optimizer-off": {
    what: "The program has settings of the Image Optimizer, but the product is off for the service.",
    why: "Fastly refuses the settings half-way. The state would have them, so the next update would not send them.",
    examples: [{ name: "edge", id }],
    explain: ({ name, id }: { name: string; id: string }) => ({
      problem: `ComputeService "${name}" has [imageOptimizer], but the Image Optimizer is off for the service ${id}`,
      remedy: `Run:\n  fastly products --enable=image_optimizer --service-id=${id}\n  pulumi up\nOr remove [imageOptimizer].`,
    }),
  },
  "image-optimizer-stays": {
    what: "The program no longer has settings of the Image Optimizer, but Fastly would keep them.",
    why: "The provider reports that the settings are gone, but sends the old ones again.",
    examples: [{ name: "edge", settings: ["webp", "jpegQuality"] }],
    explain: ({ name, settings }: { name: string; settings: string[] }) => ({
      problem: `ComputeService "${name}" no longer has [imageOptimizer], but the service would keep ${settings.join(", ")}`,
      remedy:
        "Run pulumi up once with { imageOptimizer: {} }, which restores Fastly's own settings.\n" +
        "Then remove [imageOptimizer].",
    }),
  },
  "alias-without-effect": {
    what: "The stack has a service under the component's name, and another service under a name in its `aliases`.",
    why: "The engine finds the component's name and ignores the alias. The engine would delete the service of the alias.",
    examples: [{ component: "edge", held: id, alias: "edge-v2", other: "SU2aR7kqWzPfZ0YcT1mQeX" }],
    explain: (facts: { component: string; held: string; alias: string; other: string }) => ({
      problem:
        `The alias "${facts.alias}" of ComputeService "${facts.component}" has no effect: the stack has "${facts.component}" with the ` +
        `service ${facts.held}, and would delete "${facts.alias}" with the service ${facts.other}`,
      remedy:
        `To keep ${facts.other}: name the component "${facts.alias}" for one run. That run deletes ${facts.held}, unless another component of the program is named "${facts.component}". Then name it "${facts.component}" again.\n` +
        `To keep ${facts.held}: remove the alias. The next run deletes ${facts.other}, unless another component is named "${facts.alias}".`,
    }),
  },
  "state-not-compared": {
    what: "The component could not find out whether an earlier update failed half-way.",
    why: "Fastly gave no answer. Without an answer, the run could overlook what an earlier run left out.",
    examples: [{ id, problem: "GET https://api.fastly.com was not answered", remedy: "Check the network." }],
    explain: ({ id, problem, remedy }: { id: string; problem: string; remedy: string }) => ({
      problem: `The component cannot tell whether an earlier update of the service ${id} failed half-way: ${problem}`,
      remedy,
    }),
  },
  "draft-incomplete": {
    what: "An earlier run failed before its draft was complete.",
    why: "The state has what was planned. The next update would leave out what is missing, but report success.",
    examples: [
      { id, urn, way: "refresh" },
      { id, urn, way: "activate", version: 3 },
      { id, urn, way: "replace" },
      { id, urn, way: "import again" },
    ],
    explain: (facts: {
      id: string;
      urn: string;
      way: "refresh" | "activate" | "replace" | "import again";
      version?: number;
    }) => ({
      problem: `An earlier run failed before the draft of the service ${facts.id} was complete`,
      ...(facts.way === "refresh"
        ? toRefresh
        : facts.way === "activate"
          ? {
              remedy: `Activate the version that was active before. Run:\n  fastly service-version activate --service-id=${facts.id} --version=${facts.version}\n  pulumi up --refresh`,
            }
          : remedyOf(startAgain(facts.urn, facts.way === "import again"))),
    }),
  },
  "other-version-active": {
    what: "The active version is not the one in the state.",
    why: "Someone activated another version, or an earlier run got no answer to its activation.",
    examples: [{ id, active: 3, known: 2 }],
    explain: ({ id, active, known }: { id: string; active: number | undefined; known: unknown }) => ({
      problem: `Version ${active} of the service ${id} is active, but the state says version ${known}: someone activated it, or an earlier run got no answer`,
      remedy: toRefresh.remedy,
    }),
  },
  "unknown-to-the-state": {
    what: "The live version has something that the state does not know.",
    why: "The provider goes by the state, so no update would remove it.",
    examples: [{ id, version: 3, unseen: ["the domain www.example.com"], remedy: toRefresh.remedy }],
    explain: ({ id, version, unseen, remedy }: { id: string; version: unknown; unseen: string[]; remedy: string }) => ({
      problem: `Version ${version} of the service ${id} has something that the state does not know, so no update would remove it:\n  ${unseen.join("\n  ")}`,
      remedy,
    }),
  },
  "other-configuration-active": {
    what: "The active version was made from another configuration than the state has.",
    why: "An update failed half-way, or someone activated another version.",
    examples: [{ id, active: 3 }],
    explain: ({ id, active }: { id: string; active: number | undefined }) => ({
      problem: `The active version ${active} of the service ${id} was made from another configuration than the state has: an update failed half-way, or someone activated another version`,
      remedy: toRefresh.remedy,
    }),
  },
  "version-not-as-in-state": {
    what: "The version that the state names lacks links or the package, or has others.",
    why: "An update failed half-way. A further update would send only what differs from the state, and never send the rest.",
    examples: [
      { id, version: 3, differences: ["the store link pages to abc is missing"] },
      {
        id,
        version: 1,
        differences: ["the package is missing instead of c0e54fd38775…"],
        repair: startAgain(urn, false),
      },
    ],
    explain: (facts: { id: string; version: number; differences: string[]; remedy?: string; repair?: Repair }) => ({
      problem: `An update failed half-way: version ${facts.version} of the service ${facts.id} is not as the state says:\n  ${facts.differences.join("\n  ")}`,
      ...(facts.remedy === undefined ? remedyOf(facts.repair ?? REFRESH) : { remedy: facts.remedy }),
    }),
  },
  "other-name-or-comment": {
    what: "The name or the comment of the service is not what the state says.",
    why: "An update failed half-way, or someone changed the service. No later update would write the value again.",
    examples: [{ id, property: "name", live: "theirs", known: "shop" }],
    explain: ({ id, property, live, known }: { id: string; property: string; live: string; known: unknown }) => ({
      problem: `The service ${id} has the ${property} "${live}", but the state says "${known}": an update failed half-way, or someone changed it`,
      remedy: toRefresh.remedy,
    }),
  },
  "new-name-taken": {
    what: "The service would get a name that another service has.",
    why: "Service names are unique in an account.",
    examples: [{ id, name: "store", holder: "1Kv7N0cBIbcVUUs5xdRjB1" }],
    explain: ({ id, name, holder }: { id: string; name: unknown; holder: string }) => ({
      problem: `The service ${id} would get the name "${name}", but the service ${holder} already has this name`,
      remedy: "Choose another [serviceName]; or rename the other service in an earlier run.",
    }),
  },
  "deployed-by-another-stack": {
    what: "Another stack now deploys the service.",
    why: "The other stack adopted the service, but this stack's state still has it.",
    examples: [{ id, by: "shop/prod/edge", version: 3, urn }],
    explain: ({ id, by, version, urn }: { id: string; by: string; version: number | undefined; urn: string }) => ({
      problem: `The service ${id} is now deployed by ${by}, and its version ${version} is active`,
      remedy:
        "To leave the service there, remove it from this stack's program and state. Run:\n" +
        `  ${forget(urn)}\n` +
        "To deploy the service from here again, run: pulumi up --refresh",
      effect: "forget",
    }),
  },
  "link-moves": {
    what: "A link of the service would lead to another store.",
    why: "The provider cannot move a link. It would fail half-way, and every later `up` would report a false success.",
    examples: [{ name: "pages", from: "abc", to: "a new one", line: 'kvStores: { pages: { existingId: "abc" } },' }],
    explain: ({ name, from, to, line }: { name: string; from: string; to: string; line?: string }) => ({
      problem: `The service's link "${name}" would move from the store ${from} to ${to}, but Fastly's provider cannot move a link`,
      remedy:
        (line === undefined ? "" : `To keep the linked store and its data, give the argument:\n  ${line}\n`) +
        `To link the other store, or when the linked store is gone: run pulumi up once without the store "${name}", then again with it.`,
    }),
  },
  "protected-data": {
    what: "A protected component would lose a dictionary or a store.",
    why: "The engine would update the service first, and then refuse to delete the data. Every later run would fail.",
    examples: [{ component: "edge", removed: ['the dictionary "settings"'] }],
    explain: ({ component, removed }: { component: string; removed: string[] }) => ({
      problem: `ComputeService "${component}" is protected, but would lose ${removed.join(", ")}`,
      remedy: `Run pulumi up once with { protect: false } and nothing removed. Then remove ${removed.join(", ")}, and run pulumi up again. After that, protect the component again.`,
    }),
  },
  "store-left-out": {
    what: "The run leaves out a new store, but not the service that links it.",
    why: "The service would link a store that does not exist. The engine's own error names no command that works.",
    examples: [
      {
        stores: ['KV store "pages"'],
        targets: [urn, "urn:pulumi:prod::shop::fastly:index/kvstore:Kvstore::edge-pages"],
      },
    ],
    explain: ({ stores, targets }: { stores: string[]; targets: string[] }) => ({
      problem: `This run leaves out (by --target or --exclude) what the service links: the ${stores.join(", the ")}`,
      remedy: `Run: pulumi up ${targets.map((target) => `--target ${inShell(target)}`).join(" ")}`,
    }),
  },
});
