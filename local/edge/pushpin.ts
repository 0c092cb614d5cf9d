import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { findOnPath } from "../onPath";
import { isTable, type LocalServerBackends } from "./backends";
import { localEdgeError } from "./errors";
import { type Guarded, guardedEnvironment, startGuarded } from "./guard";
import { pushpinConfiguration, pushpinRoutes } from "./pushpinConfiguration";
import { writeFiles } from "./runtime";

/** One line for people who do not have it. */
const HOW_TO_GET_PUSHPIN =
  "Pushpin is not there, so the program finds no Fanout. Install it (https://pushpin.org/docs/install/), or say in " +
  'fastly.toml where it is: [local_server.pushpin] pushpin_path = "…"';

/** The default ports of the Fastly CLI, which takes 0 for them too. */
const PORTS = { proxy: 7677, publish: 5561 };

const START_MS = 15_000;

/** The name of the route by which its parts are tried: they find each other some time after they listen. */
const PROBE = "fastly-compute-local-probe";

/** Pushpin looks for other routes each second. */
const LOAD_MS = 3_000;

/** What `[local_server.pushpin]` asks for. */
export interface PushpinWish {
  command: string;
  proxyPort: number;
  publishPort: number;
}

/**
 * What a parsed manifest says of Pushpin; undefined where it is not to run.
 *
 * @param directory the app's, from which `pushpin_path` is named; undefined where nobody knows it
 * @param differences gets a sentence where Pushpin is to run and cannot
 */
export function pushpinWish(
  manifest: Record<string, unknown>,
  directory: string | undefined,
  differences: string[],
  env: NodeJS.ProcessEnv = process.env,
): PushpinWish | undefined {
  const server = isTable(manifest.local_server) ? manifest.local_server : {};
  const table = isTable(server.pushpin) ? server.pushpin : {};
  if (table.enable !== true) {
    return undefined;
  }
  const path = typeof table.pushpin_path === "string" && table.pushpin_path !== "" ? table.pushpin_path : undefined;
  if (path !== undefined && directory === undefined && !isAbsolute(path)) {
    differences.push(
      `pushpin_path = "${path}" is in the app, which only \`fastly-compute-local dev\` finds: no Fanout`,
    );
    return undefined;
  }
  const command = path === undefined ? findOnPath("pushpin", env) : resolve(directory ?? "/", path);
  if (command === undefined) {
    differences.push(HOW_TO_GET_PUSHPIN);
    return undefined;
  }
  const port = (value: unknown, otherwise: number) => Number(value ?? 0) || otherwise;
  return {
    command,
    proxyPort: port(table.proxy_port, PORTS.proxy),
    publishPort: port(table.publish_port, PORTS.publish),
  };
}

/** A Pushpin that runs as long as somebody holds it. */
export interface HeldPushpin {
  /** Where it takes requests. */
  port: number;
  release(): void;
}

export interface Pushpin {
  /**
   * Starts it, or gives the one that runs its new routes: clients keep their connections when a version takes the place
   * of another.
   *
   * @throws ComputeError when it does not start.
   */
  hold(wish: PushpinWish, title: string, backends: LocalServerBackends): Promise<HeldPushpin>;
  /** Resolves when nothing of it runs; to be called when nobody holds it any more. */
  stopped(): Promise<void>;
}

/** The Pushpin of one service. */
export function createPushpin(log: (line: string) => void): Pushpin {
  let current: (Running & { wish: string }) | undefined;
  let turns: Promise<unknown> = Promise.resolve();
  /** One thing at a time: another Pushpin would find the ports of the first in use. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.then(work);
    turns = turn.catch(() => undefined);
    return turn;
  };

  const begin = async (wish: PushpinWish, title: string, routes: string): Promise<Running & { wish: string }> => {
    const last = current;
    current = undefined;
    last?.end();
    await last?.ended;
    const next = { ...(await start(wish, title, routes, log)), wish: JSON.stringify(wish) };
    void next.ended.then(() => {
      if (current === next) {
        current = undefined;
        log(`${title}: Pushpin ended unexpectedly; the next version starts it again`);
      }
    });
    current = next;
    return next;
  };

  return {
    hold: (wish, title, backends) =>
      inTurn(async () => {
        const told: string[] = [];
        const routes = pushpinRoutes(backends, told);
        for (const difference of told) {
          log(`${title}: ${difference}`);
        }
        const running = current?.wish === JSON.stringify(wish) ? current : await begin(wish, title, routes);
        await running.reroute(routes);
        const holder = {};
        running.holders.add(holder);
        const release = () => {
          running.holders.delete(holder);
          if (running.holders.size === 0) {
            if (current === running) {
              current = undefined;
            }
            running.end();
            void inTurn(() => running.ended);
          }
        };
        return { port: running.port, release };
      }),
    stopped: async () => {
      await inTurn(async () => {});
    },
  };
}

interface Running extends Pick<Guarded, "ended" | "end"> {
  port: number;
  holders: Set<unknown>;
  /** Gives it other routes, and waits until it has them. */
  reroute(routes: string): Promise<void>;
}

async function start(wish: PushpinWish, title: string, routes: string, log: (line: string) => void): Promise<Running> {
  const { command, publishPort } = wish;
  for (let port = publishPort; port <= publishPort + 3; port++) {
    if (port > 65_535 || (await freePort(port)) === undefined) {
      throw localEdgeError("pushpin-port-taken", { title, port, publishPort });
    }
  }
  // Nobody but the runtime, which is told, asks there.
  const isOwn = wish.proxyPort >= publishPort && wish.proxyPort <= publishPort + 3;
  const port = (isOwn ? undefined : await freePort(wish.proxyPort)) ?? (await freePort(0)) ?? wish.proxyPort;
  const probe = createServer((_, response) => {
    // All of its parts have to do with what is held.
    response.writeHead(200, { "content-type": "text/plain", "grip-hold": "stream", "grip-channel": PROBE }).end();
  });
  await once(probe.listen(0, "127.0.0.1"), "listening");
  const directory = await mkdtemp(join(tmpdir(), "fastly-compute-edge-"));
  const needsZurl = /^pushpin 1\.(\d|[12]\d|3[0-6])\./.test(await versionOf(command));
  const configuration = pushpinConfiguration({ directory, port, publishPort, needsZurl });
  await writeFiles(
    directory,
    new Map([
      ["pushpin.conf", configuration],
      ["routes", `${routes}id=${PROBE} 127.0.0.1:${(probe.address() as AddressInfo).port}\n`],
    ]),
  );
  const args = [`--config=${join(directory, "pushpin.conf")}`, "--merge-output"];
  const guarded = startGuarded({
    directory,
    command,
    args,
    env: guardedEnvironment(),
    hasOthers: true,
  });
  const { stdout, stderr, ended } = guarded;
  let isEnding = false;
  const end = () => {
    isEnding = true;
    guarded.end();
  };
  const said: string[] = [];
  let loaded = () => {};
  for (const input of [stdout, stderr]) {
    createInterface({ input }).on("line", (line) => {
      const [, level, text = line] = /^\[(\w+)\] (?:[\d-]+ [\d:.]+ )?(.*)$/.exec(line) ?? [];
      if (text.includes("routes loaded")) {
        loaded();
      }
      if (!isEnding && (level === undefined || level.startsWith("ERR") || level.startsWith("WARN"))) {
        said.push(text);
        log(`${title}: Pushpin: ${text}`);
      }
    });
  }
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const latest = performance.now() + START_MS;
  while (!hasEnded && !((await statusAt(port)) === 200 && (await statusAt(publishPort)) !== undefined)) {
    await pause(20);
    if (performance.now() > latest) {
      said.push(`it does not answer at ${port} and ${publishPort} after ${START_MS / 1000} s`);
      end();
      await ended;
    }
  }
  probe.close();
  probe.closeAllConnections();
  if (hasEnded) {
    throw localEdgeError("pushpin-not-started", { title, said: said.join("\n") || "it ended" });
  }
  log(`${title}: Pushpin takes messages at http://127.0.0.1:${publishPort}/publish/`);
  let last = routes;
  const reroute = async (next: string) => {
    if (next !== last) {
      last = next;
      const done = new Promise<void>((resolve) => {
        loaded = resolve;
      });
      await writeFiles(directory, new Map([["routes", next]]));
      await Promise.race([done, ended, pause(LOAD_MS, undefined, { ref: false })]);
    }
  };
  return { port, ended, end, reroute, holders: new Set() };
}

/** The port if it is free, or one that the system chooses for 0. */
async function freePort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What a request to the port is answered that names the probe as its backend. */
function statusAt(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, headers: { "pushpin-route": PROBE }, agent: false, timeout: 500 };
    const asking = get(options, ({ statusCode }) => {
      asking.destroy();
      resolve(statusCode);
    });
    asking.once("timeout", () => asking.destroy());
    asking.once("error", () => resolve(undefined));
  });
}

/** `pushpin 1.36.0`; nothing where it cannot be run, which its start tells. */
function versionOf(command: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: guardedEnvironment(), timeout: 5_000 };
    execFile(command, ["--version"], options, (_, stdout) => resolve(String(stdout ?? "")));
  });
}
