import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { stackOfEachTest } from "../support/suite";

describe("the headers of a health check", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  for (const [what, headers] of Object.entries({
    "in any order": ["X-B: 2", "X-A: 1", "Host2: c"],
    "in any form": ["X-B:2", "X-A:   1", "X-B: 2"],
    "that are outputs": [pulumi.output("X-B: 2"), "X-A:1"],
  })) {
    it(`are compared as a set, ${what}`, async () => {
      const declare = (given: pulumi.Input<string>[]) =>
        test.declare({ backends: { api: { address: "a.example.com", healthcheck: { path: "/", headers: given } } } });
      declare(headers);
      await test.succeed();
      await test.assertUnchanged();
      await test.succeed("up", { refresh: true });
      await test.assertUnchanged();
      declare([...headers].reverse());
      await test.assertUnchanged();
      assert.equal(test.fastly.service("shop").versions.length, 1);
    });
  }
});
