import type { Service, State, Version } from "../api/state";
import { activeVersion, latestVersion } from "../api/store";
import { versionFacts } from "./facts";
import { type Html, html, nothing } from "./html";
import { layout } from "./layout";
import { shown } from "./secrets";
import { card, hidden, noteLine, sectionTable, table } from "./table";

/** The path of a service's page, below the API's address. */
export function servicePath(id: string): string {
  return `/manage/compute/services/${encodeURIComponent(id)}`;
}

/** The page of a service: its versions, and the contents of one of them. Default: the version that serves requests. */
export function servicePage(service: Service, state: State, number?: number, note = ""): string | undefined {
  const version =
    number === undefined
      ? (activeVersion(service) ?? latestVersion(service))
      : service.versions.find((candidate) => candidate.number === number);
  if (version === undefined) {
    return undefined;
  }
  const sections = versionFacts(version, state).filter(({ things }) => things.length > 0);
  return layout(
    service.name,
    html`${noteLine(note)}<p class="soft">${service.type === "wasm" ? "Compute" : "VCL"} service <code>${service.id}</code></p>
${service.comment === "" ? nothing : html`<p>${service.comment}</p>`}
${card(2, "Versions", versionTable(service, version))}
<h2>In version ${version.number} ${stateBadge(version)}</h2>
${sections.map((section) =>
  card(3, section.title, section.title === "Dictionaries" ? dictionaries(service, version) : sectionTable(section)),
)}
${sections.length === 0 ? html`<p class="soft">Nothing yet.</p>` : nothing}
<h2>In every version</h2>
${card(3, "Products", products(service))}
${linkedDomains(service, state)}`,
  );
}

function versionTable(service: Service, selected: Version): Html {
  const path = servicePath(service.id);
  const rows = service.versions.map((version, index) => {
    const previous = service.versions[index - 1];
    const current = version === selected ? html` aria-current="true"` : nothing;
    return html`
<tr${current}><th scope="row"><a href="${path}?version=${version.number}">Version ${version.number}</a></th>
<td>${stateBadge(version)}</td><td>${version.comment}</td><td>${time(version.updated_at)}</td>
<td>${
      previous === undefined
        ? nothing
        : html`<a href="${path}?compare=${previous.number}..${version.number}">Changes since ${previous.number}</a>`
    }</td></tr>`;
  });
  return html`<table aria-label="Versions">
<thead><tr>${["Version", "State", "Comment", "Last changed", "Compare"].map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.reverse()}
</tbody>
</table>`;
}

export function stateBadge(version: Version): Html {
  const states = [
    version.active ? html`<span class="badge good">active</span>` : nothing,
    version.staging ? html`<span class="badge">staged</span>` : nothing,
    version.active || version.staging
      ? nothing
      : html`<span class="badge">${version.locked ? "locked" : "draft"}</span>`,
  ];
  return html`${states}`;
}

export function time(text: string): Html {
  return html`<time datetime="${text}">${text.replace("T", " ").replace("Z", " UTC")}</time>`;
}

function dictionaries(service: Service, version: Version): Html {
  const tables = version.dictionaries.map(({ id, name, write_only }) => {
    const items = service.dictionaryItems[id] ?? [];
    return html`
<h4>${name}${write_only ? html` <span class="badge">write-only</span>` : nothing}</h4>
${table(
  `Items of ${name}`,
  ["Key", "Value"],
  items.map((item) => [item.item_key, write_only ? hidden() : shown(item.item_value)]),
)}`;
  });
  return html`${tables}`;
}

function products(service: Service): Html {
  return table(
    "Products",
    ["Product", "Configuration"],
    Object.entries(service.products).map(([name, configuration]) => [
      name,
      Object.entries(configuration)
        .map(([key, value]) => `${key}: ${shown(String(value))}`)
        .join(", "),
    ]),
  );
}

function linkedDomains(service: Service, state: State): Html {
  const domains = state.managedDomains.filter(({ service_id }) => service_id === service.id);
  const rows = domains.map(({ fqdn, description }) => [fqdn, description]);
  return rows.length === 0
    ? nothing
    : card(3, "Domains of the account", table("Domains", ["Name", "Description"], rows));
}
