import { spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { openFront } from "../dev/front";
import { createLoop, type Round } from "../dev/loop";
import { openRehearsals } from "../dev/rehearsal";
import { createReload } from "../dev/reload";
import { renderRound, renderStatus, type Status } from "../dev/status";
import { watchRoots } from "../dev/watch";
import { inColor, withoutColor } from "../display/paint";
import { findViceroy } from "../edge/viceroy";
import { openSpareProcess } from "../engine";
import { localStack } from "../localStack";
import type { Stack } from "../stack";
import { type OwnApi, serveApi } from "./api";
import { readStackConfig } from "./config";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import type { Io } from "./io";
import type { Project } from "./project";
import { asLocalCommands } from "./remedies";
import { readSecrets } from "./secretInput";
import { stateDirectoryOf } from "./stateDirectory";

const DEFAULT_PORT = 7676;

const COMPONENT = "fastly-compute:index:ComputeService";

/** As much as fits beside the rest on a small terminal. */
const LINES_KEPT = 8;

/** Deploys on every change until it is told to end, and gives the exit code. */
export async function dev(given: Invocation, project: Project, io: Io): Promise<number> {
  const invocation = { ...given, secret: readSecrets(given.secret, () => io.readInput?.() ?? "") };
  const backends = readBackends(invocation.backend);
  const config = readStackConfig(project, invocation);
  const stateDirectory = stateDirectoryOf(invocation, project);
  const status: Status = {
    address: "",
    serves: findViceroy() !== undefined,
    why: ["the start"],
    working: true,
    requests: [],
    logged: [],
  };
  const screen = openScreen(io, status);
  const keep = (lines: string[], line: string) => {
    lines.push(line);
    lines.splice(0, lines.length - LINES_KEPT);
    screen.changed(line);
  };
  let apps: ReadonlyMap<string, string> = new Map();
  const directoryOf = (name: string) => apps.get(name);
  const edge = { useLocalServer: true, directoryOf, backends, log: (line: string) => keep(status.logged, line) };
  const api = await serveApi(stateDirectory, undefined, edge);
  const rehearsals = openRehearsals();
  const spare = openSpareProcess(rehearsals.rehearse);
  const stack = localStack({
    program: project.program,
    language: project.language,
    packages: project.packages,
    project: project.name,
    stack: invocation.stack,
    fastly: api,
    stateDirectory: join(stateDirectory, invocation.stack),
    strict: invocation.strict,
    spare,
    // Types are for the editor and the compiler: checking them takes longer than all the rest.
    env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    ...config,
  });
  const reload = invocation.noReload ? undefined : createReload();
  const closing: (() => Promise<void> | void)[] = [
    () => api.stop(),
    rehearsals.close,
    spare.close,
    () => reload?.close(),
  ];
  try {
    const service = () => api.fastly.services().find(({ versions }) => versions.some(({ active }) => active))?.id;
    const answered = (request: string) => keep(status.requests, request);
    const port = invocation.port ?? DEFAULT_PORT;
    const front = await openFront({ fastly: api.fastly, service, port, reload, answered });
    closing.push(front.close);
    status.address = front.url;

    const loop = createLoop({
      deploy: async (signal) => {
        const deployed = async () => {
          apps = await appsOf(stack, project.root);
          for (const app of apps.values()) await watcher.add(app, project.root);
        };
        return deploy(stack, api, service, invocation, status.serves, deployed, signal);
      },
      begun: (why) => {
        Object.assign(status, { why, working: true });
        screen.changed();
      },
      ended: (round) => {
        Object.assign(status, { last: round, working: false });
        screen.ended();
        if (round.ok) {
          reload?.deployed();
        }
        spare.prepare();
      },
    });
    const watcher = watchRoots((files) => loop.changed(files), stateDirectory);
    closing.push(loop.stop);
    closing.push(watcher.close);
    await watcher.add(project.root, project.root);
    loop.changed(status.why);
    await untilEnd(io, {
      r: () => loop.changed(["the key r"]),
      o: () => openBrowser(front.url),
    });
    return 0;
  } finally {
    for (const close of closing.reverse()) {
      await close();
    }
    screen.close();
  }
}

async function deploy(
  stack: Stack,
  { fastly }: OwnApi,
  service: () => string | undefined,
  invocation: Invocation,
  serves: boolean,
  /** Called with what the program deploys in the state, before the edge starts it. */
  deployed: () => Promise<void>,
  signal: AbortSignal,
): Promise<Round> {
  const began = performance.now();
  const result = await stack.up({ signal }).catch((error: Error) => error);
  await deployed();
  const took: Record<string, number> = { deploy: performance.now() - began };
  if (result instanceof Error || !result.ok) {
    const errors = result instanceof Error ? [result.message] : result.errors;
    return { ok: false, errors: errors.map((text) => asLocalCommands(text, invocation)), took, changes: {} };
  }
  const live = performance.now();
  const name = service();
  const failure =
    serves && name !== undefined
      ? await fastly.settled(name).then(
          () => undefined,
          (error: Error) => error.message,
        )
      : undefined;
  took.edge = performance.now() - live;
  return { ok: failure === undefined, errors: failure === undefined ? [] : [failure], took, changes: result.changes };
}

/** The directories of the apps that the program deploys, by the names of their services, as far as it has come. */
async function appsOf(stack: Stack, program: string): Promise<Map<string, string>> {
  const { resources } = await stack.exportState();
  return new Map(
    resources.flatMap(({ type, inputs: { manifest, name } }): [string, string][] =>
      type === COMPONENT && typeof manifest === "string" ? [[String(name), dirname(resolve(program, manifest))]] : [],
    ),
  );
}

function readBackends(given: string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name = "", url = ""] = /^([^=]+)=(https?:\/\/.+)$/.exec(text) ?? [];
      if (!URL.canParse(url)) {
        throw cliError("backend-option-unfit", { text });
      }
      return [name, url];
    }),
  );
}

/** Until Ctrl-C, or `q`. */
async function untilEnd(io: Io, keys: Record<string, () => void>): Promise<void> {
  const disposing: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    disposing.push(io.onInterrupt(resolve));
    const stop = io.onKey?.((key) => (key === "q" || key === "\u0003" ? resolve() : keys[key]?.()));
    disposing.push(stop ?? (() => {}));
  });
  for (const dispose of disposing) {
    dispose();
  }
}

interface Screen {
  /** Something is to be seen; `line` is what a log gets of it. */
  changed(line?: string): void;
  /** A round has ended. */
  ended(): void;
  close(): void;
}

/** A page that is drawn anew on a terminal, and lines where there is none. */
function openScreen(io: Io, status: Status): Screen {
  const { stdout } = io;
  if (!io.interactive) {
    return {
      changed: (line) => void (line !== undefined && stdout.write(`${line}\n`)),
      ended: () => {
        stdout.write(`${status.address} ${renderRound(status, withoutColor)}`);
      },
      close: () => {},
    };
  }
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    timer = undefined;
    stdout.write(`\x1b[2J\x1b[H${renderStatus(status, inColor)}`);
  };
  const soon = () => {
    timer ??= setTimeout(draw, 50);
  };
  return { changed: soon, ended: soon, close: () => clearTimeout(timer) };
}

function openBrowser(url: string): void {
  const [command, ...args] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform as string] ?? [
    "xdg-open",
  ];
  spawn(command ?? "", [...args, url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
