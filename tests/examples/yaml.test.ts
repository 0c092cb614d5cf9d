import assert from "node:assert/strict";
import { deployedExample, misfits, testedProgram } from "../support/packageProgram";
import { removeProjects } from "../support/project";

describe("examples/yaml", () => {
  after(removeProjects);
  const program = testedProgram("yaml");

  it("is deployed", async () => {
    assert.deepEqual(await deployedExample("yaml", program), {
      backend: "origin.example.com",
      logs: "https://logs.example.com/edge",
      dictionaries: { words: { greeting: "Hello from the edge" } },
    });
  });

  it("is checked against the schema, which reports slips", () => {
    const edge = {
      type: "fastly-compute:ComputeService",
      properties: { backends: { api: { adress: "x", port: "443" } }, existingService: "steal" },
    };
    const other = { type: "fastly-compute:Backend", properties: {} };
    const id = `\${${"edge.id"}}`;
    assert.deepEqual(misfits({ resources: { edge, other }, outputs: { id } }), [
      "edge.directory is missing",
      "edge.backends.api.adress is unknown",
      "edge.backends.api.port is not of type integer",
      "edge.existingService: steal",
      "other: there is no fastly-compute:Backend",
      `the output id is ${id}`,
    ]);
  });
});
