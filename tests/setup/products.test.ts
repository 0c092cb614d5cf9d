import assert from "node:assert/strict";
import type { Setup } from "../../sdk/manifest";
import { type ProviderMajor, providerMajor } from "../../sdk/pulumi/providerMajor";
import type { ProductsArgs } from "../../sdk/setup/productArgs";
import { resolveProducts } from "../../sdk/setup/products";
import { fieldsOf } from "../support/fastlyTypings";
import { makeReport } from "../support/report";

function resolve(manifest: Setup["products"], args?: ProductsArgs, major: ProviderMajor = 11) {
  const { report, said } = makeReport();
  return { ...resolveProducts(manifest, args, report, major), said: said() };
}

/** Products with settings, as the block has them when they are disabled. */
const off = { ddosProtection: { enabled: false, mode: "off" }, ngwaf: { enabled: false, workspaceId: "" } };

const on = { enable: true };

describe("products", () => {
  it("of the manifest are enabled under the provider's names", () => {
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

  for (const major of [11, 12] as const) {
    it(`have no block of provider ${major} without declarations`, () => {
      assert.deepEqual(resolve({}, {}, major), { facts: [], said: [] });
    });

    it(`keep the block of provider ${major} after the last one is disabled, because all others would be disabled without it`, () => {
      assert.deepEqual(resolve({ fanout: { enable: false } }, undefined, major), { facts: [], block: off, said: [] });
      assert.deepEqual(resolve({ fanout: on }, { fanout: false }, major).block, off);
    });
  }

  it("with settings must be disabled explicitly, because they stay on when they are left out", () => {
    const manifest = { ddos_protection: { enable: false, mode: "block" }, ngwaf: { enable: false, workspaceId: "ws" } };
    const block = { ddosProtection: { enabled: false, mode: "block" }, ngwaf: { enabled: false, workspaceId: "ws" } };
    assert.deepEqual(resolve(manifest).block, block);
    const contentguard = { enabled: false, contentguard: "off" };
    assert.deepEqual(resolve({ bot_management: { enable: false } }, undefined, 12).block, {
      ...off,
      botManagement: contentguard,
    });
    const args = { botManagement: { enabled: false, contentguard: "on" } };
    assert.deepEqual(resolve({}, args, 12).block, { ...off, ...args });
  });

  it("can be enabled and disabled by the program", () => {
    const { block, said } = resolve(
      { fanout: on, ngwaf: { enable: true, workspaceId: "ws" }, ddos_protection: { enable: true, mode: "log" } },
      { fanout: false, websockets: true, ngwaf: { enabled: false }, ddosProtection: { mode: "block" } },
    );
    assert.deepEqual(block, {
      websockets: true,
      ddosProtection: { enabled: true, mode: "block" },
      ngwaf: { enabled: false, workspaceId: "ws" },
    });
    assert.deepEqual(said, []);
  });

  it("may have a traffic ramp in the program for the manifest's workspace", () => {
    const { block } = resolve({ ngwaf: { enable: false, workspaceId: "ws" } }, { ngwaf: { trafficRamp: 10 } });
    assert.deepEqual(block, { ...off, ngwaf: { enabled: true, workspaceId: "ws", trafficRamp: 10 } });
  });

  it("of provider 12 are enabled with that provider", () => {
    const { block, facts, said } = resolve(
      { bot_management: { enable: true, contentguard: "on" }, domain_inspector: on },
      undefined,
      12,
    );
    assert.deepEqual(block, { ...off, domainInspector: true, botManagement: { enabled: true, contentguard: "on" } });
    assert.deepEqual(facts, [{ name: "domain_inspector" }, { name: "bot_management", contentguard: "on" }]);
    assert.deepEqual(said, []);
    assert.deepEqual(resolve({}, { botManagement: {}, domainInspector: true }, 12).said, [
      'error: The product "bot_management" has no contentguard [value-missing]',
      "Run: pulumi config set --path 'fastly-compute:edge.products.botManagement.contentguard' <on or off>",
    ]);
  });

  it("of the other major version are refused, with the argument and a remedy", () => {
    const args = { botManagement: { contentguard: "on" }, domainInspector: true };
    const upgrade = (argument: string) => ["Run: npm install @pulumi/fastly@12", `Or remove [${argument}].`];
    assert.deepEqual(resolve({}, args, 11).said, [
      "error: [products.botManagement] needs version 12 of @pulumi/fastly, but version 11 is installed [version-of-provider]",
      ...upgrade("products.botManagement"),
      "error: [products.domainInspector] needs version 12 of @pulumi/fastly, but version 11 is installed [version-of-provider]",
      ...upgrade("products.domainInspector"),
    ]);
    assert.deepEqual(resolve({}, { ngwaf: { workspaceId: "ws", trafficRamp: 10 } }, 12).said, [
      "error: [products.ngwaf.trafficRamp] needs version 11 of @pulumi/fastly, but version 12 is installed [version-of-provider]",
      "Remove [products.ngwaf.trafficRamp]: the newer version has no such setting.",
    ]);
  });

  it("cause errors about missing settings, with commands, and about invalid modes", () => {
    assert.deepEqual(resolve({ ddos_protection: on, ngwaf: on }).said, [
      'error: The product "ddos_protection" has no mode [value-missing]',
      "Run: pulumi config set --path 'fastly-compute:edge.products.ddosProtection.mode' <off, log or block>",
      'error: The product "ngwaf" has no workspace_id [value-missing]',
      "Run: pulumi config set --path 'fastly-compute:edge.products.ngwaf.workspaceId' <id>",
    ]);
    assert.deepEqual(resolve({ ddos_protection: { enable: true, mode: "on" } }).said, [
      'error: Expected "setup.products.ddos_protection.mode" to be off, log or block but got "on" [product-setting-unfit]',
      'Correct "mode".',
    ]);
  });

  for (const name of ["brotli_compression", "image_optimizer", "origin_inspector"] as const) {
    it(`do not include ${name}, which no provider can enable for Compute`, () => {
      assert.deepEqual(resolve({ [name]: { enable: false } }), { facts: [], said: [] });
      for (const major of [11, 12] as const) {
        assert.deepEqual(resolve({ [name]: on }, undefined, major).said, [
          `error: The product "${name}" cannot be enabled by the Fastly provider for a Compute service [product-not-by-provider]`,
          ...(name === "brotli_compression"
            ? ["Set enable = false here: Fastly has this product only for VCL services."]
            : [
                "Set enable = false here, and run pulumi up. Then enable the product in Fastly's web interface, or run:",
                `  fastly products --enable=${name} --service-id=<id>`,
              ]),
        ]);
      }
    });
  }

  for (const name of ["bot_management", "domain_inspector"] as const) {
    it(`do not include ${name} of the manifest, which provider 11 cannot enable`, () => {
      assert.deepEqual(resolve({ [name]: { enable: false } }), { facts: [], said: [] });
      assert.deepEqual(resolve({ [name]: on }).said, [
        `error: The product "${name}" cannot be enabled by version 11 of the Fastly provider [product-not-by-provider]`,
        "Run: npm install @pulumi/fastly@12",
        "Or set enable = false here, and run pulumi up. Then enable the product in Fastly's web interface, or run:",
        `  fastly products --enable=${name} --service-id=<id>`,
      ]);
    });
  }

  it("are all products that the installed provider can enable", () => {
    const fields = fieldsOf("ServiceComputeProductEnablement").map(({ name }) => name);
    const ours = ["apiDiscovery", "ddosProtection", "fanout", "logExplorerInsights", "ngwaf", "websockets"];
    const newer = providerMajor() >= 12 ? ["botManagement", "domainInspector"] : [];
    assert.deepEqual(fields.filter((name) => name !== "name").sort(), [...ours, ...newer].sort());
  });
});
