import { catalogue } from "../../errors/catalogue";

/** The short noun: a "KV store" is a store, an "access control list" a list. */
function short(noun: string): string {
  return noun.slice(noun.lastIndexOf(" ") + 1);
}

/** The errors of stores and other linked things, including those of making and linking them. */
export const storeError = catalogue({
  "store-link-twice": {
    what: "Two stores have one name.",
    why: "The name is that of the link by which the program opens the store. A service has one link of a name.",
    examples: [{ noun: "KV store", name: "cfg", other: "config store" }],
    tell: ({ noun, name, other }: { noun: string; name: string; other: string }) => ({
      problem: `The ${noun} "${name}" has the name of a ${other}, and a service links one store of a name`,
      remedy: "Rename one of them, also where the program opens it.",
    }),
  },
  "store-linked-and-named": {
    what: "A store is linked and given a `name` as well.",
    why: "A store that someone else made has the name that it has. Fastly cannot rename it.",
    examples: [{ noun: "KV store", name: "pages" }],
    tell: ({ noun, name }: { noun: string; name: string | undefined }) => ({
      problem: `The ${noun} "${name}" is given [name], but it is linked, with the name that it has`,
      remedy: `Leave [name] out, or leave out [existingId] and [existingName] to have a new ${short(noun)}.`,
    }),
  },
  "store-linked-twice": {
    what: "A store is linked by its id and by its name.",
    why: "The two may be two stores.",
    examples: [{ noun: "KV store", name: "pages" }],
    tell: ({ noun, name }: { noun: string; name: string | undefined }) => ({
      problem: `The ${noun} "${name}" is given both [existingId] and [existingName]`,
      remedy: "Keep one of them.",
    }),
  },
  "store-link-empty": {
    what: "A store is to be linked, and the id or the name of the other store is empty.",
    why: "An empty text may be a value that got lost. A new store would have none of the data.",
    examples: [{ noun: "KV store", name: "pages", key: "existingId" }],
    tell: ({ noun, name, key }: { noun: string; name: string | undefined; key: "existingId" | "existingName" }) => ({
      problem: `The ${noun} "${name}" is given an empty [${key}]`,
      remedy: `Give the ${key === "existingId" ? "id" : "name"} of a ${short(noun)}, or leave [${key}] out to have a new ${short(noun)}.`,
    }),
  },
  "store-name-long": {
    what: "A new store would have a longer name than Fastly takes.",
    why: "A new store is named after the project, the stack, the component and itself.",
    examples: [{ noun: "KV store", name: "pages", start: "shop-prod-edge-", length: 300 }],
    tell: (facts: { noun: string; name: string | undefined; start: string; length: number }) => ({
      problem: `The ${facts.noun} "${facts.name}" would be named "${facts.start}…" at Fastly, which has ${facts.length} characters`,
      remedy:
        `Give [name], or use shorter names for the project, the stack, the component or the ${short(facts.noun)}: ` +
        "Fastly takes up to 255.",
    }),
  },
  "store-name-taken": {
    what: "A store of this name is at Fastly already.",
    why: "It was kept when a stack was destroyed, was left behind by an interrupted run, or is in use.",
    examples: [
      {
        noun: "KV store",
        store: "shop-prod-edge-pages",
        declaration: 'kvStores: { pages: { existingName: "shop-prod-edge-pages" } }',
        reader: 'SU1Z ("shop") of shop/prod/edge',
      },
      {
        noun: "KV store",
        store: "shop-prod-edge-pages",
        declaration: 'kvStores: { pages: { existingName: "shop-prod-edge-pages" } }',
        remove: "fastly kv-store delete --store-id=abc",
      },
    ],
    tell: (facts: { noun: string; store: string; declaration: string; reader?: string; remove?: string }) =>
      facts.reader !== undefined
        ? {
            problem: `There is a ${short(facts.noun)} named "${facts.store}" already, which the service ${facts.reader} reads`,
            remedy:
              `To have another one, give this ${short(facts.noun)} another name.\n` +
              `To use that one and its data, link it: ${facts.declaration}; what is declared for it is written there.`,
          }
        : {
            problem: `There is a ${short(facts.noun)} named "${facts.store}" already: kept when a stack was destroyed, or left behind by a run that was interrupted`,
            remedy:
              `To use it and its data, link it: ${facts.declaration}.` +
              (facts.remove === undefined
                ? ""
                : `\nTo start anew, delete it with its data. Run:\n  ${facts.remove}\n  pulumi up`),
          },
  },
  "store-not-found": {
    what: "The store that `existingName` names is not at Fastly.",
    why: "The name is misspelt, of another kind of store, or of another account.",
    examples: [{ noun: "KV store", name: "pages" }],
    tell: ({ noun, name }: { noun: string; name: string | undefined }) => ({
      problem: `Fastly has no ${noun} named "${name}"`,
      remedy: `Correct [existingName], or leave it out to have a new ${short(noun)}.`,
    }),
  },
  "contents-in-refresh": {
    what: "A refresh that runs the program would write what the program declares for a store.",
    why: "The engine updates components in such a refresh, and with them what is in a store. The live service reads that.",
    examples: [{ name: "edge-pages-kv" }],
    tell: ({ name }: { name: string }) => ({
      problem: `A refresh writes nothing into a store, and what the program declares for it has changed (${name})`,
      remedy: "Run: pulumi up\nOr, to refresh without the program, run: pulumi refresh",
    }),
  },
  "store-renamed": {
    what: "A store that is there is given another `name`.",
    why: "Fastly cannot rename a store. A new one would have none of the data.",
    examples: [
      { noun: "KV store", link: "pages", name: "old", wanted: "new", keep: 'kvStores: { pages: { name: "old" } }' },
    ],
    tell: (facts: { noun: string; link: string; name: string; wanted: string | undefined; keep: string }) => ({
      problem: `The ${facts.noun} "${facts.link}" is named "${facts.name}" at Fastly, which cannot rename it to "${facts.wanted}"`,
      remedy:
        `To keep it and its data, give that name: ${facts.keep}.\n` +
        `To have another one instead, run pulumi up once without the ${short(facts.noun)} "${facts.link}", then again with it.`,
    }),
  },
  "location-unknown": {
    what: "The `location` of a KV store is none of Fastly's.",
    why: "Fastly keeps a KV store in one of a few regions.",
    examples: [{ name: "pages", known: ["US", "EU", "ASIA", "AUS"], location: "UK" }],
    tell: ({ name, known, location }: { name: string; known: string[]; location: string }) => ({
      problem: `Expected [location] of the KV store "${name}" to be one of ${known.join(", ")} but got "${location}"`,
      remedy: "Correct it, or leave it out for Fastly's choice.",
    }),
  },
  "location-of-linked-store": {
    what: "A KV store is linked and given a `location` as well.",
    why: "A store that someone else made stays where it was made.",
    examples: [{ name: "pages" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The KV store "${name}" is given [location], but it is where it was made`,
      remedy: "Leave [location] out, or leave out [existingId] and [existingName] to have a new store.",
    }),
  },
  "location-changed": {
    what: "A KV store that is there is given another `location`.",
    why: "The provider would take it, report success, and leave the store where it is.",
    examples: [{ store: "pages", after: "EU" }],
    tell: ({ store, before, after }: { store: string; before?: string; after?: string }) => ({
      problem: `The location of the KV store "${store}" cannot be changed (${before ?? "Fastly's choice"} to ${after ?? "Fastly's choice"})`,
      remedy: "Set [location] back, or make a store of another name and copy the data.",
    }),
  },
  "kv-file-outside": {
    what: "The manifest names a file for a KV store that is outside of the project.",
    why: "A manifest may publish files of its own project only.",
    examples: [{ file: "../secret.json" }],
    tell: ({ file }: { file: string }) => ({
      problem: `"${file}" is outside the project's directory, or a link that leads there`,
      remedy:
        "Copy the file into the project, or let the program name it: [file] and [items] of the KV store's arguments.",
    }),
  },
  "file-changed": {
    what: "A file with the value of an item was changed while the program ran.",
    why: "What would be written is not what the preview and the state have. The item is not written.",
    examples: [{ what: 'KV store "pages"', path: "public/index.html" }],
    tell: ({ what, path }: { what: string; path: string }) => ({
      problem: `A file of the ${what} has changed while the program ran: ${path}`,
      remedy:
        "Build what it is made of before. Then run: pulumi up\nItems that are written already are not written again.",
    }),
  },
  "kv-json-unfit": {
    what: "The file with the items of a KV store is not a JSON object.",
    why: "Each member of the object becomes an item. The content is not shown, as it may hold a secret.",
    examples: [{ file: "data.json", is: "is not JSON" }],
    tell: ({ file, is }: { file: string; is: string }) => ({
      problem: `"${file}" ${is}`,
      remedy: 'Give a JSON object such as { "key": "value" }; its path starts at the project\'s directory.',
    }),
  },
  "kv-file-unreadable": {
    what: "The file with the value of an item of a KV store cannot be read.",
    why: "It is missing, may not be read, or is larger than Fastly takes.",
    examples: [
      { file: "page.html", is: "does not exist", isTooLong: false },
      { file: "film.mp4", is: "is larger than 25 MB", isTooLong: true },
    ],
    tell: ({ file, is, isTooLong }: { file: string; is: string; isTooLong: boolean }) => ({
      problem: `"${file}" ${is}`,
      remedy: isTooLong
        ? "Split it: Fastly takes no longer values."
        : "Give a file that exists; its path starts at the project's directory.",
    }),
  },
});
