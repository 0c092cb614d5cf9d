import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

// Pulumi and tests can both run a program that is a function. It returns the stack's outputs.
export = () => {
  const isProduction = pulumi.getStack() === "prod";
  const edge = new ComputeService("edge", {
    directory: join(__dirname, "app"),
    serviceName: `tested-${pulumi.getStack()}`,
    domains: isProduction ? ["www.example.com"] : undefined,
    backends: { api: { address: isProduction ? "api.example.com" : "staging.example.com" } },
    writeServiceId: isProduction,
  });
  return { url: edge.url, serviceId: edge.serviceId };
};
