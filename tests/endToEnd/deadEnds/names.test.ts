import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../../sdk";
import { stackOfEachTest } from "../../support/suite";

const SETTINGS = { settings: { items: { region: "eu", limit: "1" } } };

/** In each case the provider alone ends in a false success, or in an error that no further run ends. */
describe("names and tokens", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  it("a renamed component is refused while the manifest names the service, and works with an alias", async () => {
    const args = {
      backends: { api: { address: "api.example.com" } },
      configStores: { cfg: { items: { key: "value" } } },
      kvStores: { data: { items: { key: "value" } } },
      secretStores: { keys: { entries: { TOKEN: "s3cr3t" } } },
      generatedDomain: false,
      domains: ["a.example.com"],
    };
    test.declare(args);
    await test.succeed();
    const before = test.fastly.state();
    const front = (opts?: pulumi.ComponentResourceOptions) => test.declare(args, opts, "front");
    front();
    const told = await test.failing("preview");
    assert.match(told, /would create a service, but .*fastly\.toml already names the existing service/);
    assert.match(told, /\{ aliases: \[\{ name: "edge" \}\] \} in the resource options, if the component was renamed/);
    assert.deepEqual(test.fastly.state(), before);
    const deployed = test.fastly.deployed("shop");
    front({ aliases: [{ name: "edge" }] });
    await test.succeed();
    assert.deepEqual(test.fastly.deployed("shop"), deployed);
    front();
    await test.assertUnchanged();
  });

  it("another API token neither replaces nor touches the service", async () => {
    test.declare({ dictionaries: SETTINGS });
    await test.succeed();
    const before = test.fastly.state();
    const other = test.another({ token: "another-token" });
    other.declare({ dictionaries: SETTINGS });
    await other.assertUnchanged();
    assert.deepEqual(test.fastly.state(), before);
  });

  describe("a domain that moves from one service of the program to the other", () => {
    /** Two services with these domains. The second waits for the first. */
    function two(first: string[], second: string[]): void {
      test.define((directory) => {
        const args = { directory, writeServiceId: false };
        const a = new ComputeService("a", { ...args, serviceName: "a", domains: first });
        new ComputeService("b", { ...args, serviceName: "b", domains: second }, { dependsOn: [a] });
      });
    }
    const owner = () => ["a", "b"].filter((name) => test.fastly.deployed(name).domains.includes("www.example.com"));

    it("moves in one up when the second service depends on the first", async () => {
      two(["www.example.com"], []);
      await test.succeed();
      two([], ["www.example.com"]);
      await test.succeed();
      assert.deepEqual(owner(), ["b"]);
      await test.assertUnchanged();
    });

    it("fails the run without that dependency, and the command in the error completes the move", async () => {
      two([], ["www.example.com"]);
      await test.succeed();
      two(["www.example.com"], []);
      const told = await test.failing();
      assert.match(told, /add \{ dependsOn: \[<that ComputeService>\] \}\.\nThen run: pulumi up --refresh/);
      assert.match(told, /Domain 'www\.example\.com' is already taken/);
      assert.deepEqual(owner(), ["b"]);
      two([], []);
      await test.succeed("up", { refresh: true });
      two(["www.example.com"], []);
      await test.succeed();
      assert.deepEqual(owner(), ["a"]);
    });
  });
});
