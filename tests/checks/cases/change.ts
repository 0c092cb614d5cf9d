import type { Cases } from "../case";
import { ID, linked, OTHER, PLACE, update } from "../given";

export const CASES: Cases = {
  "store-left-out": [
    [{ urn: PLACE, leftOut: [{ what: 'KV store "a"', targets: ["urn:a"] }] }, 'service links: the KV store "a"'],
    [{ urn: PLACE, leftOut: [] }, undefined],
  ],
  "backend-before-health-check": [
    [
      {
        before: {},
        declared: { backends: [{ name: "api", healthcheck: "api" }] },
        providerVersion: "12.5.0",
        leftOut: [],
      },
      'makes a backend before its health check ("api")',
    ],
    [
      {
        before: {},
        declared: { backends: [{ name: "api", healthcheck: "api" }] },
        providerVersion: "12.5.1",
        leftOut: [],
      },
      undefined,
    ],
  ],
  "name-moves": [
    [
      update({ before: { loggingHttps: [{ name: "x" }] }, declared: { loggingS3s: [{ name: "x" }] } }),
      "would move from HTTPS to Amazon S3",
    ],
    [update(), undefined],
  ],
  "link-moves": [
    [update({ before: linked("STORE1"), declared: linked("STORE2") }), "would move from the store STORE1 to STORE2"],
    [update({ before: linked("STORE1"), declared: linked("STORE1") }), undefined],
  ],
  "protected-data": [
    [
      update({ isProtected: true, before: linked("STORE1"), declared: {} }),
      'is protected, but would lose the store "cfg"',
    ],
    [update({ before: linked("STORE1"), declared: {} }), undefined],
    [update({ isProtected: true }), undefined],
  ],
  "new-name-taken": [
    [
      update({ declared: { name: "store" } }, { names: { store: OTHER } }),
      `The service ${ID} would get the name "store", but the service ${OTHER} already has this name`,
    ],
    [update({ declared: { name: "store" } }, { names: { store: ID } }), undefined],
    [update({ declared: { name: "store" } }), undefined],
    [update({}, { names: { shop: OTHER } }), undefined],
    [update({ declared: {} }, { names: { shop: OTHER } }), undefined],
  ],
  "name-kept": [
    [update({ before: { name: "old" } }), 'The service keeps its name "old"'],
    [update(), undefined],
    [update({ before: { name: "old" }, args: { serviceName: "shop" } }), undefined],
  ],
};
