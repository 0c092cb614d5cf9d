import { parseArgs } from "node:util";
import { likelyName } from "../manifest/nearMiss";
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
    help: "read a live service, and write a Pulumi program and a manifest for it",
    needs: ["service-id"],
    options: {
      "service-id": { value: "ID", help: "the service" },
      dir: { value: "DIR", help: "the directory for the Pulumi program (default: .)" },
      app: { value: "DIR", help: "the Compute project, relative to --dir (default: . with a fastly.toml, else app)" },
      overwrite: { help: "overwrite existing files, but never a fastly.toml" },
      print: { help: "print the program and write no files" },
      "print-secret": { value: "KEY", help: "print one secret, for a pipe to pulumi config set --secret" },
      "items-in-program": { help: "write items of dictionaries into the program, where everyone can read them" },
    },
  },
  drift: {
    help: "compare the state, the program and the live service, and change nothing",
    options: {
      dir: { value: "DIR", help: "the Pulumi program (default: .)" },
      stack: { value: "NAME", help: "the stack (default: the selected one)" },
      json: { help: "print JSON" },
      "no-program": { help: "compare only the state with the live service, without the program" },
      state: { value: "FILE", help: "a file with the output of pulumi stack export, instead of running it" },
      preview: { value: "FILE", help: "a file with the output of pulumi preview --json, instead of running it" },
    },
  },
  releases: {
    help: "list the versions of a service with their releases, and how to go back to each",
    options: {
      "service-id": { value: "ID", help: "the service (default: the services of the stack)" },
      dir: { value: "DIR", help: "the Pulumi program (default: .)" },
      stack: { value: "NAME", help: "the stack (default: the selected one)" },
      state: { value: "FILE", help: "a file with the output of pulumi stack export, instead of running it" },
      limit: { value: "COUNT", help: "how many versions to list besides the live one, newest first (default: 20)" },
      json: { help: "print JSON" },
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
    throw unknown(`Unknown command "${name}"`, likelyName(name, Object.keys(COMMANDS)));
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
    const given = /^Unknown option '([^']*)'/.exec(message)?.[1]?.replace(/^-+/, "");
    const likely = given === undefined ? undefined : likelyName(given, Object.keys(options));
    throw unknown(message.split(/\. |\n/, 1)[0]?.replace(/\.$/, "") ?? "", likely && `--${likely}`, name);
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
  return `Commands for live services at Fastly. The commands only read, and change nothing there.
The API token comes from FASTLY_API_KEY, FASTLY_API_TOKEN or the Fastly CLI. The scope global:read is enough.

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
