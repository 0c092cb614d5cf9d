export type CommandName =
  | "preview"
  | "up"
  | "refresh"
  | "destroy"
  | "stack"
  | "stack ls"
  | "stack export"
  | "stack output"
  | "config"
  | "config get"
  | "config set"
  | "config rm"
  | "state delete"
  | "state unprotect"
  | "serve"
  | "dev"
  | "compare";

export interface Option {
  /**
   * Its name on the command line, where another command has an option of the same name. Default: the key in
   * {@link OPTIONS}.
   */
  flag?: string;
  /** The name of the value in the help. A switch has none. */
  value?: string;
  short?: string;
  repeated?: boolean;
  help: string;
}

export const OPTIONS = {
  dir: { value: "DIR", help: "the directory of Pulumi.yaml, or one below it (default: .)" },
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
    help: "set a secret for this run; KEY=@FILE and KEY=@- (standard input) keep it off the command line",
  },
  "config-path": { help: "keys of --config and --secret are paths into structured values" },
  target: { value: "URN", short: "t", repeated: true, help: "change only this resource" },
  replace: { value: "URN", repeated: true, help: "replace this resource" },
  "policy-pack": { value: "DIR", repeated: true, help: "run the policy pack in this directory" },
  "policy-pack-config": { value: "FILE", repeated: true, help: "JSON with the configuration of the policy pack" },
  report: { value: "FILE.md", help: "write what changes as Markdown, for a pull request's comment" },
  engine: { value: "ENGINE", help: "embedded (default), pulumi (the real one, on PATH), or auto" },
  api: {
    value: "URL",
    help: "use a running local Fastly API: http://127.0.0.1:PORT, or http://TOKEN@…",
  },
  state: {
    value: "DIR",
    help: "the directory for the state (default: outside the project, in ~/.local/state/fastly-compute)",
  },
  strict: { help: "refuse what is not simulated, instead of using its inputs as outputs" },
  file: { value: "FILE", help: "write the output to this file" },
  json: { short: "j", help: "print one JSON object, in pulumi's format" },
  "show-secrets": { help: "show secret values in plain text" },
  port: { value: "PORT", help: "the port of the API (default: any free port)" },
  "as-secret": {
    flag: "secret",
    help: "the value must not be shown; @FILE and @- (standard input) keep it off the command line",
  },
  "as-path": { flag: "path", help: "KEY is a path into a structured value" },
  "target-dependents": { help: "also remove the resources that depend on this resource" },
  force: { help: "also remove a protected resource" },
  "front-port": { flag: "port", value: "PORT", help: "the port on which the service answers (default: 7676)" },
  backend: {
    value: "NAME=URL",
    repeated: true,
    help: "send requests for a backend to another address: api=http://localhost:3000",
  },
  requests: { value: "FILE.http", help: "the requests to send to both (default: requests.http)" },
  vary: {
    value: "NAME",
    repeated: true,
    help: "what is expected to differ: status, header:NAME, body, backends or log",
  },
  "no-reload": { help: "add no script to HTML pages, and do not reload browsers" },
  help: { short: "h", help: "this text" },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

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
  /** The arguments besides options, in order. Those in brackets may be left out. */
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
  "stack ls": { help: "list the stacks of the project that were deployed here", options: ["dir", "state", "json"] },
  "stack export": {
    help: "print the stack's state as JSON with encrypted secrets, as pulumi does",
    options: [...WHERE, "file", "show-secrets"],
  },
  "stack output": {
    help: "print all outputs of the stack, or one output",
    takes: ["[NAME]"],
    options: [...WHERE, "json", "show-secrets"],
  },
  config: { help: "list the configuration of the stack's runs", options: [...WHERE, "json", "show-secrets"] },
  "config get": {
    help: "print one value of the configuration",
    takes: ["KEY"],
    options: [...WHERE, "as-path", "json"],
  },
  "config set": {
    help: "set a value for runs on this machine, and keep it beside the local state",
    takes: ["KEY", "VALUE"],
    options: [...WHERE, "as-secret", "as-path"],
  },
  "config rm": {
    help: "remove a value for runs on this machine",
    takes: ["KEY"],
    options: [...WHERE, "as-path"],
  },
  "state delete": {
    help: "remove a resource from the stack's state, and leave the resource itself as it is",
    takes: ["URN"],
    options: [...WHERE, "engine", "yes", "target-dependents", "force"],
  },
  "state unprotect": {
    help: "remove the protection of a resource, so that it can be deleted or replaced",
    takes: ["URN"],
    options: [...WHERE, "engine", "yes"],
  },
  serve: {
    help: "keep the local Fastly API running for other tools, with a page of its services",
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

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** The command at the start of a command line: one or two words. */
export function commandOf(args: readonly string[]): CommandName | undefined {
  return [args.slice(0, 2).join(" "), args[0] ?? ""].find(isCommand);
}
