import { ComputeService } from "pulumi-fastly-compute";

// Without `inputs`, all of the repository counts, and a change of apps/office would build apps/edge anew.
const edge = new ComputeService("edge", {
  directory: "./apps/edge",
  build: { inputs: ["**", "../../packages/shared/**"] },
});

export const url = edge.url;
