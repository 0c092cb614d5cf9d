import { mkdir, mkdtemp, rename, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Duplex } from "node:stream";
import type { Stream } from "../api/logTail";
import type { RuntimeConfiguration } from "./configuration";
import { localEdgeError } from "./errors";
import { guardedEnvironment, startGuarded } from "./guard";
import { listeningPort, readOutput } from "./output";

/** A service version that answers requests. */
export interface Runtime {
  /** For messages: `service "shop", version 3`. A later version with the same program may take it over. */
  title: string;
  port: number;
  /** Keeps connections to it. */
  agent: Agent;
  /** Those that speak another protocol, such as WebSocket. They end as soon as it retires: nothing says when they would. */
  connections: Set<Duplex>;
  /** Counts a request until the function that it returns is called. */
  enter(): () => void;
  /** Writes items anew: the runtime reads them whenever the program opens a dictionary or config store. */
  writeItems(items: ReadonlyMap<string, string>): Promise<void>;
  /** Resolves when it has ended, by itself or not. */
  ended: Promise<void>;
  /** Ends other protocols now, and the runtime when the last request has its answer. */
  retire(): Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  viceroy: string;
  /** For messages: `service "shop", version 3`. */
  title: string;
  wasm: Buffer;
  configuration: RuntimeConfiguration;
  /** Whether the program may hand a WebSocket off to a backend. Default true, which older versions of Viceroy are not told. */
  passesWebSockets?: boolean;
  /** The port of Pushpin, to which the program may hand a request off. */
  pushpinPort?: number;
  /** Lines for the terminal. */
  log(line: string): void;
  /** Takes what the program prints, beside that. */
  printed?(stream: Stream, text: string): void;
  /** Ends it while it starts. */
  signal: AbortSignal;
}

const KEPT_LINES = 12;

/** Tells Viceroy to speak of nothing but its address and of errors. */
const RUST_LOG = "viceroy=error,viceroy_lib=error,viceroy_lib::service=info";

/**
 * Starts the runtime on a loopback port that the system chooses, and waits until it answers.
 *
 * @throws ComputeError when it ends before, with what it said.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { title, configuration, log, signal } = options;
  const directory = await mkdtemp(join(tmpdir(), "fastly-compute-edge-"));
  const writeItems = itemsWriter(directory);
  await writeFiles(
    directory,
    new Map<string, string | Buffer>([
      ...configuration.values,
      ["main.wasm", options.wasm],
      ["fastly.toml", configuration.toml],
    ]),
  );
  await writeItems(configuration.items);

  const { stdout, stderr, ended, end } = startGuarded({
    directory,
    command: options.viceroy,
    args: [
      ...["serve", "main.wasm", "--addr", "127.0.0.1:0", "-C", "fastly.toml"],
      ...(options.passesWebSockets === false ? ["--enable-local-websocket-passthrough=false"] : []),
      ...(options.pushpinPort === undefined ? [] : ["--local-pushpin-proxy-port", String(options.pushpinPort)]),
    ],
    env: guardedEnvironment({ RUST_LOG }),
  });
  const agent = new Agent({ keepAlive: true });
  const connections = new Set<Duplex>();
  const endConnections = () => {
    for (const connection of connections) {
      connection.destroy();
    }
  };
  void ended.then(endConnections);
  const stop = async () => {
    agent.destroy();
    endConnections();
    end();
    await ended;
  };

  const named = { title };
  const last: string[] = [];
  let announce: (port: number) => void = () => {};
  const listening = new Promise<number>((resolve) => {
    announce = resolve;
  });
  for (const [stream, input] of [
    ["stdout", stdout],
    ["stderr", stderr],
  ] as const) {
    createInterface({ input }).on("line", (line) => {
      const port = listeningPort(line);
      if (port !== undefined) {
        return announce(port);
      }
      const output = readOutput(line);
      if (output !== undefined) {
        last.push(output.text);
        last.splice(0, last.length - KEPT_LINES);
        log(`${named.title}: ${output.text}`);
        if (output.printed) {
          options.printed?.(stream, output.text);
        }
      }
    });
  }
  signal.addEventListener("abort", end);
  const port = await Promise.race([listening, ended.then(() => undefined)]);
  signal.removeEventListener("abort", end);
  if (port === undefined || signal.aborted) {
    await stop();
    throw localEdgeError("service-not-started", { title, said: last.join("\n") || "the runtime ended" });
  }

  let requests = 0;
  let idle: () => void = () => {};
  return Object.assign(named, {
    port,
    agent,
    connections,
    ended,
    stop,
    enter: () => {
      requests += 1;
      let inside = true;
      return () => {
        requests -= Number(inside);
        inside = false;
        if (requests === 0) {
          idle();
        }
      };
    },
    writeItems,
    retire: async () => {
      endConnections();
      if (requests > 0) {
        const drained = new Promise<void>((resolve) => {
          idle = resolve;
        });
        await Promise.race([drained, ended]);
      }
      await stop();
    },
  });
}

/** Writes files into a directory: whoever reads one finds the old or the new one, whole. */
export async function writeFiles(directory: string, files: ReadonlyMap<string, string | Buffer>): Promise<void> {
  for (const [name, content] of files) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, content, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

/** A function that writes the items that have changed since its last call; it ends when those of earlier calls are there too. */
function itemsWriter(directory: string): (items: ReadonlyMap<string, string>) => Promise<void> {
  const written = new Map<string, string>();
  let writing = Promise.resolve();
  return (items) => {
    const changed = new Map([...items].filter(([name, content]) => written.get(name) !== content));
    for (const [name, content] of changed) {
      written.set(name, content);
    }
    writing = writing.then(() => writeFiles(directory, changed));
    return writing;
  };
}
