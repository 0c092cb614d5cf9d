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
