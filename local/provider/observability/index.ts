import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { ResourceDefinition } from "../bridge/resource";
import { alert } from "./alert";
import { customDashboard } from "./customDashboard";
import { integration } from "./integration";

/** The resources that watch services, and those to which alerts are sent. */
export const observability = (major: ProviderMajor): readonly ResourceDefinition[] => [
  alert,
  customDashboard,
  integration(major),
];
