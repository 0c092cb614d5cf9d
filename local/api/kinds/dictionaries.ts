import { flag, requiredText } from "../fields";
import { badRequest } from "../http";
import type { Dictionary } from "../state";
import type { VersionedKind } from "../versioned";
import { belonging, inArray, versionedRoutes } from "../versioned";

const dictionaries: VersionedKind<Dictionary> = {
  path: "dictionary",
  title: "Dictionary",
  duplicateOf: "dictionary",
  ...inArray((version) => version.dictionaries),
  create: (fields, { store }) => ({
    name: dictionaryName(requiredText(fields, "name")),
    write_only: flag(false).read(fields.write_only, "write_only"),
    id: store.newId("dictionary"),
  }),
  update: (dictionary, fields) => ({
    ...dictionary,
    ...("name" in fields && { name: dictionaryName(requiredText(fields, "name")) }),
    ...("write_only" in fields && { write_only: flag(false).read(fields.write_only, "write_only") }),
  }),
  view: (dictionary, service, version) => ({ ...dictionary, ...belonging(service, version) }),
};

function dictionaryName(name: string): string {
  if (!/^[a-z][a-z0-9_\s]*$/i.test(name)) {
    throw badRequest("Name must start with alphabetical and contain only alphanumeric, underscore, and whitespace");
  }
  return name;
}

export const dictionaryRoutes = versionedRoutes(dictionaries);
