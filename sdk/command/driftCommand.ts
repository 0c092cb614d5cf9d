import { nameOfUrn, typeOfUrn } from "../pulumi/urn";
import { visibleLine } from "../system/visible";
import { readingClient } from "./access";
import { onStack } from "./advice";
import { type Drift, driftOf, type ServiceDrift } from "./drift";
import type { Io } from "./io";
import { askPulumi, exportedState, jsonIn, type StackOptions } from "./stackExport";

export interface DriftOptions extends StackOptions {
  /** A file to read instead of running `pulumi preview`. */
  preview?: string;
  withProgram: boolean;
  json: boolean;
}

/** The exit codes. 1 stays the code of an error, as everywhere. */
const NOTHING = 0;
const SOMETHING = 2;

/**
 * Reports how the state, the program and what is live differ, including edits in the web interface. Exits with 2 for
 * any difference, for CI.
 */
export async function drift(options: DriftOptions, io: Io): Promise<number> {
  const client = readingClient(io.env);
  const exported = await exportedState(options, io);
  const { preview, failure } = options.withProgram ? await previewOf(options, io) : {};
  const found = adviceOnStack(await driftOf(exported, preview, client), options);
  io.stdout.write(
    options.json
      ? `${JSON.stringify({ ...found, ...(failure && { previewFailed: failure }) }, null, 2)}\n`
      : shown(found, failure),
  );
  return found.drift || found.pending || failure !== undefined ? SOMETHING : NOTHING;
}

/** A preview that refuses is read too: its refusal is often the difference that the user looks for. */
async function previewOf(
  { dir, stack, state, preview }: DriftOptions,
  io: Io,
): Promise<{ preview?: unknown; failure?: string }> {
  if (preview !== undefined) {
    return { preview: jsonIn(preview) };
  }
  if (state !== undefined) {
    return {};
  }
  try {
    return { preview: JSON.parse(await askPulumi(["preview", "--json", "--non-interactive"], { dir, stack }, io)) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error) };
  }
}

/** The advice acts on the stack that was compared, whatever stack is selected. */
function adviceOnStack(found: Drift, options: DriftOptions): Drift {
  const services = found.services.map((service) => ({
    ...service,
    ...(service.undo && { undo: service.undo.map((command) => onStack(command, options)) }),
    ...(service.refused && {
      refused: { ...service.refused, remedy: onStack(service.refused.remedy, options) },
    }),
  }));
  return { ...found, services };
}

function shown({ services, steps, pending }: Drift, failure: string | undefined): string {
  const lines = [
    ...services.flatMap(serviceShown),
    ...(services.length === 0 ? ["The stack has no service of a ComputeService."] : []),
    ...section(
      "The next up does this to resources",
      steps.map(({ op, urn }) => `${op} ${nameOfUrn(urn)} (${typeOfUrn(urn)})`),
      "",
    ),
    ...(pending === false ? ["The program does not differ from the state."] : []),
    ...(failure === undefined ? [] : [`The program was not compared, because the preview failed: ${failure}`]),
  ];
  return lines.map((line) => `${visibleLine(line)}\n`).join("");
}

function serviceShown({ component, id, version, refused, live, undo, lines }: ServiceDrift): string[] {
  const isSame = live.length === 0 && refused === undefined;
  const active = version.live === undefined ? "no version is active" : `version ${version.live} is active`;
  const known = version.state === version.live ? "" : `, but the state says ${version.state ?? "none"}`;
  const prepared = version.prepared === undefined ? "" : `, version ${version.prepared} is prepared`;
  return [
    `${component}: service ${id}, ${active}${known}${prepared}${isSame ? "; nothing differs at Fastly" : ""}`,
    ...section(
      "Fastly differs from the state",
      live.map(({ text, stays }) => (stays === undefined ? text : `${text}; ${stays}`)),
    ),
    ...section("To bring back what the program declares, run", undo ?? []),
    ...section(
      "These arguments keep what exists only at Fastly",
      live.some(({ what }) => what === "added") ? lines : [],
    ),
    ...section(
      refused?.by === "change" ? "A preview or up that changes the service will say" : "The next up will say",
      refused === undefined ? [] : `${refused.problem} [${refused.code}]\n${refused.remedy}`.split("\n"),
    ),
  ];
}

function section(title: string, lines: string[], indent = "  "): string[] {
  return lines.length === 0 ? [] : [`${indent}${title}:`, ...lines.map((line) => `${indent}  ${line}`)];
}
