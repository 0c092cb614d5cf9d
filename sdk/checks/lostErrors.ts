import { catalogue } from "../errors/catalogue";
import { forgetAlone, runLines } from "../errors/commands";

const id = "SU1Z0isxPaozGVKXdv0eY";

/** Errors before the engine deletes stores or items with their data. */
export const lostError = catalogue({
  "store-linked-instead": {
    what: "A store with `forceDestroy` would become a linked store.",
    why: "The engine would delete the store that the program made, with its data.",
    examples: [{ component: "edge", store: 'the KV store "pages"', name: "pages" }],
    explain: ({ component, store, name }: { component: string; store: string; name: string }) => ({
      problem: `ComputeService "${component}" would delete ${store} with its data: it has forceDestroy, and the program now links a store instead`,
      remedy:
        "To link the same store, run pulumi up once with { forceDestroy: false } instead of [existingId] or [existingName]. Then link the store, and run pulumi up again.\n" +
        `To link another store, run pulumi up once without the store "${name}", which deletes it. Then link the other store, and run pulumi up again.`,
    }),
  },
  "linked-store-leaves": {
    what: "A store with `forceDestroy` leaves the program, but a service of the program links it.",
    why: "Fastly's provider would empty the store. Then Fastly would refuse to delete it, because a service links it.",
    examples: [
      {
        component: "two",
        store: 'the KV store "pages"',
        id: "o4UFk5CfGqnTeAvqzcmxNe",
        urn: "urn:pulumi:prod::shop::fastly-compute:index:ComputeService$fastly:index/kvstore:Kvstore::edge-pages",
        isOfComponent: true,
      },
      {
        component: "two",
        store: 'the KV store "pages"',
        id: "o4UFk5CfGqnTeAvqzcmxNe",
        urn: "urn:pulumi:prod::shop::fastly:index/kvstore:Kvstore::pages",
        isOfComponent: false,
      },
    ],
    explain: (facts: { component: string; store: string; id: string; urn: string; isOfComponent: boolean }) => ({
      problem: `ComputeService "${facts.component}" links ${facts.store}, but this run would delete that store (${facts.id}) with its data: the program no longer has ${facts.urn}`,
      remedy:
        `To keep the store, run pulumi up once with the store as before, but with ${facts.isOfComponent ? "{ forceDestroy: false }" : "{ forceDestroy: false } and the resource option { retainOnDelete: true }"}. Then remove it again, and run pulumi up again.\n` +
        `To delete the store, remove the link of ComputeService "${facts.component}" too. Then run: pulumi up`,
    }),
  },
  "items-leave": {
    what: "The component declares items of a resource that leaves the program.",
    why: "The engine deletes that resource at the end of the run, and the items with it.",
    examples: [
      {
        component: "edge",
        label: 'the contents of the config store "settings"',
        urns: ["urn:pulumi:prod::shop::fastly:index/configstoreEntries:ConfigstoreEntries::settings"],
      },
    ],
    explain: ({ component, label, urns }: { component: string; label: string; urns: string[] }) => ({
      problem: `ComputeService "${component}" declares ${label}, but this run would delete them: the program no longer has ${urns.join(" and ")}`,
      remedy: `Remove ${urns.length === 1 ? "that resource" : "these resources"} from the state. The items stay at Fastly, and the component takes them over.\n${runLines([...urns.map(forgetAlone), "pulumi up --refresh"])}`,
      effect: "forget",
    }),
  },
  "store-still-read": {
    what: "A run without activation would delete a store that the active version reads.",
    why: "Only the prepared version does without the store. The active version still needs it.",
    examples: [{ component: "edge", id, version: 3, stores: ['the KV store "pages"'] }],
    explain: ({
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
      problem: `ComputeService "${component}" would delete, with its data, what the active version ${version} of the service ${id} still reads: ${stores.join(", ")}`,
      remedy:
        "Remove { activate: false } and { stage: true }, so that this run activates its version. Then run: pulumi up\n" +
        "To prepare a version without the store and keep its data: run pulumi up once with the store and { forceDestroy: false }, then again without the store.",
    }),
  },
});
