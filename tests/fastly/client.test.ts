import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { ComputeError } from "../../sdk";
import { FastlyApiError } from "../../sdk/fastly/apiAnswer";
import { fastlyClient } from "../../sdk/fastly/client";
import { readConfigStoreItems, readDictionaryItems } from "../../sdk/fastly/items";
import { findServiceByName, listServices, lookUpService, readService } from "../../sdk/fastly/service";
import { findStoreByName } from "../../sdk/fastly/stores";
import { readNames, readVersion } from "../../sdk/fastly/version";

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

  /** The bytes that arrive when this is sent. */
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

  it("has the token, and a body with its type and length in bytes", async () => {
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

  it("returns the JSON of the answer, or undefined without a body", async () => {
    answer = (_, response) => response.end('{"name":"käse"}');
    assert.deepEqual(await fastlyClient(url, "key").request("GET", "/"), { name: "käse" });
    answer = (_, response) => response.writeHead(204).end();
    assert.equal(await fastlyClient(url, "key").request("DELETE", "/"), undefined);
  });

  it("returns bytes when asked for them, up to a limit", async () => {
    answer = (_, response) => response.end("twelve bytes");
    const read = (bytes: number) => fastlyClient(url, "key").request("GET", "/", undefined, { bytes });
    assert.deepEqual(await read(12), Buffer.from("twelve bytes"));
    assert.equal(await read(11), undefined);
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

  it("without a complete answer fails with the reason and a remedy", async () => {
    const rejects = (at: string, problem: RegExp) =>
      assert.rejects(fastlyClient(at, "key").request("GET", "/x"), (error) => {
        assert.ok(error instanceof ComputeError);
        assert.match(error.problem, problem);
        assert.equal(error.code, "fastly-unreachable");
        return true;
      });
    answer = (request) => request.socket.destroy();
    await rejects(url, /^GET http:\/\/127\.0\.0\.1:\d+\/x was not answered \(5 times\): socket hang up$/);
    answer = (request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => request.socket.destroy());
    };
    await rejects(url, /was not answered \(5 times\): aborted$/);
    await rejects("http://localhost:1", /was not answered \(5 times\): .*ECONNREFUSED/);
    await rejects("https://127.0.0.1:1", /was not answered \(5 times\): .*ECONNREFUSED/);
  });

  /** How often a request with this answer is sent, and how it ends. */
  async function tries(method: string, first: typeof answer, how: { repeatable?: boolean } = {}) {
    let count = 0;
    answer = (request, response, body) => {
      count += 1;
      if (count === 1) {
        first(request, response, body);
      } else {
        response.end("{}");
      }
    };
    const end = await fastlyClient(url, "key")
      .request(method, "/x", undefined, how)
      .then(
        () => "ok",
        (error) => error.constructor.name,
      );
    return `${count} ${end}`;
  }

  const ANSWERS: Record<string, typeof answer> = {
    "429": (_, response) => response.writeHead(429).end(),
    "500": (_, response) => response.writeHead(500).end(),
    "503 of a proxy": (_, response) => response.writeHead(503).end("<html>"),
    reset: (request) => request.socket.resetAndDestroy(),
    "half an answer": (request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => request.socket.destroy());
    },
  };
  for (const [what, first] of Object.entries(ANSWERS)) {
    const isLimit = what === "429";
    const failure = /\d/.test(what) ? "FastlyApiError" : "ComputeError";
    for (const method of ["GET", "PUT", "DELETE"]) {
      it(`is sent again after ${what}: ${method}`, async () => assert.equal(await tries(method, first), "2 ok"));
    }
    for (const method of ["POST", "PATCH"]) {
      it(`is ${isLimit ? "" : "not "}sent again after ${what}: ${method}`, async () => {
        assert.equal(await tries(method, first), isLimit ? "2 ok" : `1 ${failure}`);
      });
    }
    it(`is sent again after ${what} when it may be repeated: PATCH`, async () => {
      assert.equal(await tries("PATCH", first, { repeatable: true }), "2 ok");
    });
  }

  for (const status of [400, 401, 403, 404, 409, 422, 501]) {
    it(`is not sent again after ${status}`, async () => {
      assert.equal(await tries("GET", (_, response) => response.writeHead(status).end("{}")), "1 FastlyApiError");
    });
  }

  it("waits as long as Fastly asks, and reports the end of a limit that is far away", async () => {
    const began = Date.now();
    const limited: typeof answer = (_, response) => response.writeHead(429, { "retry-after": "1" }).end();
    assert.equal(await tries("POST", limited), "2 ok");
    assert.ok(Date.now() - began >= 1_000);
    const reset = Math.ceil(Date.now() / 1000) + 2_400;
    answer = (_, response) => response.writeHead(429, { "fastly-ratelimit-reset": String(reset) }).end();
    await assert.rejects(fastlyClient(url, "key").request("PUT", "/x"), (error) => {
      assert.ok(error instanceof FastlyApiError);
      const ends = new Date(reset * 1000).toISOString().replace(".000", "");
      assert.equal(error.code, "changes-limited");
      assert.ok(
        error.remedy.startsWith(`Wait until ${ends}. What is written already stays. Then run the command again.`),
      );
      return true;
    });
  });

  for (const [method, body, by] of [
    ["GET", "", "200 and nothing"],
    ["GET", "<!doctype html><title>Log in</title>", "200 and HTML"],
    ["PUT", "\n<html>", "200 and HTML"],
    ["GET", '{"name":"sh', "200 and incomplete JSON"],
    ["PUT", "OK", "200 and incomplete JSON"],
  ] as const) {
    it(`fails when something other than Fastly answers: ${method}, ${by}`, async () => {
      answer = (_, response) => response.end(body);
      await assert.rejects(fastlyClient(url, "key").request(method, "/x"), (error) => {
        assert.ok(error instanceof ComputeError);
        assert.equal(error.code, "answer-not-fastlys");
        assert.deepEqual(error.facts, { request: `${method} /x`, by });
        return true;
      });
    });
  }

  it("does not treat a service as deleted after a 404 that is not Fastly's", async () => {
    const looked = async (body: string) => {
      answer = (_, response) => response.writeHead(404).end(body);
      return (await lookUpService(fastlyClient(url, "key"), "A")).state;
    };
    assert.equal(await looked('{"msg":"Record not found"}'), "gone");
    assert.equal(await looked("<html>blocked</html>"), "unknown");
  });

  it("fails when Fastly's answer has an unexpected form", async () => {
    const client = fastlyClient(url, "key");
    const reads: [string, () => Promise<unknown>][] = [
      ["a service", () => readService(client, "A")],
      ["the services", () => listServices(client)],
      ["a service by name", () => findServiceByName(client, "shop")],
      ["a version", () => readVersion(client, "A", 1)],
      ["the names of a version", () => readNames(client, "A", 1, "domain")],
      ["a store", () => findStoreByName(client, "kv", "shop")],
      ["a dictionary", () => readDictionaryItems(client, "A", "B")],
      ["a config store", () => readConfigStoreItems(client, "A")],
    ];
    const member = fc.constantFrom(
      "name",
      "id",
      "comment",
      "versions",
      "version",
      "active_version",
      "environments",
      "data",
      "meta",
      "next_cursor",
      "metadata",
      "item_key",
      "item_value",
      "resource_id",
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        fc.constantFrom(null, true, 0, -1, "", "x"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(member, tie("value"), { maxKeys: 4 }),
      ),
    }));
    const runs = process.env.TEST_LONG ? 3_000 : 150;
    let refused = 0;
    for (const [what, read] of reads) {
      await fc.assert(
        fc.asyncProperty(value, async (json) => {
          answer = (_, response) => response.end(JSON.stringify(json));
          await read().catch((error) => {
            assert.ok(error instanceof ComputeError, `${what}: ${JSON.stringify(json)}: ${error.stack}`);
            refused += 1;
          });
        }),
        { numRuns: runs, seed: process.env.TEST_LONG ? undefined : 14 },
      );
    }
    console.log(`      ${reads.length * runs} answers of other forms, ${refused} of them refused`);
    assert.ok(refused > runs);
  });
});
