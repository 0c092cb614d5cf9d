import { createHmac } from "node:crypto";
import type { ApiRequest, ApiResponse } from "../http";
import { noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { Secret, SecretStore } from "../state";
import type { Store } from "../store";

const base = "/resources/stores/secret";
/** As the real API was recorded answering without a limit; none is over the largest. */
const pageSize = 10;
const LARGEST_PAGE = 200;

export const secretStoreRoutes = [
  route("GET", base, (request, store) => {
    const name = request.query.get("name");
    const stores = store.state.secretStores.filter((s) => name === null || s.name === name);
    return ok(cursorPage(request, stores.map(view), pageSize, LARGEST_PAGE));
  }),
  route("POST", base, ({ fields }, store) => {
    const name = required(fields.name, "name");
    if (store.state.secretStores.some((s) => s.name === name)) {
      throw problem(409, "Conflict", `A secret store with the name '${name}' already exists`);
    }
    const secretStore: SecretStore = { id: store.newId("secret-store"), name, created_at: store.now(), secrets: [] };
    store.state.secretStores.push(secretStore);
    return { status: 201, body: view(secretStore) };
  }),
  route("GET", `${base}/:store`, (request, store) => ok(view(find(request, store)))),
  route("DELETE", `${base}/:store`, (request, store) => {
    store.state.secretStores.splice(store.state.secretStores.indexOf(find(request, store)), 1);
    return noContent();
  }),
  route("GET", `${base}/:store/secrets`, (request, store) =>
    ok(cursorPage(request, find(request, store).secrets.map(secretView), pageSize, LARGEST_PAGE)),
  ),
  route("POST", `${base}/:store/secrets`, (request, store) => write(request, store, "create")),
  route("PUT", `${base}/:store/secrets`, (request, store) => write(request, store, "create or recreate")),
  route("PATCH", `${base}/:store/secrets`, (request, store) => write(request, store, "recreate")),
  route("GET", `${base}/:store/secrets/:name`, (request, store) =>
    ok(secretView(findSecret(find(request, store), request.params.name ?? ""))),
  ),
  route("DELETE", `${base}/:store/secrets/:name`, (request, store) => {
    const { secrets } = find(request, store);
    secrets.splice(secrets.indexOf(findSecret({ secrets }, request.params.name ?? "")), 1);
    return noContent();
  }),
];

function write(request: ApiRequest, store: Store, how: "create" | "recreate" | "create or recreate"): ApiResponse {
  const secretStore = find(request, store);
  const name = required(request.fields.name, "name");
  const value = required(request.fields.secret, "secret");
  const old = secretStore.secrets.find((s) => s.name === name);
  if (old !== undefined && how === "create") {
    throw problem(409, "Conflict", `A secret with the name '${name}' already exists`);
  }
  if (old === undefined && how === "recreate") {
    throw missingSecret(name);
  }
  const secret: Secret = { name, value, digest: digest(secretStore, name, value), created_at: store.now() };
  secretStore.secrets.splice(
    old === undefined ? secretStore.secrets.length : secretStore.secrets.indexOf(old),
    1,
    secret,
  );
  return ok({ ...secretView(secret), ...(old !== undefined && { recreated: true }) });
}

/** Tells whether a secret changed, without telling the secret; the same value has another digest in another place. */
function digest(store: SecretStore, name: string, value: string): string {
  return createHmac("sha256", `${store.id}/${name}`).update(value).digest("base64");
}

function required(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") {
    throw problem(400, "Bad Request", `${name} is required`);
  }
  return value;
}

function find({ params }: ApiRequest, store: Store): SecretStore {
  const found = store.state.secretStores.find((s) => s.id === params.store);
  if (found === undefined) {
    throw problem(404, "Not Found", `Secret store '${params.store}' not found`);
  }
  return found;
}

function findSecret({ secrets }: { secrets: readonly Secret[] }, name: string): Secret {
  const found = secrets.find((s) => s.name === name);
  if (found === undefined) {
    throw missingSecret(name);
  }
  return found;
}

function missingSecret(name: string) {
  return problem(404, "Not Found", `Secret '${name}' not found`);
}

function view({ id, name, created_at }: SecretStore) {
  return { id, name, created_at };
}

function secretView({ name, digest, created_at }: Secret) {
  return { name, digest, created_at };
}
