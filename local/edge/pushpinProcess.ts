import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { eachOutputLine } from "../outputLines";
import { localEdgeError } from "./errors";
import { type Guarded, guardedEnvironment, startGuarded } from "./guard";
import { pushpinConfiguration } from "./pushpinConfiguration";
import { writeFiles } from "./runtime";

const START_MS = 15_000;

/** The name of the test route: Pushpin's parts find each other only some time after they listen. */
const PROBE = "fastly-compute-local-probe";

/** Pushpin checks for new routes every second. */
const LOAD_MS = 3_000;

/** The settings in `[local_server.pushpin]`. */
export interface PushpinSettings {
  command: string;
  proxyPort: number;
  publishPort: number;
}

/** A Pushpin that accepts requests and messages. */
export interface RunningPushpin extends Pick<Guarded, "ended" | "end"> {
  port: number;
  holders: Set<unknown>;
  /** Gives it new routes, and waits until it uses them. */
  reroute(routes: string): Promise<void>;
}

/**
 * Starts Pushpin, and waits until its parts have found each other.
 *
 * @throws ComputeError when Pushpin does not start, or one of its ports is taken.
 */
export async function startPushpin(
  settings: PushpinSettings,
  title: string,
  routes: string,
  log: (line: string) => void,
): Promise<RunningPushpin> {
  const { command, publishPort } = settings;
  for (let port = publishPort; port <= publishPort + 3; port++) {
    if (port > 65_535 || (await freePort(port)) === undefined) {
      throw localEdgeError("pushpin-port-taken", { title, port, publishPort });
    }
  }
  // Only the runtime sends requests to this port, and the runtime learns the port.
  const isOwn = settings.proxyPort >= publishPort && settings.proxyPort <= publishPort + 3;
  const port = (isOwn ? undefined : await freePort(settings.proxyPort)) ?? (await freePort(0)) ?? settings.proxyPort;
  const probe = createServer((_, response) => {
    // All parts of Pushpin take part in a held answer.
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
    eachOutputLine(input, (line) => {
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

/** The port if it is free. For 0, a port that the system chooses. */
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

/** The answer to a request with the test route as its backend. */
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

/** `pushpin 1.36.0`. Empty when it cannot be run: its start reports that. */
function versionOf(command: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: guardedEnvironment(), timeout: 5_000 };
    execFile(command, ["--version"], options, (_, stdout) => resolve(String(stdout ?? "")));
  });
}
