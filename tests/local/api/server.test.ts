import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { LocalFastly } from "../../../local/api";
import { RequestLog } from "../../../local/api/requestLog";
import { ComputeError } from "../../../sdk/errors";
import { computeService, eachTest, formClient } from "./helpers";

describe("the local Fastly as a server", () => {
  const t = eachTest();

  it("listens on loopback, on a port that the system chooses", () => {
    assert.match(t.api.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("names the port that another program uses", async () => {
    const port = Number(new URL(t.api.url).port);
    await assert.rejects(LocalFastly.start({ port }), (error: ComputeError) => {
      assert.ok(error instanceof ComputeError);
      assert.equal(error.problem, `The local Fastly cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
      assert.equal(error.code, "port-refused");
      return true;
    });
  });

  it("refuses a page that reaches it by another host name", async () => {
    const { port } = new URL(t.api.url);
    const status = await new Promise((resolve, reject) => {
      httpRequest({ port, path: "/service", headers: { host: "evil.example", "Fastly-Key": "x" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    assert.equal(status, 403);
  });

  it("gives the Fastly CLI an OpenID configuration without a token", async () => {
    const response = await fetch(`${t.api.url}/realms/fastly/.well-known/openid-configuration`);
    assert.deepEqual([response.status, await response.json()], [200, {}]);
  });

  const malformed: [string, string, string | Buffer | undefined, Record<string, string>, number][] = [
    ["an unknown path", "GET /nope", undefined, {}, 404],
    ["the root", "GET /", undefined, {}, 404],
    ["an unknown method", "PATCH /service", undefined, {}, 405],
    ["bad JSON", "POST /resources/stores/kv", "{", { "content-type": "application/json" }, 400],
    ["JSON that is no object", "POST /resources/stores/kv", "[1]", { "content-type": "application/json" }, 400],
    ["JSON null", "POST /resources/stores/kv", "null", { "content-type": "application/json" }, 400],
    ["a form without its boundary", "POST /service", "x", { "content-type": "multipart/form-data" }, 400],
    ["no body", "POST /service", undefined, {}, 400],
    ["a body of no type", "POST /service", "name=x", { "content-type": "" }, 400],
    ["a broken percent sign", "GET /service/%E0%A4%A", undefined, {}, 400],
    ["a service that is not there", "GET /service/nope/details", undefined, {}, 404],
    ["a version that is no number", "GET /service/nope/version/x/backend", undefined, {}, 404],
    ["a page that is no number", "GET /service?page=x&per_page=-1", undefined, {}, 200],
    ["a cursor that is none", "GET /resources/stores/kv?cursor=%00%00&limit=0", undefined, {}, 200],
  ];
  for (const [what, request, body, headers, status] of malformed) {
    it(`answers ${status} in JSON to ${what}`, async () => {
      const answer = await t.form(request, body, headers);
      assert.equal(answer.status, status);
      assert.match(answer.headers.get("content-type") ?? "", /^application\/(problem\+)?json$/);
    });
  }

  it("names the methods that a path has", async () => {
    assert.equal((await t.form("PATCH /service")).headers.get("allow"), "POST, GET");
  });

  it("stores a KV value whatever its content type", async () => {
    const { body } = await t.json("POST /resources/stores/kv", { name: "kv" });
    const headers = { "content-type": "application/json" };
    assert.equal((await t.json(`PUT /resources/stores/kv/${body.id}/keys/k`, "{", headers)).status, 200);
    assert.deepEqual(t.api.stores().kv, { kv: { k: "{" } });
  });

  it("survives bytes that are not HTTP, and a client that disconnects", async () => {
    for (const bytes of [
      "\0\0\0\n\n",
      "POST /service HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\nname=",
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(t.api.url).port), "127.0.0.1", () => {
          socket.write(bytes, () => socket.destroy());
        });
        socket.on("close", () => resolve());
        socket.on("error", () => undefined);
      });
    }
    assert.equal((await t.form("GET /service")).status, 200);
  });

  it("records requests in the format of the recordings, until that is cleared", async () => {
    const id = await computeService(t.form);
    await t.form(`GET /service/${id}/dictionary/x/items?page=1&per_page=100`);
    assert.deepEqual(t.api.requests, [
      { method: "POST", path: "/service", body: { name: "edge", type: "wasm" }, status: 200 },
      { method: "PUT", path: `/service/${id}/version/1/package`, body: "<package>", status: 200 },
      { method: "GET", path: `/service/${id}/dictionary/x/items?page=1&per_page=100`, body: null, status: 404 },
    ]);
    t.api.clearRequests();
    assert.deepEqual(t.api.requests, []);
  });
});

describe("tokens", () => {
  const t = eachTest({ token: "right", readOnlyToken: "reader" });

  const cases: [string, string, Record<string, string>, number][] = [
    ["the right one", "POST /resources/stores/config", { "Fastly-Key": "right" }, 200],
    ["another", "GET /service", { "Fastly-Key": "wrong" }, 401],
    ["an empty one", "GET /service", { "Fastly-Key": "" }, 401],
    ["a reading one that reads", "GET /service", { "Fastly-Key": "reader" }, 200],
    ["a reading one that writes", "POST /resources/stores/config", { "Fastly-Key": "reader" }, 403],
    ["another, on a path that does not exist", "GET /nope", { "Fastly-Key": "wrong" }, 401],
  ];
  for (const [what, request, headers, status] of cases) {
    it(`get ${status}: ${what}`, async () => {
      const body = request.startsWith("POST") ? { name: "cfg" } : undefined;
      assert.equal((await t.form(request, body, headers)).status, status);
    });
  }

  it("are required, and any token works unless the options name one", async () => {
    const open = await LocalFastly.start();
    try {
      assert.equal((await fetch(`${open.url}/service`)).status, 401);
      assert.equal((await formClient(open)("GET /service", undefined, { "Fastly-Key": "any" })).status, 200);
      assert.equal((await formClient(open)("GET /service")).status, 200, "its own token works");
    } finally {
      await open.stop();
    }
  });
});

describe("injected faults", () => {
  const t = eachTest();
  const create = () => t.form("POST /service", { name: "edge", type: "wasm" });

  it("answer once with Fastly's internal error and do nothing", async () => {
    t.api.inject({ method: "POST", path: /^\/service$/, fault: { status: 500 } });
    const { status, body } = await create();
    assert.deepEqual([status, body], [500, { msg: "Internal Server Error", detail: "injected" }]);
    assert.deepEqual(t.api.services(), []);
    assert.deepEqual(t.api.requests.at(-1), {
      method: "POST",
      path: "/service",
      body: { name: "edge", type: "wasm" },
      status: 500,
    });
    assert.equal((await create()).status, 200);
  });

  it("answer with a given body and headers, for a given number of requests", async () => {
    const headers = { "Fastly-RateLimit-Remaining": "0" };
    t.api.inject({ path: /service/, times: 2, fault: { status: 429, body: { msg: "Too many requests" }, headers } });
    for (const _ of [1, 2]) {
      const { status, body, headers } = await create();
      assert.deepEqual([status, body], [429, { msg: "Too many requests" }]);
      assert.equal(headers.get("fastly-ratelimit-remaining"), "0");
    }
    assert.equal((await create()).status, 200);
  });

  it("skip a given number of requests, and requests of other methods", async () => {
    t.api.inject({ method: "POST", path: /^\/resources\/stores\/config$/, skip: 1, fault: { status: 500 } });
    const made = async (name: string) => (await t.form("POST /resources/stores/config", { name })).status;
    assert.equal((await t.form("GET /resources/stores/config")).status, 200);
    assert.deepEqual([await made("a"), await made("b"), await made("c")], [200, 500, 200]);
  });

  it("reset the connection before the request is carried out", async () => {
    t.api.inject({ path: /service/, fault: "reset" });
    await assert.rejects(create());
    assert.deepEqual(t.api.services(), []);
    assert.equal(t.api.requests.at(-1)?.status, null);
  });

  it("carry the request out and lose the answer", async () => {
    t.api.inject({ path: /service/, fault: "lost" });
    await assert.rejects(create());
    assert.equal(t.api.services().length, 1);
    assert.equal(t.api.requests.at(-1)?.status, null);
  });

  it("never answer, and end when the server stops", async () => {
    t.api.inject({ path: /service/, fault: "timeout" });
    const waiting = assert.rejects(create());
    while (t.api.requests.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await t.api.stop();
    await waiting;
    assert.deepEqual(t.api.services(), []);
    t.api = await LocalFastly.start();
  });

  it("delay an answer", async () => {
    t.api.inject({ path: /service/, fault: { delayMs: 5 } });
    assert.equal((await create()).status, 200);
  });

  it("can be cancelled", async () => {
    const takeBack = t.api.inject({ path: /service/, times: Number.POSITIVE_INFINITY, fault: { status: 503 } });
    assert.equal((await create()).status, 503);
    takeBack();
    assert.equal((await create()).status, 200);
  });
});

describe("a refused request", () => {
  const t = eachTest({ token: "right" });

  /** Sends the whole body. Undefined when the connection was closed before its end. */
  function send(headers: Record<string, string>, megabytes: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const { port } = new URL(t.api.url);
      const request = httpRequest({ port, method: "POST", path: "/service", headers }, (response) => {
        response.resume();
        response.on("close", () => resolve(response.statusCode));
      });
      request.on("error", () => resolve(undefined));
      for (let i = 0; i < megabytes; i++) {
        request.write(Buffer.alloc(1_000_000, "x"));
      }
      request.end();
    });
  }

  const cases: [what: string, headers: Record<string, string>, status: number][] = [
    ["without a token", {}, 401],
    ["with another token", { "Fastly-Key": "wrong" }, 401],
    ["for another host", { "Fastly-Key": "right", host: "evil.example" }, 403],
    ["too large", { "Fastly-Key": "right" }, 413],
  ];
  for (const [what, headers, status] of cases) {
    it(`leaves no part of its body behind: ${what}`, async () => {
      const answered = await send(headers, 40);
      assert.ok(answered === status || (status === 413 && answered === undefined), String(answered));
      assert.deepEqual(
        t.api.requests.map(({ body, status }) => [body, status]),
        [[null, status]],
      );
    });
  }
});

describe("the log of requests", () => {
  it("keeps the latest requests and bodies within its limits", () => {
    const log = new RequestLog();
    const body = "x".repeat(8_000_000);
    for (let i = 0; i < 20; i++) {
      const request = { method: "PUT", path: `/${i}`, body: null, status: 200 };
      log.add(request);
      log.keepBody(request, body, body.length);
    }
    assert.deepEqual(
      log.requests.map((request) => request.body === body),
      Array.from({ length: 20 }, (_, i) => i >= 12),
    );
    const huge = { method: "PUT", path: "/huge", body: null, status: 200 };
    log.keepBody(huge, body, 64_000_001);
    assert.equal(huge.body, "<not kept>");
    for (let i = 0; i < 250_000; i++) {
      log.add({ method: "GET", path: `/${i}`, body: null, status: 200 });
    }
    assert.ok(log.requests.length <= 100_000);
    assert.equal(log.requests.at(-1)?.path, "/249999");
    log.clear();
    assert.deepEqual(log.requests, []);
  });
});
