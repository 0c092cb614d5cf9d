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

/** A connection that no longer uses HTTP, and the bytes that it has sent already. */
export interface OtherProtocol {
  connection: Duplex;
  head: Buffer;
}

/** How many bytes a client may send before its answer. More bytes wait. */
const EARLY_BYTES = 65_536;

/**
 * The answer to a request for another protocol: the other protocol, or a normal answer, after which the connection
 * ends.
 */
export class UpgradeResponse extends ServerResponse {
  readonly #client: Duplex;
  readonly #early: Buffer[];

  constructor(message: IncomingMessage, { connection, head }: OtherProtocol) {
    super(message);
    this.#client = connection;
    this.#early = [head];
    this.shouldKeepAlive = false;
    this.assignSocket(message.socket);
    // Read at once: otherwise nobody would notice that the client has gone.
    connection.on("data", this.#takeEarly);
    connection.once("end", this.#gone);
    this.once("finish", () => {
      this.detachSocket(message.socket);
      connection.end(() => connection.destroy());
      this.emit("close");
    });
  }

  /**
   * Answers 101 and connects both sides. Each gets what the other sends, as fast as it reads. Each may end its half.
   * When one side breaks off, so does the other.
   *
   * @param rawHeaders the answer's headers, names and values in turn
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
    // The request is answered, for code that measures it.
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

/** Does not end a half normally, which would mean that everything was sent. */
function breakOff(connection: Duplex): void {
  if (connection instanceof Socket) {
    connection.resetAndDestroy();
  } else {
    connection.destroy();
  }
}

/** A server whose listener also gets requests for other protocols, with an `UpgradeResponse`. */
export interface UpgradingServer extends Server {
  /** Stops listening, and ends all connections, including those of other protocols. */
  end(): void;
}

/**
 * An HTTP server. Its listener also gets requests for other protocols, such as WebSocket, after the same checks as all
 * others. Web pages of other origins are refused: browsers would let them open a WebSocket and read from it.
 *
 * Node only reads a body when the protocol stays. So a request with a body gets a normal answer, which the server is
 * free to give.
 */
export function createUpgradingServer(listener: RequestListener): UpgradingServer {
  const connections = new Set<Duplex>();
  // From Node 24.9 on, this callback decides whether the protocol changes. In older versions, such a request is parsed
  // again without its `Upgrade` header.
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
      // The answer to an earlier request is still being sent on the connection.
      connection.destroy();
      return;
    }
    if (isOfAnotherOrigin(message)) {
      const text = `This address does not open WebSockets for web pages of other origins: ${message.headers.origin ?? "unknown"}`;
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

/** The request as it came, without its `Upgrade` header. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 1 || /^upgrade$/i.test(name) ? [] : [`${name}: ${rawHeaders[index + 1]}`],
  );
  return [`${method} ${url} HTTP/${httpVersion}`, ...lines, "\r\n"].join("\r\n");
}
