import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import { ComputeService } from "../../sdk";
import { packageOf } from "../local/api/helpers";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

describeOnEachEngine("a token that is an output of a resource", function (engine) {
  this.timeout(240_000);
  const test = stackOfEachTest({ engine });
  const TOKEN = "urn:pulumi:dev::shop::fastly:index/configstore:Configstore::token";

  const declare = (args: Args) =>
    test.define((directory) => {
      const token = new fastly.Configstore("token", { name: "token" });
      const apiKey = token.id.apply(() => test.fastly.token);
      const provider = new fastly.Provider("own", { apiKey, baseUrl: test.fastly.url });
      new ComputeService("edge", { directory, ...args }, { providers: { fastly: provider } });
    });

  it("does not stop a preview before that resource exists", async () => {
    declare({ kvStores: { carts: {} } });
    const { changes } = await test.succeed("preview");
    assert.deepEqual(changes, { create: 9 });
    await test.succeed();
    await test.assertUnchanged();
  });

  it("does not stop a preview with stores that are linked by their names", async () => {
    await test.call("POST", "/resources/stores/kv", { name: "carts" });
    await test.call("POST", "/resources/acls", { name: "blocked" });
    declare({ kvStores: { carts: { existingName: "carts" } }, acls: { blocked: { existingName: "blocked" } } });
    await test.succeed("preview");
    await test.succeed();
    await test.assertUnchanged();
  });

  it("is known once only its resource was made, with --target", async () => {
    await test.call("POST", "/resources/stores/kv", { name: "carts" });
    declare({ kvStores: { carts: { existingName: "carts" } } });
    const { changes } = await test.succeed("up", { target: [TOKEN] });
    assert.deepEqual([changes.create, test.fastly.services()], [3, []]);
    await test.succeed("preview");
    await test.succeed();
    await test.assertUnchanged();
  });

  it("must be known for an adoption, and is in a run without a preview, as the error says", async () => {
    const { id } = await test.call("POST", "/service", { name: "shop", type: "wasm" });
    const version = `/service/${id}/version/1`;
    await test.call("POST", `${version}/domain`, { name: "www.example.com" });
    const body = new FormData();
    body.append("package", new Blob([packageOf()]), "package.tar.gz");
    const headers = { "Fastly-Key": test.fastly.token };
    assert.ok((await fetch(`${test.fastly.url}${version}/package`, { method: "PUT", headers, body })).ok);
    await test.call("PUT", `${version}/activate`);
    writeFileSync(join(test.directory, "fastly.toml"), `${MANIFEST}service_id = "${id}"\n`);
    declare({ existingService: "adopt", domains: ["www.example.com"], generatedDomain: false });
    assert.match(
      await test.failing("preview"),
      /\[token-not-known-yet\]\nMake that resource first, in a run without a preview\. Run: pulumi up --skip-preview$/,
    );
    // The tests run every up in this way.
    await test.succeed();
    assert.equal(test.fastly.deployed("shop").id, id);
    await test.assertUnchanged();
  });
});
