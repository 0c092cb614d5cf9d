import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { LocalFastly } from "../../local/api";
import { openFront } from "../../local/dev/front";
import { createReload } from "../../local/dev/reload";
import { serve } from "../../local/engine/grpc";
import { sourcesIn } from "../support/sourceFiles";
import { computeService, formClient } from "./api/helpers";

const SOURCES = join(__dirname, "..", "..", "local");

/** The headers of a page's request in browsers, and those of every other client. */
const ASKING: Record<string, (own: string) => Record<string, string>> = {
  "a client that is no browser": () => ({}),
  "its own page": (own) => ({ origin: own, "sec-fetch-site": "same-origin" }),
  "an address that was typed in": () => ({ "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }),
  "a link of another page": () => ({
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  }),
  "a page of another origin": () => ({ origin: "https://evil.example" }),
  "a page of another port": () => ({ origin: "http://127.0.0.1:1" }),
  "a page without an origin": () => ({ origin: "null" }),
  "a picture in another page": () => ({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }),
  "a frame in another page": () => ({
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "iframe",
  }),
  "a script of another service's page": () => ({ "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" }),
};
const FOREIGN = Object.keys(ASKING).slice(4);

/** A name below `localhost` belongs to a service, even at the API's address: the API has no such name. */
const HOSTS: Record<string, boolean> = {
  "127.0.0.1": true,
  localhost: true,
  "[::1]": true,
  "shop.localhost": true,
  "evil.example": false,
  "127.0.0.1.evil.example": false,
  "localhost.evil.example": false,
  evillocalhost: false,
  "0.0.0.0": false,
  "192.168.0.1": false,
  "127.0.0.1@evil.example": false,
  "": false,
};

describe("requests of foreign web pages", () => {
  const listening = new Set<Server>();
  const listen = Server.prototype.listen;
  const closing: (() => unknown)[] = [];
  const open: Record<"api" | "port" | "dev" | "control", { url: string; path: string; method?: string }> = {
    api: { url: "", path: "/service", method: "POST" },
    port: { url: "", path: "/" },
    dev: { url: "", path: "/" },
    control: { url: "", path: "/.fastly-compute-local/reload.js" },
  };

  before(async () => {
    Server.prototype.listen = function (this: Server, ...args: unknown[]) {
      listening.add(this);
      return Reflect.apply(listen, this, args);
    } as typeof listen;
    const fastly = await LocalFastly.start({ edge: { viceroy: "/no/such/viceroy", log: () => {} } });
    const id = await computeService(formClient(fastly));
    await formClient(fastly)(`POST /service/${id}/version/1/domain`, { name: "shop.example.com" });
    await formClient(fastly)(`PUT /service/${id}/version/1/activate`);
    const reload = createReload();
    const front = await openFront({ fastly, service: () => "edge", port: 0, reload, answered: () => {} });
    const engine = await serve([]);
    open.api.url = fastly.url;
    open.port.url = await fastly.serve("edge");
    open.dev.url = front.url;
    open.control.url = front.url;
    closing.push(engine.stop, front.close, () => fastly.stop());
  });

  after(async () => {
    Server.prototype.listen = listen;
    for (const close of closing) {
      await close();
    }
  });

  /** Whether the request is admitted, whatever its answer. */
  const admits = (place: keyof typeof open, host: string, headers: Record<string, string>): Promise<boolean> => {
    const { url, path, method = "GET" } = open[place];
    const { hostname, port } = new URL(url);
    const form = method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {};
    const all = { host: host === "" ? "" : `${host}:${port}`, "fastly-key": "any", ...form, ...headers };
    return new Promise((resolve, reject) => {
      request({ hostname, port, path, method, headers: all, setHost: false }, (response) => {
        response.resume();
        resolve(response.statusCode !== 403);
        assert.equal(response.headers["access-control-allow-origin"], undefined);
      })
        .on("error", reject)
        .end(method === "POST" ? `name=${randomUUID()}` : undefined);
    });
  };

  for (const [host, known] of Object.entries(HOSTS)) {
    it(`are admitted by host name: ${host || "none"}`, async () => {
      const places = Object.keys(open) as (keyof typeof open)[];
      const seen = await Promise.all(places.map(async (place) => [place, await admits(place, host, {})]));
      assert.deepEqual(
        seen,
        places.map((place) => [place, known]),
      );
    });
  }

  it("reach a service only under its own domain", async () => {
    assert.equal(await admits("port", "shop.example.com", {}), true);
    assert.equal(await admits("port", "other.example.com", {}), false);
  });

  for (const [who, headersOf] of Object.entries(ASKING)) {
    const foreign = FOREIGN.includes(who);
    // A link cannot open one.
    if (who !== "a link of another page") {
      it(`${!foreign ? "are distinguished from allowed ones" : "open no WebSocket"}: ${who}`, async () => {
        const wish = {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-key": "x",
          "sec-websocket-version": "13",
        };
        for (const place of Object.keys(open) as (keyof typeof open)[]) {
          const own = `http://127.0.0.1:${new URL(open[place].url).port}`;
          assert.equal(await admits(place, "127.0.0.1", { ...wish, ...headersOf(own) }), !foreign, place);
        }
      });
    }
    it(`${foreign ? "change and read nothing" : "are distinguished from allowed ones"}: ${who}`, async () => {
      for (const place of ["api", "control"] as const) {
        const { url, method = "GET" } = open[place];
        const own = `http://127.0.0.1:${new URL(url).port}`;
        // Following a link is a GET: a link admits nothing else.
        const expected = !foreign && (who !== "a link of another page" || method === "GET");
        assert.equal(await admits(place, "127.0.0.1", headersOf(own)), expected, place);
      }
    });
  }

  it("get no answer to a preflight", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "PUT" };
    const response = await fetch(`${open.api.url}/service`, { method: "OPTIONS", headers });
    assert.deepEqual([response.ok, response.headers.get("access-control-allow-origin")], [false, null]);
  });

  it("find our servers on loopback only", () => {
    const addresses = [...listening]
      .filter((server) => server.listening)
      .map((server) => (server.address() as AddressInfo).address);
    assert.ok(addresses.length > 3);
    assert.deepEqual([...new Set(addresses)], ["127.0.0.1"]);
  });

  it("find no server that these tests do not cover", () => {
    const files = sourcesIn("local").filter((name) =>
      /\b(create\w*Server|new Server)\(|\.listen\(|bindAsync\(/.test(text(name)),
    );
    assert.deepEqual(files.sort(), [
      "api/index.ts",
      "api/server.ts",
      "compare/origins.ts",
      "dev/front.ts",
      "edge/index.ts",
      // Only briefly: it checks whether Pushpin passes a request on, and whether ports are free.
      "edge/pushpinProcess.ts",
      "engine/grpc.ts",
      "listen.ts",
      "upgrades.ts",
    ]);
  });

  it("find the runtime of a service on loopback only", () => {
    assert.match(text("edge/runtime.ts"), /"--addr",\s+"127\.0\.0\.1:0"/);
  });
});

function text(name: string): string {
  return readFileSync(join(SOURCES, name), "utf8");
}
