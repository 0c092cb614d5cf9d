import type { ResourceDefinition } from "../bridge/resource";
import { ngwafWorkspace } from "./ngwafWorkspace";
import { objectStorageAccessKeys } from "./objectStorageAccessKeys";
import { serviceAuthorization } from "./serviceAuthorization";
import { user } from "./user";

export { accountFunctions, getDomains } from "./lists";

/** What the account has beside services, stores and certificates. */
export const account: readonly ResourceDefinition[] = [
  ngwafWorkspace,
  objectStorageAccessKeys,
  serviceAuthorization,
  user,
];
