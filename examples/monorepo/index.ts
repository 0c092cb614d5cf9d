import { ComputeService } from "pulumi-fastly-compute";

// Without `inputs`, the whole repository counts. A change of apps/office would then rebuild apps/edge.
const edge = new ComputeService("edge", {
  directory: "./apps/edge",
  build: { inputs: ["**", "../../packages/shared/**"] },
});

export const url = edge.url;
