import type { LocalFastly } from "../../../local/api";
import { formClient, jsonClient } from "../api/helpers";
import { livePackage } from "./packages";
import type { Poke, Recording } from "./recording";

/** The service that some scenarios find: made by hand, and live. */
export async function makeLiveService(recording: Recording, api: LocalFastly, made: Made): Promise<void> {
  const text = JSON.stringify(recording);
  if (!text.includes('"LIVE0001"')) return;
  const form = formClient(api);
  const { body } = await form("POST /service", { name: "live", type: "wasm", comment: "made by hand" });
  const version = `/service/${body.id}/version/1`;
  await form(`POST ${version}/domain`, { name: "live.example.com" });
  await form(`POST ${version}/backend`, {
    name: "legacy",
    address: "old.example.com",
    port: "443",
    use_ssl: "1",
    override_host: "old.example.com",
  });
  if (text.includes('"DICTX"')) {
    await made("DICTX", () => form(`POST ${version}/dictionary`, { name: "settings" }));
  }
  const upload = new FormData();
  upload.append("package", new Blob([new Uint8Array(livePackage)]), "package.tar.gz");
  await form(`PUT ${version}/package`, upload);
  await form(`PUT ${version}/activate`);
}

/** The recordings' stand-in locks a staged version. Fastly's documentation says that it can still be changed. */
export async function lockStaged(api: LocalFastly): Promise<void> {
  for (const { id, versions } of api.services()) {
    for (const { number } of versions.filter(({ staging, locked }) => staging && !locked)) {
      await formClient(api)(`PUT /service/${id}/version/${number}/lock`);
    }
  }
}

type Made = (id: string, make: () => Promise<unknown>) => Promise<void>;
type Maker = (poke: Poke, api: LocalFastly, made: Made) => Promise<void>;

/** The stand-ins that keep classic domains in domain management too, like a migration in Fastly's web interface. */
const registering = new WeakSet<LocalFastly>();

/** Registers the classic domains of live services. */
export async function registerClassic(api: LocalFastly): Promise<void> {
  if (!registering.has(api)) return;
  const known = new Set(api.state().managedDomains.map(({ fqdn }) => fqdn));
  const live = api.services().flatMap(({ versions }) => versions.filter(({ active }) => active));
  for (const { name } of live.flatMap(({ domains }) => domains)) {
    if (!known.has(name)) await jsonClient(api)("POST /domain-management/v1/domains", { fqdn: name });
  }
}

/** Changes that a scenario makes at Fastly outside of its program, by their name in the recording. */
const POKES: Record<string, Maker> = {
  sub: async ({ id, domains = [], issued }, api, made) => {
    const data = {
      type: "tls_subscription",
      attributes: { certificate_authority: "certainly" },
      relationships: { tls_domain: { data: domains.map((domain) => ({ type: "tls_domain", id: domain })) } },
    };
    await made(id, () => jsonClient(api)("POST /tls/subscriptions", { data }));
    if (issued) api.setCertificate(id, "issued");
  },
  delSubs: async (_, api) => {
    for (const { id } of api.state().tls.subscriptions)
      await jsonClient(api)(`DELETE /tls/subscriptions/${id}?force=true`);
  },
  issueAfter: async (reads, api) => api.issueAfterReads(Number(reads)),
  issueAll: async (_, api) => {
    for (const { id } of api.state().tls.subscriptions) api.setCertificate(id, "issued");
  },
  renewing: async (_, api) => {
    for (const { id } of api.state().tls.subscriptions) api.setCertificate(id, "renewing");
  },
  classicRegisters: async (_, api) => {
    registering.add(api);
  },
  acl: async ({ id, name, entries = {} }, api, made) => {
    const json = jsonClient(api);
    if (!api.state().acls.some((acl) => acl.id === id)) await made(id, () => json("POST /resources/acls", { name }));
    const present = api.state().acls.find((acl) => acl.id === id)?.entries ?? [];
    const gone = present.filter(({ prefix }) => !Object.hasOwn(entries, prefix));
    await json(`PATCH /resources/acls/${id}/entries`, {
      entries: [
        ...gone.map(({ prefix }) => ({ prefix, action: null, op: "delete" })),
        ...Object.entries(entries).map(([prefix, action]) => ({ prefix, action, op: "create" })),
      ],
    });
  },
  dm: async ({ id, fqdn, service_id, description }, api, made) =>
    made(id, () => jsonClient(api)("POST /domain-management/v1/domains", { fqdn, service_id, description })),
  store: async ({ id, kind, name, items = {} }, api, made) => {
    const [form, json] = [formClient(api), jsonClient(api)];
    await made(id, () => (kind === "config" ? form : json)(`POST /resources/stores/${kind}`, { name }));
    const operations = Object.entries(items).map(([item_key, item_value]) => ({ op: "create", item_key, item_value }));
    if (operations.length > 0) await json(`PATCH /resources/stores/config/${id}/items`, { items: operations });
  },
};

/** The changes at Fastly of a step: name and content. */
export function pokesOf(poke: unknown): [name: string, poke: Poke][] {
  return [poke ?? []].flat().flatMap((one) => Object.entries(one as Record<string, Poke>));
}

export function isKnownPoke(name: string): boolean {
  return Object.hasOwn(POKES, name);
}

export async function applyPokes(poke: unknown, api: LocalFastly, made: Made): Promise<void> {
  for (const [name, change] of pokesOf(poke)) await POKES[name]?.(change, api, made);
}
