import assert from "node:assert/strict";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine, localStack } from "../support/engines";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const MANIFEST =
  'manifest_version = 3\nname = "shop"\nlanguage = "other"\n\n[setup.kv_stores.pages.items.a]\nvalue = "1"\n';

const STORES = `${MANIFEST}[setup.kv_stores.one]\n[setup.kv_stores.two]\n`;

const TOKENS = {
  "READS-0001": { scope: "global:read" },
  "PURGES-0002": { scope: "purge_all purge_select" },
  "OTHERS-0003": { services: ["0000000000000000000000"] },
  "NEW-0004": { scope: "global compute:write" },
};

describeOnEachEngine("an API token with too few permissions", function (engine) {
  this.timeout(120_000);
  let fastly: LocalFastly;
  before(async () => {
    fastly = await LocalFastly.start({ edge: false, token: "ALL-0000", tokens: TOKENS });
  });
  after(async () => {
    removeProjects();
    await fastly.stop();
  });

  /** A stack whose service does not exist yet. */
  function stack(token: string, directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM })) {
    return localStack({
      program: () => ({ id: new ComputeService("edge", { directory }).serviceId }),
      project: "shop",
      fastly: { url: fastly.url, token },
      stateDirectory: join(directory, ".state"),
      engine,
    });
  }

  const writes = () => fastly.requests.filter(({ method }) => method !== "GET").length;

  for (const [token, code] of [
    ["READS-0001", "token-lacks-scope"],
    ["PURGES-0002", "token-lacks-scope"],
    ["OTHERS-0003", "token-of-other-services"],
  ] as const) {
    it(`is refused before anything is created, with the same state as before: ${token}`, async () => {
      const before = writes();
      const test = stack(token);
      const { ok, errors } = await test.up();
      assert.equal(ok, false);
      assert.ok(errors[0]?.includes(`[${code}]`), errors.join("\n"));
      assert.ok(!errors.join("\n").includes(token));
      assert.equal(writes(), before);
      const { resources } = await test.exportState();
      assert.deepEqual(
        resources.filter(({ type }) => !type.startsWith("pulumi:")),
        [],
      );
    });
  }

  it("can preview with read permission, and run an up that changes nothing", async () => {
    assert.deepEqual((await stack("READS-0001").preview()).errors, []);
    const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    assert.deepEqual((await stack("ALL-0000", directory).up()).errors, []);
    const reader = stack("READS-0001", directory);
    assert.deepEqual((await reader.up()).errors, [], "nothing changes");
  });

  it("causes one error when it is wrong, however many stores the run would create", async () => {
    const before = fastly.state().kvStores;
    const directory = makeProject({ "fastly.toml": STORES, "bin/main.wasm": TINY_WASM });
    const { ok, errors } = await stack("WRONG-0005", directory).up();
    assert.equal(ok, false);
    assert.equal(errors.filter((text) => text.includes("[token-refused]")).length, 1, errors.join("\n"));
    assert.deepEqual(fastly.state().kvStores, before);
  });

  it("is not refused when it does not describe itself, or describes itself in unknown words", async () => {
    const undo = fastly.inject({ path: /^\/tokens\/self/, fault: { status: 403 }, times: Number.POSITIVE_INFINITY });
    try {
      const told = (await stack("OTHERS-0003").up()).errors.join("\n");
      assert.doesNotMatch(told, /token-of-other-services|token-lacks-scope/);
    } finally {
      undo();
    }
  });
});
