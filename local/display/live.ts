import type { Model } from "./model";
import type { Paint } from "./paint";
import { columnsOf, type Terminal } from "./terminal";
import { renderTree } from "./tree";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_TO_LINE_END = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** Fast enough for moving seconds and dots, slow enough for an ssh session. */
const REDRAW_MS = 100;

/** A tree that is redrawn in place until it is cleared. */
export interface LiveTree {
  update(model: Model): void;
  /** Removes the tree and restores the cursor. */
  clear(): void;
}

export function liveTree(terminal: Terminal, paint: Paint, now: () => number): LiveTree {
  let model: Model | undefined;
  let linesDrawn = 0;
  let timer: NodeJS.Timeout | undefined;
  const restore = () => terminal.write(SHOW_CURSOR);

  const draw = () => {
    if (model === undefined) {
      return;
    }
    const lines = fitLines(
      renderTree(model, { paint, width: columnsOf(terminal), live: { now: now() } }),
      terminal.rows,
    );
    const text = lines.map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join("");
    terminal.write(`${HIDE_CURSOR}${toStart(linesDrawn)}${text}${CLEAR_BELOW}`);
    linesDrawn = lines.length;
  };

  return {
    update(next) {
      model = next;
      if (timer === undefined) {
        process.once("exit", restore);
        timer = setInterval(draw, REDRAW_MS).unref();
        draw();
      }
    },
    clear() {
      clearInterval(timer);
      process.removeListener("exit", restore);
      if (timer !== undefined) {
        terminal.write(`${toStart(linesDrawn)}${CLEAR_BELOW}${SHOW_CURSOR}`);
      }
      timer = undefined;
      linesDrawn = 0;
    },
  };
}

/**
 * The drawn lines must not scroll, or they could not be redrawn. Of a long tree the end is shown, where the work is.
 */
export function fitLines(lines: string[], height = Number.POSITIVE_INFINITY): string[] {
  const room = Math.max(height - 1, 3);
  if (lines.length <= room) {
    return lines;
  }
  const hidden = lines.length - room + 1;
  return [...lines.slice(0, 1), `     … ${hidden} more`, ...lines.slice(hidden + 1)];
}

function toStart(lines: number): string {
  return lines === 0 ? "\r" : `\r\x1b[${lines}A`;
}
