import { htmlText } from "../foreignText";

/** Markup that is safe to send: only `html` makes it, and escapes every value that is not markup itself. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Part[];

/** A template of markup: values are escaped, markup and lists of markup are not. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1] ?? "") + part));
}

export const nothing = new Html("");

function render(value: Part): string {
  if (value instanceof Html) {
    return value.text;
  }
  return typeof value === "object" ? value.map(render).join("") : htmlText(String(value));
}
