import { catalogue } from "../errors/catalogue";
import { forgetAlone, runLines } from "../errors/commands";

const HOLDER = "urn:pulumi:prod::shop::fastly:index/";

/** The errors about resources that have left the program, and that have what a component uses. */
export const heldError = catalogue({
  "contents-held": {
    what: "The component declares items, and a resource that left the program has them too.",
    why: "Pulumi deletes the items with that resource, after the component has written them.",
    examples: [
      {
        component: "edge",
        label: 'the contents of the config store "settings"',
        holder: `${HOLDER}configstoreEntries:ConfigstoreEntries::settings`,
        keys: ["region"],
      },
    ],
    explain: (is: { component: string; label: string; holder: string; keys: string[] }) => ({
      problem: `ComputeService "${is.component}" declares ${is.label}, but ${is.holder} is no longer in the program, and would delete ${named(is.keys)}`,
      remedy: `Remove that resource from the state. The items stay at Fastly. ${runLines([forgetAlone(is.holder), "pulumi up"])}`,
      effect: "forget" as const,
    }),
  },
  "store-held": {
    what: "The component links an existing store, and the resource of the store left the program.",
    why: "Pulumi deletes the store with that resource. The service would read nothing.",
    examples: [
      { component: "edge", store: 'the KV store "pages"', id: "KV1", holder: `${HOLDER}kvstore:Kvstore::pages` },
    ],
    explain: ({ component, store, id, holder }: { component: string; store: string; id: string; holder: string }) => ({
      problem: `ComputeService "${component}" links ${store}, but ${holder} is no longer in the program, and would delete the store`,
      remedy:
        `Declare that resource again, and link the store with { existingId: ${JSON.stringify(id)} }. Run: pulumi up\n` +
        `Then remove the resource from the program and from the state. The store stays at Fastly. ${runLines([forgetAlone(holder), "pulumi up"])}`,
      effect: "forget" as const,
    }),
  },
});

/** How many keys an error names. */
const MOST_NAMED = 5;

function named(keys: string[]): string {
  const more = keys.length - MOST_NAMED;
  return `${keys.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
