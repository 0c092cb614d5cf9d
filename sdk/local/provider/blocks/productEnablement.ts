import type { PropertyMap, Value } from "../../engine/value";
import { FastlyApiError } from "../apiError";
import { block, bool, int, string } from "../bridge/schema";
import { asMap } from "../bridge/values";
import type { Block, Place } from "./block";

const field = block("product_enablement", "singleton", [
  bool("api_discovery"),
  block("ddos_protection", "block", [
    bool("enabled", { required: true }),
    string("mode", { required: true, oneOf: ["off", "log", "block"] }),
  ]),
  bool("fanout"),
  bool("log_explorer_insights"),
  string("name", { default: "products" }),
  block("ngwaf", "block", [
    bool("enabled", { required: true }),
    int("traffic_ramp", { default: 100, range: [0, 100] }),
    string("workspace_id", { required: true }),
  ]),
  bool("websockets"),
]);

/** The products that are switched on and off, in the provider's order; the two with settings come in between. */
const PRODUCTS = [
  "fanout",
  "websockets",
  "log_explorer_insights",
  "ddos_protection",
  "ngwaf",
  "api_discovery",
] as const;
type Product = (typeof PRODUCTS)[number];

const PROPERTIES = Object.fromEntries(field.fields.map(({ attribute, name }) => [attribute, name]));
const propertyOf = (product: Product): string => PROPERTIES[product] as string;

/** Fastly products of a service. They are not versioned, yet the provider clones a version when they change. */
export const productEnablement: Block = {
  field,
  create: async (element, place) => {
    for (const product of PRODUCTS) {
      const settings = element[propertyOf(product)];
      if (isEnabled(settings)) await enable(product, settings, place, false);
    }
  },
  update: async (_element, modified, place) => {
    for (const product of PRODUCTS) {
      const name = propertyOf(product);
      if (!(name in modified) || modified[name] === null) continue;
      if (isEnabled(modified[name])) await enable(product, modified[name], place, true);
      else await disable(product, place);
    }
  },
  delete: async (_element, place) => {
    for (const product of PRODUCTS) await disable(product, place);
  },
  read: async (local, place) => {
    const result: PropertyMap = {};
    const [known] = local;
    if (known !== undefined) result.name = known.name ?? "";
    for (const product of ["fanout", "websockets", "log_explorer_insights"] as const) {
      if (await isOn(product, place)) result[propertyOf(product)] = true;
    }
    const ddos = await configuration("ddos_protection", place);
    if (ddos !== undefined) result.ddosProtection = { enabled: true, mode: String(ddos.mode) };
    else if (known !== undefined) result.ddosProtection = known.ddosProtection ?? null;
    if (await isOn("api_discovery", place)) result.apiDiscovery = true;
    const ngwaf = await configuration("ngwaf", place);
    if (ngwaf !== undefined) {
      const [workspaceId, trafficRamp] = [String(ngwaf.workspace_id), Number(ngwaf.traffic_ramp)];
      result.ngwaf = { enabled: true, workspaceId, trafficRamp };
    } else if (known !== undefined) result.ngwaf = known.ngwaf ?? null;
    return Object.keys(result).length > 0 ? result : undefined;
  },
};

function isEnabled(settings: Value | undefined): boolean {
  return settings === true || asMap(settings)?.enabled === true;
}

function pathOf(product: Product, { serviceId }: Place): string[] {
  return ["enabled-products", "v1", product, "services", serviceId];
}

async function enable(product: Product, settings: Value | undefined, place: Place, updating: boolean): Promise<void> {
  const { mode, workspaceId, trafficRamp } = asMap(settings) ?? {};
  const path = pathOf(product, place);
  const options = { lock: place.serviceId };
  try {
    const json = product === "ngwaf" ? { workspace_id: workspaceId } : {};
    await place.client.send("PUT", path, { ...options, json });
  } catch (error) {
    throw new Error(`failed to enable ${product}: ${(error as Error).message}`, { cause: error });
  }
  try {
    if (product === "ddos_protection" && mode !== "log") {
      await place.client.send("PATCH", [...path, "configuration"], { ...options, json: { mode } });
    }
    if (product === "ngwaf" && (updating || trafficRamp !== 100)) {
      const json = { workspace_id: workspaceId, traffic_ramp: String(trafficRamp) };
      await place.client.send("PATCH", [...path, "configuration"], { ...options, json });
    }
  } catch (error) {
    throw new Error(`failed to set the configuration of ${product}: ${(error as Error).message}`, { cause: error });
  }
}

/** A product that the account may not switch off itself stays on without an error. */
async function disable(product: Product, place: Place): Promise<void> {
  await place.client.send("DELETE", pathOf(product, place), { lock: place.serviceId }).catch((error) => {
    const ignored = ["not entitled to disable", "product cannot be disabled", "cannot self-disable"];
    const known =
      error instanceof FastlyApiError &&
      error.status === 400 &&
      error.problems.some(({ title }) => ignored.some((text) => title?.includes(text)));
    if (!known) throw error;
  });
}

/** Any error means that the product is off. */
async function isOn(product: Product, place: Place): Promise<boolean> {
  return place.client.send("GET", pathOf(product, place)).then(
    () => true,
    () => false,
  );
}

async function configuration(product: Product, place: Place): Promise<Record<string, unknown> | undefined> {
  if (!(await isOn(product, place))) return undefined;
  const answer = await place.client.send("GET", [...pathOf(product, place), "configuration"]);
  return (answer as { configuration?: Record<string, unknown> }).configuration ?? {};
}
