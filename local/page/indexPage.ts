import type { Service, State } from "../api/state";
import { activeVersion, latestVersion } from "../api/store";
import { STORE_KINDS } from "./facts";
import { type Html, html } from "./html";
import { layout } from "./layout";
import { shown } from "./secrets";
import { servicePath, stateBadge, time } from "./servicePage";
import { card, hidden, noteLine, table } from "./table";

/** All services and stores of the local Fastly, below a note if there is one. */
export function indexPage(state: State, note = ""): string {
  const services = state.services.filter(({ deleted_at }) => deleted_at === null);
  return layout(
    "Services",
    html`${noteLine(note)}${card(2, "Compute services", serviceTable(services))}
<h2>Stores</h2>
${stores(state).map(({ id, name, kind, headings, entries }) =>
  card(
    3,
    `${name} (${STORE_KINDS[kind]})`,
    html`<p class="soft"><code>${id}</code>, ${linkedBy(services, id)}</p>${table(name, headings, entries)}`,
  ),
)}
${stores(state).length === 0 ? html`<p class="soft">None.</p>` : ""}`,
  );
}

function serviceTable(services: readonly Service[]): Html {
  return table(
    "Services",
    ["Name", "Version", "Domains", "Id", "Last changed"],
    services.map((service) => {
      const version = activeVersion(service) ?? latestVersion(service);
      return [
        html`<a href="${servicePath(service.id)}">${service.name}</a>`,
        version === undefined ? "" : html`${version.number} ${stateBadge(version)}`,
        version?.domains.map(({ name }) => name).join(", ") ?? "",
        html`<code class="id">${service.id}</code>`,
        time(service.updated_at),
      ];
    }),
  );
}

function linkedBy(services: readonly Service[], id: string): string {
  const linking = services.filter((service) => activeVersion(service)?.links.some((link) => link.resource_id === id));
  return linking.length === 0 ? "linked by no service" : `linked by ${linking.map(({ name }) => name).join(", ")}`;
}

function stores({ configStores, kvStores, secretStores, acls }: State) {
  return [
    ...configStores.map(({ id, name, items }) => ({
      ...{ id, name, kind: "config" as const, headings: ["Key", "Value"] },
      entries: items.map((item) => [item.item_key, shown(item.item_value)]),
    })),
    ...kvStores.map(({ id, name, items }) => ({
      ...{ id, name, kind: "object-store" as const, headings: ["Key", "Bytes"] },
      entries: items.map(({ key, value }) => [key, Buffer.byteLength(value, "base64")]),
    })),
    ...secretStores.map(({ id, name, secrets }) => ({
      ...{ id, name, kind: "secret-store" as const, headings: ["Name", "Value"] },
      entries: secrets.map((secret) => [secret.name, hidden()]),
    })),
    ...acls.map(({ id, name, entries }) => ({
      ...{ id, name, kind: "acl" as const, headings: ["Prefix", "Action"] },
      entries: entries.map(({ prefix, action }) => [prefix, action]),
    })),
  ];
}
