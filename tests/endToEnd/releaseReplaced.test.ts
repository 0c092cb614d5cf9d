import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const RELEASE: Args["release"] = { checks: [{ command: "true" }], settleSeconds: 0 };

/** How somebody makes another version live, or none, with the requests of a person. */
const REPLACEMENTS: [what: string, requests: [path: string, form?: Record<string, string>][], by: RegExp][] = [
  ["an older version of the stack", [["1/activate"]], /but version 1 is live/],
  [
    "a version of somebody else",
    [["2/clone"], ["3/backend/api", { first_byte_timeout: "5000" }], ["3/activate"]],
    /but version 3 is live/,
  ],
  ["no version", [["2/deactivate"]], /but no version is live/],
];

describeOnEachEngine("a release that somebody replaced by", function (engine) {
  this.timeout(240_000);
  const test = stackOfEachTest({ engine });
  const declare = (address: string) => test.declare({ backends: { api: { address } }, release: RELEASE });

  async function replaced(requests: (typeof REPLACEMENTS)[number][1]): Promise<string> {
    for (const address of ["a.example.com", "b.example.com"]) {
      declare(address);
      await test.succeed();
    }
    const { id } = test.fastly.service("shop");
    for (const [path, form = {}] of requests) {
      await test.call("PUT", `/service/${id}/version/${path}`, form);
    }
    return test.failing();
  }

  for (const [what, requests, by] of REPLACEMENTS) {
    it(`${what} is live again as the error says`, async () => {
      const told = await replaced(requests);
      assert.match(told, by);
      const [, id, version] =
        /^ {2}fastly service-version activate --service-id=(\w+) --version=(\d+)\n {2}pulumi up$/m.exec(told) ?? [];
      await test.call("PUT", `/service/${id}/version/${version}/activate`);
      await test.succeed();
      await test.assertUnchanged();
    });

    it(`${what} makes way for a corrected program, as the error says`, async () => {
      const told = await replaced(requests);
      assert.match(told, /^Or correct the program, then run: pulumi up --refresh$/m);
      declare("c.example.com");
      await test.succeed("up", { refresh: true });
      assert.equal(test.fastly.deployed("shop").backends.api?.address, "c.example.com");
      await test.assertUnchanged();
    });
  }
});
