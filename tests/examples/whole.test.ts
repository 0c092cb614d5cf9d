import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { LocalFastly, renderMarkdown } from "../../local/index";
import { makePack } from "../docs/runs";
import { type DigitalOceanStub, digitalOceanStub } from "../support/digitalOcean";
import { describeOnEachEngine } from "../support/engines";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { removeProjects } from "../support/project";
import { stackIn } from "../support/stack";
import { fastlyOfSuite } from "../support/suite";

const OTHERS = ["digitalocean", "random", "tls"];
const TYPES = [
  "digitalocean:index/dnsRecord:DnsRecord",
  "fastly:index/serviceCompute:ServiceCompute",
  "random:index/randomPassword:RandomPassword",
  "tls:index/privateKey:PrivateKey",
];

describeOnEachEngine(
  "examples/whole",
  function (engine) {
    this.timeout(120_000);
    const fastly = fastlyOfSuite();
    let digitalOcean: DigitalOceanStub;
    before(async () => {
      digitalOcean = await digitalOceanStub();
    });
    after(async () => {
      await digitalOcean.stop();
      removeProjects();
    });

    it("previews, passes policies, deploys, passes tests and is destroyed, with four providers", async () => {
      const isReal = engine === "pulumi";
      // Compiled here: the runner of packs would check types at each start. tests/examples/policy.test.ts covers that.
      const pack = makePack(readFileSync(resolve(__dirname, "../../examples/policy/index.ts"), "utf8"));
      const policyPacks = [{ directory: pack, config: { all: "advisory" } }];
      const env = { ...EXAMPLE_ENV, ...digitalOcean.env };
      const stack = await stackIn(copyExample("whole"), { project: "whole", fastly, env, policyPacks, engine });

      const preview = await stack.preview();
      assert.deepEqual(preview.errors, []);
      const steps = preview.events.flatMap((event) => (event.kind === "step" ? [event] : []));
      for (const type of TYPES) {
        const step = steps.find((each) => each.type === type);
        const isEchoed = !isReal && !type.startsWith("fastly:");
        assert.deepEqual([step?.op, step?.notSimulated ?? false], ["create", isEchoed], type);
      }
      const judged = preview.events.flatMap((event) => (event.kind === "policy" ? [event.policy] : []));
      assert.ok(judged.includes("modern-tls"), "a policy has judged it");
      assert.equal(renderMarkdown(preview).includes("(not simulated)"), !isReal);
      assert.deepEqual([fastly.services(), digitalOcean.records()], [[], []]);

      const { errors, outputs } = await stack.up();
      assert.deepEqual(errors, []);
      const { dictionaries, links } = fastly.deployed("whole");
      assert.match(dictionaries.settings?.signer ?? "", isReal ? /^ssh-ed25519 / : /not-simulated\.invalid$/);
      assert.equal(links.keys?.type, "secret-store");
      if (isReal) {
        assert.equal(outputs.address, "www.example.com");
        const [record, ...more] = digitalOcean.records().map(({ name, type, data }) => [name, type, data]);
        assert.deepEqual([record, more], [["www", "CNAME", "dualstack.example.map.fastly.net"], []]);
      }
      assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);

      assert.deepEqual((await stack.destroy()).errors, []);
      // The store with its secret stays, as everywhere.
      assert.deepEqual([fastly.services(), Object.keys(fastly.stores().secret)], [[], ["whole-dev-edge-keys"]]);
      assert.deepEqual(digitalOcean.records(), []);
    });
  },
  OTHERS,
);

describe("examples/whole, in a test", () => {
  after(removeProjects);

  it("uses the test's answers for resources of other providers", async () => {
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const mocks = { "tls:index/privateKey:PrivateKey": { publicKeyOpenssh: "ssh-ed25519 AAAA" } };
      const options = { project: "whole", fastly, env: EXAMPLE_ENV, mocks, engine: "embedded" };
      const stack = await stackIn(copyExample("whole"), options);
      assert.deepEqual((await stack.up()).errors, []);
      assert.equal(fastly.deployed("whole").dictionaries.settings?.signer, "ssh-ed25519 AAAA");
    } finally {
      await fastly.stop();
    }
  });
});
