import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { ResourceDefinition } from "../bridge/resource";
import { tlsActivation } from "./activation";
import { tlsSubscription } from "./subscription";
import { tlsSubscriptionValidation } from "./validation";

export { getTlsConfiguration } from "./configuration";

export const tls = (major: ProviderMajor): readonly ResourceDefinition[] => [
  tlsSubscription(major),
  tlsSubscriptionValidation(major),
  tlsActivation,
];
