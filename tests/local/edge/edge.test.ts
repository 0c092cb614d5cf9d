import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findViceroy } from "../../../local/edge/viceroy";
import { LocalFastly } from "../../../local/index";
import { callApi, deploy, deployVersion, goWasm, needsViceroy } from "../../support/edge";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";

/** `_start` is `unreachable`. */
const TRAP = Buffer.from("0061736d0100000001040160000003020100070a01065f737461727400000a05010300000b", "hex");
/** Imports a function that no runtime has. */
const UNKNOWN_IMPORT = Buffer.from("0061736d010000000104016000000207010161016200000a", "hex");

/** The answer for a browser at a port of this machine. */
async function ask(port: number | string, host: string, path = "/"): Promise<{ status: number; text: string }> {
  const outgoing = request({ host: "127.0.0.1", port, path, headers: { host }, agent: false });
  outgoing.end();
  const [answer] = await once(outgoing, "response");
  let text = "";
  for await (const part of answer) {
    text += part;
  }
  return { status: answer.statusCode, text };
}

describe("the local edge", function () {
  this.timeout(120_000);
  const lines: string[] = [];
  let fastly: LocalFastly;
  let port: string;
  let one: Buffer;
  let two: Buffer;

  before(async function () {
    needsViceroy.call(this);
    one = goWasm("one\n") ?? this.skip();
    two = goWasm("two\n") ?? this.skip();
    fastly = await LocalFastly.start({ edge: { log: (line) => lines.push(line) } });
    port = new URL(fastly.url).port;
  });
  beforeEach(() => void lines.splice(0));
  after(async () => {
    await fastly?.stop();
    removeProjects();
  });

  const linesOf = async (count: number) => {
    while (lines.length < count) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const text = async (url: string) => (await fastly.fetch(url)).text();

  it("selects a service by the Host header on the API's port, which serves the API for other hosts", async () => {
    await deploy(fastly, "a", { domain: "a.example.com", wasm: one });
    await deploy(fastly, "b", { domain: "b.example.com", wasm: two });
    fastly.clearRequests();
    assert.deepEqual(await ask(port, `a.example.com.localhost:${port}`), { status: 200, text: "one\n" });
    assert.deepEqual(await ask(port, `b.example.com.localhost:${port}`), { status: 200, text: "two\n" });
    assert.deepEqual(await ask(port, "b.example.com"), { status: 200, text: "two\n" });
    assert.deepEqual(await ask(port, "c.example.com.localhost"), {
      status: 500,
      text: "Fastly error: unknown domain: c.example.com. Please check that this domain has been added to a service.\n",
    });
    assert.deepEqual(fastly.requests, []);
    assert.equal((await callApi(fastly, "GET", "/service")).length, 2);
    assert.equal((await ask(port, "c.example.com", "/service")).status, 403);
  });

  it("serves a service on a separate port, and reports a port in use", async () => {
    const own = await fastly.serve("a");
    assert.equal(await (await fetch(own)).text(), "one\n");
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port: number } = taken.address() as { port: number };
    await assert.rejects(fastly.serve("a", number), {
      message:
        `The local edge cannot serve service "a", version 1 on 127.0.0.1:${number} (EADDRINUSE) [port-refused]\n` +
        "Stop the program that uses the port, or choose another port. The local Fastly still works.",
    });
    taken.close();
    assert.equal(await text("https://a.example.com/"), "one\n");
  });

  it("switches versions under load without a failed request, and back again", async () => {
    const id = fastly.service("a").id;
    for (const [from, to, switchOver] of [
      ["one\n", "two\n", () => deployVersion(fastly, id, two)],
      ["two\n", "one\n", () => callApi(fastly, "PUT", `/service/${id}/version/1/activate`)],
    ] as const) {
      const answers: string[] = [];
      let over = false;
      const clients = Array.from({ length: 50 }, async () => {
        while (!over) {
          const { status, text } = await ask(port, "a.example.com");
          answers.push(status === 200 ? text : `${status} ${text}`);
          over ||= answers.length > 20_000;
        }
      });
      while (answers.length < clients.length) {
        await pause(1);
      }
      await switchOver();
      assert.equal(await text("https://a.example.com/"), to);
      over = true;
      await Promise.all(clients);
      assert.deepEqual([...new Set(answers)].sort(), [from, to].sort());
    }
    assert.deepEqual(lines, []);
  });

  it("restarts the runtime of a service that was killed, and reports it", async () => {
    assert.equal(await text("https://b.example.com/"), "two\n");
    const { execFileSync } = await import("node:child_process");
    const children = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    const guards = children.filter(([, parent]) => parent === String(process.pid)).map(([pid]) => pid);
    const runtimes = children.filter(([, parent, name]) => guards.includes(parent) && name === "viceroy");
    assert.equal(runtimes.length, 2);
    for (const [pid] of runtimes) {
      process.kill(Number(pid), "SIGKILL");
    }
    await linesOf(2);
    assert.deepEqual([...lines].sort(), [
      'service "a", version 1: the runtime ended unexpectedly; the next request starts it again',
      'service "b", version 1: the runtime ended unexpectedly; the next request starts it again',
    ]);
    assert.equal(await text("https://a.example.com/"), "one\n");
    assert.deepEqual(await ask(port, "b.example.com"), { status: 200, text: "two\n" });
  });

  it("names the service and version whose program traps, and keeps serving", async () => {
    await deploy(fastly, "trapping", { domain: "trap.example.com", wasm: TRAP });
    assert.equal((await fastly.fetch("https://trap.example.com/")).status, 500);
    await linesOf(1);
    assert.match(
      lines.join("\n"),
      /^service "trapping", version 1: the program ended with an error while it handled a request: /,
    );
    assert.equal((await fastly.fetch("https://trap.example.com/")).status, 500);
    assert.equal(await text("https://a.example.com/"), "one\n");
  });

  it("names the service and version with an invalid program, and keeps serving", async () => {
    await deploy(fastly, "empty", { domain: "empty.example.com", wasm: TINY_WASM });
    const { status, text: page } = await ask(port, "empty.example.com");
    assert.equal(status, 503);
    assert.match(page, /^service "empty", version 1 gave no answer \(socket hang up\) \[service-no-answer\]/);
    assert.equal(await text("https://a.example.com/"), "one\n");
  });

  it("names the service and version that cannot start, and serves the next one", async () => {
    const id = await deploy(fastly, "broken", { domain: "broken.example.com", wasm: UNKNOWN_IMPORT });
    await assert.rejects(
      fastly.fetch("https://broken.example.com/"),
      /^ComputeError: The local edge cannot start service "broken", version 1: /,
    );
    const page = await ask(port, "broken.example.com");
    assert.equal(page.status, 503);
    assert.match(page.text, /^The local edge cannot start service "broken", version 1: /);
    await deployVersion(fastly, id, one);
    assert.equal(await text("https://broken.example.com/"), "one\n");
  });

  it("does not serve a deactivated service", async () => {
    const id = fastly.service("b").id;
    await callApi(fastly, "PUT", `/service/${id}/version/1/deactivate`);
    await assert.rejects(
      fastly.fetch("https://b.example.com/"),
      /unknown domain: b\.example\.com.*\[domain-not-served\]/,
    );
  });
});

describe("a local Fastly without an edge", () => {
  const deployed = async (fastly: LocalFastly) =>
    deploy(fastly, "shop", { domain: "shop.example.com", wasm: Buffer.from(TRAP) });

  it("quotes a Viceroy that does not start without its colors", async () => {
    const directory = makeProject({ viceroy: "#!/bin/sh\nprintf '\\033[31mno \\033[1mport\\033[0m\\n' >&2\nexit 1\n" });
    chmodSync(join(directory, "viceroy"), 0o755);
    const fastly = await LocalFastly.start({ edge: { viceroy: join(directory, "viceroy"), log: () => {} } });
    try {
      await deployed(fastly);
      await assert.rejects(
        fastly.fetch("https://shop.example.com/"),
        /The local edge cannot start service "shop", version 1: no port \[service-not-started\]/,
      );
    } finally {
      await fastly.stop();
      removeProjects();
    }
  });

  it("says how to get Viceroy, and still serves its API", async () => {
    const fastly = await LocalFastly.start({ edge: { viceroy: "/nowhere/viceroy", log: () => {} } });
    try {
      await deployed(fastly);
      await assert.rejects(
        fastly.fetch("https://shop.example.com/"),
        /The local edge cannot start service "shop", version 1: spawn \/nowhere\/viceroy ENOENT \[service-not-started\]/,
      );
      assert.equal(fastly.services().length, 1);
    } finally {
      await fastly.stop();
    }
  });

  it("answers no request for a service with { edge: false }", async () => {
    const fastly = await LocalFastly.start({ edge: false });
    try {
      await deployed(fastly);
      assert.equal((await ask(new URL(fastly.url).port, "shop.example.com")).status, 403);
      await assert.rejects(
        fastly.fetch("https://shop.example.com/"),
        /^ComputeError: This local Fastly serves no requests \[local-edge-off\]/,
      );
    } finally {
      await fastly.stop();
    }
  });

  it("finds Viceroy on PATH, and in cargo's directory", () => {
    assert.equal(findViceroy({ PATH: "/nowhere", CARGO_HOME: "/nowhere" }), undefined);
  });
});
