import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { answerByRuntime } from "../../../local/edge/front";
import type { Runtime } from "../../../local/edge/runtime";
import { findOnPath } from "../../../local/onPath";
import { createUpgradingServer } from "../../../local/upgrades";
import { makeProject, removeProjects } from "../../support/project";
import { accepts } from "../../support/webSocket";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** A page that opens a WebSocket, and reports the result to its own server. */
const page = (url: string) => `<script>
  const told = (what) => fetch("/shows?" + what);
  const socket = new WebSocket(${url});
  socket.onmessage = ({ data }) => told(data);
  socket.onerror = () => told("refused");
</script>`;

describe("a page in a browser", function () {
  this.timeout(60_000);
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    removeProjects();
  });
  const listening = async (server: Server) => {
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  };

  it("opens a WebSocket to its own address through the local edge, and none to another one", async function () {
    const browser = BROWSERS.map((name) => findOnPath(name, process.env)).find((found) => found !== undefined);
    if (browser === undefined) {
      console.log(`      skipped: no browser on PATH (${BROWSERS.join(", ")})`);
      return this.skip();
    }
    const shown: string[] = [];
    const answer =
      (who: string, text: () => string): RequestListener =>
      ({ url = "" }, response) => {
        const [, what] = /\/shows\?(.*)$/.exec(url) ?? [];
        if (what !== undefined) {
          shown.push(`${who}: ${what}`);
        }
        response.setHeader("content-type", "text/html");
        response.end(what === undefined ? text() : "");
      };
    const program = createServer(
      answer(
        "own",
        () => `${page('"ws://" + location.host + "/chat"')}<iframe src="http://127.0.0.1:${other}/"></iframe>`,
      ),
    );
    program.on("upgrade", ({ headers }, socket: Socket) => {
      const key = String(headers["sec-websocket-key"]);
      const said = Buffer.from(`hello-${headers.origin}`);
      socket.write(
        `HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accepts(key)}\r\n\r\n`,
      );
      socket.write(Buffer.concat([Buffer.from([0x81, said.length]), said]));
      socket.on("error", () => {});
    });
    const runtime = {
      port: await listening(program),
      title: "shop",
      agent: new Agent(),
      connections: new Set(),
      enter: () => () => {},
    } as unknown as Runtime;
    const front = createUpgradingServer(
      (message, response) => void answerByRuntime("shop.example.com", async () => runtime, message, response),
    );
    const own = await listening(front);
    const other: number = await listening(createServer(answer("other", () => page(`"ws://127.0.0.1:${own}/chat"`))));
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run"];
    const profile = `--user-data-dir=${makeProject({})}`;
    const child = spawn(browser, [...options, profile, `http://127.0.0.1:${own}/`], { stdio: "ignore" });
    const ended = once(child, "close");
    try {
      for (let i = 0; shown.length < 2; i++) {
        assert.ok(i < 2_000, `it showed ${shown.join(", ") || "nothing"}`);
        await pause(20);
      }
      assert.deepEqual(shown.sort(), ["other: refused", "own: hello-https://shop.example.com"]);
    } finally {
      child.kill("SIGKILL");
      await ended;
      front.end();
    }
  });
});
