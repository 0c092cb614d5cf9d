import { ApiError, badRequest, noContent, ok } from "../http";
import { route } from "../router";
import type { Service } from "../state";
import type { Store } from "../store";

/** A product's configuration right after it was enabled. Undefined for products without one. */
const products: Record<string, Record<string, unknown> | undefined> = {
  api_discovery: undefined,
  bot_management: { contentguard: "off" },
  brotli_compression: undefined,
  ddos_protection: { mode: "log" },
  domain_inspector: undefined,
  fanout: undefined,
  image_optimizer: undefined,
  log_explorer_insights: undefined,
  ngwaf: { traffic_ramp: "100" },
  origin_inspector: undefined,
  websockets: undefined,
};

/** Products that a service of each type cannot have. go-fastly's tests enable all others. */
const NOT_FOR: Record<Service["type"], string> = { wasm: "brotli_compression", vcl: "fanout" };

const path = "/enabled-products/v1/:product/services/:service";

export const productRoutes = [
  route("GET", path, ({ params }, store) => {
    enabled(params, store);
    return ok(view(params));
  }),
  route("PUT", path, ({ params, fields }, store) => {
    const { service, product } = find(params, store);
    if (NOT_FOR[service.type] === product) {
      throw refusal(400, `product is not available for ${service.type === "wasm" ? "Compute" : "VCL"} services`);
    }
    store.account.refuseProduct(product);
    if (product === "ngwaf" && typeof fields.workspace_id !== "string") {
      throw badRequest("workspace_id is required");
    }
    service.products[product] = {
      ...products[product],
      ...service.products[product],
      ...configurable(product, fields),
    };
    return ok(view(params));
  }),
  route("DELETE", path, ({ params }, store) => {
    const { service, product } = find(params, store);
    delete service.products[product];
    return noContent();
  }),
  route("GET", `${path}/configuration`, ({ params }, store) => {
    const { configuration } = enabled(params, store);
    return ok(view(params, configuration));
  }),
  route("PATCH", `${path}/configuration`, ({ params, fields }, store) => {
    const { configuration, product } = enabled(params, store);
    const changes = configurable(product, fields);
    Object.assign(configuration, changes);
    return ok(view(params, changes));
  }),
];

function find(params: Record<string, string>, store: Store) {
  const product = params.product ?? "";
  if (!Object.hasOwn(products, product)) {
    throw refusal(404, "product not found");
  }
  return { service: store.service(params), product };
}

function enabled(params: Record<string, string>, store: Store) {
  const { service, product } = find(params, store);
  const configuration = service.products[product];
  if (configuration === undefined) {
    throw refusal(400, "no product on service");
  }
  return { product, configuration };
}

function refusal(status: number, title: string): ApiError {
  return new ApiError(status, { type: "", title, status, errors: null, detail: "" });
}

/** The fields that configure a product, as text: `"traffic_ramp": "45"`. */
function configurable(product: string, fields: Record<string, unknown>): Record<string, unknown> {
  const known = product === "ngwaf" ? ["workspace_id", "traffic_ramp"] : Object.keys(products[product] ?? {});
  return Object.fromEntries(known.filter((k) => fields[k] != null).map((k) => [k, String(fields[k])]));
}

function view({ product, service }: Record<string, string>, configuration?: Record<string, unknown>) {
  const self = `/enabled-products/v1/${product}/services/${service}`;
  return {
    product: { id: product, object: "product" },
    service: { id: service, object: "service" },
    ...(configuration !== undefined && { configuration }),
    _links: { self: configuration === undefined ? self : `${self}/configuration` },
  };
}
