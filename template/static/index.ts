import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

const edge = new ComputeService("edge", {
  directory: "./app",
  // Each stack has its own service. app/fastly.<stack>.toml has its id.
  environment: pulumi.getStack(),
  // The app does not depend on the site, so a changed page does not start a build.
  build: { inputs: ["!../public/**"] },
  // Each file becomes an item of the store, under its path. A changed file needs no new version of the service.
  kvStores: { site: { directory: { path: "../public" } } },
});

export const url = edge.url;
export const serviceId = edge.serviceId;
