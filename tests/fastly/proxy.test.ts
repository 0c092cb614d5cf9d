import { equal, match, rejects } from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fastlyClient } from "../../sdk/fastly/client";
import { proxyAgent } from "../../sdk/fastly/proxy";

const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY"];

describe("a proxy", () => {
  let before: Record<string, string | undefined>;
  let proxy: Server;
  let address: string;
  let asked: string[];

  beforeEach(async () => {
    before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
    for (const name of VARIABLES) {
      delete process.env[name];
    }
    asked = [];
    proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
      response.end('{"name":"shop"}');
    });
    proxy.on("connect", ({ url, headers }, socket) => {
      asked.push(`CONNECT ${url} ${headers["proxy-authorization"] ?? ""}`.trim());
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await new Promise((resolve) => proxy.once("listening", resolve));
    address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    proxy.closeAllConnections();
    proxy.close();
    for (const name of VARIABLES) {
      delete process.env[name];
    }
    Object.assign(process.env, Object.fromEntries(Object.entries(before).filter(([, value]) => value !== undefined)));
  });

  for (const [name, value] of [
    ["HTTPS_PROXY", "http://"],
    ["https_proxy", "http://"],
    ["HTTPS_PROXY", ""],
    ["ALL_PROXY", "http://me:secret@"],
  ] as const) {
    it(`connects to Fastly: ${name}=${value}HOST:PORT`, async () => {
      process.env[name] = value + address;
      await rejects(fastlyClient("https://api.fastly.com", "key").request("GET", "/x"), (error: Error) => {
        match(error.message, /^Fastly answered 407 to GET \/x: Proxy Authentication Required \[proxy-login\]\n/);
        match(error.message, /\nSet HTTPS_PROXY=http:/);
        return true;
      });
      const who = value.includes("@") ? ` Basic ${Buffer.from("me:secret").toString("base64")}` : "";
      equal(asked.join(), `CONNECT api.fastly.com:443${who}`);
    });
  }

  it("is also used without TLS", async () => {
    process.env.HTTP_PROXY = `http://${address}`;
    const answer = await fastlyClient("http://api.example.test", "key").request("GET", "/x");
    equal(JSON.stringify(answer), '{"name":"shop"}');
    equal(asked.join(), "GET http://api.example.test/x");
  });

  for (const [title, url, isAsked] of [
    ["by a proxy", () => "http://api.example.test", true],
    ["without one", () => `http://${address}`, false],
  ] as const) {
    it(`${isAsked ? "gets" : "is left out, and the API gets"} all requests over one connection: ${title}`, async () => {
      process.env.HTTP_PROXY = `http://${address}`;
      let connections = 0;
      proxy.on("connection", () => {
        connections += 1;
      });
      const client = fastlyClient(url(), "key");
      for (let count = 0; count < 5; count++) {
        await client.request("GET", `/${count}`);
      }
      equal(asked.length, 5);
      equal(asked[0]?.includes("example.test"), isAsked);
      equal(connections, 1);
    });
  }

  it("is not used for hosts in NO_PROXY, nor for this machine", () => {
    process.env.HTTPS_PROXY = `http://${address}`;
    process.env.HTTP_PROXY = `http://${address}`;
    for (const url of ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:80/"]) {
      equal(proxyAgent(new URL(url)), undefined, url);
    }
    equal(proxyAgent(new URL("https://api.fastly.com/x")) === undefined, false);
    for (const except of ["api.fastly.com", ".fastly.com", "*.fastly.com", "*", "other.test,api.fastly.com:443"]) {
      process.env.NO_PROXY = except;
      equal(proxyAgent(new URL("https://api.fastly.com/x")), undefined, except);
    }
  });
});
