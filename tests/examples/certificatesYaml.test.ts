import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalFastly, localStack, type Mock } from "../../local/index";
import { programOf, testedProgram } from "../support/packageProgram";
import { linkPackages } from "../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const ROOT = resolve(__dirname, "../..");
const RECORD = "aws:route53:Record";

describe("examples/certificatesYaml", function () {
  this.timeout(120_000);
  after(removeProjects);
  const program = testedProgram("certificatesYaml");

  it("gets a certificate in one run, with records that its preview shows", async () => {
    const fastly = await LocalFastly.start({ edge: false });
    const records: { name: string; type: string; values: string[] }[] = [];
    const zone: Mock = ({ inputs: { name, type, records: values } }) => {
      records.push({ name: String(name), type: String(type), values: [values].flat().map(String) });
      fastly.setDns(records);
      return {};
    };
    const manifest = readFileSync(join(ROOT, "examples/certificatesYaml/app/fastly.toml"));
    const directory = makeProject({
      "index.js": `const pulumi = require("@pulumi/pulumi");\n${programOf(program)}`,
      "app/fastly.toml": manifest,
      "app/bin/main.wasm": TINY_WASM,
    });
    linkPackages(directory, []);
    try {
      const stack = localStack({
        program: directory,
        project: "certificatesYaml",
        fastly,
        packages: { "fastly-compute": ROOT },
        mocks: { [RECORD]: zone },
      });
      const preview = await stack.preview();
      assert.deepEqual(preview.errors, []);
      const shown = preview.events.filter((event) => event.kind === "step" && event.type === RECORD);
      assert.equal(shown.length, 2);
      records.length = 0;
      const { errors, outputs } = await stack.up();
      assert.deepEqual(errors, []);
      assert.match(String(outputs.notAfter), /^\d{4}-/);
      assert.deepEqual(
        records.map(({ name, type }) => `${name} ${type}`),
        ["_acme-challenge.www.example.com CNAME", "www.example.com CNAME"],
      );
      assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    } finally {
      await fastly.stop();
    }
  });

  for (const [properties, says] of [
    [{}, /The required argument \[domains\] has no value|has no \[domains\]/],
    [{ domains: ["www.example.com"], authority: "acme" }, /Expected \[authority\] to be one of certainly/],
    [{ domains: ["www.example.com"], ttls: 60 }, /Unknown argument \[ttls\]/],
  ] as const) {
    it(`refuses ${JSON.stringify(properties)}`, async () => {
      const fastly = await LocalFastly.start({ edge: false });
      const text = programOf({
        resources: { www: { type: "fastly-compute:Certificate", properties } },
        outputs: {},
      });
      const directory = makeProject({ "index.js": `const pulumi = require("@pulumi/pulumi");\n${text}` });
      linkPackages(directory, []);
      try {
        const { errors } = await localStack({
          program: directory,
          fastly,
          packages: { "fastly-compute": ROOT },
        }).preview();
        assert.match(errors.join("\n"), says);
      } finally {
        await fastly.stop();
      }
    });
  }
});
