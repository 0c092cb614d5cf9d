import assert from "node:assert/strict";
import { resolve } from "node:path";
import { Analyzer, type PropertyDefinition } from "@pulumi/pulumi/provider/experimental/analyzer";
import { ComputeService } from "../sdk";
import { fieldsOf } from "./support/fastlyTypings";

const ROOT = resolve(__dirname, "..");

/** What Pulumi makes of the TypeScript sources for users of other languages. */
function analyze() {
  const fromSources = { ...require(resolve(ROOT, "package.json")), main: "sdk/index.ts", exports: undefined };
  return new Analyzer(ROOT, "fastly-compute", fromSources, new Set([ComputeService.name])).analyze();
}

describe("the schema for other languages", () => {
  const { components, typeDefinitions } = analyze();
  const component = components.ComputeService;

  it("has the component, with a description", () => {
    assert.deepEqual(Object.keys(components), ["ComputeService"]);
    assert.match(component?.description ?? "", /^A Fastly Compute service/);
  });

  it("has exactly these outputs", () => {
    assert.deepEqual(Object.keys(component?.outputs ?? {}).sort(), [
      "activeVersion",
      "backends",
      "dictionaries",
      "domains",
      "logEndpoints",
      "manageUrl",
      "manifest",
      "packageHash",
      "packageSize",
      "products",
      "serviceId",
      "stores",
      "url",
    ]);
  });

  it("demands nothing but the directory", () => {
    const required = Object.entries(component?.inputs ?? {}).filter(([, { optional }]) => !optional);
    assert.deepEqual(
      required.map(([name]) => name),
      ["directory"],
    );
  });

  it("describes every input, every output and every property of their types", () => {
    const undescribed = (owner: string, properties: Record<string, PropertyDefinition> | undefined) =>
      Object.entries(properties ?? {})
        .filter(([, { description }]) => !description)
        .map(([name]) => `${owner}.${name}`);
    assert.deepEqual(
      [
        ...undescribed("inputs", component?.inputs),
        ...undescribed("outputs", component?.outputs),
        ...Object.values(typeDefinitions).flatMap(({ name, properties }) => undescribed(name, properties)),
      ],
      [],
    );
  });

  for (const [theirs, ours] of [
    ["ServiceComputeBackend", "BackendArgs"],
    ["ServiceComputeHealthcheck", "HealthcheckArgs"],
  ] as const) {
    it(`${ours} reaches every field of the provider's ${theirs}`, () => {
      const reached = ["name", ...Object.keys(typeDefinitions[ours]?.properties ?? {})];
      const fields = fieldsOf(theirs).map(({ name }) => name);
      assert.deepEqual(
        fields.filter((name) => !reached.includes(name)),
        [],
      );
    });
  }
});
