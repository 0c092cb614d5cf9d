import { Certificate, ComputeService } from "pulumi-fastly-compute";

const edge = new ComputeService(
  "edge",
  {
    directory: "../../hello/app",
    domains: ["www.example.com"],
    generatedDomain: false,
    logEndpoints: { access: { https: { url: "https://logs.example.com/edge", processingRegion: "eu" } } },
    // Only an update builds, so a review needs no toolchain.
    build: { onPreview: false },
  },
  { protect: true },
);

new Certificate("www", { domains: ["www.example.com"] }, { dependsOn: edge });

export const url = edge.url;
