import { parseArgs } from "node:util";
import { likelyName } from "pulumi-fastly-compute/internal";
import { COMMANDS, type CommandName, commandOf, OPTIONS, type Option, type OptionName } from "./commands";
import { cliError } from "./errors";
import { checkStackName, isStackName } from "./stackName";

/** A parsed command line. */
export interface Invocation {
  command: CommandName;
  dir: string;
  stack: string;
  diff: boolean;
  yes: boolean;
  strict: boolean;
  skipPreview: boolean;
  refresh: boolean;
  runProgram: boolean;
  configPath: boolean;
  /** The arguments besides options. */
  given: string[];
  asSecret: boolean;
  asPath: boolean;
  targetDependents: boolean;
  force: boolean;
  config: string[];
  secret: string[];
  target: string[];
  replace: string[];
  /** The directories of policy packs. */
  policyPack: string[];
  /** The files with their configuration, in the same order. Without any file: defaults. */
  policyPackConfig: string[];
  engine: "embedded" | "pulumi" | "auto";
  report?: string;
  file?: string;
  json: boolean;
  showSecrets: boolean;
  api?: string;
  state?: string;
  port?: number;
  /** `NAME=URL`. */
  backend: string[];
  noReload: boolean;
  requests?: string;
  vary: string[];
}

/** Words of the Fastly CLI and other tools, with the command here. */
const ELSEWHERE = new Map<string, CommandName>([
  ["publish", "up"],
  ["deploy", "up"],
  ["update", "up"],
  ["apply", "up"],
  ["build", "preview"],
  ["plan", "preview"],
  ["delete", "destroy"],
  ["watch", "dev"],
]);

/** Other commands of `pulumi stack`, with the advice for each: here the first `up` makes a stack. */
const MADE_BY = new Map<string, (name?: string) => string>([
  ["init", (name = "NAME") => `up --stack ${name}`],
  ["select", (name = "NAME") => `up --stack ${name}`],
  ["rm", (name = "NAME") => `destroy --stack ${name}`],
]);

/** The words after `stack`, without options. */
function positionalsOf([, ...args]: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith("-"));
}

/** Undefined when the user asks for help. Throws for an invalid command line. */
export function parseInvocation(args: readonly string[]): Invocation | undefined {
  const [first] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    return undefined;
  }
  const command = commandOf(args);
  if (command === undefined) {
    throw usageError(`Unknown command "${first}"`, ELSEWHERE.get(first) ?? likelyCommand(first, args[1]));
  }
  const made = command === "stack" ? MADE_BY.get(positionalsOf(args)[0] ?? "") : undefined;
  if (made !== undefined) {
    throw usageError(`Unknown command "stack ${args[1]}"`, made(positionalsOf(args)[1]));
  }
  const { values, positionals } = readOptions(command, args.slice(command.split(" ").length));
  if (values.help) {
    return undefined;
  }
  checkGiven(command, positionals);
  const text = (name: OptionName) => values[name] as string | undefined;
  const texts = (name: OptionName) => (values[name] ?? []) as string[];
  return {
    command,
    dir: text("dir") ?? ".",
    stack: checkStackName(text("stack") ?? "dev"),
    diff: values.diff === true,
    yes: values.yes === true,
    strict: values.strict === true,
    skipPreview: values["skip-preview"] === true,
    refresh: values.refresh === true,
    runProgram: values["run-program"] === true,
    configPath: values["config-path"] === true,
    given: positionals,
    asSecret: values["as-secret"] === true,
    asPath: values["as-path"] === true,
    targetDependents: values["target-dependents"] === true,
    force: values.force === true,
    config: texts("config"),
    secret: texts("secret"),
    target: texts("target"),
    replace: texts("replace"),
    policyPack: texts("policy-pack"),
    policyPackConfig: texts("policy-pack-config"),
    engine: readEngine(text("engine")),
    report: text("report"),
    file: text("file"),
    json: values.json === true,
    showSecrets: values["show-secrets"] === true,
    api: text("api"),
    state: text("state"),
    port: readPort(text("port") ?? text("front-port")),
    backend: texts("backend"),
    noReload: values["no-reload"] === true,
    requests: text("requests"),
    vary: texts("vary"),
  };
}

/** The command that two words probably mean. The second word may be an argument or an option. */
function likelyCommand(first: string, second = ""): string | undefined {
  const commands = Object.keys(COMMANDS).map((name) => name.split(" "));
  const firstWords = commands.map(([word = ""]) => word);
  const known = firstWords.includes(first) ? first : likelyName(first, firstWords);
  const secondWords = commands.flatMap(([word, next]) => (word === known && next !== undefined ? [next] : []));
  const next =
    likelyName(second, secondWords) ?? (known === undefined || known in COMMANDS ? undefined : secondWords[0]);
  return next === undefined ? known : `${known} ${next}`;
}

function readOptions(
  command: CommandName,
  args: string[],
): { values: Partial<Record<OptionName, unknown>>; positionals: string[] } {
  const names: OptionName[] = [...COMMANDS[command].options, "help"];
  const flagOf = (name: OptionName) => (OPTIONS[name] as Option).flag ?? name;
  const options = Object.fromEntries(
    names.map((name) => {
      const { value, short, repeated }: Option = OPTIONS[name];
      const type = value === undefined ? ("boolean" as const) : ("string" as const);
      return [flagOf(name), { type, multiple: repeated === true, ...(short === undefined ? {} : { short }) }];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: true });
    return { values: Object.fromEntries(names.map((name) => [name, values[flagOf(name)]])), positionals };
  } catch (error) {
    throw explain(error as Error & { code?: string }, command, names.map(flagOf));
  }
}

function checkGiven(command: CommandName, given: readonly string[]): void {
  const takes = COMMANDS[command].takes ?? [];
  const [surplus] = given.slice(takes.length);
  if (surplus !== undefined) {
    const mayBeStack = takes.length === 0 && COMMANDS[command].options.includes("stack") && isStackName(surplus);
    const meant = takes.length === 0 && !command.includes(" ") ? likelyCommand(command, surplus) : command;
    throw usageError(
      `${command} takes ${takes.length === 0 ? "no argument" : takes.join(" and ")}, but got "${surplus}"`,
      meant !== command ? meant : mayBeStack ? `--stack ${surplus}` : undefined,
      command,
    );
  }
  const needed = takes.filter((name) => !name.startsWith("["));
  if (given.length < needed.length) {
    throw usageError(`${command} needs ${needed.slice(given.length).join(" and ")}`, undefined, command);
  }
}

function explain(error: Error & { code?: string }, command: CommandName, names: readonly string[]): Error {
  const [, given = ""] = /'([^']*)'/.exec(error.message) ?? [];
  switch (error.code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION": {
      const name = given.replace(/^-+/, "");
      const known = likelyName(name, names);
      return usageError(`Unknown option "${given}" of ${command}`, known && `--${known}`, command);
    }
    default:
      return usageError(withoutAdvice(error.message), undefined, command);
  }
}

/** Removes Node's advice about positional arguments: there are none. */
function withoutAdvice(message: string): string {
  const advice = message.indexOf("To specify");
  return advice === -1 ? message : message.slice(0, advice).trimEnd().replace(/\.$/, "");
}

function readEngine(engine = "embedded"): Invocation["engine"] {
  if (engine === "embedded" || engine === "pulumi" || engine === "auto") {
    return engine;
  }
  throw cliError("engine-unknown", { engine });
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || (/^\d+$/.test(text) && Number(text) <= 65_535)) {
    return text === undefined ? undefined : Number(text);
  }
  throw cliError("port-option-unfit", { text });
}

function usageError(problem: string, suggestion?: string, command?: string): Error {
  return cliError("usage-unfit", {
    problem,
    ...(suggestion !== undefined && { suggestion }),
    ...(command !== undefined && { command }),
  });
}
