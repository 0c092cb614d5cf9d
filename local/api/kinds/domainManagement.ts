import type { ApiRequest, Fields } from "../http";
import { ApiError, noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { ManagedDomain } from "../state";
import type { Store } from "../store";
import { hostname } from "./domains";
import { certifies } from "./tlsCertificates";

const base = "/domain-management/v1/domains";
/** The provider requests pages of this size, so it is the largest. */
const LARGEST_PAGE = 100;

/** Domains that belong to the account and lead to a service, outside of its versions. */
export const domainManagementRoutes = [
  route("GET", base, (request, store) => {
    const { query } = request;
    const domains = store.state.managedDomains
      .filter((d) => !query.has("fqdn") || d.fqdn === query.get("fqdn"))
      .filter((d) => !query.has("service_id") || d.service_id === query.get("service_id"));
    const page = cursorPage(
      request,
      domains.map((each) => view(each, store)),
      20,
      LARGEST_PAGE,
    );
    return ok({ ...page, meta: { total: domains.length, ...page.meta } });
  }),
  route("POST", base, ({ fields }, store) => {
    const { fqdn } = fields;
    if (typeof fqdn !== "string" || fqdn === "") {
      throw refusal("fqdn is required");
    }
    if (!hostname.test(fqdn) || fqdn.length > 253) {
      throw refusal("fqdn is not a valid domain name");
    }
    if (store.state.managedDomains.some((d) => d.fqdn === fqdn)) {
      throw refusal("fqdn has already been taken");
    }
    const domain: ManagedDomain = {
      id: store.newId("domain"),
      fqdn,
      service_id: serviceId(fields, store) ?? null,
      description: typeof fields.description === "string" ? fields.description : "",
      ...store.stamps(),
    };
    store.state.managedDomains.push(domain);
    return { status: 201, body: view(domain, store) };
  }),
  route("GET", `${base}/:domain`, (request, store) => ok(view(find(request, store), store))),
  route("PATCH", `${base}/:domain`, (request, store) => {
    const domain = find(request, store);
    const { fields } = request;
    const service_id = serviceId(fields, store);
    if (service_id !== undefined) {
      domain.service_id = service_id;
    }
    if (fields.description !== undefined) {
      domain.description = typeof fields.description === "string" ? fields.description : "";
    }
    domain.updated_at = store.now();
    return ok(view(domain, store));
  }),
  route("DELETE", `${base}/:domain`, (request, store) => {
    store.state.managedDomains.splice(store.state.managedDomains.indexOf(find(request, store)), 1);
    return noContent();
  }),
];

/** The service to lead to, null to unlink, undefined for no change. */
function serviceId(fields: Fields, store: Store): string | null | undefined {
  const id = fields.service_id;
  if (id === undefined || id === null) {
    return id;
  }
  if (!store.state.services.some((s) => s.id === id && s.deleted_at === null)) {
    throw new ApiError(400, { errors: [{ title: "Invalid value for service_id", detail: "service does not exist" }] });
  }
  return String(id);
}

function refusal(detail: string): ApiError {
  return new ApiError(400, { errors: [{ title: "Invalid value for fqdn", detail }] });
}

function find({ params }: ApiRequest, store: Store): ManagedDomain {
  const found = store.state.managedDomains.find((d) => d.id === params.domain);
  if (found === undefined) {
    throw problem(404, "Not Found", `Domain '${params.domain}' not found`);
  }
  return found;
}

function view(domain: ManagedDomain, { state: { tls } }: Store) {
  const millis = (time: string) => time.replace("Z", ".000Z");
  const issued = tls.subscriptions.filter(({ certificate }) => certificate !== null);
  return {
    ...domain,
    created_at: millis(domain.created_at),
    updated_at: millis(domain.updated_at),
    // A domain counts as activated by TLS, and not by its link to a service.
    activated: tls.activations.some((each) => each.domain === domain.fqdn),
    verified: [...issued, ...tls.certificates].some((each) => certifies(each, domain.fqdn)),
  };
}
