import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { ResourceDefinition } from "../bridge/resource";
import { tlsActivation } from "./activation";
import { tlsCertificate } from "./certificate";
import { tlsMutualAuthentication } from "./mutualAuthentication";
import { tlsPlatformCertificate } from "./platformCertificate";
import { tlsPrivateKey } from "./privateKey";
import { tlsSubscription } from "./subscription";
import { tlsSubscriptionValidation } from "./validation";

export { tlsFunctions } from "./functions";

export const tls = (major: ProviderMajor): readonly ResourceDefinition[] => [
  tlsSubscription(major),
  tlsSubscriptionValidation(major),
  tlsActivation(major),
  tlsPrivateKey,
  tlsCertificate,
  tlsPlatformCertificate,
  tlsMutualAuthentication,
];
