import assert from "node:assert/strict";
import { readStackConfig } from "../../local/cli/config";
import type { Invocation } from "../../local/cli/invocation";
import { diagnosticsOf } from "../support/diagnostics";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const SHOP = `manifest_version = 3
name = "shop"

[setup.backends.api]

[setup.backends."old api"]

[setup.secret_stores.keys.entries.TOKEN]

[setup.log_endpoints.access]
provider = "Amazon S3"
`;

const BLOG = `manifest_version = 3
name = "blog"

[setup.config_stores.cfg.items.region]

[setup.dictionaries.users.items.admin]
input_type = "password"

[setup.products.ngwaf]
enable = true
`;

const PROGRAM = `
const shop = new ComputeService("shop", { directory: "./shop" });
const blog = new ComputeService("blog", { directory: "./blog" });
module.exports = { shop: shop.serviceId, blog: blog.url };`;

const FILES = {
  "shop/fastly.toml": SHOP,
  "shop/bin/main.wasm": TINY_WASM,
  "blog/fastly.toml": BLOG,
  "blog/bin/main.wasm": TINY_WASM,
};

const ERROR = `error: ComputeService "shop": 4 problems [component-unusable]
The backend "api" has no address (shop/fastly.toml:4) [value-missing]
  Run: pulumi config set --path 'fastly-compute:shop.backends.api.address' <hostname or IP address>
The backend "old api" has no address (shop/fastly.toml:6) [value-missing]
  Run: pulumi config set --path 'fastly-compute:shop.backends["old api"].address' <hostname or IP address>
The secret "TOKEN" of the secret store "keys" has no value (shop/fastly.toml:8) [value-missing]
  Run: pulumi config set --secret --path 'fastly-compute:shop-secrets.secretStores.keys.entries.TOKEN' <value>
The log endpoint "access" (Amazon S3) lacks bucketName, s3AccessKey and s3SecretKey, or s3IamRole (shop/fastly.toml:10) [log-setting-missing]
  Run: pulumi config set --path 'fastly-compute:shop.logEndpoints.access.s3.bucketName' <bucketName>
  Run: pulumi config set --secret --path 'fastly-compute:shop-secrets.logEndpoints.access.s3.s3AccessKey' <s3AccessKey>
  Run: pulumi config set --secret --path 'fastly-compute:shop-secrets.logEndpoints.access.s3.s3SecretKey' <s3SecretKey>
  Or, to deploy without this log endpoint, run: pulumi config set --path 'fastly-compute:shop.logEndpoints.access.enabled' false
ComputeService "blog": 3 problems [component-unusable]
The item "admin" of the dictionary "users" has no value (blog/fastly.toml:6) [value-missing]
  Run: pulumi config set --secret --path 'fastly-compute:blog-secrets.dictionaries.users.items.admin' <value>
The item "region" of the config store "cfg" has no value (blog/fastly.toml:4) [value-missing]
  Run: pulumi config set --path 'fastly-compute:blog.configStores.cfg.items.region' <value>
The product "ngwaf" has no workspace_id (blog/fastly.toml:9) [value-missing]
  Run: pulumi config set --path 'fastly-compute:blog.products.ngwaf.workspaceId' <id>`;

/** A user's values for the blanks in the commands. */
const ANSWERS: Record<string, string> = {
  "<hostname or IP address>": "origin.example.com",
  "<value>": "12345678901234567890",
  "<id>": "ws-1",
};

describe("missing values", function () {
  this.timeout(120_000);
  const stacks: TestStack[] = [];
  after(async () => {
    await stacks[0]?.stop();
    removeProjects();
  });

  it("are one error for all services, in preview and in up, and nothing is created", async () => {
    const test = await testStack({ files: FILES, program: PROGRAM, process: true });
    stacks.push(test);
    for (const operation of ["preview", "up"] as const) {
      const { ok, text } = await test.show(operation);
      assert.equal(ok, false);
      assert.deepEqual(diagnosticsOf(text), { "pulumi:pulumi:Stack (shop-dev)": ERROR }, text);
    }
    assert.deepEqual(test.writes(), []);
  });

  it("can be set by exactly the commands in the error", async () => {
    const [first] = stacks;
    assert.ok(first);
    const given: Record<"config" | "secret", string[]> = { config: [], secret: [] };
    for (const [, secret, key, blank = ""] of ERROR.matchAll(
      /^ {2}Run: pulumi config set (--secret )?--path '(.*)' (<.*>)$/gm,
    )) {
      given[secret === undefined ? "config" : "secret"].push(`${key}=${ANSWERS[blank] ?? "given"}`);
    }
    const config = readStackConfig({ root: first.directory, name: "shop", config: {} } as never, {
      ...({ stack: "dev", configPath: true } as Invocation),
      ...given,
    });
    const test = await testStack({
      files: {},
      program: PROGRAM,
      fastly: first.fastly,
      directory: first.directory,
      ...config,
    });
    const { ok, text } = await test.show("up");
    assert.ok(ok, text);
    const active = (name: string) => test.fastly.service(name).versions.at(-1);
    assert.deepEqual(
      active("shop")?.backends.map(({ name, address }) => [name, address]),
      [
        ["api", "origin.example.com"],
        ["old api", "origin.example.com"],
      ],
    );
    const { secret, config: stores } = test.fastly.stores();
    assert.deepEqual(secret, { "shop-dev-shop-keys": { TOKEN: "12345678901234567890" } });
    assert.deepEqual(stores, { "shop-dev-blog-cfg": { region: "12345678901234567890" } });
    assert.deepEqual(test.fastly.dictionaryItems("blog", "users"), { admin: "12345678901234567890" });
  });
});
