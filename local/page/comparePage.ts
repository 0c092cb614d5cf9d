import type { Service, State } from "../api/state";
import { type Change, compareVersions } from "./compare";
import { type Html, html, nothing } from "./html";
import { layout } from "./layout";
import { HIDDEN } from "./secrets";
import { servicePath } from "./servicePage";
import { card, hidden, table } from "./table";

/** The changes between two versions of a service. Undefined when one of them does not exist. */
export function comparePage(service: Service, state: State, from: number, to: number): string | undefined {
  const [before, after] = [from, to].map((number) => service.versions.find((version) => version.number === number));
  if (before === undefined || after === undefined) {
    return undefined;
  }
  const changes = compareVersions(before, after, state);
  const path = servicePath(service.id);
  const link = (number: number) => html`<a href="${path}?version=${number}">version ${number}</a>`;
  return layout(
    `${service.name}: changes from version ${from} to ${to}`,
    html`<p>From ${link(from)} to ${link(to)} of <a href="${path}">${service.name}</a>.
Items of dictionaries belong to no version, so they are not compared.</p>
${changes.map(changeCard)}
${changes.length === 0 ? html`<p>The two versions have the same content.</p>` : ""}`,
  );
}

const BADGES = { added: "badge good", removed: "badge bad", changed: "badge" };

function changeCard({ section, name, what, fields }: Change): Html {
  const rows = fields.map(({ field, before, after }) => [field, shownValue(before), shownValue(after)]);
  const content =
    what === "changed"
      ? table(`${section} ${name}`, ["Setting", "Before", "After"], rows)
      : table(
          `${section} ${name}`,
          ["Setting", "Value"],
          fields.map(({ field, before, after }) => [field, shownValue(what === "added" ? after : before)]),
        );
  const title = html`${section} ${name} <span class="${BADGES[what]}">${what}</span>`;
  return card(2, title, fields.length === 0 ? nothing : content);
}

function shownValue(text: string): Html {
  return text === HIDDEN ? hidden() : text === "" ? html`<span class="unset">not set</span>` : html`${text}`;
}
