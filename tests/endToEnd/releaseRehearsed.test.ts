import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { activeVersion, type Version } from "../../local/api";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects } from "../support/project";
import { type ReleaseStack, releaseStack } from "../support/releases";

type Staging = NonNullable<NonNullable<ComputeServiceArgs["release"]>["before"]>;

/** The backends and stores of a version. */
function talksTo(version: Version | undefined) {
  return {
    number: version?.number,
    backends: version?.backends.map(({ name, address, port, use_ssl, override_host, ssl_cert_hostname }) => ({
      name,
      address,
      port,
      use_ssl,
      override_host,
      ssl_cert_hostname,
    })),
    healthchecks: version?.healthchecks.map(({ host }) => host),
    links: version?.links
      .map(({ name, resource_id }) => ({ name, resource_id }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

const LIVE = {
  name: "api",
  address: "api.example.com",
  port: 443,
  use_ssl: true,
  override_host: "api.example.com",
  ssl_cert_hostname: "api.example.com",
};
const STAGED = {
  ...LIVE,
  address: "staging.example.com",
  port: 80,
  use_ssl: false,
  override_host: "staging.example.com",
  ssl_cert_hostname: "staging.example.com",
};

describeOnEachEngine("a release with other backends and stores on the staging network", function (engine) {
  this.timeout(engine === "embedded" ? 120_000 : 0);
  let test: ReleaseStack;
  beforeEach(async () => {
    test = await releaseStack({}, undefined, engine);
  });
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  const OTHERS: Staging = {
    backends: { api: { address: "staging.example.com", port: 80 } },
    stores: { pages: { existingName: "pages-staging" } },
  };
  const declare = (greeting: string, before = OTHERS) =>
    test.declare({
      domains: ["shop.example.com"],
      generatedDomain: false,
      backends: { api: { address: "api.example.com", healthcheck: { path: "/up" } } },
      kvStores: { pages: { items: { greeting } }, other: {} },
      release: { before, settleSeconds: 0, checks: [{ command: "test ! -e bad", timeoutSeconds: 1 }] },
    });
  const versions = () => {
    const service = test.fastly.service("shop");
    return { live: activeVersion(service), staged: service.versions.find(({ staging }) => staging) };
  };

  it("stages a copy with the other ones, and makes the declared configuration live", async () => {
    declare("one");
    await test.succeed();
    const own = talksTo(versions().live).links;
    assert.equal(versions().staged, undefined);
    test.program({ "*": { body: "two" } });
    assert.match(
      await test.refused(),
      /there is no KV store "pages-staging" for "pages" \[release-without-store\]\nMake the KV store, or correct \[release\.before\.stores\.pages\]\. To see what exists, run:\n {2}fastly kv-store list/,
    );
    const { id } = await test.call("POST", "/resources/stores/kv", { name: "pages-staging" });
    const unknown = { ...OTHERS, stores: { pages: { existingId: "nowhere" } } };
    declare("two", unknown);
    assert.match(await test.refused(), /there is no KV store "nowhere" for "pages" \[release-without-store\]\n/);
    declare("two", { ...OTHERS, stores: { pages: { existingId: id } } });
    await test.succeed();
    assert.deepEqual(talksTo(versions().live), {
      number: 2,
      backends: [LIVE],
      healthchecks: ["api.example.com"],
      links: own,
    });
    assert.deepEqual(talksTo(versions().staged), {
      number: 3,
      backends: [STAGED],
      healthchecks: ["staging.example.com"],
      links: own?.map((link) => (link.name === "pages" ? { ...link, resource_id: id } : link)),
    });
    assert.deepEqual(test.versions().marks, ["release 1 verified", "release 2 verified", "release 3 rehearsal of 2"]);
    // For policies, and for readers of a preview.
    const component = (await test.resources()).find(({ type }) => type === "fastly-compute:index:ComputeService");
    const { before } = (component?.inputs.release ?? {}) as { before: Record<string, { api?: object }> };
    assert.deepEqual(before.stores, { pages: { existingId: id } });
    assert.deepEqual(before.backends?.api, {
      name: "api",
      address: "staging.example.com",
      port: 80,
      useSsl: false,
      sslCheckCert: true,
      sslCertHostname: "staging.example.com",
      sslSniHostname: "staging.example.com",
      overrideHost: "staging.example.com",
      healthcheckPath: "/up",
      clientCertificate: false,
    });
    await test.assertUnchanged();
    await test.succeed("up", { refresh: true });
    declare("two");
    // Differences on the staging network make no version.
    await test.succeed();
    test.program({ "*": { body: "three" } });
    writeFileSync(join(test.directory, "bad"), "");
    for (const staged of [5, 6]) {
      assert.match(
        await test.failing(),
        /^Version 4 .* failed on the staging network, and version 2 stays live: \[release-held-back\]/,
      );
      assert.equal(versions().staged?.number, staged);
    }
    rmSync(join(test.directory, "bad"));
    test.program({ "*": { body: "four" } });
    await test.succeed();
    assert.deepEqual(talksTo(versions().live), {
      number: 7,
      backends: [LIVE],
      healthchecks: ["api.example.com"],
      links: own,
    });
    assert.equal(await test.body(), "four");
    await test.assertUnchanged();
    await test.succeed("destroy");
  });
});
