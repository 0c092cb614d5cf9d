import { ComputeService } from "pulumi-fastly-compute";

const apiDomain = "api.example.com";
const api = new ComputeService("api", { directory: "./api", domains: [apiDomain], generatedDomain: false });

// One app, built once, and one service for each market. fastly.<market>.toml has the differences.
const shops = ["ch", "de"].map(
  (market) =>
    new ComputeService(
      `shop-${market}`,
      {
        directory: "./shop",
        environment: market,
        domains: [`${market}.shop.example.com`],
        backends: { api: { address: apiDomain } },
      },
      { dependsOn: api },
    ),
);

export const urls = [api, ...shops].map(({ url }) => url);
