import assert from "node:assert/strict";
import { join } from "node:path";
import type { DeployedService } from "../../local/api/deployed";
import { LocalFastly } from "../../local/index";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/plan/args";
import { localStack } from "../support/engines";
import { MANIFEST, makeProject, removeProjects, TINY_WASM } from "../support/project";

/** Changes that only affect a part of the update, so that nothing else shows that it failed. */
const CHANGES: {
  what: string;
  path: RegExp;
  from: Partial<ComputeServiceArgs>;
  to: Partial<ComputeServiceArgs>;
  live(service: DeployedService): unknown;
  expected: unknown;
}[] = [
  {
    what: "a log endpoint",
    path: /\/logging\//,
    from: { logEndpoints: { access: { https: { url: "https://old.example.com" } } } },
    to: { logEndpoints: { access: { https: { url: "https://new.example.com" } } } },
    live: ({ logEndpoints }) => logEndpoints.access?.settings.url,
    expected: "https://new.example.com",
  },
  {
    what: "a credential of a log endpoint",
    path: /\/logging\//,
    from: { logEndpoints: { access: { datadog: { token: "old" } } } },
    to: { logEndpoints: { access: { datadog: { token: "new" } } } },
    live: ({ logEndpoints }) => logEndpoints.access?.settings.token,
    expected: "new",
  },
  {
    what: "a health check",
    path: /\/healthcheck/,
    from: { backends: { api: { address: "api.example.com", healthcheck: { path: "/old" } } } },
    to: { backends: { api: { address: "api.example.com", healthcheck: { path: "/new" } } } },
    live: ({ healthchecks }) => healthchecks.api?.path,
    expected: "/new",
  },
  {
    what: "a time-out of a backend",
    path: /\/backend\//,
    from: { backends: { api: { address: "api.example.com" } } },
    to: { backends: { api: { address: "api.example.com", connectTimeout: 5000 } } },
    live: ({ backends }) => backends.api?.connect_timeout,
    expected: 5000,
  },
  {
    what: "a product",
    path: /\/enabled-products\//,
    from: {},
    to: { products: { fanout: true } },
    live: ({ products }) => Object.keys(products),
    expected: ["fanout"],
  },
];

describe("an update that failed in part", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("fails the next run too when the program has changed again", async () => {
    const fastly = await LocalFastly.start();
    const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    let round = 1;
    const program = async () => {
      const logEndpoints = { access: { https: { url: `https://logs-${Math.min(round, 2)}.example.com` } } };
      new ComputeService("edge", { directory, logEndpoints, domains: [`www-${round}.example.com`] });
    };
    const stack = localStack({ program, fastly, stateDirectory: join(directory, ".state") });
    try {
      assert.deepEqual((await stack.up()).errors, []);
      round = 2;
      fastly.inject({ path: /\/logging\//, method: "PUT", fault: { status: 500 } });
      assert.equal((await stack.up()).ok, false);
      round = 3;
      assert.match((await stack.up()).errors.join("\n"), /Run: pulumi up --refresh/);
      assert.deepEqual((await stack.up({ refresh: true })).errors, []);
      const { domains, logEndpoints } = fastly.deployed("shop");
      assert.ok(domains.includes("www-3.example.com"));
      assert.equal(logEndpoints.access?.settings.url, "https://logs-2.example.com");
    } finally {
      await fastly.stop();
    }
  });

  for (const { what, path, from, to, live, expected } of CHANGES) {
    it(`fails every run until ${what} is live, and each error names the command that completes it`, async () => {
      const fastly = await LocalFastly.start();
      const directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
      let args = from;
      const program = async () => {
        new ComputeService("edge", { directory, ...args });
      };
      const stack = localStack({ program, fastly, stateDirectory: join(directory, ".state") });
      try {
        assert.deepEqual((await stack.up()).errors, []);
        args = to;
        fastly.inject({ path, method: "PUT", fault: { status: 500 } });
        assert.equal((await stack.up()).ok, false);
        for (const operation of ["preview", "up", "up"] as const) {
          const { ok, errors } = await stack[operation]();
          assert.equal(ok, false);
          assert.match(
            errors.join("\n"),
            /The active version 1 of the service \w+ was made from another configuration than the state has: an update failed half-way, or someone activated another version \[other-configuration-active\]\nRun: pulumi up --refresh/,
          );
        }
        assert.deepEqual((await stack.up({ refresh: true })).errors, []);
        assert.deepEqual(live(fastly.deployed("shop")), expected);
        assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
      } finally {
        await fastly.stop();
      }
    });
  }
});
