import assert from "node:assert/strict";
import { newServiceError } from "../../sdk/checks/newServiceErrors";
import { withCode } from "../../sdk/errors";
import { serviceError } from "../../sdk/service/errors";
import { diagnosticsOf } from "../support/diagnostics";
import { MANIFEST, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";
import { fastlyOfSuite } from "../support/suite";

const FILES = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
const PROGRAM = 'new ComputeService("edge", { directory: "./app" });';
const COMPONENT = "fastly-compute:index:ComputeService (edge)";
const SERVICE = "fastly:index:ServiceCompute (edge)";

describe("a refusal by Fastly", function () {
  this.timeout(120_000);
  const fastly = fastlyOfSuite({ token: "FULL-0001", readOnlyToken: "READ-0002" });
  before(async () => {
    const program =
      'new ComputeService("edge", { directory: "./app", serviceName: "owner", domains: ["www.example.com"] });';
    const owner = await testStack({ files: FILES, program, project: "owner", fastly });
    const { ok, text } = await owner.show("up");
    assert.ok(ok, text);
  });
  after(removeProjects);

  /** Fastly's own words under the service, the remedy under the component, and nothing else. */
  async function refusedUp(test: TestStack): Promise<Record<string, string>> {
    const { ok, exitCode, text } = await test.show("up");
    assert.equal(ok, false, text);
    assert.notEqual(exitCode, 0);
    assert.equal(test.read("app/fastly.toml"), MANIFEST);
    return diagnosticsOf(text);
  }

  it("of a service name in use comes in preview already, or else in up with the same remedy", async () => {
    const program = 'new ComputeService("edge", { directory: "./app", serviceName: "owner" });';
    const test = await testStack({ files: FILES, program, fastly });
    const { id } = fastly.service("owner");
    const { message, remedy } = newServiceError("service-name-taken", {
      component: "edge",
      name: "owner",
      holder: id,
      state: "is active",
      file: "app/fastly.toml",
      otherwise: "set [serviceName], or [environment] to have one service per stack.",
    });
    const { ok, text } = await test.show("preview");
    assert.equal(ok, false);
    const foreseen = { [COMPONENT]: `error: before hook "edge-refuse-second-service" failed: ${message}` };
    assert.deepEqual(diagnosticsOf(text), foreseen);
    assert.deepEqual(await refusedUp(test), foreseen);

    fastly.inject({ path: /^\/service\/search/, fault: { status: 403 } });
    const told = await refusedUp(test);
    assert.deepEqual(Object.keys(told), [COMPONENT, SERVICE]);
    assert.equal(told[COMPONENT], `error: ${withCode(remedy, "service-name-taken")}`);
    assert.match(told[SERVICE] ?? "", /\n {4}Detail: Duplicate service: 'owner'$/);
    assert.deepEqual(
      fastly.services().map(({ name }) => name),
      ["owner"],
    );
  });

  it("of a domain in use comes with a remedy, and the domain stays with its service", async () => {
    const program = 'new ComputeService("edge", { directory: "./app", domains: ["www.example.com"] });';
    const test = await testStack({ files: FILES, program, fastly });
    const told = await refusedUp(test);
    assert.deepEqual(Object.keys(told), [COMPONENT, SERVICE]);
    const [, urn = ""] = /\nThen run: pulumi up --replace '(.*)'$/.exec(told[COMPONENT] ?? "") ?? [];
    assert.equal(
      told[COMPONENT],
      `error: ${serviceError("domain-taken", { commands: [`pulumi up --replace '${urn}'`] }).message}`,
    );
    assert.match(told[SERVICE] ?? "", /\n {4}Detail: Domain 'www.example.com' is already taken by another customer$/);

    test.edit("index.js", "www.example.com", "shop.example.com");
    const { [SERVICE]: advice = "" } = await refusedUp(test);
    assert.ok(advice.endsWith(`\nRun: pulumi up --replace '${urn}'`), advice);
    const { ok, text } = await test.show("up", { replace: [urn] });
    assert.ok(ok, text);
    assert.deepEqual(
      fastly.services().map(({ name, versions }) => [name, versions.map(({ active }) => active)]),
      [
        ["owner", [true]],
        ["shop", [true]],
      ],
    );
    assert.ok((await test.destroy()).ok);
  });

  for (const { title, token, says } of [
    {
      title: "a token that it does not know",
      token: "NONE-0003",
      says: "The API token in the configuration is wrong or expired. [token-refused]\nRun: pulumi config set --secret fastly:apiKey <token>",
    },
  ]) {
    it(`of ${title} comes with a remedy, and does not show the token`, async () => {
      const test = await testStack({ files: FILES, program: PROGRAM, fastly, token });
      const told = await refusedUp(test);
      assert.equal(told[COMPONENT], `error: ${says}`);
      assert.ok(!JSON.stringify(told).includes(token));
      assert.equal(fastly.services().length, 1);
    });
  }

  it("of a read-only user comes with a remedy, even if the token does not describe itself", async () => {
    const undo = fastly.inject({ path: /^\/tokens\/self/, fault: { status: 403 }, times: Number.POSITIVE_INFINITY });
    try {
      const test = await testStack({ files: FILES, program: PROGRAM, fastly, token: "READ-0002" });
      const says =
        'Use a token with the scope "global", of a user with the role of engineer or higher. [token-not-allowed]';
      assert.equal((await refusedUp(test))[COMPONENT], `error: ${says}`);
    } finally {
      undo();
    }
  });

  for (const { title, method, path, status, body, says } of [
    {
      title: "a product that the account has not bought",
      method: "PUT",
      path: /^\/enabled-products\/v1\/fanout\//,
      status: 403,
      body: { title: "Forbidden", detail: "customer is not entitled to enable product fanout" },
      says: "Ask Fastly for the product, or remove it from [setup.products]. [product-not-in-contract]\nThen run: pulumi up --replace 'urn:pulumi:dev::refused::fastly-compute:index:ComputeService$fastly:index/serviceCompute:ServiceCompute::edge'",
    },
    {
      title: "too many requests",
      method: "POST",
      path: /^\/service$/,
      status: 429,
      body: { msg: "Too Many Requests", detail: "API rate limit exceeded" },
      says: "Wait for some minutes. Then run the command again. [requests-limited]",
    },
  ]) {
    it(`of ${title} shows Fastly's words, with a remedy`, async () => {
      const program = 'new ComputeService("edge", { directory: "./app", products: { fanout: true } });';
      const test = await testStack({ files: FILES, program, fastly, project: "refused" });
      const undo = fastly.inject({ method, path, fault: { status, body }, times: Number.POSITIVE_INFINITY });
      try {
        const told = await refusedUp(test);
        assert.equal(told[COMPONENT], `error: ${says}`);
        assert.ok(told[SERVICE]?.includes(body.detail), told[SERVICE]);
      } finally {
        undo();
        await test.destroy();
      }
    });
  }

  it("is not reported when there is no connection, and the state then has nothing of the service", async () => {
    const test = await testStack({ files: FILES, program: PROGRAM });
    await test.stop();
    const told = await refusedUp(test);
    assert.match(
      told[SERVICE] ?? "",
      /^error: 1 error occurred:\n.*Post ".*\/service": dial tcp .*: connection refused$/m,
    );
    assert.equal(
      told[COMPONENT],
      "error: Check the network and fastly:baseUrl. Then run the command again. [fastly-unreachable]",
    );
    const { resources } = await test.exportState();
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("fastly:")),
      [],
    );
  });
});
