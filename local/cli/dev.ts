import { spawn } from "node:child_process";
import { join } from "node:path";
import { FILE_LIMITS, isInside, readRegularText } from "pulumi-fastly-compute/internal";
import type { Version } from "../api/state";
import { closeAll } from "../closeAll";
import { openFront } from "../dev/front";
import { createLoop } from "../dev/loop";
import { openRehearsals } from "../dev/rehearsal";
import { createReload } from "../dev/reload";
import { createRounds, type Deployed, deployedBy } from "../dev/round";
import { renderRound, renderStatus, type Status } from "../dev/status";
import { watchRoots } from "../dev/watch";
import { inColor, withoutColor } from "../display/paint";
import { findViceroy } from "../edge/viceroy";
import { LOADED_VARIABLE, openSpareProcess } from "../engine";
import { localStack } from "../localStack";
import { serveApi } from "./api";
import { readStackConfig } from "./config";
import { cliError } from "./errors";
import type { Invocation } from "./invocation";
import type { Io } from "./io";
import { otherStacksOf } from "./otherStacks";
import { findProject, type Project } from "./project";
import { asLocalCommands } from "./remedies";
import { readSecrets } from "./secretInput";
import { stateDirectoryOf } from "./stateDirectory";

const DEFAULT_PORT = 7676;

/** A call to the local API takes milliseconds. Work that lasts this long after an abort belongs to the program. */
const CANCEL_GRACE_MS = 2_000;

/** How many lines fit beside the rest on a small terminal. */
const LINES_KEPT = 8;

/** Deploys on every change until it is stopped. Returns the exit code. */
export async function dev(given: Invocation, { root }: Project, io: Io): Promise<number> {
  const invocation = { ...given, secret: readSecrets(given.secret, () => io.readInput?.() ?? "") };
  const backends = readBackends(invocation.backend);
  const stateDirectory = stateDirectoryOf(invocation, { root });
  const status: Status = {
    address: "",
    also: [],
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
  const loadedFile = join(stateDirectory, invocation.stack, "loaded.json");
  let deployed: Deployed = { apps: new Map(), services: [] };
  const directoryOf = (name: string) => deployed.apps.get(name);
  const edge = { useLocalServer: true, directoryOf, backends, log: (line: string) => keep(status.logged, line) };
  const api = await serveApi(stateDirectory, undefined, edge);
  const rehearsals = openRehearsals();
  const spare = openSpareProcess(rehearsals.rehearse);
  /** Reads the project again for each round. */
  const openStack = () => {
    const project = findProject(invocation.dir);
    return localStack({
      program: project.program,
      language: project.language,
      packages: project.packages,
      project: project.name,
      stack: invocation.stack,
      fastly: api,
      stateDirectory: join(stateDirectory, invocation.stack),
      strict: invocation.strict,
      stackOutputs: otherStacksOf(invocation, project),
      spare,
      cancelGraceMs: CANCEL_GRACE_MS,
      // Types are for the editor and the compiler: checking them takes longer than everything else.
      env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true", [LOADED_VARIABLE]: loadedFile },
      ...readStackConfig(project, invocation),
    });
  };
  const reload = invocation.noReload ? undefined : createReload();
  const closing: (() => Promise<void> | void)[] = [
    screen.close,
    () => api.stop(),
    rehearsals.close,
    spare.close,
    () => reload?.close(),
  ];
  try {
    const active = () => {
      const all = api.fastly.services();
      return deployed.services
        .flatMap((id) => all.filter((each) => each.id === id))
        .filter(({ versions }) => versions.some(({ active }) => active));
    };
    const service = () => active()[0]?.id;
    const answered = (request: string) => keep(status.requests, request);
    const port = invocation.port ?? DEFAULT_PORT;
    const front = await openFront({ fastly: api.fastly, service, port, reload, answered });
    closing.push(front.close);
    status.address = front.url;

    const round = createRounds({
      openStack,
      fastly: api.fastly,
      service: () => (status.serves ? service() : undefined),
      deployed: async (stack) => {
        deployed = deployedBy((await stack.exportState()).resources, root);
        for (const app of deployed.apps.values()) {
          await watcher.add(app, root);
          watcher.addBeyond(app, root);
        }
        watcher.addFiles(readLoaded(loadedFile));
      },
    });
    const loop = createLoop({
      deploy: async (signal) => {
        const { errors, ...rest } = await round(signal);
        const unused = rest.ok ? unusedBackends(Object.keys(backends), active()) : [];
        return { ...rest, errors: [...errors, ...unused].map((text) => asLocalCommands(text, invocation)) };
      },
      begun: (why) => {
        Object.assign(status, { why, working: true });
        screen.changed();
      },
      ended: (round) => {
        const also = active()
          .slice(1)
          .map(({ name, versions }) => [name, addressOf(versions, api.url)]);
        Object.assign(status, { last: round, working: false, also });
        screen.ended();
        if (round.ok && Object.keys(round.changes).some((op) => op !== "same")) {
          reload?.deployed();
        }
        spare.prepare();
      },
    });
    const ofApps = (path: string) => [...deployed.apps.values()].some((app) => isInside(path, app));
    const watcher = watchRoots((files, within) => {
      const isProgram = files.some((file) => !ofApps(join(within, file)));
      return isProgram ? loop.programChanged(files) : loop.changed(files);
    }, stateDirectory);
    closing.push(loop.stop);
    closing.push(watcher.close);
    await watcher.add(root, root);
    loop.changed(status.why);
    await untilEnd(io, {
      r: () => loop.again(["the key r"]),
      o: () => openBrowser(front.url),
    });
    return 0;
  } finally {
    await closeAll(closing.reverse());
  }
}

/** The modules of the last program, as far as it has written them. */
function readLoaded(file: string): string[] {
  try {
    return JSON.parse(readRegularText(file, FILE_LIMITS.data)) as string[];
  } catch {
    return [];
  }
}

/** The error for names after `--backend` that no service has. */
function unusedBackends(names: readonly string[], services: readonly { versions: readonly Version[] }[]): string[] {
  const versions = services.flatMap(({ versions }) => versions.filter(({ active }) => active));
  const known = [...new Set(versions.flatMap((version) => version.backends.map(({ name }) => name)))].sort();
  return names
    .filter((name) => !known.includes(name))
    .map((name) => cliError("backend-option-unused", { name, known }).message);
}

/** The address of a service that does not answer at `dev`'s address: its domain, on the port of the API. */
function addressOf(versions: readonly Version[], api: string): string {
  const domains = versions.find(({ active }) => active)?.domains.map(({ name }) => name) ?? [];
  const domain = domains.find((name) => !name.endsWith(".edgecompute.app")) ?? domains[0];
  return domain === undefined ? "no domain" : `http://${domain}.localhost:${new URL(api).port}`;
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

/** Waits for Ctrl-C or `q`. */
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
  /** Shows a change. A log gets `line`. */
  changed(line?: string): void;
  /** A round has ended. */
  ended(): void;
  close(): void;
}

/** A page that is redrawn on a terminal, and lines without a terminal. */
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
