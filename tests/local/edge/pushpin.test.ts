import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { main } from "../../../local/cli";
import { LocalFastly } from "../../../local/index";
import { callApi, deploy, deployVersion } from "../../support/edge";
import { fakeViceroy, programWasm } from "../../support/fakeViceroy";
import { makeProject, removeProjects } from "../../support/project";
import {
  fakePushpin,
  freePorts,
  handoffWasm,
  listening,
  needsPushpin,
  notingViceroy,
  saidByPushpin,
} from "../../support/pushpin";

const ROOT = resolve(__dirname, "../../..");
const DOMAIN = "shop.example.com";
const manifestWith = (table: string) => `manifest_version = 3\nname = "shop"\n[local_server.pushpin]\n${table}\n`;

describe("Pushpin on the local edge", function () {
  this.timeout(60_000);
  const lines: string[] = [];
  const { TMPDIR } = process.env;
  let temporary: string;
  let fastly: LocalFastly;
  let viceroy: ReturnType<typeof notingViceroy>;
  let publishPort: number;
  let settings: string;
  let id: string;

  before(async () => {
    viceroy = notingViceroy(fakeViceroy());
    const pushpin = fakePushpin();
    temporary = makeProject({});
    process.env.TMPDIR = temporary;
    publishPort = await freePorts();
    // A separate one, as it is moved.
    settings = `enable = true\npushpin_path = "${pushpin}"\npublish_port = ${publishPort}\nproxy_port = ${publishPort + 1}`;
    const log = (line: string) => void lines.push(line);
    fastly = await LocalFastly.start({ edge: { viceroy: viceroy.path, log, useLocalServer: true } });
  });
  beforeEach(() => void lines.splice(0));
  after(async () => {
    await fastly.stop();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    removeProjects();
  });

  const page = async () => (await fastly.fetch(`https://${DOMAIN}/`)).text();
  const program = (body: string) => programWasm({ "*": { body } });
  /** The port for Pushpin of the last started runtime. */
  const told = () => Number(/--local-pushpin-proxy-port (\d+)$/.exec(viceroy.starts().at(-1) ?? "")?.[1]);
  const gone = async (pids: number[]) => {
    while (pids.some((pid) => isAlive(pid))) await pause(10);
  };

  it("runs from the first request on, and its addresses are logged", async () => {
    const backends = [{ name: "origin", address: "localhost", port: 3000, use_ssl: false }];
    const manifest = manifestWith(settings);
    id = await deploy(fastly, "shop", { domain: DOMAIN, wasm: program("one"), manifest, backends });
    assert.equal(await page(), "one");
    const { config, routes } = await saidByPushpin(told());
    assert.match(config, new RegExp(`^http_port=127.0.0.1:${told()}$`, "m"));
    assert.notEqual(told(), publishPort + 1);
    assert.match(routes, /^id=origin localhost:3000,over_http\nid=fastly-compute-local-probe 127\.0\.0\.1:\d+\n$/);
    assert.deepEqual(lines, [
      `service "shop", version 1: Pushpin takes messages at http://127.0.0.1:${publishPort}/publish/`,
    ]);
  });

  it("keeps running with new routes when another version becomes active", async () => {
    const before = await saidByPushpin(told());
    await callApi(fastly, "PUT", `/service/${id}/version/1/clone`);
    await callApi(fastly, "POST", `/service/${id}/version/2/backend`, { name: "more", address: "m", port: 1 });
    await deployVersion(fastly, id, program("two"), manifestWith(settings));
    assert.equal(await page(), "two");
    const { routes, pids } = await saidByPushpin(told());
    assert.equal(routes, "id=origin localhost:3000,over_http\nid=more m:1,over_http\n");
    assert.deepEqual(pids, before.pids);
    assert.deepEqual(lines, []);
  });

  it("starts again with the next version after it ended, with nothing of the former process left", async () => {
    const before = await saidByPushpin(told());
    await fetch(`http://127.0.0.1:${told()}/end`).catch(() => undefined);
    await gone(before.pids);
    while (lines.length === 0) await pause(10);
    assert.match(lines.join(), /Pushpin ended unexpectedly; the next version starts it again$/);
    await deployVersion(fastly, id, program("three"), manifestWith(settings));
    assert.equal(await page(), "three");
    assert.notDeepEqual((await saidByPushpin(told())).pids, before.pids);
  });

  it("ends with the last version that uses it", async () => {
    const { pids } = await saidByPushpin(told());
    // The same program without Pushpin.
    await deployVersion(fastly, id, program("three"), manifestWith("enable = false"));
    assert.equal(await page(), "three");
    await gone(pids);
    assert.equal(told(), Number.NaN);
  });

  it("is refused when one of its ports is in use, and starts when the port is free", async () => {
    const taken = await listening(publishPort + 3);
    await deployVersion(fastly, id, program("five"), manifestWith(settings));
    await assert.rejects(page(), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(`ports ${publishPort} to .* but ${publishPort + 3} is in use \\[pushpin-port-taken\\]`),
      );
      assert.match(error.message, /\[local_server\.pushpin\] publish_port = /);
      return true;
    });
    taken?.close();
    assert.equal(await page(), "five");
    assert.ok(told() > 0);
  });

  it("gets an error with the reason when it cannot start", async () => {
    const broken = settings.replace(/pushpin_path = ".*"/, 'pushpin_path = "/nowhere/pushpin"');
    await deployVersion(fastly, id, program("six"), manifestWith(broken));
    await assert.rejects(page(), /does not start: spawn \/nowhere\/pushpin ENOENT \[pushpin-not-started\]/);
  });

  it("leaves no process and no file behind", async () => {
    await deployVersion(fastly, id, program("seven"), manifestWith(settings));
    await page();
    const { pids } = await saidByPushpin(told());
    await fastly.stop();
    await gone(pids);
    assert.deepEqual(readdirSync(temporary), []);
  });
});

describe("fastly-compute-local serve", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("starts Pushpin for a service whose manifest asks for it, but uses the backends of the service", async () => {
    const { PATH } = process.env;
    const viceroy = notingViceroy(fakeViceroy());
    process.env.PATH = `${dirname(viceroy.path)}${delimiter}${PATH}`;
    let text = "";
    let end = () => {};
    const write = (part: string) => {
      text += part;
    };
    const directory = makeProject({});
    const ended = main(["serve", "--state", directory], {
      stdout: { write },
      stderr: { write },
      interactive: false,
      ask: () => assert.fail(),
      onInterrupt: (handler) => {
        end = handler;
        return () => {};
      },
    });
    try {
      while (!text.includes("Press Ctrl-C")) await pause(10);
      const [, url = ""] = /API is on (\S+?)\. /.exec(text) ?? [];
      const [, token = ""] = /FASTLY_API_TOKEN=(\S+)/.exec(text) ?? [];
      const publishPort = await freePorts();
      const table = `enable = true\npushpin_path = "${fakePushpin()}"\npublish_port = ${publishPort}`;
      const manifest = `${manifestWith(table)}[local_server.backends.api]\nurl = "http://elsewhere:1"\n`;
      const backends = [{ name: "api", address: "here", port: 2, use_ssl: false }];
      await deploy({ url, token } as LocalFastly, "shop", {
        domain: DOMAIN,
        wasm: programWasm({}),
        manifest,
        backends,
      });
      const { port } = new URL(url);
      const [answer] = await once(get({ host: "127.0.0.1", port, headers: { host: DOMAIN } }), "response");
      assert.equal(answer.resume().statusCode, 200);
      const proxyPort = Number(/--local-pushpin-proxy-port (\d+)/.exec(viceroy.starts().join())?.[1]);
      assert.match((await saidByPushpin(proxyPort)).routes, /^id=api here:2,over_http\n/);
    } finally {
      end();
      await ended;
      process.env.PATH = PATH;
    }
  });
});

/** A process that has ended, and that its parent has not waited for, is not alive. */
function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/stat`;
  if (existsSync("/proc/self/stat")) {
    return existsSync(status) && !/\) Z /.test(readFileSync(status, "utf8"));
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the real Pushpin", function () {
  this.timeout(60_000);
  before(needsPushpin);
  after(removeProjects);

  it("holds a request that the program hands off, and sends published messages to its client", async () => {
    const asked: Record<string, unknown>[] = [];
    const origin = createServer(({ url, headers }, response) => {
      asked.push({ url, signed: headers["grip-sig"] !== undefined });
      response.writeHead(200, { "content-type": "text/plain", "grip-hold": "stream", "grip-channel": "news" });
      response.end("hello\n");
    }).listen(0, "127.0.0.1");
    await once(origin, "listening");
    const publishPort = await freePorts();
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const fastly = await LocalFastly.start({ edge: { log, useLocalServer: true } });
    try {
      const { port } = origin.address() as AddressInfo;
      await deploy(fastly, "shop", {
        domain: DOMAIN,
        wasm: handoffWasm("origin"),
        manifest: manifestWith(`enable = true\npublish_port = ${publishPort}`),
        backends: [{ name: "origin", address: "127.0.0.1", port, use_ssl: false }],
      });
      const answer = await fastly.fetch(`https://${DOMAIN}/stream?a=b`);
      assert.equal(answer.status, 200, lines.join("\n"));
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      assert.equal((await reader?.read())?.value, "hello\n");
      // Viceroy resolves its backends at the start.
      assert.deepEqual(
        asked.filter(({ signed }) => signed),
        [{ url: "/stream?a=b", signed: true }],
      );

      const items = [{ channel: "news", formats: { "http-stream": { content: "published\n" } } }];
      const published = await fetch(`http://127.0.0.1:${publishPort}/publish/`, {
        method: "POST",
        body: JSON.stringify({ items }),
      });
      assert.equal(published.status, 200);
      assert.equal((await reader?.read())?.value, "published\n");
      await reader?.cancel();
    } finally {
      await fastly.stop();
      origin.close();
      origin.closeAllConnections();
    }
    assert.equal(await listening(publishPort).then((server) => server?.close() && true), true);
  });

  const PROGRAM = (publishPort: number) => `
    const { createPushpin, pushpinSettings } = require(${JSON.stringify(join(ROOT, "local/edge/pushpin"))});
    const wanted = { ...pushpinSettings({ local_server: { pushpin: { enable: true } } }, "/", []), publishPort: ${publishPort} };
    // Not before: what compiles the tests has its cache there.
    process.env.TMPDIR = process.env.EDGE_DIRECTORY;
    createPushpin(() => {}).hold(wanted, "test", {}).then(({ port }) => console.log(port));
  `;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`leaves no listening process and no file after ${signal} of ours`, async () => {
      const temporary = join(ROOT, "node_modules/.cache", `pushpin-${process.pid}-${signal}`);
      mkdirSync(temporary, { recursive: true });
      const publishPort = await freePorts();
      const child = spawn(process.execPath, ["-r", "tsx/cjs", "-e", PROGRAM(publishPort)], {
        cwd: ROOT,
        env: { ...process.env, EDGE_DIRECTORY: temporary },
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const [port] = await once(createInterface({ input: child.stdout }), "line");
        const [run = ""] = readdirSync(temporary).filter((name) => name.startsWith("fastly-compute-edge-"));
        const pids = readdirSync(join(temporary, run))
          .filter((name) => name.endsWith(".pid"))
          .map((name) => Number(readFileSync(join(temporary, run, name), "utf8")));
        assert.ok(Number(port) > 0 && pids.every(isAlive));
        child.kill(signal);
        await once(child, "exit");
        while (pids.some(isAlive) || readdirSync(temporary).some((name) => name === run)) await pause(20);
        const free = await Promise.all([Number(port), publishPort].map(listening));
        assert.deepEqual(
          free.map((server) => server?.close() && true),
          [true, true],
        );
      } finally {
        child.kill("SIGKILL");
        rmSync(temporary, { recursive: true, force: true });
      }
    });
  }
});
