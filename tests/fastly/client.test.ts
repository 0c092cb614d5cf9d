import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ComputeError } from "../../sdk";
import { FastlyApiError, fastlyClient } from "../../sdk/fastly/client";

describe("a request to Fastly's API", () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;

  before((done) => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => answer(request, response, Buffer.concat(parts).toString("utf8")));
    });
    server.listen(0, "127.0.0.1", () => {
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** What arrives when this is sent. */
  async function sent(
    body: Parameters<ReturnType<typeof fastlyClient>["request"]>[2],
    key: string | undefined = "key",
  ) {
    let seen = {};
    answer = ({ method, url, headers }, response, text) => {
      const { accept, "fastly-key": token, "content-type": type, "content-length": length } = headers;
      seen = { method, url, accept, token, type, length, text };
      response.end();
    };
    await fastlyClient(`${url}/`, key).request("PUT", "/a/b?c=d", body);
    return seen;
  }

  it("has the token, and a body of its type and length in bytes", async () => {
    const common = { method: "PUT", url: "/a/b?c=d", accept: "application/json", token: "key" };
    assert.deepEqual(await sent({ json: { a: "ü" } }), {
      ...common,
      type: "application/json",
      length: "10",
      text: '{"a":"ü"}',
    });
    for (const raw of ["ü", Buffer.from("ü")]) {
      assert.deepEqual(await sent({ raw }), { ...common, type: "application/octet-stream", length: "2", text: "ü" });
    }
    assert.deepEqual(await sent(undefined, ""), {
      ...common,
      token: undefined,
      type: undefined,
      length: "0",
      text: "",
    });
  });

  it("gives the JSON of the answer, or undefined when there is none", async () => {
    answer = (_, response) => response.end('{"name":"käse"}');
    assert.deepEqual(await fastlyClient(url, "key").request("GET", "/"), { name: "käse" });
    answer = (_, response) => response.writeHead(204).end();
    assert.equal(await fastlyClient(url, "key").request("GET", "/"), undefined);
  });

  for (const [body, words] of [
    ['{"msg":"Record not found","detail":"Cannot load service"}', "Record not found: Cannot load service"],
    ['{"title":"Bad request","detail":"name is taken"}', "Bad request: name is taken"],
    ['{"errors":[{"title":"Forbidden","detail":"not entitled"}]}', "Forbidden: not entitled"],
    ["<html>", "Bad Request"],
  ]) {
    it(`fails with Fastly's own words: ${words}`, async () => {
      answer = (_, response) => response.writeHead(400).end(body);
      await assert.rejects(fastlyClient(url, "key").request("GET", "/service"), (error) => {
        assert.ok(error instanceof FastlyApiError);
        assert.equal(error.problem, `Fastly answered 400 to GET /service: ${words}`);
        return true;
      });
    });
  }

  it("that gets no answer, or half of one, says so and why, and what to do", async () => {
    const rejects = (at: string, problem: RegExp) =>
      assert.rejects(fastlyClient(at, "key").request("GET", "/x"), (error) => {
        assert.ok(error instanceof ComputeError);
        assert.match(error.problem, problem);
        assert.match(error.remedy, /Check the network and fastly:baseUrl/);
        return true;
      });
    answer = (request) => request.socket.destroy();
    await rejects(url, /^GET http:\/\/127\.0\.0\.1:\d+\/x was not answered: socket hang up$/);
    answer = (request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => request.socket.destroy());
    };
    await rejects(url, /was not answered: aborted$/);
    await rejects("http://localhost:1", /was not answered: .*ECONNREFUSED/);
    await rejects("https://127.0.0.1:1", /was not answered: .*ECONNREFUSED/);
  });
});
