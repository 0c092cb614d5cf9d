import type { Cases } from "../case";
import { declaredDictionary, dictionaries, imported, link, linked, update } from "../given";

export const CASES: Cases = {
  "links-to-other-stores": [
    [
      imported({ before: linked("STORE1"), declared: linked("STORE2") }, { content: { links: [link] } }),
      "links other stores under the declared names",
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
      "cannot remove a dictionary with items",
    ],
    [imported({ args: { removeUndeclared: true } }, { content: { dictionaries } }), undefined],
    [imported({}, { content: { dictionaries }, items: { D1: { region: "eu" } } }), undefined],
  ],
  undeclared: [
    [
      imported({}, { blocks: { domains: [{ name: "a.example.com" }] } }),
      "has something that the program does not declare, and would lose it",
    ],
    [
      imported({ setup: declaredDictionary }, { content: { dictionaries }, items: { D1: { other: "x" } } }),
      "has something that the program does not declare",
    ],
    [imported({ args: { removeUndeclared: true } }, { blocks: { domains: [{ name: "a.example.com" }] } }), undefined],
    [
      imported({ setup: declaredDictionary }, { content: { dictionaries }, items: { D1: { region: "eu" } } }),
      undefined,
    ],
  ],
};
