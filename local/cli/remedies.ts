import type { EngineEvent } from "../engine";
import { COMMANDS, commandOf } from "./commands";
import type { Invocation } from "./invocation";

/**
 * The component's remedies are commands of `pulumi`. Users of the stand-in may not have `pulumi`, and its state does
 * not have the stack. So these become commands of `fastly-compute-local`, for the same project, stack, state and API.
 */
export function asLocalCommands(text: string, invocation: Invocation): string {
  return ofPulumi(text, invocation) + variablesOfFastly(text, invocation);
}

/** The start of a Fastly CLI command that uses the API. */
const FASTLY = /(^|: | {2})fastly (service|service-version|(config|kv|secret)-store|compute acl)\b/m;

/** The variables by which the Fastly CLI commands in a text reach this machine's API. Empty without such commands. */
function variablesOfFastly(text: string, { dir, state, api }: Invocation): string {
  if (!FASTLY.test(text)) {
    return "";
  }
  if (api !== undefined) {
    const { origin } = new URL(api);
    return `\nFor this API, fastly needs in its environment: FASTLY_API_ENDPOINT=${origin} FASTLY_ACCOUNT_ENDPOINT=${origin}`;
  }
  const where = `${dir === "." ? "" : ` --dir ${word(dir)}`}${state === undefined ? "" : ` --state ${word(state)}`}`;
  return (
    "\nFor the local Fastly, fastly needs the variables that this command prints. Leave it running in another terminal:\n" +
    `  npx fastly-compute-local serve${where}`
  );
}

function ofPulumi(text: string, invocation: Invocation): string {
  return text.replace(/\bpulumi ([a-z]+)(?: ([a-z]+)\b)?/g, (all, first: string, second: string | undefined) => {
    const command = commandOf(second === undefined ? [first] : [first, second]);
    if (command === undefined) {
      return all;
    }
    const { options } = COMMANDS[command];
    const { dir, stack, state, api, engine } = invocation;
    const where = (
      [
        ["dir", dir, "."],
        ["stack", stack, "dev"],
        ["state", state, undefined],
        ["api", api, undefined],
        ["engine", engine, "embedded"],
      ] as const
    ).flatMap(([name, value, usual]) =>
      value === undefined || value === usual || !options.includes(name) ? [] : ` --${name} ${word(value)}`,
    );
    const rest = second === undefined || command.includes(" ") ? "" : ` ${second}`;
    return `npx fastly-compute-local ${command}${where.join("")}${rest}`;
  });
}

/** The same for messages about a resource. The program's own output stays unchanged. */
export function withLocalCommands(event: EngineEvent, invocation: Invocation): EngineEvent {
  return event.kind === "diagnostic" && (event.severity !== "info" || event.urn !== undefined)
    ? { ...event, message: asLocalCommands(event.message, invocation) }
    : event;
}

function word(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
