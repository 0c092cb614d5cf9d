/** The cells of a line. A terminal that does not know its width says 0, as in some containers. */
export function columnsOf({ columns }: Pick<Terminal, "columns">): number | undefined {
  return columns === 0 ? 80 : columns;
}

/** The parts of a terminal that the display needs. `process.stdout` has them. */
export interface Terminal {
  /** Takes text, with colours and cursor movements on a TTY. */
  write(text: string): unknown;
  /** Whether it can redraw its lines. */
  isTTY?: boolean;
  /** Its cells per line. */
  columns?: number;
  /** Its lines. */
  rows?: number;
}
