import { pageRoutes } from "../../page/routes";
import type { Route } from "../router";
import { accountRoutes } from "./account";
import { aclRoutes } from "./acls";
import { alertRoutes } from "./alerts";
import { backendRoutes } from "./backends";
import { configStoreRoutes } from "./configStores";
import { dashboardRoutes } from "./dashboards";
import { datacenterRoutes } from "./datacenters";
import { detailsRoutes } from "./details";
import { dictionaryRoutes } from "./dictionaries";
import { dictionaryItemRoutes } from "./dictionaryItems";
import { domainManagementRoutes } from "./domainManagement";
import { domainRoutes } from "./domains";
import { eventRoutes } from "./events";
import { healthcheckRoutes } from "./healthchecks";
import { imageOptimizerRoutes } from "./imageOptimizer";
import { integrationRoutes } from "./integrations";
import { ipRoutes } from "./ips";
import { kvStoreRoutes } from "./kvStores";
import { loggingRoutes } from "./logging";
import { logTailRoutes } from "./logTail";
import { ngwafWorkspaceRoutes } from "./ngwafWorkspaces";
import { objectStorageKeyRoutes } from "./objectStorageKeys";
import { packageRoutes } from "./packages";
import { productRoutes } from "./products";
import { purgeRoutes } from "./purge";
import { resourceLinkRoutes } from "./resourceLinks";
import { secretStoreRoutes } from "./secretStores";
import { serviceAuthorizationRoutes } from "./serviceAuthorizations";
import { serviceRoutes } from "./services";
import { statisticsRoutes } from "./statistics";
import { tlsRoutes } from "./tls";
import { tlsActivationRoutes } from "./tlsActivations";
import { tlsBulkCertificateRoutes } from "./tlsBulkCertificates";
import { tlsCertificateRoutes } from "./tlsCertificates";
import { tlsConfigurationRoutes } from "./tlsConfigurations";
import { tlsMutualAuthenticationRoutes } from "./tlsMutualAuthentications";
import { tlsPrivateKeyRoutes } from "./tlsPrivateKeys";
import { unmodelledRoutes } from "./unmodelled";
import { userRoutes } from "./users";
import { versionRoutes } from "./versions";

/** All routes of the local Fastly, one file per kind of resource, and its pages for people. */
export const routes: Route[] = [
  ...serviceRoutes,
  ...detailsRoutes,
  ...versionRoutes,
  ...packageRoutes,
  ...domainRoutes,
  ...backendRoutes,
  ...healthcheckRoutes,
  ...dictionaryRoutes,
  ...dictionaryItemRoutes,
  ...resourceLinkRoutes,
  ...loggingRoutes,
  ...productRoutes,
  ...imageOptimizerRoutes,
  ...configStoreRoutes,
  ...kvStoreRoutes,
  ...secretStoreRoutes,
  ...aclRoutes,
  ...domainManagementRoutes,
  ...alertRoutes,
  ...dashboardRoutes,
  ...integrationRoutes,
  ...objectStorageKeyRoutes,
  ...ngwafWorkspaceRoutes,
  ...purgeRoutes,
  ...ipRoutes,
  ...tlsRoutes,
  ...tlsActivationRoutes,
  ...tlsConfigurationRoutes,
  ...tlsPrivateKeyRoutes,
  ...tlsCertificateRoutes,
  ...tlsBulkCertificateRoutes,
  ...tlsMutualAuthenticationRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...serviceAuthorizationRoutes,
  ...datacenterRoutes,
  ...statisticsRoutes,
  ...logTailRoutes,
  ...eventRoutes,
  ...unmodelledRoutes,
  ...pageRoutes,
];
