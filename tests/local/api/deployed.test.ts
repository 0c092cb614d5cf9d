import assert from "node:assert/strict";
import { LocalFastly } from "../../../local/api";
import { logEndpoint, service, stamps, state, version } from "../page/state";

describe("the deployed state of a service", () => {
  let fastly: LocalFastly;
  const metadata = {
    name: "p",
    description: "",
    authors: [],
    language: "rust",
    size: 3,
    hashsum: "h",
    files_hash: "f",
  };

  before(async () => {
    const shop = service({
      comment: "The shop",
      versions: [
        version(1, { locked: true, domains: [{ name: "old.example.com", comment: "", ...stamps }] }),
        version(2, {
          ...{ active: true, locked: true },
          domains: [{ name: "www.example.com", comment: "", ...stamps }],
          dictionaries: [{ id: "d1", name: "settings", write_only: false, ...stamps }],
          links: [
            { id: "l1", name: "flags", resource_id: "c1", resource_type: "config", ...stamps },
            { id: "l2", name: "gone", resource_id: "k9", resource_type: "object-store", ...stamps },
          ],
          logging: [logEndpoint("datadog", (field) => `the ${field}`)],
          package: { id: "p1", metadata, ...stamps },
        }),
        version(3),
      ],
      dictionaryItems: { d1: [{ item_key: "region", item_value: "eu", ...stamps }], d0: [] },
      products: { fanout: {} },
    });
    const draft = service({ id: "draft", name: "draft", versions: [version(1)] });
    fastly = await LocalFastly.start({
      state: state({
        services: [shop, draft],
        configStores: [{ id: "c1", name: "shop-flags", items: [], ...stamps }],
        managedDomains: [
          { id: "m1", fqdn: "shop.example.com", service_id: shop.id, description: "", ...stamps },
          { id: "m2", fqdn: "other.example.com", service_id: null, description: "", ...stamps },
        ],
      }),
    });
  });
  after(() => fastly.stop());

  it("is what the active version has, by name", () => {
    assert.deepEqual(fastly.deployed("shop"), {
      ...{ id: "SU1Z0isxPaozGVKXdv0eY", name: "shop", comment: "The shop", activeVersion: 2 },
      domains: ["www.example.com", "shop.example.com"],
      backends: {},
      healthchecks: {},
      dictionaries: { settings: { region: "eu" } },
      links: { flags: { type: "config", store: "shop-flags" }, gone: { type: "object-store", store: "k9" } },
      logEndpoints: { datadog: { kind: "datadog", settings: { region: "the region", token: "the token" } } },
      products: { fanout: {} },
      package: metadata,
    });
  });

  it("is undefined for a service without an active version, and for a missing service", () => {
    assert.throws(() => fastly.deployed("draft"), { message: "Service 'draft' has no active version" });
    assert.throws(() => fastly.deployed("nope"), { message: "The local Fastly has no service 'nope'" });
  });
});
