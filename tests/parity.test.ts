import assert from "node:assert/strict";
import { fillIn } from "../scripts/parity/ours";
import { refusalReason } from "../scripts/parity/reasons";
import { compareDeployments, compareOnExisting, judge } from "../scripts/parity/run";
import { corpus } from "./manifest/corpus";
import { fastlyBinary } from "./support/fastlyCli";

describe("parity with the Fastly CLI", function () {
  this.timeout(0);

  it("tells the same from what is better and what differs, each with its reason", () => {
    const cases = [
      [[], "same", 0],
      [[{ path: "log.access", cli: undefined, ours: "https" }], "better", 0],
      [[{ path: "store.cfg.key", cli: "example", ours: "given" }], "better", 0],
      [[{ path: "store.cfg.key", cli: "one", ours: "two" }], "differ", 1],
      [[{ path: "backend.api.port", cli: "443", ours: "80" }], "differ", 1],
      [[{ path: "backend.api.address", cli: "api.example.com", ours: undefined }], "differ", 1],
    ] as const;
    for (const [differences, verdict, unexplained] of cases) {
      const outcome = judge(undefined, undefined, () => [...differences]);
      assert.deepEqual([outcome.verdict, outcome.unexplained.length], [verdict, unexplained]);
    }
    assert.equal(judge("no", "no", () => []).verdict, "refused by both");
    assert.equal(judge(undefined, "who knows", () => []).unexplained.length, 1);
    assert.equal(refusalReason("cli", "who knows"), undefined);
  });

  it("gives what the component says is missing, by its own commands", () => {
    const message = `pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname>
  pulumi config set --secret --path 'fastly-compute:edge-secrets.secretStores["a b"].entries.KEY' <value>`;
    assert.deepEqual(fillIn({}, message), {
      backends: { api: { address: "filled-in.example.com" } },
      secretStores: { "a b": { entries: { KEY: "filled-in.example.com" } } },
    });
  });

  it("holds for real manifests: a sample, all of them with npm run parity", async function () {
    const manifests = [...corpus(this as unknown as Parameters<typeof corpus>[0])];
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      this.skip();
    }
    const chosen = manifests.filter((_, index) => process.env.TEST_LONG !== undefined || index % 15 === 0);
    for (const [name, manifest] of chosen) {
      assert.deepEqual((await compareDeployments(manifest)).unexplained, [], name);
      if (/^service_id = ".+"/m.test(manifest)) {
        assert.deepEqual((await compareOnExisting(manifest)).unexplained, [], `${name}, on a service that exists`);
      }
    }
  });
});
