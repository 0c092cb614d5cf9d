import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemasFor } from "../../../../local/engine/language/schemas";
import { canonicalToken, readYamlProgram, schemaOf, typesOf } from "../../../../local/engine/language/yamlProgram";
import { makeProject, removeProjects } from "../../../support/project";

const PROGRAM = `name: shop
runtime: yaml
variables:
  zones:
    fn::invoke: { function: "aws:getZones", arguments: { state: available }, return: names }
  region:
    fn::aws:getRegion: {}
resources:
  bucket:
    type: aws:s3:Bucket
    properties:
      tags: { zone: "\${zones[0]}", region: "\${region.name}" }
  existing:
    type: aws:s3/bucket:Bucket
    get: { id: old, state: { acl: private } }
  pet: { type: "random:RandomPet" }
  eu: { type: "pulumi:providers:aws", properties: { region: eu } }
  store: { type: "fastly:Kvstore", properties: { name: pages } }
components:
  site:
    resources:
      bucket:
        type: aws:s3:Bucket
        properties: { acl: { fn::invoke: { function: "aws:s3:getAcl", return: acl } } }
    outputs: { arn: "\${bucket.arn}" }
outputs:
  rule: \${bucket.rules[0].id}
  domain: \${bucket["domain-name"]}
  text: $\${bucket.nothing} and \${pet.id} of \${bucket.urn} at \${existing.region}
`;

describe("the packages of a program in YAML", () => {
  after(removeProjects);

  function programOf(text: string) {
    const directory = makeProject({});
    writeFileSync(join(directory, "Pulumi.yaml"), text);
    return readYamlProgram(directory);
  }

  it("have the schema that the program's host needs", () => {
    const program = programOf(PROGRAM);
    assert.ok(program);
    const { name, provider, resources, functions } = JSON.parse(schemaOf(program, "aws") ?? "");
    const keys = (of: object) => Object.keys(of).sort();
    assert.equal(name, "aws");
    assert.deepEqual(keys(provider.inputProperties), ["region"]);
    assert.deepEqual(keys(resources), ["aws:s3/bucket:Bucket", "aws:s3:Bucket"]);
    const bucket = resources["aws:s3:Bucket"];
    assert.deepEqual(keys(bucket.inputProperties), ["acl", "tags"]);
    assert.deepEqual(keys(bucket.properties), ["acl", "arn", "domain-name", "rules", "tags"]);
    assert.deepEqual(keys(resources["aws:s3/bucket:Bucket"].stateInputs.properties), ["acl", "region"]);
    assert.deepEqual(keys(functions), ["aws:index:getRegion", "aws:index:getZones", "aws:s3:getAcl"]);
    assert.deepEqual(keys(functions["aws:index:getZones"].outputs.properties), ["names", "state"]);
    assert.deepEqual(keys(JSON.parse(schemaOf(program, "random") ?? "").resources), ["random:index:RandomPet"]);
    assert.deepEqual(keys(JSON.parse(schemaOf(program, "fastly") ?? "").resources), ["fastly:index/kvstore:Kvstore"]);
    assert.equal(schemaOf(program, "gcp"), undefined);
  });

  it("have the types that echoed resources need", () => {
    const program = programOf(PROGRAM);
    assert.ok(program);
    const types = typesOf(program);
    const bucket = Object.fromEntries(types.resource("aws:s3:Bucket") ?? []);
    assert.deepEqual(bucket, { rules: "outputs.aws_s3_Bucket.rules[]", "domain-name": "string", arn: "string" });
    assert.deepEqual([...(types.nested("aws:s3:Bucket", "outputs.aws_s3_Bucket.rules") ?? [])], [["id", "string"]]);
    // In the spelling of a plug-in's schema on PATH.
    assert.deepEqual([...(types.resource("random:index/randomPet:RandomPet") ?? [["none", ""]])], []);
    assert.deepEqual([...(types.func("aws:index:getZones") ?? [])], [["names", "string[]"]]);
    assert.deepEqual([...(types.func("aws:index/getRegion:getRegion") ?? [])], [["name", "string"]]);
    assert.equal(types.resource("gcp:index:Thing"), undefined);
  });

  it("are none when there is no readable program, or no map", () => {
    for (const text of ["name: [", "- a\n", "resources: 1\nvariables: x\noutputs:\n"]) {
      const program = programOf(text);
      assert.equal(program && schemaOf(program, "aws"), undefined);
    }
    assert.equal(readYamlProgram(makeProject({})), undefined);
  });

  it("have the tokens that the program's host resolves", () => {
    for (const [token, canonical] of [
      ["random:RandomPet", "random:index:RandomPet"],
      ["aws:s3:Bucket", "aws:s3:Bucket"],
      ["aws:s3/bucket:Bucket", "aws:s3/bucket:Bucket"],
      ["fastly:Kvstore", "fastly:index/kvstore:Kvstore"],
      ["fastly:index:Kvstore", "fastly:index/kvstore:Kvstore"],
      ["fastly:index/kvstore:Kvstore", "fastly:index/kvstore:Kvstore"],
      ["pulumi:providers:fastly", "pulumi:providers:fastly"],
    ] as const) {
      assert.equal(canonicalToken(token), canonical);
    }
  });
});

describe("a program in YAML with the component", () => {
  it("is refused without the component's package, because an echoed service would look deployed", async () => {
    const language = { name: "yaml", root: "." };
    await assert.rejects(schemasFor({ program: ".", language, strict: false })("fastly-compute"), {
      code: "component-package-unknown",
    });
  });
});
