import assert from "node:assert/strict";
import { partFields } from "../../local/provider/serviceCompute/blocks";
import { NAME_MOVES } from "../../sdk/checks/change";
import type { Update } from "../../sdk/checks/update";
import { ComputeError } from "../../sdk/errors";
import { BLOCK_ORDER, earlyBackends, makesHealthchecksFirst, takenNames } from "../../sdk/setup/blockOrder";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";

const [LOGS = [], OPENED = []] = BLOCK_ORDER;

describe("a name that moves from one kind of block to another", () => {
  for (const major of [11, 12] as const) {
    it(`depends on the order in which provider ${major} writes the kinds`, () => {
      const order = partFields(major).map(({ name }) => name);
      for (const kinds of BLOCK_ORDER) {
        assert.deepEqual(
          order.filter((name) => kinds.includes(name)),
          kinds,
        );
      }
      assert.deepEqual([...LOGS].sort(), [...LOG_PROVIDERS.values()].map(({ property }) => property).sort());
    });
  }

  it("is still in use when the provider writes the new kind first, for all pairs of kinds", () => {
    for (const kinds of BLOCK_ORDER) {
      for (const [i, to] of kinds.entries()) {
        for (const [j, from] of kinds.entries()) {
          const taken = takenNames({ [from]: [{ name: "x" }] }, { [to]: [{ name: "x" }] });
          assert.deepEqual(taken, i < j ? [{ name: "x", from, to }] : [], `${from} to ${to}`);
        }
      }
    }
  });

  for (const [title, before, after, names] of [
    ["is not found for other names", { loggingHttps: ["a"] }, { loggingS3s: ["b"] }, []],
    ["is not found when it stays in its kind", { loggingHttps: ["a"] }, { loggingHttps: ["a", "b"] }, []],
    [
      "is found when two names are swapped",
      { loggingHttps: ["a"], loggingS3s: ["b"] },
      { loggingHttps: ["b"], loggingS3s: ["a"] },
      ["a"],
    ],
    [
      "is found beside names that stay",
      { loggingHttps: ["a", "b"] },
      { loggingHttps: ["b"], loggingS3s: ["a"] },
      ["a"],
    ],
    ["is found several times", { loggingHttps: ["a", "b"] }, { loggingS3s: ["a"], loggingSyslogs: ["b"] }, ["a", "b"]],
    ["is found when a store becomes a dictionary", { resourceLinks: ["a"] }, { dictionaries: ["a"] }, ["a"]],
    ["is not found when a dictionary becomes a store", { dictionaries: ["a"] }, { resourceLinks: ["a"] }, []],
    [
      "is not found between kinds that do not share their names",
      { backends: ["a"], loggingHttps: ["a"] },
      { dictionaries: ["a"], domains: ["a"] },
      [],
    ],
  ] as const) {
    it(title, () => {
      const blocks = (kinds: Record<string, readonly string[]>) =>
        Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all.map((name) => ({ name }))]));
      assert.deepEqual(
        takenNames(blocks(before), blocks(after)).map(({ name }) => name),
        names,
      );
    });
  }

  it("is refused with the two steps that move it", () => {
    const refused = (before: object, declared: object) => {
      const finding = NAME_MOVES.find({ name: "edge", before, declared } as Update);
      assert.ok(finding === undefined || finding instanceof ComputeError);
      return finding?.message;
    };
    const https = { loggingHttps: [{ name: "to it's" }] };
    assert.equal(
      refused(https, { loggingS3s: [{ name: "to it's" }] }),
      `The log endpoint "to it's" would move from HTTPS to Amazon S3: Fastly's provider adds the new one before it removes the old one of the same name [log-endpoint-moves]
Remove the log endpoint first, then add it again. Logs in between are lost. Run:
  pulumi config set --path 'fastly-compute:edge.logEndpoints["to it'\\''s"].enabled' false
  pulumi up
  pulumi config rm --path 'fastly-compute:edge.logEndpoints["to it'\\''s"].enabled'
  pulumi up`,
    );
    assert.equal(refused(https, { loggingKafkas: [{ name: "to it's" }] }), undefined);
    assert.match(
      refused({ resourceLinks: [{ name: "cfg" }] }, { [OPENED[0] ?? ""]: [{ name: "cfg" }] }) ?? "",
      / \[link-becomes-dictionary\]\nRun pulumi up once without "cfg", then again with the dictionary\.$/,
    );
  });

  it("is refused for a health check of a backend when the provider creates the backend first", () => {
    const after = { backends: [{ name: "api", healthcheck: "api" }, { name: "b" }], healthchecks: [{ name: "api" }] };
    assert.deepEqual(earlyBackends({}, after), ["api"]);
    assert.deepEqual(earlyBackends({ healthchecks: [{ name: "api" }] }, after), []);
    for (const [version, isFirst] of [
      ["11.1.0", false],
      ["12.0.0", false],
      ["12.5.0", false],
      ["12.5.1", true],
      ["12.8.1", true],
      ["13.0.0", true],
    ] as const) {
      assert.equal(makesHealthchecksFirst(version), isFirst, version);
    }
    const order = (major: 11 | 12) => partFields(major).map(({ name }) => name);
    assert.ok(order(11).indexOf("backends") < order(11).indexOf("healthchecks"));
    assert.ok(order(12).indexOf("healthchecks") < order(12).indexOf("backends"));
  });
});
