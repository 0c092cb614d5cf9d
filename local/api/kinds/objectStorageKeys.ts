import { randomBytes } from "node:crypto";
import { type ApiRequest, noContent, ok, problem } from "../http";
import { millis } from "../jsonApi";
import { route } from "../router";
import type { AccessKey } from "../state";
import type { Store } from "../store";

const base = "/resources/object-storage/access-keys";

const PERMISSIONS = ["read-write-admin", "read-only-admin", "read-write-objects", "read-only-objects"];

/** Access keys of Fastly Object Storage. Only the answer that creates a key has its secret. */
export const objectStorageKeyRoutes = [
  route("GET", base, (_, store) => ok({ meta: {}, data: store.state.accessKeys.map(view) })),
  route("POST", base, ({ fields }, store) => {
    const { description, permission, buckets } = fields;
    if (typeof description !== "string" || description === "") {
      throw problem(400, "Bad Request", "description is required");
    }
    if (!PERMISSIONS.includes(String(permission))) {
      throw problem(400, "Bad Request", `permission must be one of ${PERMISSIONS.join(", ")}`);
    }
    const key: AccessKey = {
      access_key: store.newId("access-key"),
      description,
      permission: String(permission),
      buckets: Array.isArray(buckets) ? buckets.map(String) : [],
      created_at: store.now(),
    };
    store.state.accessKeys.push(key);
    const secret_key = randomBytes(48).toString("base64url");
    return { status: 201, body: { ...view(key), secret_key } };
  }),
  route("GET", `${base}/:key`, (request, store) => ok(view(find(request, store)))),
  route("DELETE", `${base}/:key`, (request, store) => {
    store.state.accessKeys.splice(store.state.accessKeys.indexOf(find(request, store)), 1);
    return noContent();
  }),
];

function find({ params }: ApiRequest, store: Store): AccessKey {
  const found = store.state.accessKeys.find(({ access_key }) => access_key === params.key);
  if (found === undefined) {
    throw problem(404, "Not Found", `Access key '${params.key}' not found`);
  }
  return found;
}

function view({ created_at, ...key }: AccessKey) {
  return { ...key, created_at: millis(created_at) };
}
