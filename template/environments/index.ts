import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

const config = new pulumi.Config();

// The stacks are "staging" and "prod": app/fastly.staging.toml says what is different there.
const environment = pulumi.getStack();
const isProduction = environment === "prod";

// Given for a promotion: the package that staging has, and no other.
const expectHash = process.env.PACKAGE_HASH;

const edge = new ComputeService(
  "edge",
  {
    directory: "./app",
    environment,
    backends: { origin: { address: config.get("origin") ?? "http-me.fastly.dev" } },
    build: { cache: process.env.REBUILD !== "true" },
    package: expectHash ? { path: `pkg/${process.env.PACKAGE_FILE}`, expectHash } : undefined,
    // What is written on a runner is thrown away with it.
    writeServiceId: !process.env.CI,
  },
  { protect: isProduction },
);

export const url = edge.url;
export const serviceId = edge.serviceId;
export const packageHash = edge.packageHash;
