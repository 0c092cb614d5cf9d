import type { Cases } from "../case";
import {
  adoption,
  at,
  COMMENT,
  declaredDictionary,
  dictionaries,
  HOLDER,
  holder,
  ID,
  link,
  OTHER,
  PLACE,
  setup,
  store,
} from "../given";
import { madeBy, UNANSWERED } from "../situations";

export const CASES: Cases = {
  "adoption-in-place-of-another": [
    adoption({ services: { [OTHER]: { activeComment: COMMENT } } }, { state: new Map([[PLACE, at(OTHER)]]) }).then(
      (situation) => [situation, `the stack already has the service ${OTHER} for this component, and would delete it`],
    ),
    adoption({ services: { [OTHER]: {} } }, { state: new Map([[PLACE, at(OTHER)]]) }).then((situation) => [
      situation,
      `began to adopt another service, ${OTHER}`,
    ]),
    adoption({}, { state: new Map([[PLACE, at(ID)]]) }).then((situation) => [situation, undefined]),
    adoption({}, { state: undefined }).then((situation) => [situation, undefined]),
  ],
  "no-service-to-adopt": [
    adoption({}, { found: { state: "gone", deleted: false } }).then((each) => [each, "Fastly has no such service"]),
    adoption({}, { found: { state: "unknown", error: UNANSWERED } }).then((each) => [
      each,
      "GET /service was not answered",
    ]),
    adoption().then((each) => [each, undefined]),
  ],
  "no-compute-service": [
    adoption({ services: { [ID]: { type: "vcl" } } }).then((each) => [each, "it is not a Compute service"]),
    adoption().then((each) => [each, undefined]),
  ],
  "deployed-by-another-component": [
    adoption({ services: { [ID]: { activeComment: madeBy("front") } } }).then((each) => [
      each,
      'this stack already deploys it as "front"',
    ]),
    adoption({ services: { [ID]: { activeComment: madeBy("front", { stack: "live" }) } } }).then((each) => [
      each,
      undefined,
    ]),
  ],
  "service-twice-in-the-state": [
    adoption(
      {},
      {
        state: new Map([
          [HOLDER, holder],
          [`${HOLDER}2`, holder],
        ]),
      },
    ).then((each) => [each, "has it 2 times"]),
    adoption({}, { state: new Map([[HOLDER, holder]]) }).then((each) => [each, undefined]),
  ],
  "adopted-beside-resource": [
    adoption({}, { state: new Map([[HOLDER, holder]]), isDeclared: true }).then((each) => [
      each,
      `the program still has the resource ${HOLDER}`,
    ]),
    adoption({}, { state: new Map([[HOLDER, holder]]) }).then((each) => [each, undefined]),
    adoption({}, { isDeclared: true }).then((each) => [each, undefined]),
    adoption({}, { isDeclared: true, state: undefined }).then((each) => [each, undefined]),
  ],
  "write-only-dictionary": [
    adoption({ content: { dictionaries: [{ id: "D", name: "keys", writeOnly: true }] } }).then((each) => [
      each,
      'the dictionary "keys"',
    ]),
    adoption(
      { content: { dictionaries: [{ id: "D", name: "keys", writeOnly: true }] } },
      { setup: setup({ dictionaries: [{ name: "keys", writeOnly: true, facts: { keys: [] } }] }) },
    ).then((each) => [each, undefined]),
    adoption({ content: { dictionaries } }).then((each) => [each, undefined]),
  ],
  "stores-under-links": [
    adoption({ content: { links: [link] } }, { setup: setup({ configStores: store({ store: "s" }) }) }).then((each) => [
      each,
      "already links stores under the declared names",
    ]),
    adoption({ content: { links: [link] } }, { setup: setup({ configStores: store({ existing: true }) }) }).then(
      (each) => [each, undefined],
    ),
    adoption(
      { content: { links: [link] }, stores: { s: "STORE1" } },
      { setup: setup({ configStores: store({ store: "s" }) }), isKnown: true },
    ).then((each) => [each, undefined]),
  ],
  "filled-dictionary-to-adopt": [
    adoption({ content: { dictionaries }, items: { D1: { a: "b" } } }, { args: { removeUndeclared: true } }).then(
      (each) => [each, "cannot remove a dictionary with items"],
    ),
    adoption({ content: { dictionaries } }, { args: { removeUndeclared: true } }).then((each) => [each, undefined]),
    adoption({ content: { dictionaries }, items: { D1: { a: "b" } } }).then((each) => [each, undefined]),
  ],
  "lost-by-adoption": [
    adoption({ unseen: ["the domain a.example.com"], blocks: { domains: [{ name: "a.example.com" }] } }).then(
      (each) => [each, 'Add these lines to the arguments:\n  domains: ["a.example.com"],'],
    ),
    adoption({ products: ["the product fanout"], blocks: { productEnablement: { fanout: true } } }).then((each) => [
      each,
      "Add these lines to the arguments:\n  products: { fanout: true },",
    ]),
    adoption({ unseen: ["the backend legacy"] }).then((each) => [
      each,
      "No argument can declare these; only { removeUndeclared: true } goes on without them:\n  the backend legacy",
    ]),
    adoption({ content: { dictionaries }, items: { D1: { a: "b" } } }, { setup: declaredDictionary }).then((each) => [
      each,
      'the dictionary settings has more items: "a"',
    ]),
    adoption({ unseen: ["the dictionary settings"] }, { setup: declaredDictionary }).then((each) => [each, undefined]),
    adoption({ unseen: ["the backend legacy"] }, { args: { removeUndeclared: true } }).then((each) => [
      each,
      undefined,
    ]),
    adoption({ unseen: ["the backend legacy"] }, { isPreview: true }).then((each) => [each, undefined]),
    adoption().then((each) => [each, undefined]),
  ],
};
