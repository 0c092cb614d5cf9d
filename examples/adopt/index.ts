import { ComputeService } from "pulumi-fastly-compute";

const edge = new ComputeService(
  "edge",
  {
    directory: "./app",
    // The service is the one that app/fastly.toml names. `pulumi preview` shows what will differ, and `pulumi up` imports
    // and updates it. Once that is done, this line may go.
    existingService: "adopt",
    // What lives there and is declared nowhere: an error lists it as lines like these, to be pasted, and nothing is lost.
    domains: ["www.example.com"],
    generatedDomain: false,
    backends: { legacy: { address: "legacy.example.com", port: 8080, useSsl: false } },
  },
  // A production service is better not deleted by mistake.
  { protect: true },
);

export const serviceId = edge.serviceId;
export const version = edge.activeVersion;
