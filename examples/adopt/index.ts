import { ComputeService } from "pulumi-fastly-compute";

const edge = new ComputeService(
  "edge",
  {
    directory: "./app",
    // app/fastly.toml names the service. `pulumi preview` shows the differences. `pulumi up` imports and updates the
    // service. After that, you can remove this line.
    existingService: "adopt",
    // The preview lists the undeclared parts of the service, as lines like these to paste. So nothing is lost.
    domains: ["www.example.com"],
    generatedDomain: false,
    backends: { legacy: { address: "legacy.example.com", port: 8080, useSsl: false } },
  },
  // Nobody should delete a production service by mistake.
  { protect: true },
);

export const serviceId = edge.serviceId;
export const version = edge.activeVersion;
