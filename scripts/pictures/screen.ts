import { Terminal } from "@xterm/headless";

/** Text in one style, in a line of a terminal. */
export interface Span {
  text: string;
  /** One of the terminal's 16 colours. Undefined: the colour of plain text. */
  color?: number;
  bold: boolean;
  underlined: boolean;
}

/** The lines of a terminal, each in spans. */
export type Screen = Span[][];

/** The screen of a terminal after all of this was written to it. */
export async function screenOf(written: string, columns: number): Promise<Screen> {
  const terminal = new Terminal({ cols: columns, rows: 200, convertEol: true, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write(written, done));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => spansOf(active.getLine(row), columns));
  terminal.dispose();
  while (lines.at(-1)?.length === 0) {
    lines.pop();
  }
  return lines;
}

type Line = NonNullable<ReturnType<Terminal["buffer"]["active"]["getLine"]>>;

function spansOf(line: Line | undefined, columns: number): Span[] {
  const spans: Span[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) {
      continue;
    }
    const look = {
      color: cell.isFgPalette() ? cell.getFgColor() : undefined,
      bold: cell.isBold() !== 0,
      underlined: cell.isUnderline() !== 0,
    };
    const text = cell.getChars() || " ";
    const last = spans.at(-1);
    if (last && last.color === look.color && last.bold === look.bold && last.underlined === look.underlined) {
      last.text += text;
    } else {
      spans.push({ text, ...look });
    }
  }
  return withoutEnd(spans);
}

/** The same without the empty cells at the end of the line. */
function withoutEnd(spans: Span[]): Span[] {
  const last = spans.at(-1);
  if (last === undefined || last.underlined || last.text.trimEnd() === last.text) {
    return spans;
  }
  const text = last.text.trimEnd();
  const rest = spans.slice(0, -1);
  return text === "" ? withoutEnd(rest) : [...rest, { ...last, text }];
}
