import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import { type Args, type InlineStack, inlineStack } from "../support/inlineStack";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

/** Everything with a name that follows from stack and component unless a program gives one. */
const EVERYTHING: Args = {
  backends: { api: { address: "api.example.com", healthcheck: { path: "/" } } },
  dictionaries: { words: { items: { a: "1" } } },
  configStores: { settings: { items: { a: "1" } } },
  kvStores: { pages: { items: { a: "1" } } },
  secretStores: { keys: { entries: { a: "1" } } },
  acls: { blocked: { entries: { "192.0.2.0/24": "BLOCK" } } },
  versionlessDomains: { "www.example.com": {} },
};

const RENAMED: [
  what: string,
  rename: (test: InlineStack) => InlineStack,
  opts?: () => pulumi.ComponentResourceOptions,
][] = [
  ["component", (test) => test, () => ({ aliases: [{ name: "edge" }] })],
  ["stack", (test) => test.renamed("staging")],
  ["stack and component", (test) => test.renamed("staging"), () => ({ aliases: [{ name: "edge" }] })],
];

describeOnEachEngine("resources at Fastly with generated names", (engine) => {
  after(removeProjects);

  for (const [what, rename, opts] of RENAMED) {
    it(`stay live for good when the ${what} is renamed`, async () => {
      const test = await inlineStack(undefined, engine);
      try {
        const urls: string[] = [];
        const certificates = { "www.example.com": { existingId: test.fastly.addCertificate(["www.example.com"]) } };
        const declare = (stack: InlineStack, name: string, options?: pulumi.ComponentResourceOptions) =>
          stack.define((directory) => {
            new ComputeService(name, { directory, ...EVERYTHING, certificates }, options).url.apply((url) =>
              urls.push(url ?? ""),
            );
          });
        declare(test, "edge");
        await test.succeed();
        const [live, name] = [test.fastly.deployed("shop"), opts === undefined ? "edge" : "front"];
        const renamed = rename(test);
        declare(renamed, name, opts?.());
        test.writes();
        await renamed.succeed("preview");
        await renamed.succeed();
        // The comment of the version, which names its owner.
        assert.deepEqual(test.writes(), ["PUT /service/ID/version/1"]);
        assert.deepEqual(test.fastly.deployed("shop"), live);
        declare(renamed, name);
        await renamed.assertUnchanged();
        assert.equal(new Set(urls).size, 1);
      } finally {
        await test.fastly.stop();
      }
    });
  }

  it("stay with the renamed component when another component gets the former name", async () => {
    const test = await inlineStack(undefined, engine);
    try {
      const other = makeProject({
        "fastly.toml": 'manifest_version = 3\nname = "next"\nlanguage = "other"\n',
        "bin/main.wasm": TINY_WASM,
      });
      test.declare({});
      await test.succeed();
      const { domains } = test.fastly.deployed("shop");
      test.declare({}, { aliases: [{ name: "edge" }] }, "front");
      await test.succeed();
      test.define((directory) => {
        new ComputeService("front", { directory });
        new ComputeService("edge", { directory: other });
      });
      await test.succeed();
      assert.deepEqual(test.fastly.deployed("shop").domains, domains);
      assert.notDeepEqual(test.fastly.deployed("next").domains, domains);
      await test.assertUnchanged();
    } finally {
      await test.fastly.stop();
    }
  });

  it("keep the former domain once when it is listed, beside the new one", async () => {
    const test = await inlineStack(undefined, engine);
    try {
      test.declare({});
      await test.succeed();
      const former = test.fastly.deployed("shop").domains;
      test.declare({ domains: former }, { aliases: [{ name: "edge" }] }, "front");
      await test.succeed();
      const both = test.fastly.deployed("shop").domains;
      assert.deepEqual([both.length, both.includes(former[0] ?? "")], [2, true]);
    } finally {
      await test.fastly.stop();
    }
  });
});
