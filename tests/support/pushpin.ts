import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { findOnPath } from "../../local/onPath";
import { needsViceroy } from "./edge";
import { makeProject } from "./project";

/**
 * The path of a stand-in for Pushpin. It listens at Pushpin's ports, and has a child process, like Pushpin's parts. At
 * the proxy's port it answers with its configuration, its routes and those processes. At `/end` it ends and leaves its
 * child process behind.
 */
export function fakePushpin(version = "1.41.0"): string {
  const path = join(makeProject({}), "pushpin");
  writeFileSync(path, `#!${process.execPath}\n${STAND_IN.replace("VERSION", version)}`);
  chmodSync(path, 0o755);
  return path;
}

const STAND_IN = `
if (process.argv[2] === "--version") { console.log("pushpin VERSION"); process.exit(); }
const { spawn } = require("node:child_process");
const { readFileSync, rmSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const config = readFileSync(process.argv[2].slice("--config=".length), "utf8");
const value = (key) => new RegExp("^" + key + "=(.*)$", "m").exec(config)[1];
const part = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
const pidFile = value("rundir") + "/part.pid";
writeFileSync(pidFile, part.pid + "\\n");
const end = (code) => { part.kill("SIGKILL"); rmSync(pidFile, { force: true }); process.exit(code) };
process.on("SIGTERM", () => end(0));
const routes = () => readFileSync(value("routesfile"), "utf8");
let last = routes();
setInterval(() => {
  if (routes() !== last) {
    last = routes();
    console.log("[INFO] 2026-11-27 06:36:08.088 [proxy] routes loaded with 1 entries");
  }
}, 20);
const said = () => JSON.stringify({ config, routes: last, pids: [process.pid, part.pid] });
const serve = (at, address) => createServer((request, response) => {
  if (request.url === "/end") process.exit(1);
  response.end(at === "proxy" ? said() : "Published");
}).listen(...address).on("error", (error) => { console.log("[ERR] 2026-11-27 06:36:08.075 [" + at + "] " + error.code); end(1) });
const [host, port] = value("http_port").split(":");
console.log("[INFO] 2026-11-27 06:36:08.075 starting...");
serve("proxy", [Number(port), host]);
serve("handler", [Number(value("push_in_http_port")), value("push_in_http_addr")]);
`;

/** The answer of the stand-in at a port. */
export async function saidByPushpin(port: number): Promise<{ config: string; routes: string; pids: number[] }> {
  return (await fetch(`http://127.0.0.1:${port}/`)).json() as never;
}

/** The first of four free ports in a row. */
export async function freePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const servers = await Promise.all([0, 1, 2, 3].map((more) => listening(port + more)));
    await Promise.all(servers.map((server) => server && new Promise((resolve) => server.close(resolve))));
    if (servers.every(Boolean)) {
      return port;
    }
  }
}

/** A server at the port. Undefined when the port is taken. */
export function listening(port: number): Promise<(Server & { port: number }) | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () =>
      resolve(Object.assign(server, { port: (server.address() as AddressInfo).port })),
    );
  });
}

/** A stand-in for Viceroy in front of another one. It notes the arguments of each start. */
export function notingViceroy(viceroy: string): { path: string; starts(): string[] } {
  const directory = makeProject({ starts: "" });
  const path = join(directory, "viceroy");
  writeFileSync(path, `#!/bin/sh\necho "$*" >> "${directory}/starts"\nexec "${viceroy}" "$@"\n`);
  chmodSync(path, 0o755);
  return { path, starts: () => readFileSync(join(directory, "starts"), "utf8").trimEnd().split("\n") };
}

/**
 * A complete Compute program that passes each request on: to Fanout, which asks the backend, or directly to the
 * backend.
 */
export function handoffWasm(
  backend: string,
  to: "redirect_to_grip_proxy" | "redirect_to_websocket_proxy" = "redirect_to_grip_proxy",
): Buffer {
  const bytes = (content: number[]) => [content.length, ...content];
  const string = (text: string) => bytes([...Buffer.from(text)]);
  const section = (id: number, content: number[]) => [id, ...bytes(content)];
  const INT = 0x7f;
  return Buffer.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    // (i32, i32) -> i32, and the type of `_start`.
    ...section(1, [2, 0x60, 2, INT, INT, 1, INT, 0x60, 0, 0]),
    ...section(2, [1, ...string("fastly_http_req"), ...string(to), 0, 0]),
    ...section(3, [1, 1]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...string("memory"), 2, 0, ...string("_start"), 0, 1]),
    ...section(10, [1, ...bytes([0, 0x41, 0, 0x41, backend.length, 0x10, 0, 0x1a, 0x0b])]),
    ...section(11, [1, 0, 0x41, 0, 0x0b, ...string(backend)]),
  ]);
}

/** Skips a test, visibly, where Pushpin or Viceroy is not installed. */
export function needsPushpin(this: Mocha.Context): void {
  needsViceroy.call(this);
  if (findOnPath("pushpin", process.env) === undefined) {
    console.log("      skipped: no pushpin on PATH (https://pushpin.org/docs/install/)");
    this.skip();
  }
}
