import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { PropertyMap, Value } from "../../engine/value";
import { FastlyApiError } from "../apiError";
import { missingField } from "../bridge/resourceData";
import { block, bool, type Field, int, type Schema, string } from "../bridge/schema";
import { asMap } from "../bridge/values";
import type { Block, Place } from "./block";

/** A product with settings, besides whether it is enabled. */
const configured = (attribute: string, settings: Schema): Field =>
  block(attribute, "block", [bool("enabled", { required: true }), ...settings]);

const ddosProtection = configured("ddos_protection", [
  string("mode", { required: true, oneOf: ["off", "log", "block"] }),
]);
const workspace = string("workspace_id", { required: true });

/** The products of each major version, in the order of its requests. */
const PRODUCTS: Record<ProviderMajor, Schema> = {
  11: [
    bool("fanout"),
    bool("websockets"),
    bool("log_explorer_insights"),
    ddosProtection,
    configured("ngwaf", [int("traffic_ramp", { default: 100, range: [0, 100] }), workspace]),
    bool("api_discovery"),
  ],
  12: [
    bool("fanout"),
    configured("bot_management", [string("contentguard", { required: true, oneOf: ["off", "on"] })]),
    bool("domain_inspector"),
    bool("websockets"),
    bool("log_explorer_insights"),
    ddosProtection,
    configured("ngwaf", [workspace]),
    bool("api_discovery"),
  ],
};

/** The Fastly products of a service. They have no version, but the provider clones a version when they change. */
export function productEnablement(major: ProviderMajor): Block {
  const products = PRODUCTS[major];
  return {
    field: block("product_enablement", "singleton", [...products, string("name", { default: "products" })]),
    create: async (element, place) => {
      for (const product of products) {
        const settings = element[product.name];
        if (isEnabled(settings)) await enable(major, product, settings, place, false);
      }
    },
    update: async (_element, modified, place) => {
      for (const product of products) {
        const settings = modified[product.name];
        if (settings === undefined || settings === null) continue;
        if (isEnabled(settings)) await enable(major, product, settings, place, true);
        else await disable(product, place);
      }
    },
    delete: async (_element, place) => {
      for (const product of products) await disable(product, place);
    },
    read: async (local, place) => {
      const [known] = local;
      const result: PropertyMap = known === undefined ? {} : { name: known.name ?? "" };
      for (const product of products) {
        const hasSettings = product.kind === "block";
        if (await isOn(product, place)) result[product.name] = !hasSettings || (await settingsOf(product, place));
        else if (hasSettings && known !== undefined) result[product.name] = known[product.name] ?? null;
      }
      return Object.keys(result).length > 0 ? result : undefined;
    },
  };
}

function isEnabled(settings: Value | undefined): boolean {
  return settings === true || asMap(settings)?.enabled === true;
}

function pathOf({ attribute }: Field, { serviceId }: Place): string[] {
  return ["enabled-products", "v1", attribute, "services", serviceId];
}

async function enable(
  major: ProviderMajor,
  product: Field,
  settings: Value | undefined,
  place: Place,
  updating: boolean,
): Promise<void> {
  const path = pathOf(product, place);
  const options = { lock: place.serviceId };
  const { enabling, configuring } = requestsOf(major, product, asMap(settings) ?? {}, updating);
  try {
    if (product.attribute === "ngwaf" && !asMap(settings)?.workspaceId) throw missingField("WorkspaceID");
    await place.client.send("PUT", path, { ...options, json: enabling });
  } catch (error) {
    throw new Error(`failed to enable ${product.attribute}: ${(error as Error).message}`, { cause: error });
  }
  if (configuring === undefined) return;
  try {
    await place.client.send("PATCH", [...path, "configuration"], { ...options, json: configuring });
  } catch (error) {
    throw new Error(`failed to set the configuration of ${product.attribute}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The content of the request that enables a product, and of the next one that configures it, if needed. */
function requestsOf(
  major: ProviderMajor,
  { attribute }: Field,
  { mode, workspaceId, trafficRamp, contentguard }: PropertyMap,
  updating: boolean,
): { enabling: object; configuring?: object } {
  switch (attribute) {
    case "bot_management":
      return { enabling: {}, configuring: { contentguard } };
    case "ddos_protection":
      if (major >= 12) return { enabling: { mode } };
      return { enabling: {}, configuring: mode === "log" ? undefined : { mode } };
    case "ngwaf": {
      const enabling = { workspace_id: workspaceId };
      const ramps = major === 11 && (updating || trafficRamp !== 100);
      return { enabling, configuring: ramps ? { ...enabling, traffic_ramp: String(trafficRamp) } : undefined };
    }
    default:
      return { enabling: {} };
  }
}

/** A product that the account may not disable stays enabled without an error. */
async function disable(product: Field, place: Place): Promise<void> {
  await place.client.send("DELETE", pathOf(product, place), { lock: place.serviceId }).catch((error) => {
    const ignored = ["not entitled to disable", "product cannot be disabled", "cannot self-disable"];
    const known =
      error instanceof FastlyApiError &&
      error.status === 400 &&
      error.problems.some(({ title }) => ignored.some((text) => title?.includes(text)));
    if (!known) throw error;
  });
}

/** Any error means that the product is disabled. */
async function isOn(product: Field, place: Place): Promise<boolean> {
  return place.client.send("GET", pathOf(product, place)).then(
    () => true,
    () => false,
  );
}

async function settingsOf(product: Field, place: Place): Promise<PropertyMap> {
  const answer = await place.client.send("GET", [...pathOf(product, place), "configuration"]);
  const { configuration = {} } = answer as { configuration?: Record<string, unknown> };
  const values = product.fields.map(({ name, attribute, kind }) => {
    const value = configuration[attribute];
    return [name, name === "enabled" || (kind === "int" ? Number(value) : String(value))] as const;
  });
  return Object.fromEntries(values);
}
