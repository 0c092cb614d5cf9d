import type { Screen, Span } from "./screen";
import { escaped, MONOSPACE, svg, THEMES, type Theme } from "./theme";

const CELL = 8;
const LINE = 19;
const MARGIN = 18;

/** A picture of a terminal with this screen. */
export function terminalSvg(screen: Screen, theme: Theme, columns: number): string {
  const size = { width: columns * CELL + 2 * MARGIN, height: screen.length * LINE + 2 * MARGIN };
  const title = screen[0]?.map((span) => span.text).join("") ?? "";
  const lines = screen.map((spans, index) => lineSvg(spans, MARGIN + index * LINE + 14, theme));
  return svg(theme, size, title, [
    `<g font-family="${MONOSPACE}" font-size="13.3" fill="${THEMES[theme].text}">`,
    ...lines.filter((line) => line !== ""),
    "</g>",
  ]);
}

/** The cells of a font have different widths on different systems, so each word starts at its column. */
function lineSvg(spans: Span[], y: number, theme: Theme): string {
  const palette: Record<number, string> = THEMES[theme].palette;
  let column = 0;
  const words: string[] = [];
  for (const { text, color, bold, underlined } of spans) {
    const look = [
      color === undefined ? "" : ` fill="${palette[color] ?? THEMES[theme].text}"`,
      bold ? ' font-weight="bold"' : "",
      underlined ? ' text-decoration="underline"' : "",
    ].join("");
    for (const { 0: word, index } of text.matchAll(/\S+( \S+)*/g)) {
      words.push(`<tspan x="${MARGIN + (column + index) * CELL}"${look}>${escaped(word)}</tspan>`);
    }
    column += [...text].length;
  }
  return words.length === 0 ? "" : `<text y="${y}">${words.join("")}</text>`;
}
