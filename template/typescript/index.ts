import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

const config = new pulumi.Config();

const edge = new ComputeService("edge", {
  directory: "./app",
  // A service of its own for each stack, whose id is kept in app/fastly.<stack>.toml.
  environment: pulumi.getStack(),
  backends: { origin: { address: config.require("origin") } },
});

export const url = edge.url;
export const serviceId = edge.serviceId;
