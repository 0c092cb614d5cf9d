import { OPS } from "../display/ops";
import type { Paint } from "../display/paint";
import type { StepOp } from "../engine/events";
import { terminalLine, terminalText } from "../foreignText";
import type { Round } from "./loop";

/** The facts on the page. */
export interface Status {
  /** The address of the service. */
  address: string;
  /** The addresses of the program's other services, by name. */
  also: [name: string, address: string][];
  /** Whether Viceroy is installed to answer. */
  serves: boolean;
  /** Why the present or last round was started. */
  why: string[];
  working: boolean;
  last?: Round;
  /** The latest requests and the latest lines that the program logged, newest last. */
  requests: string[];
  logged: string[];
}

/** The hint at an address without Viceroy. */
const SILENT = "to get answers, install Viceroy: cargo install viceroy --locked";

/** As many as a glance takes in. */
const MOST_FILES = 3;

/** One page, with the same layout in every state. */
export function renderStatus(status: Status, paint: Paint): string {
  const { address, also, serves, why, working, last, requests, logged } = status;
  const files = why.slice(0, MOST_FILES).map(terminalLine);
  const reason = [...files, ...(why.length > MOST_FILES ? [`and ${why.length - MOST_FILES} more`] : [])].join(", ");
  return [
    paint("headline", "fastly-compute-local dev"),
    "",
    `${paint("bold", "Address")}  ${address}${serves ? "" : ` (${SILENT})`}`,
    ...also.map(([name, other]) => `         ${other} (${terminalLine(name)})`),
    `${paint("bold", "Changed")}  ${reason}`,
    `${paint("bold", "State")}    ${stateOf({ working, last, serves }, paint)}`,
    ...section("Errors", last?.errors ?? [], paint),
    ...section("Requests", requests, paint),
    ...section("Logged", logged, paint),
    "",
    paint("dim", "r rebuild   o open   q quit"),
    "",
  ].join("\n");
}

/** The same for a log, which is never redrawn: a line with the outcome of a round. */
export function renderRound(
  { why, last, serves, also }: Pick<Status, "why" | "last" | "serves" | "also">,
  paint: Paint,
): string {
  const errors = (last?.errors ?? []).map((error) => `${terminalText(error)}\n`);
  const others = also.map(([name, other]) => `${other} (${terminalLine(name)})\n`);
  const state = stateOf({ working: false, last, serves }, paint);
  return `${why.map(terminalLine).join(", ")}: ${state}${serves ? "" : `; ${SILENT}`}\n${[...others, ...errors].join("")}`;
}

function stateOf({ working, last, serves }: Pick<Status, "working" | "last" | "serves">, paint: Paint): string {
  if (working || last === undefined) {
    return paint("info", "deploying …");
  }
  const took = Object.entries(last.took).map(([step, ms]) => `${step} ${(ms / 1000).toFixed(2)} s`);
  const changes = Object.entries(last.changes).filter(([op]) => op !== "same");
  const what = changes.length === 0 ? "nothing to change" : changes.map(counted).join(", ");
  return last.ok
    ? `${paint("create", serves ? "live" : "deployed")}: ${what} (${took.join(", ")})`
    : `${paint("error", "failed")}, and ${last.answers ? "the previous version" : "nothing"} answers (${took.join(", ")})`;
}

/** Formats a count as at the end of a run. */
function counted([op, count]: [string, number | undefined]): string {
  return `${count} ${OPS[op as StepOp]?.counted ?? op}`;
}

function section(title: string, lines: string[], paint: Paint): string[] {
  return lines.length === 0
    ? []
    : ["", paint("bold", title), ...lines.map((line) => terminalText(line).replace(/^/gm, "  "))];
}
