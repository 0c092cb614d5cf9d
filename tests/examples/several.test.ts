import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { removeProjects } from "../support/project";
import { stackIn } from "../support/stack";

describe("examples/several", () => {
  after(removeProjects);

  it("deploys an API and a shop per market, from one package, in one update", async () => {
    const directory = copyExample("several");
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const stack = await stackIn(directory, { project: "several", fastly, env: EXAMPLE_ENV });
      const { errors, outputs } = await stack.up();
      assert.deepEqual(errors, []);
      assert.equal((outputs.urls as string[]).length, 3);

      const api = fastly.deployed("api");
      const shops = ["ch", "de"].map((market) => fastly.deployed(`shop-${market}`));
      assert.deepEqual(api.domains, ["api.example.com"]);
      assert.deepEqual(
        shops.map(({ domains, backends, dictionaries }) => [
          domains.find((domain) => domain.endsWith(".example.com")),
          backends.api?.address,
          dictionaries.market,
        ]),
        [
          ["ch.shop.example.com", "api.example.com", { currency: "CHF" }],
          ["de.shop.example.com", "api.example.com", { currency: "EUR" }],
        ],
      );
      assert.equal(shops[0]?.package?.files_hash, shops[1]?.package?.files_hash);
      for (const market of ["ch", "de"]) {
        assert.ok(existsSync(join(directory, `shop/fastly.${market}.toml`)));
      }
      assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    } finally {
      await fastly.stop();
    }
  });
});
