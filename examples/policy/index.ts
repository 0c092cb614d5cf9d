import { PolicyPack, type ResourceValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import { Backend } from "pulumi-fastly-compute";
import { computePolicies } from "pulumi-fastly-compute/policy";

/** A rule of our own, beside those of the package. */
const modernTls: ResourceValidationPolicy = {
  name: "modern-tls",
  description: "Backends speak TLS 1.3.",
  enforcementLevel: "advisory",
  validateResource: validateResourceOfType(Backend, (backend, _, reportViolation) => {
    if (backend.minTlsVersion !== "1.3") {
      reportViolation(`The backend "${backend.name}" may speak an older version: set minTlsVersion to 1.3.`);
    }
  }),
};

/** Without a level, Pulumi takes a policy that is configured here for an advisory one. */
const mandatory = { enforcementLevel: "mandatory" } as const;

new PolicyPack(
  "edge",
  { enforcementLevel: "mandatory", policies: [...computePolicies, modernTls] },
  {
    "backend-hosts": { ...mandatory, allow: ["http-me.fastly.dev", "*.example.com"] },
    "allowed-domains": { ...mandatory, allow: ["*.example.com"] },
    "allowed-log-endpoints": { ...mandatory, providers: ["https"], destinations: ["logs.example.com"] },
    "log-regions": { ...mandatory, allow: ["eu"] },
    "backend-tls": "remediate",
    "no-force-destroy": "remediate",
    "stores-not-shared": "advisory",
  },
);
