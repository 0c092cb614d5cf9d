import { parseArgs } from "node:util";
import { likelyKey } from "../manifest/nearMiss";
import { commandError } from "./errors";

interface Option {
  /** The name of its value in the help. A switch has none. */
  value?: string;
  help: string;
}

export interface Command {
  help: string;
  options: Record<string, Option>;
  /** The required options. */
  needs?: string[];
}

export const COMMANDS: Record<string, Command> = {
  adopt: {
    help: "write a Pulumi program and a manifest from a live service, which is only read",
    needs: ["service-id"],
    options: {
      "service-id": { value: "ID", help: "the service" },
      dir: { value: "DIR", help: "where the Pulumi program is written (default: .)" },
      app: { value: "DIR", help: "the Compute project, from there (default: . with a fastly.toml, else app)" },
      overwrite: { help: "write over files that are there; never over a fastly.toml" },
      print: { help: "print the program, and write nothing" },
      "print-secret": { value: "KEY", help: "print one secret, for a pipe to pulumi config set --secret" },
      "items-in-program": { help: "write items of dictionaries into the program, where everybody can read them" },
    },
  },
  drift: {
    help: "say what differs between the state, the program and what is live, and change nothing",
    options: {
      dir: { value: "DIR", help: "the Pulumi program (default: .)" },
      stack: { value: "NAME", help: "the stack (default: the one that is selected)" },
      json: { help: "print it as JSON" },
      "no-program": { help: "leave the program alone: compare the state with what is live" },
      state: { value: "FILE", help: "the state as pulumi stack export prints it, instead of asking for it" },
      preview: { value: "FILE", help: "what pulumi preview --json has printed, instead of running it" },
    },
  },
  releases: {
    help: "list the versions of a service, how far the release of each has come, and the way back to it",
    options: {
      "service-id": { value: "ID", help: "the service (default: those of the stack)" },
      dir: { value: "DIR", help: "the Pulumi program (default: .)" },
      stack: { value: "NAME", help: "the stack (default: the one that is selected)" },
      state: { value: "FILE", help: "the state as pulumi stack export prints it, instead of asking for it" },
      limit: { value: "COUNT", help: "the newest versions that are listed, besides the live one (default: 20)" },
      json: { help: "print it as JSON" },
    },
  },
};

export interface Invocation {
  command: string;
  values: Record<string, string | boolean | undefined>;
}

/** The command line, parsed. A string is the help text that the user asked for. */
export function parseInvocation(args: readonly string[]): Invocation | string {
  const [name = "", ...rest] = args;
  if (name === "" || name === "help" || name === "--help" || name === "-h") {
    return overview();
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw unknown(`Unknown command "${name}"`, likelyKey(name, Object.keys(COMMANDS)));
  }
  const types = Object.entries(command.options).map(([option, { value }]) => [
    option,
    { type: value === undefined ? ("boolean" as const) : ("string" as const) },
  ]);
  const options = { ...Object.fromEntries(types), help: { type: "boolean" as const, short: "h" } };
  let values: Invocation["values"];
  try {
    values = parseArgs({ args: rest, options, strict: true, allowPositionals: false }).values as Invocation["values"];
  } catch (error) {
    const { message } = error as Error;
    throw unknown(message.split(/\. |\n/, 1)[0]?.replace(/\.$/, "") ?? "", undefined, name);
  }
  if (values.help) {
    return helpOf(name, command);
  }
  const missing = (command.needs ?? []).find((option) => !values[option]);
  if (missing !== undefined) {
    throw unknown(`${name} needs --${missing} ${command.options[missing]?.value ?? ""}`, undefined, name);
  }
  return { command: name, values };
}

function unknown(problem: string, likely?: string, command?: string) {
  const said = likely === undefined ? problem : `${problem}: did you mean "${likely}"?`;
  return commandError("command-unknown", { problem: said, help: command === undefined ? "" : `${command} ` });
}

function overview(): string {
  return `Commands for services that are live at Fastly. They only read: nothing is changed there.
The API token is that of FASTLY_API_KEY, FASTLY_API_TOKEN or the Fastly CLI; the scope global:read is enough.

Usage: pulumi-fastly-compute COMMAND [OPTIONS]

Commands:
${columns(Object.entries(COMMANDS).map(([name, { help }]) => [name, help]))}

For the options of a command, run: npx pulumi-fastly-compute COMMAND --help
To deploy, run: pulumi up
`;
}

function helpOf(name: string, { help, options }: Command): string {
  const rows = [...Object.entries(options), ["help", { help: "this text" }] as [string, Option]];
  return `${help[0]?.toUpperCase()}${help.slice(1)}.

Usage: pulumi-fastly-compute ${name} [OPTIONS]

Options:
${columns(rows.map(([option, { value, help }]) => [`--${option}${value === undefined ? "" : ` ${value}`}`, help]))}
`;
}

function columns(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
