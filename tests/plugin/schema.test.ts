import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageSchema } from "../../scripts/schema";
import { fieldsOf } from "../support/fastlyTypings";

const ROOT = resolve(__dirname, "../..");
const TOKEN = "fastly-compute:index:ComputeService";

type Described = { description?: string };
type Type = Described & { properties?: Record<string, Described>; enum?: Record<string, Described> };

type Resource = Record<"inputProperties" | "properties", Record<string, Described>>;

describe("the schema for other languages", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "schema.json"), "utf8"));
  const component = schema.resources[TOKEN];
  const types = Object.entries<Type>(schema.types);

  it("equals what the sources generate (npm run schema writes it again)", () => {
    assert.deepEqual(schema, packageSchema());
  });

  it("describes the package, and names the provider that it needs", () => {
    const { types: _, resources: __, language: ___, ...metadata } = schema;
    assert.deepEqual(metadata, {
      name: "fastly-compute",
      displayName: "Fastly Compute",
      description:
        "Fastly Compute as code: one Pulumi component that builds, packages and deploys the project described by a fastly.toml.",
      keywords: [
        "pulumi",
        "fastly",
        "compute",
        "wasm",
        "edge",
        "infrastructure as code",
        "category/cloud",
        "kind/component",
      ],
      license: "Apache-2.0",
      dependencies: [{ name: "fastly", version: "11.1.0" }],
    });
  });

  it("has all components of the package", () => {
    const others = ["Certificate", "IssuedCertificate"].map((name) => `fastly-compute:index:${name}`);
    assert.deepEqual(Object.keys(schema.resources), [TOKEN, ...others]);
    assert.equal(component.isComponent, true);
    assert.match(component.description, /^A Fastly Compute service, made from a directory with a `fastly.toml`/);
  });

  it("requires only the argument that each component needs", () => {
    assert.deepEqual(
      Object.values<{ requiredInputs: string[] }>(schema.resources).map(({ requiredInputs }) => requiredInputs),
      [["directory"], ["domains"], ["subscriptionId"]],
    );
  });

  it("describes every type, every input and output, and every property of the types", () => {
    const undescribed = (owner: string, properties: Record<string, Described> | undefined) =>
      Object.entries(properties ?? {})
        .filter(([, { description }]) => !description)
        .map(([name]) => `${owner}.${name}`);
    assert.deepEqual(
      [
        ...undescribed("types", schema.types),
        ...Object.entries<Resource>(schema.resources).flatMap(([token, { inputProperties, properties }]) => [
          ...undescribed(`inputs of ${token}`, inputProperties),
          ...undescribed(`outputs of ${token}`, properties),
        ]),
        ...types.flatMap(([token, type]) => undescribed(token, type.properties)),
        ...types.flatMap(([token, type]) => undescribed(token, type.enum)),
      ],
      [],
    );
  });

  it("refers to existing types only", () => {
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/types\/([^"]+)"/g)].map(([, token]) => token);
    assert.deepEqual([...new Set(references)].sort(), Object.keys(schema.types).sort());
  });

  for (const [theirs, ours] of [
    ["ServiceComputeBackend", "Backend"],
    ["ServiceComputeHealthcheck", "Healthcheck"],
  ] as const) {
    it(`${ours} has every field of the provider's ${theirs}`, () => {
      const reached = ["name", ...Object.keys(schema.types[`fastly-compute:index:${ours}`].properties)];
      const fields = fieldsOf(theirs).map(({ name }) => name);
      assert.deepEqual(
        fields.filter((name) => !reached.includes(name)),
        [],
      );
    });
  }
});
