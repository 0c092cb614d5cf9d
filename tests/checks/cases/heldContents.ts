import type { Cases } from "../case";

const CONTENTS = { component: "edge", label: 'the contents of the config store "cfg"', holder: "urn:of:it" };
const STORE = { component: "edge", store: 'the KV store "data"', id: "KV1" };

export const CASES: Cases = {
  "contents-held": [
    [{ ...CONTENTS, keys: ["a", "b"] }, "urn:of:it is no longer in the program, and would delete a, b\n"],
    [{ ...CONTENTS, keys: ["a", "b", "c", "d", "e", "f", "g"] }, "would delete a, b, c, d, e and 2 more\n"],
    [{ ...CONTENTS, keys: [] }, undefined],
  ],
  "store-held": [
    [{ ...STORE, holder: "urn:of:it" }, "pulumi state delete 'urn:of:it'\n  pulumi up"],
    [{ ...STORE, holder: undefined }, undefined],
  ],
};
