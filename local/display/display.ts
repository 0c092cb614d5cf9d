import type { EngineEvent } from "../engine/events";
import { terminalLine } from "../foreignText";
import { renderDiff } from "./diff";
import { liveTree } from "./live";
import { emptyModel, type Model, modelOf, record } from "./model";
import { inColor, type Paint, withoutColor } from "./paint";
import { progressLine } from "./progress";
import { renderSections } from "./sections";
import { columnsOf, type Terminal } from "./terminal";
import { renderTree } from "./tree";

/** The options of a display. */
export interface DisplayOptions {
  /** Shows every property that differs, like `--diff`. */
  diff?: boolean;
  /** Texts that must never be shown: the values of secret configuration. */
  secrets?: Iterable<string>;
  /** Default: colours on a TTY, unless `NO_COLOR` is set or `TERM` is `dumb`. */
  color?: boolean;
  /** Milliseconds since any moment. */
  now?: () => number;
}

/** Shows one run. */
export interface Display {
  /** Shows an event. */
  show(event: EngineEvent): void;
  /** Shows the end: the final tree or the diff, then the sections. Restores the terminal. */
  close(): void;
}

/**
 * A display in the Pulumi CLI's look. On a TTY it redraws a tree in place. Otherwise it writes a line for each event.
 */
export function createDisplay(terminal: Terminal, options: DisplayOptions = {}): Display {
  const now = options.now ?? Date.now;
  const paint = (options.color ?? wantsColor(terminal)) ? inColor : withoutColor;
  let model = emptyModel();
  for (const secret of options.secrets ?? []) {
    model.secrets.add(secret);
  }
  const live = terminal.isTTY === true ? liveTree(terminal, paint, now) : undefined;
  let closed = false;
  return {
    show(event) {
      model = record(model, event, now());
      if (event.kind === "start") {
        terminal.write(`${titleOf(model, paint)}\n\n`);
      }
      if (live !== undefined) {
        live.update(model);
      } else if (!options.diff) {
        const line = progressLine(model, event, paint);
        terminal.write(line === undefined ? "" : `${line}\n`);
      }
    },
    close() {
      if (closed) {
        return;
      }
      closed = true;
      live?.clear();
      terminal.write(finalView(model, terminal, paint, options.diff === true));
    },
  };
}

function finalView(model: Model, terminal: Terminal, paint: Paint, diff: boolean): string {
  const sections = renderSections(model, paint);
  if (diff) {
    return `${renderDiff(model, paint)}${sections}\n`;
  }
  const tree =
    terminal.isTTY === true ? `${renderTree(model, { paint, width: columnsOf(terminal) }).join("\n")}\n\n` : "";
  return `${tree}${sections}\n`;
}

/** The text that `--diff` would have shown for a finished run. */
export function renderFullDiff(
  events: Iterable<EngineEvent>,
  { terminal, secrets = [] }: { terminal: Terminal; secrets?: Iterable<string> },
): string {
  return renderDiff(modelOf(events, secrets), wantsColor(terminal) ? inColor : withoutColor);
}

function titleOf({ operation, stack }: Model, paint: Paint): string {
  const titles = { preview: "Previewing update", up: "Updating", refresh: "Refreshing", destroy: "Destroying" };
  return paint("headline", `${titles[operation]} (${terminalLine(stack)}):`);
}

export function wantsColor(terminal: Terminal, env: NodeJS.ProcessEnv = process.env): boolean {
  return terminal.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}
