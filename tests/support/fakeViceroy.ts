import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { EdgeOptions } from "../../local/edge";
import type { Guarded, GuardedOptions } from "../../local/edge/guard";
import { makeProject, TINY_WASM } from "./project";

/** The answers of a stand-in program, by path. `*` stands for all other paths. */
export type Program = Record<string, Answering>;

interface Answering {
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  delayMs?: number;
  /** One of this many requests is answered by 500. */
  failEvery?: number;
  /** What it prints at each request. */
  prints?: Partial<Record<"stdout" | "stderr", string>>;
  /** Accepts another protocol. It sends this text, and then echoes what it receives. */
  says?: string;
}

const MARK = "PROGRAM:";

/** A module with the program in it, as a custom section. */
export function programWasm(program: Program): Buffer {
  const content = Buffer.from(`\u0001p${MARK}${JSON.stringify(program)}`);
  return Buffer.concat([TINY_WASM, Buffer.from([0]), leb128(content.length), content]);
}

function leb128(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>= 7) {
    if (left < 128) {
      return Buffer.from([...bytes, left]);
    }
    bytes.push((left & 127) | 128);
  }
}

/**
 * The path of a stand-in for Viceroy: it answers as the module says. A release depends on which version answers with
 * what, and that needs neither the runtime nor a toolchain.
 */
export function fakeViceroy(): string {
  const path = join(makeProject({}), "viceroy");
  // The tests' compiler may have added calls of `__name` to the function.
  writeFileSync(
    path,
    `#!${process.execPath}\nconst __name = (named) => named;\n` +
      `(${serve.toString()})(${JSON.stringify(MARK)}, ".", (line) => process.stdout.write(line));\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** The same stand-in in this process: a version starts in a hundredth of the time. */
export const INLINE_VICEROY: EdgeOptions = { viceroy: "in this process", start: startInline };

function startInline({ directory }: GuardedOptions): Guarded {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const server = serve(MARK, directory, (line) => stdout.write(line));
  const ended = once(server, "close").then(() => rm(directory, { recursive: true, force: true }));
  const end = () => {
    server.close();
    server.closeAllConnections();
    stdout.end();
    stderr.end();
  };
  return { stdout, stderr, ended, end };
}

/** Refers to nothing outside of itself. */
function serve(mark: string, directory: string, tell: (line: string) => void): Server {
  const { readFileSync } = require("node:fs") as typeof import("node:fs");
  const { createServer } = require("node:http") as typeof import("node:http");
  const text = readFileSync(`${directory}/main.wasm`).toString("utf8");
  const at = text.indexOf(mark);
  const program = (at === -1 ? {} : JSON.parse(text.slice(at + mark.length))) as Program;
  let requests = 0;
  const server = createServer((message, response) => {
    const { pathname } = new URL(message.url ?? "/", "http://any");
    const {
      status = 200,
      body = "ok",
      headers,
      delayMs = 0,
      failEvery,
      prints,
    } = program[pathname] ?? program["*"] ?? {};
    for (const stream of ["stdout", "stderr"] as const) {
      if (prints?.[stream] !== undefined) process[stream].write(`${prints[stream]}\n`);
    }
    requests += 1;
    const isFailing = failEvery !== undefined && requests % failEvery === 0;
    setTimeout(() => {
      response.writeHead(isFailing ? 500 : status, headers);
      response.end(body);
    }, delayMs);
  });
  server.on("upgrade", (message, socket, head) => {
    const { pathname } = new URL(message.url ?? "/", "http://any");
    const { says } = program[pathname] ?? program["*"] ?? {};
    socket.on("error", () => {});
    if (says === undefined) {
      socket.end("HTTP/1.1 426 Upgrade Required\r\n\r\n");
      return;
    }
    socket.write(`HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: ${message.headers.upgrade}\r\n\r\n${says}`);
    socket.write(head);
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as import("node:net").AddressInfo;
    tell(`Listening on http://127.0.0.1:${port}\n`);
  });
  return server;
}
