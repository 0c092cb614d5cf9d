import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  ServerResponse,
} from "node:http";
import { Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { isOfAnotherOrigin } from "./foreignPages";

/** A connection that speaks HTTP no more, and what it has sent already. */
export interface OtherProtocol {
  connection: Duplex;
  head: Buffer;
}

/** As much as a client may send before it has its answer; the rest waits. */
const EARLY_BYTES = 65_536;

/** What a request is answered that asks for another protocol: that, or as any other request. Its connection ends then. */
export class UpgradeResponse extends ServerResponse {
  readonly #client: Duplex;
  readonly #early: Buffer[];

  constructor(message: IncomingMessage, { connection, head }: OtherProtocol) {
    super(message);
    this.#client = connection;
    this.#early = [head];
    this.shouldKeepAlive = false;
    this.assignSocket(message.socket);
    // Read, or nobody would know that the client has gone.
    connection.on("data", this.#takeEarly);
    connection.once("end", this.#gone);
    this.once("finish", () => {
      this.detachSocket(message.socket);
      connection.end(() => connection.destroy());
      this.emit("close");
    });
  }

  /**
   * Answers 101 and connects the two: what one sends the other gets, as fast as it takes it. Either may end its half. When
   * one breaks off, the other is broken off.
   *
   * @param rawHeaders of the answer, names and values in turn
   */
  switchTo({ connection, head }: OtherProtocol, rawHeaders: readonly string[]): void {
    const client = this.#client;
    client.off("data", this.#takeEarly).off("end", this.#gone).pause();
    this.detachSocket(this.req.socket);
    this.statusCode = 101;
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    client.write(["HTTP/1.1 101 Switching Protocols", ...lines, "\r\n"].join("\r\n"), "latin1");
    client.write(head);
    connection.write(Buffer.concat(this.#early));
    client.on("error", () => breakOff(connection));
    connection.on("error", () => breakOff(client));
    pipeline(client, connection, () => {});
    pipeline(connection, client, () => {});
    // The request is answered, for those who measure it.
    this.emit("close");
  }

  readonly #takeEarly = (part: Buffer) => {
    this.#early.push(part);
    if (this.#early.reduce((sum, { length }) => sum + length, 0) > EARLY_BYTES) {
      this.#client.pause();
    }
  };

  readonly #gone = () => void this.#client.destroy();
}

/** Otherwise than by the end of a half, which would tell that all has been said. */
function breakOff(connection: Duplex): void {
  if (connection instanceof Socket) {
    connection.resetAndDestroy();
  } else {
    connection.destroy();
  }
}

/** A server whose listener is asked for other protocols as well, with an `UpgradeResponse`. */
export interface UpgradingServer extends Server {
  /** Listens no more, and ends all connections, those of other protocols too. */
  end(): void;
}

/**
 * A server of HTTP. Its listener is asked for other protocols, such as WebSocket, by the same guards as for all else. No web
 * page of another origin gets as far: no rule of browsers keeps it from a WebSocket, or from reading what comes by one.
 *
 * A body is read by Node only where the protocol stays. A request with one is answered as any other, which the server may do.
 */
export function createUpgradingServer(listener: RequestListener): UpgradingServer {
  const connections = new Set<Duplex>();
  // From Node 24.9 on, the first says so. Before, such a request is read again, without its wish.
  const options: ServerOptions & { shouldUpgradeCallback(message: IncomingMessage): boolean } = {
    shouldUpgradeCallback: (message) => !hasBody(message),
  };
  const server = createServer(options, listener);
  server.on("upgrade", (message, connection, head) => {
    if (hasBody(message)) {
      connection.unshift(Buffer.concat([Buffer.from(withoutUpgrade(message), "latin1"), head]));
      server.emit("connection", connection);
      return;
    }
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    connection.on("error", () => connection.destroy());
    let response: UpgradeResponse;
    try {
      response = new UpgradeResponse(message, { connection, head });
    } catch {
      // The answer to an earlier request is still on its way there.
      connection.destroy();
      return;
    }
    if (isOfAnotherOrigin(message)) {
      const text = `This address opens no WebSocket to a web page of another origin: ${message.headers.origin ?? "unknown"}`;
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
      return;
    }
    server.emit("request", message, response);
  });
  return Object.assign(server, {
    end: () => {
      server.close();
      server.closeAllConnections();
      for (const connection of connections) {
        connection.destroy();
      }
    },
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
}

/** The request as it came, but for its wish. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 1 || /^upgrade$/i.test(name) ? [] : [`${name}: ${rawHeaders[index + 1]}`],
  );
  return [`${method} ${url} HTTP/${httpVersion}`, ...lines, "\r\n"].join("\r\n");
}
