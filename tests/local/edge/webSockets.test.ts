import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { openFront } from "../../../local/dev/front";
import { LocalFastly } from "../../../local/index";
import { callApi, deploy, deployVersion, needsViceroy } from "../../support/edge";
import { fakeViceroy, programWasm } from "../../support/fakeViceroy";
import { makeProject, removeProjects } from "../../support/project";
import { freePorts, handoffWasm, needsPushpin, notingViceroy } from "../../support/pushpin";
import { accepts, openWebSocket } from "../../support/webSocket";

const DOMAIN = "shop.example.com";
const VERSIONS = process.env.TEST_LONG ? 100 : 4;

/** The stand-in's text in the other protocol, by version. */
const saying = (says: string) => programWasm({ "*": { says, body: says } });

/** A connection in another protocol, to a port of this machine. */
async function open(url: string, host = new URL(url).host) {
  const { port } = new URL(url);
  const { connect } = await import("node:net");
  const socket: Socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => {});
  let text = "";
  socket.on("data", (part) => {
    text += part;
  });
  socket.write(`GET /chat HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n`);
  return {
    socket,
    heard: async (wanted: string) => {
      while (!text.includes(wanted)) {
        assert.ok(!socket.destroyed, text);
        await pause(5);
      }
      return text;
    },
    ended: once(socket, "close"),
  };
}

describe("WebSockets and the versions of a service", function () {
  this.timeout(120_000);
  const { TMPDIR } = process.env;
  const lines: string[] = [];
  let temporary: string;
  let fastly: LocalFastly;
  let id: string;

  before(async () => {
    const viceroy = fakeViceroy();
    temporary = makeProject({});
    process.env.TMPDIR = temporary;
    fastly = await LocalFastly.start({ edge: { viceroy, log: (line) => lines.push(line) } });
    id = await deploy(fastly, "shop", { domain: DOMAIN, wasm: saying("one") });
  });
  after(async () => {
    await fastly.stop();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    removeProjects();
  });

  const runtimes = async (count: number) => {
    const now = () => readdirSync(temporary).filter((name) => name.startsWith("fastly-compute-edge-"));
    for (let i = 0; now().length !== count; i++) {
      assert.ok(i < 1_000, now().join());
      await pause(10);
    }
  };

  it("work at each address, and a hint names once what Fastly requires", async () => {
    const front = await openFront({ fastly, service: () => id, port: 0, reload: undefined, answered: () => {} });
    try {
      for (const [url, host] of [
        [fastly.url, DOMAIN],
        [fastly.url, `${DOMAIN}.localhost`],
        [await fastly.serve(id)],
        [front.url],
      ] as const) {
        const { heard, socket } = await open(url, host);
        assert.match(
          await heard("one"),
          /^HTTP\/1\.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: chat\r\n/,
        );
        socket.write("ping");
        await heard("oneping");
        socket.end();
      }
    } finally {
      await front.close();
    }
    assert.deepEqual(lines, [
      'service "shop": a WebSocket passes here. At Fastly the service needs a product for it: ' +
        "products: { websockets: true }, or fanout",
    ]);
  });

  it("stay open while a version has the same program, and close when a version with another one answers", async () => {
    const { heard, socket, ended } = await open(fastly.url, DOMAIN);
    await heard("one");
    await deployVersion(fastly, id, saying("one"));
    await fastly.settled(id);
    socket.write("still");
    await heard("onestill");
    await deployVersion(fastly, id, saying("two"));
    await fastly.settled(id);
    await ended;
    assert.match(await (await open(fastly.url, DOMAIN)).heard("two"), / 101 /);
  });

  it("stay open while another version is prepared, and close when it answers", async () => {
    const { heard, socket, ended } = await open(fastly.url, DOMAIN);
    await heard("two");
    const { number } = await callApi(fastly, "PUT", `/service/${id}/version/3/clone`);
    await callApi(fastly, "POST", `/service/${id}/version/${number}/backend`, { name: "b", address: "192.0.2.1" });
    socket.write("there");
    await heard("twothere");
    await callApi(fastly, "PUT", `/service/${id}/version/${number}/activate`);
    await ended;
  });

  it(`leave nothing behind after ${VERSIONS} versions with open connections`, async () => {
    const sockets = [];
    for (let version = 0; version < VERSIONS; version++) {
      await deployVersion(fastly, id, saying(`v${version}.`));
      await fastly.settled(id);
      sockets.push(await open(fastly.url, DOMAIN), await open(fastly.url, DOMAIN));
      await Promise.all(sockets.slice(-2).map(({ heard }) => heard(`v${version}.`)));
      // The connections of the version before have ended: their runtime is not alive.
      await Promise.all(sockets.slice(0, -2).map(({ ended }) => ended));
    }
    await runtimes(1);
    const before = performance.now();
    await fastly.stop();
    await Promise.all(sockets.map(({ ended }) => ended));
    await runtimes(0);
    assert.ok(performance.now() - before < 5_000);
  });
});

describe("[local_server.websockets_passthrough]", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("is passed to Viceroy when it is off, and only dev uses it", async () => {
    const off = 'manifest_version = 3\nname = "shop"\n[local_server.websockets_passthrough]\nenable = false\n';
    for (const [manifest, useLocalServer, told] of [
      [off, true, true],
      [off.replace("false", "true"), true, false],
      [off, false, false],
    ] as const) {
      const viceroy = notingViceroy(fakeViceroy());
      const fastly = await LocalFastly.start({ edge: { viceroy: viceroy.path, log: () => {}, useLocalServer } });
      try {
        await deploy(fastly, "shop", { domain: DOMAIN, wasm: saying("one"), manifest });
        await fastly.settled("shop");
        assert.equal(/ --enable-local-websocket-passthrough=false$/.test(viceroy.starts().join()), told);
      } finally {
        await fastly.stop();
      }
    }
  });
});

/** A server that Pushpin asks, which makes requests of WebSockets. */
function overHttp() {
  const asked: string[] = [];
  const origin = createServer((message, response) => {
    let body = "";
    message.on("data", (part) => {
      body += part;
    });
    message.on("end", () => {
      asked.push(`${message.url} ${message.headers.origin} ${body}`);
      const type = "application/websocket-events";
      if (message.headers["content-type"] !== type) {
        return response.writeHead(404).end();
      }
      response.writeHead(200, { "content-type": type, "sec-websocket-extensions": 'grip; message-prefix=""' });
      const [, size = "", text = ""] = /^TEXT (\w+)\r\n(.*)\r\n/s.exec(body) ?? [];
      const subscribe = 'c:{"type":"subscribe","channel":"news"}';
      if (body.startsWith("OPEN")) {
        return response.end(`OPEN\r\nTEXT ${subscribe.length.toString(16)}\r\n${subscribe}\r\n`);
      }
      response.end(body.startsWith("TEXT") ? `TEXT ${size}\r\n${text.toUpperCase()}\r\n` : body);
    });
  });
  return { origin, asked };
}

describe("WebSockets with Viceroy itself", function () {
  this.timeout(60_000);
  const { origin, asked } = overHttp();
  let fastly: LocalFastly;
  before(async function () {
    needsViceroy.call(this);
    await once(origin.listen(0, "127.0.0.1"), "listening");
  });
  beforeEach(async () => {
    fastly = await LocalFastly.start({ edge: { log: () => {}, useLocalServer: true } });
  });
  afterEach(() => fastly?.stop());
  after(() => {
    origin.close();
    origin.closeAllConnections();
    removeProjects();
  });

  const deployed = (handoff: Parameters<typeof handoffWasm>[1], more = "") => {
    const { port } = origin.address() as AddressInfo;
    return deploy(fastly, "shop", {
      domain: DOMAIN,
      wasm: handoffWasm("origin", handoff),
      manifest: `manifest_version = 3\nname = "shop"\n${more}`,
      backends: [{ name: "origin", address: "127.0.0.1", port, use_ssl: false }],
    });
  };
  const dev = async (id: string) => {
    const front = await openFront({ fastly, service: () => id, port: 0, reload: undefined, answered: () => {} });
    return { ...front, port: new URL(front.url).port };
  };

  it("are held by Pushpin, which passes on their messages and published ones", async function () {
    needsPushpin.call(this);
    const publishPort = await freePorts();
    const table = `[local_server.pushpin]\nenable = true\npublish_port = ${publishPort}\n`;
    const front = await dev(await deployed("redirect_to_grip_proxy", table));
    const { send, message, socket } = await openWebSocket({
      port: front.port,
      path: "/chat?a=b",
      headers: { origin: front.url },
    });
    send("hello");
    assert.equal(await message(), "HELLO");
    const long = "a".repeat(64_000);
    send(long);
    assert.ok((await message()) === long.toUpperCase());
    const items = [{ channel: "news", formats: { "ws-message": { content: "published" } } }];
    const init = { method: "POST", body: JSON.stringify({ items }) };
    assert.equal((await fetch(`http://127.0.0.1:${publishPort}/publish/`, init)).status, 200);
    assert.equal(await message(), "published");
    assert.equal(
      asked.find((line) => line.includes("OPEN")),
      `/chat?a=b https://${DOMAIN} OPEN\r\n`,
    );
    const ended = once(socket, "close");
    await front.close();
    await ended;
  });

  it("pass through to a backend", async () => {
    origin.once("upgrade", (message, socket: Socket, head) => {
      const key = String(message.headers["sec-websocket-key"]);
      socket.write(
        `HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accepts(key)}\r\n\r\n`,
      );
      socket.unshift(head);
      socket.once("data", (frame: Buffer) => {
        // A client masks its frames, and a server does not.
        const mask = frame.subarray(10, 14);
        const text = frame.subarray(14).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
        socket.end(Buffer.concat([Buffer.from([0x81, text.length]), text]));
      });
    });
    const front = await dev(await deployed("redirect_to_websocket_proxy"));
    const { send, message } = await openWebSocket({ port: front.port });
    send("as it is");
    assert.equal(await message(), "as it is");
    assert.equal(await message(), undefined);
    await front.close();
  });
});
