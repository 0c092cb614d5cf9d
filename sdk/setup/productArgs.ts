import type * as pulumi from "@pulumi/pulumi";

/**
 * Fastly products of the service. Most of them cost money. A product that is not given here is enabled when
 * `[setup.products]` says so. `false`, or `enabled: false`, disables it in any case.
 */
export interface ProductsArgs {
  /** API Discovery. */
  apiDiscovery?: boolean;
  /** Bot Management. Needs version 12 of `@pulumi/fastly`. */
  botManagement?: BotManagementArgs;
  /** DDoS Protection. */
  ddosProtection?: DdosProtectionArgs;
  /** Domain Inspector. Needs version 12 of `@pulumi/fastly`. */
  domainInspector?: boolean;
  /** Fanout: publish and subscribe by WebSocket and HTTP streaming. */
  fanout?: boolean;
  /** Log Explorer and Insights. */
  logExplorerInsights?: boolean;
  /** Next-Gen WAF. */
  ngwaf?: NgwafArgs;
  /** WebSockets passed through to backends. */
  websockets?: boolean;
}

/** Bot Management of a service. */
export interface BotManagementArgs {
  /** Whether the product is enabled. Default `true`. */
  enabled?: boolean;
  /** Whether to detect AI crawlers that ignore what they may fetch: `on` or `off`. Required here or in the manifest. */
  contentguard?: string;
}

/** DDoS Protection of a service. */
export interface DdosProtectionArgs {
  /** Whether the product is enabled. Default `true`. */
  enabled?: boolean;
  /** The reaction to an attack: `off`, `log` or `block`. Required here or in the manifest. */
  mode?: string;
}

/** The Next-Gen WAF of a service. */
export interface NgwafArgs {
  /** Whether the product is enabled. Default `true`. */
  enabled?: boolean;
  /** The id of the workspace whose rules apply. Required here or in the manifest. */
  workspaceId?: pulumi.Input<string>;
  /**
   * The percentage of requests to inspect. Default `100`. Version 12 of `@pulumi/fastly` does not have this setting.
   */
  trafficRamp?: number;
}
