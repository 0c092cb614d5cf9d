import assert from "node:assert/strict";
import { LocalFastly, localStack } from "pulumi-fastly-compute-local";

import program = require("../index");

describe("the edge", () => {
  let fastly: LocalFastly;

  before(async () => {
    fastly = await LocalFastly.start();
  });
  after(() => fastly.stop());

  it("talks to the staging API, over TLS, until it is in production", async () => {
    const stack = localStack({ program, stack: "staging", fastly });
    const { errors, outputs } = await stack.up();
    assert.deepEqual(errors, []);

    const edge = fastly.deployed("tested-staging");
    assert.equal(edge.id, outputs.serviceId);
    assert.equal(edge.activeVersion, 1);
    assert.equal(edge.backends.api?.address, "staging.example.com");
    assert.equal(edge.backends.api?.use_ssl, true);
    assert.deepEqual(edge.dictionaries, { settings: { region: "eu" } });
  });

  it("deploys nothing when nothing has changed", async () => {
    const stack = localStack({ program, stack: "unchanged", fastly });
    await stack.up();
    const { changes } = await stack.up();
    assert.deepEqual(Object.keys(changes), ["same"]);
    assert.equal(fastly.deployed("tested-unchanged").activeVersion, 1);
  });

  it("says what is wrong when Fastly refuses", async () => {
    const stack = localStack({ program, stack: "refused", fastly });
    fastly.inject({ method: "POST", path: /\/backend$/, fault: { status: 403 } });
    const { ok, errors } = await stack.up();
    assert.equal(ok, false);
    assert.match(errors.join("\n"), /403/);
  });
});
