import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

const config = new pulumi.Config();

const edge = new ComputeService("edge", {
  directory: "./app",
  // Each stack has its own service. app/fastly.<stack>.toml has its id.
  environment: pulumi.getStack(),
  backends: { origin: { address: config.require("origin") } },
});

export const url = edge.url;
export const serviceId = edge.serviceId;
