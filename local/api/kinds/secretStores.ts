import { createHmac } from "node:crypto";
import { isBase64 } from "../fields";
import type { ApiRequest, ApiResponse, Fields } from "../http";
import { noContent, ok, problem } from "../http";
import { cursorPage } from "../pages";
import { route } from "../router";
import type { Secret, SecretStore } from "../state";
import type { Store } from "../store";

const base = "/resources/stores/secret";
/** The default page size in the recordings of the real API. None of them exceeds the largest size. */
const pageSize = 10;
const LARGEST_PAGE = 200;

export const secretStoreRoutes = [
  route("GET", base, (request, store) => {
    const name = request.query.get("name");
    const stores = store.state.secretStores.filter((s) => name === null || s.name === name);
    return ok(cursorPage(request, stores.map(view), pageSize, LARGEST_PAGE));
  }),
  route("POST", base, ({ fields }, store) => {
    const name = storeName(fields.name);
    if (store.state.secretStores.some((s) => s.name === name)) {
      throw problem(409, "Conflict", `A secret store with the name '${name}' already exists`);
    }
    const secretStore: SecretStore = { id: store.newId("secret-store"), name, created_at: store.now(), secrets: [] };
    store.state.secretStores.push(secretStore);
    return { status: 201, body: view(secretStore) };
  }),
  // A client encrypts a secret before it sends it. By this key it checks that Fastly made the encryption key.
  route("GET", `${base}/signing-key`, (_, store) => ok({ signing_key: store.clientKeys.signingKey })),
  route("POST", `${base}/client-key`, async (_, store) => ok(await store.clientKeys.create(store.date()))),
  route("GET", `${base}/:store`, (request, store) => ok(view(find(request, store)))),
  route("DELETE", `${base}/:store`, (request, store) => {
    const secretStore = find(request, store);
    store.refuseLinked(secretStore.id, "Secret store");
    store.state.secretStores.splice(store.state.secretStores.indexOf(secretStore), 1);
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

async function write(
  request: ApiRequest,
  store: Store,
  how: "create" | "recreate" | "create or recreate",
): Promise<ApiResponse> {
  find(request, store);
  const name = storeName(request.fields.name);
  const value = await plainSecret(request.fields, store);
  // The store may have been deleted while the secret was decrypted.
  const secretStore = find(request, store);
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

const LARGEST_SECRET = 65_536;

/** The secret as it is sent, in base64, encrypted with a client key or not. */
async function plainSecret({ secret, client_key }: Fields, store: Store): Promise<string> {
  const sent = required(secret, "secret");
  if (!isBase64(sent)) {
    throw problem(400, "Bad Request", "secret is not base64");
  }
  const plain =
    typeof client_key === "string" && client_key !== ""
      ? await store.clientKeys.open(sent, client_key, store.date())
      : sent;
  if (plain === undefined) {
    throw problem(400, "Bad Request", "secret cannot be decrypted with client_key");
  }
  if (Buffer.byteLength(plain, "base64") > LARGEST_SECRET) {
    throw problem(400, "Bad Request", `secret is larger than ${LARGEST_SECRET} bytes`);
  }
  return plain;
}

/** The rule for names of stores and of secrets. */
function storeName(value: unknown): string {
  const name = required(value, "name");
  if (!/^[A-Za-z0-9._-]{1,255}$/.test(name)) {
    throw problem(400, "Bad Request", "name must contain only letters, numbers, dashes, underscores, and periods");
  }
  return name;
}

/** Shows whether a secret has changed, without revealing it. The same value has another digest elsewhere. */
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
