import { parseArgs } from "node:util";
import { likelyKey } from "pulumi-fastly-compute/internal";
import { cliError } from "./errors";
import { checkStackName, isStackName } from "./stackName";

export type CommandName =
  | "preview"
  | "up"
  | "refresh"
  | "destroy"
  | "stack"
  | "stack export"
  | "stack output"
  | "config"
  | "config get"
  | "config set"
  | "config rm"
  | "state delete"
  | "serve"
  | "dev"
  | "compare";

interface Option {
  /** Its name on the command line, where another command's option has the same; default: the key in {@link OPTIONS}. */
  flag?: string;
  /** The name of the value in the help; none for a switch. */
  value?: string;
  short?: string;
  repeated?: boolean;
  help: string;
}

export const OPTIONS = {
  dir: { value: "DIR", help: "where to look for Pulumi.yaml, here and upwards (default: .)" },
  stack: { value: "NAME", short: "s", help: "the stack (default: dev)" },
  diff: { help: "show every property that changes" },
  yes: { short: "y", help: "do not ask" },
  "skip-preview": { help: "do not preview first" },
  refresh: { help: "read the live resources first" },
  "run-program": { help: "run the program too, for its delete hooks and providers" },
  config: { value: "KEY=VALUE", short: "c", repeated: true, help: "set configuration for this run" },
  secret: {
    value: "KEY=VALUE",
    repeated: true,
    help: "the same for what must not be shown; KEY=@FILE and KEY=@- (standard input) keep it off the command line",
  },
  "config-path": { help: "keys of --config and --secret are paths into structured values" },
  target: { value: "URN", short: "t", repeated: true, help: "work on this resource only" },
  replace: { value: "URN", repeated: true, help: "replace this resource" },
  "policy-pack": { value: "DIR", repeated: true, help: "run the policy pack in this directory" },
  "policy-pack-config": { value: "FILE", repeated: true, help: "JSON with the configuration of the policy pack" },
  report: { value: "FILE.md", help: "write what changes as Markdown, for a pull request's comment" },
  engine: { value: "ENGINE", help: "embedded (default), pulumi (the real one, on PATH), or auto" },
  api: {
    value: "URL",
    help: "use a local Fastly API that is running already: http://127.0.0.1:PORT, or http://TOKEN@…",
  },
  state: {
    value: "DIR",
    help: "where the state is kept (default: outside the project, in ~/.local/state/fastly-compute)",
  },
  strict: { help: "refuse what is not simulated, instead of taking its inputs for what it answers" },
  file: { value: "FILE", help: "write it to this file" },
  json: { short: "j", help: "one JSON object instead of a display, as pulumi has it" },
  "show-secrets": { help: "with the values of secrets in clear" },
  port: { value: "PORT", help: "the port of the API (default: any that is free)" },
  "as-secret": {
    flag: "secret",
    help: "the value must not be shown; @FILE and @- (standard input) keep it off the command line",
  },
  "as-path": { flag: "path", help: "KEY is a path into a structured value" },
  "target-dependents": { help: "what depends on it, too" },
  force: { help: "even when it is protected" },
  "front-port": { flag: "port", value: "PORT", help: "the port on which the service answers (default: 7676)" },
  backend: {
    value: "NAME=URL",
    repeated: true,
    help: "send requests to a backend somewhere else: api=http://localhost:3000",
  },
  requests: { value: "FILE.http", help: "the requests to send to both (default: requests.http)" },
  vary: {
    value: "NAME",
    repeated: true,
    help: "what is expected to differ: status, header:NAME, body, backends or log",
  },
  "no-reload": { help: "leave pages of HTML as they are, and browsers alone" },
  help: { short: "h", help: "this text" },
} as const satisfies Record<string, Option>;

type OptionName = keyof typeof OPTIONS;

const POLICY: OptionName[] = ["policy-pack", "policy-pack-config"];

const RUN: OptionName[] = [
  "dir",
  "stack",
  "config",
  "secret",
  "config-path",
  "engine",
  "api",
  "state",
  "report",
  "diff",
  "json",
  "strict",
];

const WHERE: OptionName[] = ["dir", "stack", "state"];

interface Command {
  help: string;
  /** What it takes besides options, in order; what is in brackets may be left out. */
  takes?: readonly string[];
  options: readonly OptionName[];
}

export const COMMANDS: Record<CommandName, Command> = {
  preview: { help: "show what up would do", options: [...RUN, ...POLICY, "refresh", "target", "replace"] },
  up: {
    help: "deploy the program to the local Fastly",
    options: [...RUN, ...POLICY, "yes", "skip-preview", "refresh", "target", "replace"],
  },
  refresh: {
    help: "bring the state up to date with the local Fastly",
    options: [...RUN, "target", "run-program"],
  },
  destroy: {
    help: "remove everything that the stack deployed",
    options: [...RUN, "yes", "refresh", "target", "run-program"],
  },
  stack: { help: "list the stack's resources and outputs", options: WHERE },
  "stack export": {
    help: "print the stack's state as JSON, as pulumi does, its secrets encrypted",
    options: [...WHERE, "file", "show-secrets"],
  },
  "stack output": {
    help: "print the stack's outputs, or one of them",
    takes: ["[NAME]"],
    options: [...WHERE, "json", "show-secrets"],
  },
  config: { help: "list the configuration of the stack's runs", options: WHERE },
  "config get": { help: "print a value of it", takes: ["KEY"], options: [...WHERE, "as-path"] },
  "config set": {
    help: "set a value for the runs of this machine, beside the local state",
    takes: ["KEY", "VALUE"],
    options: [...WHERE, "as-secret", "as-path"],
  },
  "config rm": {
    help: "leave a value out of them",
    takes: ["KEY"],
    options: [...WHERE, "as-path"],
  },
  "state delete": {
    help: "take a resource out of the stack's state, and leave it where it is",
    takes: ["URN"],
    options: [...WHERE, "engine", "yes", "target-dependents", "force"],
  },
  serve: {
    help: "keep the local Fastly API running, for other tools and with a page to look at",
    options: ["dir", "state", "port"],
  },
  dev: {
    help: "deploy to the local Fastly on every change, and keep the service answering",
    options: [...WHERE, "config", "secret", "config-path", "strict", "front-port", "backend", "no-reload"],
  },
  compare: {
    help: "deploy two directories or git revisions, send the same requests to both, and show what differs",
    takes: ["BASE", "HEAD"],
    options: ["dir", "stack", "config", "secret", "config-path", "strict", ...POLICY, "requests", "vary", "report"],
  },
};

/** A command line, understood. */
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
  /** What the command takes besides options. */
  given: string[];
  asSecret: boolean;
  asPath: boolean;
  targetDependents: boolean;
  force: boolean;
  config: string[];
  secret: string[];
  target: string[];
  replace: string[];
  /** Directories of policy packs. */
  policyPack: string[];
  /** Files with their configuration, in the same order; none at all means defaults. */
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

/** What the Fastly CLI and other tools call it. */
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

/** Undefined means that the help is asked for. Throws for what it does not understand. */
export function parseInvocation(args: readonly string[]): Invocation | undefined {
  const [first] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    return undefined;
  }
  const command = commandOf(args);
  if (command === undefined) {
    const commands = Object.keys(COMMANDS);
    const longer = commands.find((name) => name.startsWith(`${first} `));
    throw usageError(`Unknown command "${first}"`, longer ?? ELSEWHERE.get(first) ?? likelyKey(first, commands));
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

/** The command of one or two words that a command line begins with. */
export function commandOf(args: readonly string[]): CommandName | undefined {
  return [args.slice(0, 2).join(" "), args[0] ?? ""].find(isCommand);
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
    throw usageError(
      `${command} takes ${takes.length === 0 ? "no argument" : takes.join(" and ")}, but got "${surplus}"`,
      mayBeStack ? `--stack ${surplus}` : undefined,
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
      const known = likelyKey(name, names);
      return usageError(`Unknown option "${given}" of ${command}`, known && `--${known}`, command);
    }
    default:
      return usageError(withoutAdvice(error.message), undefined, command);
  }
}

/** Node's advice is about positional arguments, which there are none of. */
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

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function usageError(problem: string, suggestion?: string, command?: string): Error {
  return cliError("usage-unfit", {
    problem,
    ...(suggestion !== undefined && { suggestion }),
    ...(command !== undefined && { command }),
  });
}
