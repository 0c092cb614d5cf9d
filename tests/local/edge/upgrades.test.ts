import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { answerByRuntime } from "../../../local/edge/front";
import type { Runtime } from "../../../local/edge/runtime";
import { createUpgradingServer, type UpgradingServer } from "../../../local/upgrades";

const WISH = { connection: "Upgrade", upgrade: "echo/2" };

/** The address of a service with a server behind it that the test writes. */
async function stage(upgrade: (message: IncomingMessage, socket: Socket, head: Buffer) => void) {
  const seen: IncomingMessage[] = [];
  const behind = createServer((message, response) => {
    seen.push(message);
    let body = "";
    message.on("data", (part) => {
      body += part;
    });
    message.on("end", () => response.end(`${message.method} ${body}`));
  });
  behind.on("upgrade", (message, socket: Socket, head) => {
    seen.push(message);
    socket.on("error", () => {});
    upgrade(message, socket, head);
  });
  await once(behind.listen(0, "127.0.0.1"), "listening");
  let inside = 0;
  const runtime = {
    title: "shop",
    port: (behind.address() as AddressInfo).port,
    agent: new Agent({ keepAlive: true }),
    connections: new Set(),
    enter: () => {
      inside += 1;
      let once = 1;
      return () => {
        inside -= once;
        once = 0;
      };
    },
  } as unknown as Runtime;
  const answered: number[] = [];
  let find = async () => runtime;
  const front: UpgradingServer = createUpgradingServer((message, response) => {
    response.once("close", () => answered.push(response.statusCode));
    void answerByRuntime("shop.example.com", () => find(), message, response);
  });
  await once(front.listen(0, "127.0.0.1"), "listening");
  const { port } = front.address() as AddressInfo;
  const clients: Socket[] = [];
  return {
    seen,
    runtime,
    front,
    answered,
    inside: () => inside,
    fail: (error: Error) => {
      find = () => Promise.reject(error);
    },
    /** A connection with a request in raw lines. */
    ask: (headers: Record<string, string> = WISH, more = "", method = "GET") => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.on("error", () => {});
      clients.push(socket);
      const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(`${method} /chat?a=b HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${more}`, "latin1");
      return socket;
    },
    end: async () => {
      if (front.listening) {
        const closed = once(front, "close");
        front.end();
        await closed;
      }
      for (const client of clients) client.destroy();
      runtime.agent.destroy();
      behind.close();
      behind.closeAllConnections();
    },
  };
}

const AGREED = "HTTP/1.1 101 Whatever\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo/2\r\nX-Kept: yes\r\n\r\n";

/** Reads until the text is there, or the connection has ended. */
async function until(socket: Socket, text: string): Promise<string> {
  let got = "";
  while (!got.includes(text)) {
    const part = socket.read() as Buffer | null;
    if (part === null) {
      if (socket.readableEnded || socket.destroyed) break;
      await Promise.race([once(socket, "readable"), once(socket, "end"), once(socket, "close")]).catch(() => {});
    } else {
      got += part;
    }
  }
  return got;
}

const rest = (socket: Socket) => until(socket, "\0never");

describe("a connection upgrade through the local edge", () => {
  let at: Awaited<ReturnType<typeof stage>>;
  const begin = async (...args: Parameters<typeof stage>) => {
    at = await stage(...args);
    return at;
  };
  afterEach(() => at.end());

  const echo = (_: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.write(AGREED);
    socket.write(head);
    socket.pipe(socket);
  };

  it("reaches the runtime as the client sent it, with the domain and https as its address", async () => {
    const { ask, seen, front, answered, inside } = await begin(echo);
    const own = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    const socket = ask(
      { ...WISH, connection: "upgrade, x-hop", "x-hop": "1", te: "trailers", origin: own, "x-any": "Ä" },
      "early",
    );
    const answer = await until(socket, "early");
    assert.equal(
      answer,
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo/2\r\nX-Kept: yes\r\n\r\nearly",
    );
    assert.equal(seen[0]?.url, "https://shop.example.com/chat?a=b");
    assert.deepEqual(seen[0]?.headers, {
      host: "shop.example.com",
      origin: "https://shop.example.com",
      "x-any": "Ä",
      connection: "upgrade",
      upgrade: "echo/2",
    });
    // Code that measures requests does not wait for its end, and neither does a runtime that retires.
    assert.deepEqual([answered, inside()], [[101], 0]);
  });

  it("can be ended by each side separately, while the other side continues", async () => {
    const { ask, runtime } = await begin((_, socket) => {
      socket.end(`${AGREED}first`);
      socket.on("data", (part) => lateHeard.push(String(part)));
      socket.on("end", () => lateHeard.push("end"));
    });
    const lateHeard: string[] = [];
    const socket = ask();
    assert.match(await rest(socket), /first$/);
    socket.write("late");
    await pause(20);
    socket.end();
    while (lateHeard.at(-1) !== "end") await pause(5);
    assert.equal(lateHeard.join(""), "lateend");
    while (runtime.connections.size > 0) await pause(5);
  });

  it("can be ended by the client first, which still receives the rest", async () => {
    const { ask } = await begin((_, socket) => {
      socket.write(AGREED);
      socket.resume().on("end", () => setTimeout(() => socket.end("the rest"), 20));
    });
    const socket = ask();
    await until(socket, "\r\n\r\n");
    socket.end();
    assert.equal(await rest(socket), "the rest");
  });

  it("delivers everything to the client, as fast as the client reads", async () => {
    const bytes = randomBytes(24_000_000);
    let accepted = 0;
    const { ask } = await begin((_, socket) => {
      socket.write(AGREED);
      for (let from = 0; from < bytes.length; from += 1_000_000) {
        socket.write(bytes.subarray(from, from + 1_000_000), () => {
          accepted += 1_000_000;
        });
      }
      socket.end();
    });
    const socket = ask();
    await once(socket, "readable");
    await pause(100);
    const meanwhile = accepted;
    // The bytes that the system and the streams buffer.
    assert.ok(meanwhile < 16_000_000, `${meanwhile} bytes were taken while nobody read`);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part);
    const all = Buffer.concat(parts);
    assert.ok(all.subarray(all.indexOf("\r\n\r\n") + 4).equals(bytes));
  });

  it("delivers everything to the runtime", async () => {
    const bytes = randomBytes(24_000_000);
    const parts: Buffer[] = [];
    const { ask } = await begin((_, socket, head) => {
      socket.write(AGREED);
      parts.push(head);
      socket.on("data", (part) => parts.push(part)).on("end", () => socket.end("taken"));
    });
    const socket = ask();
    socket.end(bytes);
    assert.match(await rest(socket), /taken$/);
    assert.ok(Buffer.concat(parts).equals(bytes));
  });

  it("that is refused returns the runtime's answer, and the connection ends", async () => {
    const { ask, answered, runtime, inside } = await begin((_, socket) => {
      socket.end(
        "HTTP/1.1 426 Upgrade Required\r\nX-Why: not you\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
      );
    });
    const answer = await rest(ask());
    assert.match(answer, /^HTTP\/1\.1 426 Upgrade Required\r\nX-Why: not you\r\n/);
    assert.match(answer, /Connection: close\r\n[\s\S]*\r\n\r\n2\r\nno\r\n0\r\n\r\n$/);
    assert.deepEqual([answered, runtime.connections.size, inside()], [[426], 0, 0]);
  });

  it("to a runtime that does not support it is an ordinary request", async () => {
    const { ask, seen } = await begin(() => assert.fail());
    const { port } = at.runtime;
    const plain = createServer((message, response) => response.end(`${message.headers.upgrade}`)).listen(
      0,
      "127.0.0.1",
    );
    await once(plain, "listening");
    Object.assign(at.runtime, { port: (plain.address() as AddressInfo).port });
    assert.match(await rest(ask()), /^HTTP\/1\.1 200 OK\r\n[\s\S]*echo\/2/);
    Object.assign(at.runtime, { port });
    plain.close();
    assert.deepEqual(seen, []);
  });

  it("with a body is an ordinary request, and so is the next request on that connection", async () => {
    const { ask, seen } = await begin(() => assert.fail());
    const socket = ask({ ...WISH, upgrade: "h2c", "content-length": "5" }, "he", "POST");
    await pause(20);
    socket.write("llo");
    assert.match(await until(socket, "POST hello"), /^HTTP\/1\.1 200 OK/);
    socket.write("GET /next HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    assert.match(await until(socket, "GET "), /^HTTP\/1\.1 200 OK/);
    assert.deepEqual(
      seen.map(({ headers }) => headers.upgrade),
      [undefined, undefined],
    );
    const chunked = ask({ ...WISH, "transfer-encoding": "chunked" }, "3\r\nabc\r\n0\r\n\r\n", "PUT");
    assert.match(await until(chunked, "PUT abc"), /^HTTP\/1\.1 200 OK/);
  });

  it("gets a 503 when nothing can answer", async () => {
    const { ask, fail, inside } = await begin((_, socket) => void socket.destroy());
    assert.match(await rest(ask()), /^HTTP\/1\.1 503 [\s\S]*shop gave no answer \(socket hang up\)/);
    fail(new Error("not started"));
    assert.match(await rest(ask()), /^HTTP\/1\.1 503 [\s\S]*not started/);
    assert.equal(inside(), 0);
  });

  it("is given up when the client has disconnected", async () => {
    const gone: string[] = [];
    const { ask, seen, inside, answered } = await begin((_, socket) => {
      socket.resume().once("end", () => gone.push("behind"));
    });
    const socket = ask();
    while (seen.length === 0) await pause(5);
    assert.equal(inside(), 1);
    socket.destroy();
    while (gone.length === 0 || answered.length === 0) await pause(5);
    assert.equal(inside(), 0);
  });

  for (const who of ["client", "server behind"] as const) {
    it(`is aborted on both sides when it is aborted by the ${who}`, async () => {
      let behind: Socket | undefined;
      const { ask, runtime } = await begin((_, socket) => {
        socket.write(AGREED);
        behind = socket;
      });
      const socket = ask();
      await until(socket, "\r\n\r\n");
      // Only then the stream notices that nobody reads it.
      await pause(1);
      const [broken, other] = who === "client" ? [socket, behind] : [behind, socket];
      const broke = once(other?.resume() as Socket, "error");
      broken?.resetAndDestroy();
      assert.equal((await broke)[0].code, "ECONNRESET");
      while (runtime.connections.size > 0) await pause(5);
    });
  }

  it("ends only its own connection when an earlier request there has no answer yet", async () => {
    const { ask } = await begin(echo);
    const { port } = at.front.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    const request = (more: string) => `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${more}\r\n`;
    socket.write(request("") + request("connection: upgrade\r\nupgrade: echo/2\r\n"));
    socket.on("error", () => {}).resume();
    await once(socket, "close");
    assert.match(await until(ask(), "101"), /101/);
  });

  it("accepts data before the answer, and stops reading when the answer takes long", async () => {
    const bytes = randomBytes(4_000_000).fill("x", 0, 1);
    const { ask, seen } = await begin(() => {});
    const socket = ask();
    let written = false;
    socket.write(bytes, () => {
      written = true;
    });
    while (seen.length === 0) await pause(5);
    await pause(50);
    const { socket: behind } = seen[0] as IncomingMessage;
    behind.write(AGREED);
    const parts: Buffer[] = [];
    behind.on("data", (part) => parts.push(part));
    await until(socket, "\r\n\r\n");
    while (parts.reduce((sum, { length }) => sum + length, 0) < bytes.length) await pause(5);
    assert.ok(Buffer.concat(parts).equals(bytes) && written);
  });

  it("ends with its server", async () => {
    const { ask, front } = await begin(echo);
    const socket = ask();
    await until(socket, "\r\n\r\n");
    const closed = [once(front, "close"), once(socket.resume(), "close")];
    socket.end();
    front.end();
    await Promise.all(closed);
  });

  for (const origin of ["https://evil.example", "http://127.0.0.1:1", "null", "https://shop.example.com"]) {
    it(`is refused for a page of ${origin}`, async () => {
      const { ask, seen } = await begin(echo);
      const answer = await rest(ask({ ...WISH, origin }));
      assert.match(answer, new RegExp(`^HTTP/1.1 403 Forbidden[\\s\\S]*of other origins: ${origin}\n`));
      assert.deepEqual(seen, []);
    });
  }

  it("is refused for a page that the browser only calls cross-site", async () => {
    const { ask, seen } = await begin(echo);
    assert.match(await rest(ask({ ...WISH, "sec-fetch-site": "cross-site" })), /^HTTP\/1.1 403 /);
    assert.deepEqual(seen, []);
  });
});
