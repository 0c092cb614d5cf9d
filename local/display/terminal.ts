/** The cells of a line. A terminal that does not know them says 0, as one of a container may. */
export function columnsOf({ columns }: Pick<Terminal, "columns">): number | undefined {
  return columns === 0 ? 80 : columns;
}

/** What the display needs of a terminal; `process.stdout` is one. */
export interface Terminal {
  /** Takes text, with colours and cursor movements where it is a TTY. */
  write(text: string): unknown;
  /** Whether it can redraw what it shows. */
  isTTY?: boolean;
  /** Its cells per line. */
  columns?: number;
  /** Its lines. */
  rows?: number;
}
