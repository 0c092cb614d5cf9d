import type { ProductName } from "../manifest";
import type { ProviderMajor } from "../pulumi/providerMajor";

/** Products of the manifest that the provider cannot enable for a Compute service. */
export const NOT_FOR_COMPUTE: readonly ProductName[] = ["brotli_compression", "image_optimizer", "origin_inspector"];

/** The product that Fastly itself has only for VCL services. */
export const ONLY_FOR_VCL: ProductName = "brotli_compression";

/** Products that only version 12 of the provider can enable. */
export const NEW_IN_12: readonly ProductName[] = ["bot_management", "domain_inspector"];

/** Products that are only on or off, with their arguments. */
export const SWITCHES = {
  api_discovery: "apiDiscovery",
  domain_inspector: "domainInspector",
  fanout: "fanout",
  log_explorer_insights: "logExplorerInsights",
  websockets: "websockets",
} as const;

/** A product with a required setting. */
export interface Configured {
  name: "bot_management" | "ddos_protection" | "ngwaf";
  argument: "botManagement" | "ddosProtection" | "ngwaf";
  setting: "contentguard" | "mode" | "workspaceId";
  /** The setting in the manifest. */
  key: string;
  values?: string[];
  example: string;
  /** The setting for a product that is off and has none. */
  idle: string;
}

export const CONFIGURED: readonly Configured[] = [
  {
    name: "bot_management",
    argument: "botManagement",
    setting: "contentguard",
    key: "contentguard",
    values: ["on", "off"],
    example: "<on or off>",
    idle: "off",
  },
  {
    name: "ddos_protection",
    argument: "ddosProtection",
    setting: "mode",
    key: "mode",
    values: ["off", "log", "block"],
    example: "<off, log or block>",
    idle: "off",
  },
  { name: "ngwaf", argument: "ngwaf", setting: "workspaceId", key: "workspace_id", example: "<id>", idle: "" },
];

/** Whether a version of the provider can enable a product. */
export function isOf(name: ProductName, major: ProviderMajor): boolean {
  return major >= 12 || !NEW_IN_12.includes(name);
}
