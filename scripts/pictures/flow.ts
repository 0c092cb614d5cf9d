import { escaped, SANS, svg, THEMES, type Theme } from "./theme";

/** Boxes in columns, and arrows between them. */
export interface Flow {
  title: string;
  /** The texts above the columns. */
  columns: string[];
  /** Boxes by a unique name: each with its column and row, counted from 0, and its lines. The first line is bold. */
  boxes: Record<string, { at: [column: number, row: number]; lines: string[] }>;
  /** Arrows from one box to another. An arrow back to an earlier column goes along the bottom. */
  arrows: [from: string, to: string, label?: string][];
}

const BOX = { width: 212, height: 66 };
const GAP = { x: 52, y: 24 };
const MARGIN = 24;
const TOP = 56;

export function flowSvg({ title, columns, boxes, arrows }: Flow, theme: Theme): string {
  const { text, accent } = THEMES[theme];
  const left = (column: number) => MARGIN + column * (BOX.width + GAP.x);
  const top = (row: number) => TOP + row * (BOX.height + GAP.y);
  const rows = Math.max(...Object.values(boxes).map(({ at }) => at[1])) + 1;
  const columnOf = (name: string) => boxes[name]?.at[0] ?? 0;
  const leadsBack = arrows.some(([from, to]) => columnOf(to) <= columnOf(from));
  const bottom = top(rows) + (leadsBack ? 10 : -GAP.y);
  const size = { width: left(columns.length) - GAP.x + MARGIN, height: bottom + MARGIN };
  const placeOf = (name: string) => {
    const [column, row] = boxes[name]?.at ?? [0, 0];
    return { column, x: left(column), y: top(row) };
  };
  const lines = arrows.map(([from, to, label]) => {
    const a = placeOf(from);
    const b = placeOf(to);
    if (b.column > a.column) {
      const [x1, y1, x2, y2] = [a.x + BOX.width, a.y + BOX.height / 2, b.x - 7, b.y + BOX.height / 2];
      const middle = (x1 + x2) / 2;
      return `<path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" ${line(accent)}/>`;
    }
    const [x1, y1, x2] = [a.x + BOX.width / 2, a.y + BOX.height, b.x + BOX.width / 2];
    const path = `<path d="M${x1} ${y1} V${bottom} H${x2} V${b.y + BOX.height + 7}" ${line(accent)}/>`;
    return `${path}\n${textAt((x1 + x2) / 2, bottom - 8, label ?? "", `fill="${text}" text-anchor="middle"`)}`;
  });
  return svg(theme, size, title, [
    `<defs><marker id="end" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="7" markerHeight="7" orient="auto">`,
    `<path d="M0 0 L8 4 L0 8 z" fill="${accent}"/></marker></defs>`,
    `<g font-family="${SANS}" font-size="13">`,
    ...columns.map((name, column) =>
      textAt(left(column) + BOX.width / 2, 34, name, `fill="${accent}" font-weight="bold" text-anchor="middle"`),
    ),
    ...lines,
    ...Object.values(boxes).map(({ at, lines: words }) => boxSvg(left(at[0]), top(at[1]), words, theme)),
    "</g>",
  ]);
}

function boxSvg(x: number, y: number, lines: string[], theme: Theme): string {
  const { box, edge, text } = THEMES[theme];
  const first = y + BOX.height / 2 - (lines.length - 1) * 9 + 5;
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" fill="${box}" stroke="${edge}"/>`,
    ...lines.map((words, index) => {
      const weight = index === 0 ? ' font-weight="bold"' : "";
      return textAt(x + BOX.width / 2, first + index * 18, words, `fill="${text}" text-anchor="middle"${weight}`);
    }),
  ].join("\n");
}

function line(color: string): string {
  return `fill="none" stroke="${color}" stroke-width="1.5" marker-end="url(#end)"`;
}

function textAt(x: number, y: number, text: string, look: string): string {
  return `<text x="${x}" y="${y}" ${look}>${escaped(text)}</text>`;
}
