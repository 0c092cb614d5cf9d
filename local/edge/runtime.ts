import { mkdir, mkdtemp, rename, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Duplex } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Stream } from "../api/logTail";
import type { RuntimeConfiguration } from "./configuration";
import { localEdgeError } from "./errors";
import { guardedEnvironment, type StartGuarded, startGuarded } from "./guard";
import { listeningPort, readOutput } from "./output";

/** A service version that answers requests. */
export interface Runtime {
  /**
   * The name in messages: `service "shop", version 3`. A later version with the same program may take the runtime over.
   */
  title: string;
  port: number;
  /** Keeps connections to the runtime. */
  agent: Agent;
  /**
   * Connections with another protocol, such as WebSocket. They end as soon as the runtime retires, as nothing says when
   * they would end.
   */
  connections: Set<Duplex>;
  /** Counts a request until the returned function is called. */
  enter(): () => void;
  /** Writes items again: the runtime reads them whenever the program opens a dictionary or config store. */
  writeItems(items: ReadonlyMap<string, string>): Promise<void>;
  /** Resolves when the runtime has ended, for whatever reason. */
  ended: Promise<void>;
  /** Ends other protocols now, and the runtime after the last request. */
  retire(): Promise<void>;
  /** Ends the runtime. */
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  viceroy: string;
  /** Starts the runtime. Default: as a separate process. */
  start?: StartGuarded | undefined;
  /** The name in messages: `service "shop", version 3`. */
  title: string;
  wasm: Buffer;
  configuration: RuntimeConfiguration;
  /**
   * Whether the program may pass a WebSocket on to a backend. Default true, which older versions of Viceroy are not
   * given.
   */
  passesWebSockets?: boolean;
  /** The port of Pushpin, to which the program may pass a request on. */
  pushpinPort?: number;
  /** Takes lines for the terminal. */
  log(line: string): void;
  /** Takes the program's output in addition. */
  printed?(stream: Stream, text: string): void;
  /** Aborts the start. */
  signal: AbortSignal;
}

const KEPT_LINES = 12;

/** Makes Viceroy print only its address and errors. */
const RUST_LOG = "viceroy=error,viceroy_lib=error,viceroy_lib::service=info";

/**
 * Starts the runtime on a loopback port chosen by the system, and waits until it answers.
 *
 * @throws ComputeError when the runtime ends before that. The error has its output.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { title, configuration, log, signal, start = startGuarded } = options;
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

  const { stdout, stderr, ended, end } = start({
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
        last.push(stripVTControlCharacters(output.text));
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

/** Writes files into a directory. Readers find either the old or the new file, never a part. */
export async function writeFiles(directory: string, files: ReadonlyMap<string, string | Buffer>): Promise<void> {
  for (const [name, content] of files) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, content, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

/**
 * A function that writes the items that changed since its last call. It resolves when the items of earlier calls are
 * written too.
 */
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
