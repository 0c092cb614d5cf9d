import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** A WebSocket to a port of this machine. Node has none before 22, and none that shows its connection. */
export interface WebSocketClient {
  socket: Socket;
  /** The headers of the answer. */
  headers: NodeJS.Dict<string | string[]>;
  send(text: string): void;
  /** The next message. Undefined after the last one. */
  message(): Promise<string | undefined>;
}

/** @throws AssertionError with the answer, when it is not the switch to a WebSocket. */
export async function openWebSocket({
  port,
  path = "/",
  host = `127.0.0.1:${port}`,
  headers = {},
}: { port: number | string; path?: string } & Asked): Promise<WebSocketClient> {
  const key = randomBytes(16).toString("base64");
  const asking = request({
    host: "127.0.0.1",
    port,
    path,
    agent: false,
    headers: {
      host,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": key,
      ...headers,
    },
  });
  asking.end();
  const [answer, socket, head] = await Promise.race([
    once(asking, "upgrade"),
    once(asking, "response").then(async ([{ statusCode }]) => assert.fail(`answered with ${statusCode}`)),
  ]);
  assert.equal(answer.headers["sec-websocket-accept"], accepts(key));
  socket.unshift(head);
  return { socket, headers: answer.headers, ...messages(socket) };
}

interface Asked {
  host?: string;
  headers?: Record<string, string>;
}

/** A server's answer to a key. */
export function accepts(key: string): string {
  return createHash("sha1")
    .update(key + GUID)
    .digest("base64");
}

function messages(socket: Socket): Pick<WebSocketClient, "send" | "message"> {
  socket.on("error", () => {});
  const bytes = socket[Symbol.asyncIterator]();
  let buffer = Buffer.alloc(0);
  const take = async (length: number): Promise<Buffer | undefined> => {
    while (buffer.length < length) {
      const { value, done } = await bytes.next().catch(() => ({ value: undefined, done: true }));
      if (done) {
        return undefined;
      }
      buffer = Buffer.concat([buffer, value]);
    }
    const taken = buffer.subarray(0, length);
    buffer = buffer.subarray(length);
    return taken;
  };
  return {
    send: (text) => {
      const payload = Buffer.from(text);
      const mask = randomBytes(4);
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(payload.length));
      const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      socket.write(Buffer.concat([Buffer.from([0x81, 0xff]), length, mask, masked]));
    },
    message: async () => {
      const parts: Buffer[] = [];
      for (let whole = false; !whole; ) {
        const [kind, short = 0] = (await take(2)) ?? [];
        const size =
          short === 127 ? (await take(8))?.readBigUInt64BE() : short === 126 ? (await take(2))?.readUInt16BE() : short;
        const part = await take(Number(size));
        if (kind === undefined || part === undefined || (kind & 0x0f) === 8) {
          return undefined;
        }
        parts.push(part);
        whole = kind >= 0x80;
      }
      return String(Buffer.concat(parts));
    },
  };
}
