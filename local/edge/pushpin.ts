import { isAbsolute, resolve } from "node:path";
import { findOnPath } from "../onPath";
import { isTable, type LocalServerBackends, localServer } from "./backends";
import { pushpinRoutes } from "./pushpinConfiguration";
import { type PushpinSettings, type RunningPushpin, startPushpin } from "./pushpinProcess";

/** One line for users without Pushpin. */
const HOW_TO_GET_PUSHPIN =
  "Pushpin is not installed, so the program has no Fanout. Install it (https://pushpin.org/docs/install/), or name it in " +
  'fastly.toml: [local_server.pushpin] pushpin_path = "…"';

/** The default ports of the Fastly CLI. Like the CLI, 0 means the default. */
const PORTS = { proxy: 7677, publish: 5561 };

/**
 * The Pushpin that a parsed manifest asks for. Undefined when it should not run.
 *
 * @param directory the app's directory, to which `pushpin_path` is relative. Undefined when it is not known.
 * @param differences gets a sentence when Pushpin should run and cannot
 */
export function pushpinSettings(
  manifest: Record<string, unknown>,
  directory: string | undefined,
  differences: string[],
  env: NodeJS.ProcessEnv = process.env,
): PushpinSettings | undefined {
  const { pushpin } = localServer(manifest);
  const table = isTable(pushpin) ? pushpin : {};
  if (table.enable !== true) {
    return undefined;
  }
  const path = typeof table.pushpin_path === "string" && table.pushpin_path !== "" ? table.pushpin_path : undefined;
  if (path !== undefined && directory === undefined && !isAbsolute(path)) {
    differences.push(
      `pushpin_path = "${path}" is in the app, and only \`fastly-compute-local dev\` finds it: no Fanout`,
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

/** A Pushpin that runs as long as it has a holder. */
export interface HeldPushpin {
  /** The port for requests. */
  port: number;
  release(): void;
}

export interface Pushpin {
  /**
   * Starts Pushpin, or gives new routes to the running one: clients keep their connections when one version replaces
   * another.
   *
   * @throws ComputeError when Pushpin does not start.
   */
  hold(settings: PushpinSettings, title: string, backends: LocalServerBackends): Promise<HeldPushpin>;
  /** Resolves when Pushpin has ended. Call it when there is no holder any more. */
  stopped(): Promise<void>;
}

/** The Pushpin of one service. */
export function createPushpin(log: (line: string) => void): Pushpin {
  let current: (RunningPushpin & { settings: string }) | undefined;
  let turns: Promise<unknown> = Promise.resolve();
  /** One change at a time: a second Pushpin would find the ports of the first in use. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.then(work);
    turns = turn.catch(() => undefined);
    return turn;
  };

  const begin = async (
    settings: PushpinSettings,
    title: string,
    routes: string,
  ): Promise<RunningPushpin & { settings: string }> => {
    const last = current;
    current = undefined;
    last?.end();
    await last?.ended;
    const next = { ...(await startPushpin(settings, title, routes, log)), settings: JSON.stringify(settings) };
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
    hold: (settings, title, backends) =>
      inTurn(async () => {
        const differences: string[] = [];
        const routes = pushpinRoutes(backends, differences);
        for (const difference of differences) {
          log(`${title}: ${difference}`);
        }
        const running = current?.settings === JSON.stringify(settings) ? current : await begin(settings, title, routes);
        // Added before the wait: the last of the others may let go meanwhile.
        const holder = {};
        running.holders.add(holder);
        await running.reroute(routes);
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
