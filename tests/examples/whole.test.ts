import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalFastly, localStack, renderMarkdown } from "../../local/index";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { linkPackages } from "../support/packages";
import { makeProject, removeProjects } from "../support/project";

/** In the place of the SDKs, which are large: of each, the class that the example uses, with its types beside it. */
const SDKS = [
  ["aws", "s3", "Bucket", "aws:s3/bucket:Bucket", ["bucket", "arn"]],
  ["tls", "", "PrivateKey", "tls:index/privateKey:PrivateKey", ["publicKeyOpenssh"]],
  ["random", "", "RandomPassword", "random:index/randomPassword:RandomPassword", ["result"]],
  ["cloudflare", "", "DnsRecord", "cloudflare:index/dnsRecord:DnsRecord", ["createdOn"]],
] as const;

function example(): string {
  const directory = copyExample("whole");
  for (const [name, module, type, token, outputs] of SDKS) {
    const root = join(directory, "node_modules/@pulumi", name);
    const file = `${type[0]?.toLowerCase()}${type.slice(1)}.d.ts`;
    mkdirSync(join(root, module), { recursive: true });
    writeFileSync(
      join(root, "package.json"),
      JSON.stringify({ name: `@pulumi/${name}`, version: "1.0.0", main: "index.js" }),
    );
    const properties = outputs.map((output) => `    readonly ${output}: pulumi.Output<string>;\n`).join("");
    writeFileSync(
      join(root, module, file),
      `export declare class ${type} extends pulumi.CustomResource {\n${properties}}\n`,
    );
    const undefinedOutputs = outputs.map((output) => `${output}: undefined`).join(", ");
    const code = `class ${type} extends require("@pulumi/pulumi").CustomResource {
  constructor(name, args) { super("${token}", name, { ${undefinedOutputs}, ...args }); }
}
`;
    const exported = module === "" ? `{ ${type} }` : `{ ${module}: { ${type} } }`;
    writeFileSync(join(root, "index.js"), `${code}module.exports = ${exported};\n`);
  }
  return directory;
}

const OTHERS = ["aws:s3/bucket:Bucket", "cloudflare:", "random:", "tls:"];

describe("examples/whole", function () {
  this.timeout(120_000);
  after(removeProjects);

  it("previews, is judged by policies, deploys, is tested and destroyed, with resources of four other providers", async () => {
    const directory = example();
    const pack = join(makeProject({}), "policy");
    cpSync(resolve(__dirname, "../../examples/policy"), pack, { recursive: true });
    linkPackages(pack, ["@types", "ts-node", "typescript"]);
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const policyPacks = [{ directory: pack, config: { all: "advisory" } }];
      const stack = localStack({ program: directory, project: "whole", fastly, env: EXAMPLE_ENV, policyPacks });
      const preview = await stack.preview();
      assert.deepEqual(preview.errors, []);
      const steps = preview.events.flatMap((event) => (event.kind === "step" ? [event] : []));
      for (const type of OTHERS) {
        const step = steps.find((each) => each.type.startsWith(type));
        assert.deepEqual([step?.op, step?.notSimulated], ["create", true], type);
      }
      assert.ok(
        preview.events.some((event) => event.kind === "policy"),
        "a policy has judged it",
      );
      assert.match(renderMarkdown(preview), /not simulated/);

      const { errors } = await stack.up();
      assert.deepEqual(errors, []);
      const { dictionaries, links } = fastly.deployed("whole");
      assert.match(dictionaries.settings?.bucket ?? "", /not-simulated\.invalid$/);
      assert.match(dictionaries.settings?.signer ?? "", /not-simulated\.invalid$/);
      assert.equal(links.keys?.type, "secret-store");
      assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);

      assert.deepEqual((await stack.destroy()).errors, []);
      // The store with its secret stays, as everywhere.
      assert.deepEqual([fastly.services(), Object.keys(fastly.stores().secret)], [[], ["whole-dev-edge-keys"]]);
    } finally {
      await fastly.stop();
    }
  });

  it("takes what a test says that the others answer", async () => {
    const directory = example();
    const fastly = await LocalFastly.start({ edge: false });
    try {
      const mocks = { "aws:s3/bucket:Bucket": { bucket: "assets-1234" } };
      const stack = localStack({ program: directory, project: "whole", fastly, env: EXAMPLE_ENV, mocks });
      assert.deepEqual((await stack.up()).errors, []);
      assert.equal(fastly.deployed("whole").dictionaries.settings?.bucket, "assets-1234");
    } finally {
      await fastly.stop();
    }
  });
});
