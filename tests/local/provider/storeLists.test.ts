import assert from "node:assert/strict";
import { fastlyProvider } from "../../../local/provider";
import { fastlyOfSuite } from "../../support/suite";

describe("the lists of stores", () => {
  const time = "2026-01-01T00:00:00Z";
  const many = (count: number, kind: string) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${kind}${index}`,
      name: `${kind}-${index}`,
      created_at: time,
      updated_at: time,
    }));
  const api = fastlyOfSuite({
    state: {
      configStores: many(3, "config").map((store) => ({ ...store, deleted_at: null, items: [] })),
      kvStores: many(2_500, "kv").map((store) => ({ ...store, deleted_at: null, location: null, items: [] })),
      secretStores: many(450, "secret").map((store) => ({ ...store, secrets: [] })),
    },
  });

  for (const [kind, token, count] of [
    ["config", "fastly:index/getConfigstores:getConfigstores", 3],
    ["kv", "fastly:index/getKvstores:getKvstores", 2_500],
    ["secret", "fastly:index/getSecretstores:getSecretstores", 450],
  ] as const) {
    it(`contain every ${kind} store with its name and id, over all pages`, async () => {
      const provider = fastlyProvider({ env: {} });
      provider.configure({ baseUrl: api.url, apiKey: api.token });
      const { returns } = (await provider.func(token)?.({})) ?? {};
      assert.deepEqual(
        returns?.stores,
        many(count, kind).map(({ id, name }) => ({ id, name })),
      );
    });
  }
});
