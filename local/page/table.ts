import type { Section } from "./facts";
import { type Html, html, nothing } from "./html";
import { HIDDEN, isSet, shownFact } from "./secrets";

type Cell = Html | string | number;

/** A table whose first column names each row. Without rows it is a line that says so. */
export function table(caption: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) {
    return html`<p class="soft">None.</p>`;
  }
  return html`<table aria-label="${caption}">
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first = "", ...cells]) => html`
<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}
</tbody>
</table>`;
}

/** A part of the page. Its heading is below the page's (2), or below that of a group of parts (3). */
export function card(level: 2 | 3, title: Html | string, content: Html): Html {
  return html`<section>${level === 2 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
${content}
</section>`;
}

export function noteLine(note: string): Html {
  return note === ""
    ? nothing
    : html`<p class="soft">${note}</p>
`;
}

export function hidden(): Html {
  return html`<span class="hidden">${HIDDEN}</span>`;
}

/** The objects of one kind: a column for each important field, and the other settings folded. */
export function sectionTable({ title, columns, things }: Section): Html {
  const used = columns.filter(([field]) => things.some(({ facts }) => isSet(facts[field] ?? null)));
  const rest = things.map((thing) => otherFacts(thing, new Set(columns.map(([field]) => field))));
  const headings = ["Name", ...used.map(([, heading]) => heading), ...(rest.some(hasText) ? ["Settings"] : [])];
  return table(
    title,
    headings,
    things.map((thing, index) => [
      thing.name,
      ...used.map(([field]) => shownFactCell(thing, field)),
      ...(rest.some(hasText) ? [rest[index] ?? nothing] : []),
    ]),
  );
}

function hasText({ text }: Html): boolean {
  return text !== "";
}

function otherFacts(thing: Section["things"][number], inColumns: ReadonlySet<string>): Html {
  const fields = Object.keys(thing.facts).filter(
    (field) => !inColumns.has(field) && field !== "id" && isSet(thing.facts[field] ?? null),
  );
  return fields.length === 0
    ? nothing
    : html`<details><summary>${fields.length} more</summary><dl>${fields.map(
        (field) => html`<dt>${field}</dt><dd>${shownFactCell(thing, field)}</dd>`,
      )}</dl></details>`;
}

function shownFactCell(thing: Section["things"][number], field: string): Html {
  const text = shownFact(thing, field);
  return text === HIDDEN ? hidden() : /_hash$|hashsum/.test(field) ? html`<code>${text}</code>` : html`${text}`;
}
