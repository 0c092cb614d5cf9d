import assert from "node:assert/strict";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const FIRST: Args = { backends: { api: { address: "a.example.com" } }, kvStores: { data: { items: { k: "1" } } } };
const SECOND: Args = {
  domains: ["www.example.com"],
  backends: { api: { address: "b.example.com" }, more: { address: "c.example.com" } },
  kvStores: { data: { items: { k: "2" } }, other: { items: { k: "3" } } },
  configStores: { cfg: { items: { k: "4" } } },
  dictionaries: { words: { items: { k: "5" } } },
};

/** The requests of a run that change something, by method and path. */
const REQUESTS = {
  create: ["POST /service$", "POST /domain$", "POST /backend$", "PUT /package$", "POST /resource$", "PUT /activate$"],
  update: ["PUT /clone$", "POST /domain$", "PUT /backend/", "POST /dictionary$", "POST /resource$", "PUT /activate$"],
} as const;

/** Failures of Fastly or of the network: an error, or no answer to a request that was carried out. */
const FAILURES = [{ status: 500 }, { status: 429 }, { status: 401 }, { status: 400 }, "lost"] as const;

const EXHAUSTIVE = process.env.TEST_LONG === "1";

/** After the advice nothing is left to do: there is no further error, and the declared service is live. */
describe("the remedy in the error after a failure at Fastly", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  /** Follows the advice until there is no more. Returns how often there was one. */
  async function carryOut(told: string): Promise<number> {
    for (let runs = 1, text = told; ; runs++) {
      const replace = [...(/pulumi up --replace '([^']+)'/.exec(text) ?? [])].slice(1);
      const refresh = text.includes("pulumi up --refresh");
      const isOrphan = /fastly service delete --service-id=(\w+)/.exec(text)?.[1];
      if (isOrphan !== undefined) {
        await test.call("DELETE", `/service/${isOrphan}`);
      }
      const { ok, errors } = await test.run("up", { replace: replace.length > 0 ? replace : undefined, refresh });
      if (ok) {
        return runs;
      }
      text = errors.join("\n");
      assert.ok(runs < 3, text);
    }
  }

  for (const [operation, requests] of Object.entries(REQUESTS)) {
    for (const [index, request] of requests.entries()) {
      for (const [each, fault] of FAILURES.entries()) {
        if (!EXHAUSTIVE && (index + each) % FAILURES.length !== 0) {
          continue;
        }
        const how = fault === "lost" ? "whose answer was lost" : `with ${fault.status}`;
        it(`repairs a failed ${operation}, at ${request.replace("$", "")} ${how}`, async () => {
          const [method = "", path = ""] = request.split(" ");
          if (operation === "update") {
            test.declare(FIRST);
            await test.succeed();
          }
          test.declare(SECOND);
          test.fastly.inject({ method, path: new RegExp(path), fault });
          const told = await test.failing();
          const wasActive = test.fastly.services().some(({ versions }) => versions.some(({ active }) => active));
          const { id } = test.fastly.services()[0] ?? {};
          const runs = await carryOut(told);
          // A service that was made but not noted is found by the next run, when its name is taken.
          assert.ok(runs === 1 || (request === "POST /service$" && fault === "lost"), told);
          const { domains, backends, dictionaries, links } = test.fastly.deployed("shop");
          assert.deepEqual(
            [domains.includes("www.example.com"), backends.api?.address, Object.keys(backends).sort()],
            [true, "b.example.com", ["api", "more"]],
          );
          assert.deepEqual([dictionaries.words, Object.keys(links).sort()], [{ k: "5" }, ["cfg", "data", "other"]]);
          assert.equal(test.fastly.services().length, 1);
          assert.ok(!wasActive || id === test.fastly.services()[0]?.id, "a service that was live is another one now");
          await test.assertUnchanged();
        });
      }
    }
  }
});
