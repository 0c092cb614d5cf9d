import type { Cases } from "../case";
import { update } from "../given";

const dictionary = (given: object = {}) => ({ dictionaries: [{ name: "keys", ...given }] });

export const CASES: Cases = {
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
};
