import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

// The stacks are "staging" and "prod". app/fastly.staging.toml has the differences for staging.
const environment = pulumi.getStack();
const isProduction = environment === "prod";

// A promotion sets this hash. Then prod deploys only the package that staging has.
const expectHash = process.env.PACKAGE_HASH;

const edge = new ComputeService(
  "edge",
  {
    directory: "./app",
    environment,
    domains: isProduction ? ["www.example.com"] : undefined,
    build: { cache: process.env.REBUILD !== "true" },
    package: expectHash ? { path: "pkg/shop.tar.gz", expectHash } : undefined,
    // A CI runner discards its files, so do not write the id there.
    writeServiceId: !process.env.CI,
  },
  { protect: isProduction },
);

export const url = edge.url;
export const packageHash = edge.packageHash;
