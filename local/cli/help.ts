import { COMMANDS, type CommandName, OPTIONS } from "./commands";

/** The help of one command, or of all commands. */
export function helpText(command?: CommandName): string {
  return command === undefined ? overview() : commandHelp(command);
}

function overview(): string {
  const commands = columns(Object.entries(COMMANDS).map(([name, { help }]) => [name, help]));
  return `Deploys a Pulumi program to a local Fastly, for trying out and testing. Needs only Node.
Nothing reaches Fastly. To deploy for real, use pulumi.

Usage: fastly-compute-local COMMAND [OPTIONS]

Commands:
${commands}

For the options of a command, run: npx fastly-compute-local COMMAND --help
`;
}

function commandHelp(command: CommandName): string {
  const { help, takes = [], options } = COMMANDS[command];
  const lines = [...options, "help" as const].map((name) => {
    const option: { flag?: string; value?: string; short?: string; help: string } = OPTIONS[name];
    const { flag = name, value, short, help: text } = option;
    const names = `${short === undefined ? "    " : `-${short}, `}--${flag}${value === undefined ? "" : ` ${value}`}`;
    return [names, text] as [string, string];
  });
  return `${help[0]?.toUpperCase()}${help.slice(1)}.

Usage: fastly-compute-local ${[command, ...takes].join(" ")} [OPTIONS]

Options:
${columns(lines)}
`;
}

function columns(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
