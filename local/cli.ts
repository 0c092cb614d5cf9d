import { serveApi } from "./cli/api";
import { commandOf } from "./cli/commands";
import { compare } from "./cli/compare";
import { dev } from "./cli/dev";
import { helpText } from "./cli/help";
import { type Invocation, parseInvocation } from "./cli/invocation";
import { type Io, processIo } from "./cli/io";
import { listStack, listStacks } from "./cli/listing";
import { findProject } from "./cli/project";
import { asLocalCommands } from "./cli/remedies";
import { runOperation } from "./cli/run";
import { readSecrets } from "./cli/secretInput";
import { editState, exportStack, getConfig, listConfig, setConfig, stackOutput } from "./cli/stackCommands";
import { stateDirectoryOf } from "./cli/stateDirectory";
import { findViceroy, HOW_TO_GET_VICEROY } from "./edge/viceroy";
import { terminalText } from "./foreignText";

/**
 * Runs `fastly-compute-local` with these arguments, and returns its exit code. Mistakes of the user never make it
 * throw.
 */
export async function main(args: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    const invocation = parseInvocation(args);
    if (invocation === undefined) {
      io.stdout.write(helpText(commandOf(args)));
      return args.length === 0 ? 1 : 0;
    }
    // Loading Pulumi's SDK takes half the time of most commands, and help does not need it.
    require("pulumi-fastly-compute/fast");
    return await runCommand(invocation, io).catch((error: unknown) => {
      throw error instanceof Error ? new Error(asLocalCommands(error.message, invocation)) : error;
    });
  } catch (error) {
    io.stderr.write(`error: ${terminalText(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  }
}

async function runCommand(invocation: Invocation, io: Io): Promise<number> {
  if (invocation.command === "compare") {
    return compare(invocation, io);
  }
  const project = findProject(invocation.dir);
  switch (invocation.command) {
    case "stack":
      io.stdout.write(listStack(invocation.stack, stateDirectoryOf(invocation, project)));
      return 0;
    case "stack export":
      io.stdout.write(exportStack(invocation, project));
      return 0;
    case "stack output":
      io.stdout.write(stackOutput(invocation, project));
      return 0;
    case "config":
      io.stdout.write(listConfig(invocation, project));
      return 0;
    case "config get":
      io.stdout.write(getConfig(invocation, project));
      return 0;
    case "config set":
    case "config rm":
      setConfig(withSecretRead(invocation, io), project);
      return 0;
    case "stack ls":
      io.stdout.write(listStacks(stateDirectoryOf(invocation, project), invocation.json));
      return 0;
    case "state delete":
    case "state unprotect":
      io.stdout.write(await editState(invocation, project, io));
      return 0;
    case "serve":
      return serve(stateDirectoryOf(invocation, project), invocation.port, io);
    case "dev":
      return dev(invocation, project, io);
    default:
      return runOperation(invocation, project, io);
  }
}

/** The value of a secret may be in a file or on standard input, as for `--secret`. */
function withSecretRead(invocation: Invocation, io: Io): Invocation {
  const [key, value] = invocation.given;
  if (!invocation.asSecret || key === undefined || value === undefined) {
    return invocation;
  }
  const [setting = ""] = readSecrets([`value=${value}`], () => io.readInput?.() ?? "");
  return { ...invocation, given: [key, setting.slice("value=".length)] };
}

async function serve(stateDirectory: string, port: number | undefined, io: Io): Promise<number> {
  const api = await serveApi(stateDirectory, port, { pushpin: true });
  io.stdout.write(`The local Fastly API is on ${api.url}. Nothing reaches fastly.com.

  a browser              ${api.url}/manage?token=${api.token} shows its services
  fastly-compute-local   uses this API for this project, without a setting
  pulumi                 pulumi config set fastly:baseUrl ${api.url}
                         pulumi config set --secret fastly:apiKey ${api.token}
  fastly                 FASTLY_API_ENDPOINT=${api.url} FASTLY_ACCOUNT_ENDPOINT=${api.url} FASTLY_API_TOKEN=${api.token}

${findViceroy() === undefined ? `${HOW_TO_GET_VICEROY}.` : `Services answer on http://<domain>.localhost:${new URL(api.url).port}.`}

Press Ctrl-C to stop the API.
`);
  await new Promise<void>((resolve) => {
    const dispose = io.onInterrupt(() => {
      dispose();
      resolve();
    });
  });
  await api.stop();
  return 0;
}

/** The entry point of the command. */
export function run(): void {
  // A reader that stops early, such as `head`, is no error.
  process.stdout.on("error", () => process.exit(0));
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
