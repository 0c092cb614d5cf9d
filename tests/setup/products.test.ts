import assert from "node:assert/strict";
import type { Setup } from "../../sdk/manifest";
import { type ProductsArgs, resolveProducts } from "../../sdk/setup/products";
import { fieldsOf } from "../support/fastlyTypings";
import { makeReport } from "../support/report";

function resolve(manifest: Setup["products"], args?: ProductsArgs) {
  const { report, said } = makeReport();
  return { ...resolveProducts(manifest, args, report), said: said() };
}

const on = { enable: true };

describe("products", () => {
  it("of the manifest are enabled as the provider names them", () => {
    assert.deepEqual(
      resolve({
        api_discovery: on,
        ddos_protection: { enable: true, mode: "block" },
        fanout: on,
        log_explorer_insights: on,
        ngwaf: { enable: true, workspaceId: "ws" },
        websockets: { enable: false },
      }),
      {
        block: {
          apiDiscovery: true,
          fanout: true,
          logExplorerInsights: true,
          ddosProtection: { enabled: true, mode: "block" },
          ngwaf: { enabled: true, workspaceId: "ws" },
        },
        facts: [
          { name: "api_discovery" },
          { name: "fanout" },
          { name: "log_explorer_insights" },
          { name: "ddos_protection", mode: "block" },
          { name: "ngwaf", workspaceId: "ws" },
        ],
        said: [],
      },
    );
  });

  it("make no block when none is enabled", () => {
    assert.deepEqual(resolve({ fanout: { enable: false } }), { facts: [], said: [] });
  });

  it("are added and switched off by the program", () => {
    const { block, said } = resolve(
      { fanout: on, ngwaf: { enable: true, workspaceId: "ws" }, ddos_protection: { enable: true, mode: "log" } },
      { fanout: false, websockets: true, ngwaf: { enabled: false }, ddosProtection: { mode: "block" } },
    );
    assert.deepEqual(block, { websockets: true, ddosProtection: { enabled: true, mode: "block" } });
    assert.deepEqual(said, []);
  });

  it("take a traffic ramp of the program for the manifest's workspace", () => {
    const { block } = resolve({ ngwaf: { enable: false, workspaceId: "ws" } }, { ngwaf: { trafficRamp: 10 } });
    assert.deepEqual(block, { ngwaf: { enabled: true, workspaceId: "ws", trafficRamp: 10 } });
  });

  it("report the settings that they lack, with the commands, and modes that are none", () => {
    assert.deepEqual(resolve({ ddos_protection: on, ngwaf: on }).said, [
      'error: The product "ddos_protection" has no mode',
      "pulumi config set --path 'fastly-compute:edge.products.ddosProtection.mode' <off, log or block>",
      'error: The product "ngwaf" has no workspace_id',
      "pulumi config set --path 'fastly-compute:edge.products.ngwaf.workspaceId' <id>",
    ]);
    assert.deepEqual(resolve({ ddos_protection: { enable: true, mode: "on" } }).said, [
      'error: Expected "setup.products.ddos_protection.mode" to be off, log or block but got "on"',
      "Correct the mode.",
    ]);
  });

  for (const name of [
    "bot_management",
    "brotli_compression",
    "domain_inspector",
    "image_optimizer",
    "origin_inspector",
  ] as const) {
    it(`refuse ${name}, which the installed provider cannot enable for Compute`, () => {
      assert.deepEqual(resolve({ [name]: { enable: false } }).said, []);
      assert.deepEqual(resolve({ [name]: on }).said, [
        `error: The product "${name}" cannot be enabled by the Fastly provider for a Compute service`,
        `Enable it with "fastly products --enable=${name}" or in Fastly's web interface, and set enable = false here.`,
      ]);
    });
  }

  it("are all those that the installed provider can enable", () => {
    const fields = fieldsOf("ServiceComputeProductEnablement").map(({ name }) => name);
    const ours = ["apiDiscovery", "ddosProtection", "fanout", "logExplorerInsights", "ngwaf", "websockets"];
    assert.deepEqual(fields.filter((name) => name !== "name").sort(), ours);
  });
});
