import { catalogue } from "../../errors/catalogue";

/** The short noun: a "KV store" is a store, an "access control list" a list. */
function short(noun: string): string {
  return noun.slice(noun.lastIndexOf(" ") + 1);
}

/** A store whose name is taken. */
const TAKEN = {
  noun: "KV store",
  store: "shop-prod-edge-pages",
  declaration: 'kvStores: { pages: { existingName: "shop-prod-edge-pages" } }',
};

/** The errors of stores and other linked things, including those of making and linking them. */
export const storeError = catalogue({
  "store-link-twice": {
    what: "Two stores of a service have the same name.",
    why: "The program opens a store by the name of its link. A service has only one link of a name.",
    examples: [{ noun: "KV store", name: "cfg", other: "config store" }],
    explain: ({ noun, name, other }: { noun: string; name: string; other: string }) => ({
      problem: `The ${noun} "${name}" has the same name as a ${other}, but a service links only one store of a name`,
      remedy: "Rename one of the two stores, here and in the code that opens the store.",
    }),
  },
  "store-linked-and-named": {
    what: "A store is linked, but also has the argument `name`.",
    why: "A linked store already has a name. Fastly cannot rename a store.",
    examples: [{ noun: "KV store", name: "pages" }],
    explain: ({ noun, name }: { noun: string; name: string | undefined }) => ({
      problem: `The ${noun} "${name}" has [name], but a linked ${short(noun)} keeps its own name`,
      remedy: `Remove [name]. Or remove [existingId] and [existingName] to make a new ${short(noun)}.`,
    }),
  },
  "store-linked-twice": {
    what: "A store is linked by its id and also by its name.",
    why: "The id and the name may belong to two different stores.",
    examples: [{ noun: "KV store", name: "pages" }],
    explain: ({ noun, name }: { noun: string; name: string | undefined }) => ({
      problem: `The ${noun} "${name}" has both [existingId] and [existingName]`,
      remedy: "Remove one of the two.",
    }),
  },
  "store-link-empty": {
    what: "A store is linked, but the id or the name of the other store is empty.",
    why: "An empty text is often a value that got lost. A new store would have no data.",
    examples: [{ noun: "KV store", name: "pages", key: "existingId" }],
    explain: ({ noun, name, key }: { noun: string; name: string | undefined; key: "existingId" | "existingName" }) => ({
      problem: `The ${noun} "${name}" has an empty [${key}]`,
      remedy: `Give the ${key === "existingId" ? "id" : "name"} of a ${short(noun)}, or remove [${key}] to make a new ${short(noun)}.`,
    }),
  },
  "store-name-long": {
    what: "The name of a new store would be longer than Fastly allows.",
    why: "By default, the name has the names of project, stack, component and store in it.",
    examples: [{ noun: "KV store", name: "pages", start: "shop-prod-edge-", length: 300 }],
    explain: (facts: { noun: string; name: string | undefined; start: string; length: number }) => ({
      problem: `The name of the ${facts.noun} "${facts.name}" at Fastly would have ${facts.length} characters: "${facts.start}…"`,
      remedy:
        `Give [name], or shorten the name of the project, the stack, the component or the ${short(facts.noun)}: ` +
        "Fastly allows at most 255.",
    }),
  },
  "store-name-taken": {
    what: "Fastly already has a store of this name.",
    why: "A destroyed stack kept the store, an interrupted run left the store behind, or a service uses the store.",
    examples: [
      { ...TAKEN, reader: 'SU1Z ("shop") of shop/prod/edge' },
      { ...TAKEN, reader: 'SU1Z ("shop") of shop/prod/edge', isReadByOwn: true },
      { ...TAKEN, remove: "fastly kv-store delete --store-id=abc --all" },
    ],
    explain: ({
      noun,
      store,
      declaration,
      reader,
      isReadByOwn,
      remove,
    }: typeof TAKEN & { reader?: string; isReadByOwn?: boolean; remove?: string }) => {
      const taken = `Fastly already has a ${short(noun)} named "${store}"`;
      const linked = `link it: ${declaration}`;
      if (isReadByOwn) {
        return {
          problem: `${taken}, and this component's own service ${reader} reads it`,
          remedy:
            `To keep this ${short(noun)} and its data, leave out --replace. If the run is refused without it too, ${linked}.\n` +
            `For a new ${short(noun)}, run pulumi up once without the ${short(noun)}, then again with it. ` +
            `To keep the old one as well, give the new one another [name].\n` +
            `The first run deletes the old one if it has forceDestroy. Otherwise the second run says how to delete it.`,
        };
      }
      return reader !== undefined
        ? {
            problem: `${taken}, and the service ${reader} reads it`,
            remedy:
              `To make a new ${short(noun)}, give yours another name.\n` +
              `To use the existing ${short(noun)} and its data, ${linked}; declared contents are then written into that ${short(noun)}.`,
          }
        : {
            problem: `${taken}: a destroyed stack kept it, or an interrupted run left it behind`,
            remedy:
              `To use this ${short(noun)} and its data, ${linked}.` +
              (remove === undefined
                ? ""
                : `\nTo start with an empty ${short(noun)}, delete this one with its data. Run:\n  ${remove}\n  pulumi up`),
          };
    },
  },
  "store-not-found": {
    what: "Fastly has no store of the name in `existingName`, or of the id in `existingId`.",
    why: "The store is gone, or the name or id is misspelt, or it belongs to another kind of store or another account.",
    examples: [
      { noun: "KV store", name: "pages" },
      { noun: "KV store", name: "pages", id: "o4UFk5CfGqnTeAvqzcmxNe" },
    ],
    explain: ({ noun, name, id }: { noun: string; name: string | undefined; id?: string }) => {
      const argument = id === undefined ? "existingName" : "existingId";
      return {
        problem:
          id === undefined
            ? `Fastly has no ${noun} named "${name}"`
            : `Fastly has no ${noun} with the id "${id}" for "${name}"`,
        remedy: `Correct [${argument}], or remove [${argument}] to make a new ${short(noun)}.`,
      };
    },
  },
  "contents-in-refresh": {
    what: "A refresh that runs the program would write new contents into a store.",
    why: "The live service reads the store. A refresh should not change what the service reads.",
    examples: [{ name: "edge-pages-kv" }],
    explain: ({ name }: { name: string }) => ({
      problem: `A refresh does not write into a store, but the program's contents for ${name} have changed`,
      remedy: "To write the new contents, run: pulumi up\nTo refresh without the program, run: pulumi refresh",
    }),
  },
  "item-declared-twice": {
    what: "A run would remove an item from a config store, but another link of the store declares the item.",
    why: "Fastly's provider manages all items of a new config store. It removes those that it does not know.",
    examples: [{ label: 'the contents of the config store "settings"', keys: ["region"] }],
    explain: ({ label, keys }: { label: string; keys: string[] }) => ({
      problem: `This run would remove ${keys.map((key) => JSON.stringify(key)).join(", ")} from ${label}, but another link of the store declares ${keys.length === 1 ? "the item" : "the items"}`,
      remedy:
        "Declare all items of the store in the component that makes the store, and none for other links. Then run: pulumi up",
    }),
  },
  "store-renamed": {
    what: "The `name` of an existing store has changed.",
    why: "Fastly cannot rename a store. A new store would have no data.",
    examples: [
      { noun: "KV store", link: "pages", name: "old", wanted: "new", keep: 'kvStores: { pages: { name: "old" } }' },
    ],
    explain: (facts: { noun: string; link: string; name: string; wanted: string | undefined; keep: string }) => ({
      problem: `The ${facts.noun} "${facts.link}" is named "${facts.name}" at Fastly, and Fastly cannot rename it to "${facts.wanted}"`,
      remedy:
        `To keep this ${short(facts.noun)} and its data, keep its name: ${facts.keep}.\n` +
        `To replace it by a new one, run pulumi up once without the ${short(facts.noun)} "${facts.link}", then again with it.`,
    }),
  },
  "location-unknown": {
    what: "The `location` of a KV store is unknown to Fastly.",
    why: "Fastly keeps a KV store in one of a few regions.",
    examples: [{ name: "pages", known: ["US", "EU", "ASIA", "AUS"], location: "UK" }],
    explain: ({ name, known, location }: { name: string; known: string[]; location: string }) => ({
      problem: `Expected [location] of the KV store "${name}" to be one of ${known.join(", ")} but got "${location}"`,
      remedy: "Correct [location], or remove it: then Fastly chooses the location.",
    }),
  },
  "location-of-linked-store": {
    what: "A KV store is linked, but also has the argument `location`.",
    why: "A linked store exists already. Fastly cannot move a store.",
    examples: [{ name: "pages" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The KV store "${name}" has [location], but a linked store stays at its location`,
      remedy: "Remove [location]. Or remove [existingId] and [existingName] to make a new store.",
    }),
  },
  "location-changed": {
    what: "The `location` of an existing KV store has changed.",
    why: "The provider would report success, but leave the store at its old location.",
    examples: [{ store: "pages", after: "EU" }],
    explain: ({ store, before, after }: { store: string; before?: string; after?: string }) => ({
      problem: `The location of the KV store "${store}" cannot change from ${before ?? "Fastly's choice"} to ${after ?? "Fastly's choice"}`,
      remedy: "Set [location] back to its old value. Or make a store of another name, and copy the data.",
    }),
  },
  "kv-file-outside": {
    what: "The manifest names a file outside of the project for a KV store.",
    why: "A manifest may publish only files of its own project.",
    examples: [{ file: "../secret.json" }],
    explain: ({ file }: { file: string }) => ({
      problem: `"${file}" is outside the project's directory, or a link that leads there`,
      remedy:
        "Copy the file into the project. Or name the file in the program: [file] and [items] of the KV store's arguments.",
    }),
  },
  "file-changed": {
    what: "A file with the value of an item changed while the program ran.",
    why: "The preview and the state have the old contents. The new contents are not written.",
    examples: [{ what: 'KV store "pages"', path: "public/index.html" }],
    explain: ({ what, path }: { what: string; path: string }) => ({
      problem: `A file of the ${what} changed while the program ran: ${path}`,
      remedy:
        "Finish the build of these files first. Then run: pulumi up\nItems that are written already are not written again.",
    }),
  },
  "kv-json-unfit": {
    what: "The file with the items of a KV store is not a JSON object.",
    why: "Each member of the object becomes an item. The contents are not shown because they may hold a secret.",
    examples: [{ file: "data.json", is: "is not JSON" }],
    explain: ({ file, is }: { file: string; is: string }) => ({
      problem: `"${file}" ${is}`,
      remedy:
        'Give a file with a JSON object, such as { "key": "value" }. The path starts at the directory of the manifest.',
    }),
  },
  "kv-file-unreadable": {
    what: "The file with the value of an item of a KV store cannot be read.",
    why: "The file is missing, not readable, or larger than Fastly allows.",
    examples: [
      { file: "page.html", is: "does not exist", isTooLong: false },
      { file: "film.mp4", is: "is larger than 25 MB", isTooLong: true },
    ],
    explain: ({ file, is, isTooLong }: { file: string; is: string; isTooLong: boolean }) => ({
      problem: `"${file}" ${is}`,
      remedy: isTooLong
        ? "Split the file into several items: Fastly allows no longer values."
        : "Create the file, or correct its path. The path starts at the directory of the manifest.",
    }),
  },
});
