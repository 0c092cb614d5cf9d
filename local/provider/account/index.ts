import type { ResourceDefinition } from "../bridge/resource";
import { ngwafWorkspace } from "./ngwafWorkspace";
import { objectStorageAccessKeys } from "./objectStorageAccessKeys";
import { serviceAuthorization } from "./serviceAuthorization";
import { user } from "./user";

export { accountFunctions, getDomains } from "./lists";

/** The resources of the account, besides services, stores and certificates. */
export const account: readonly ResourceDefinition[] = [
  ngwafWorkspace,
  objectStorageAccessKeys,
  serviceAuthorization,
  user,
];
