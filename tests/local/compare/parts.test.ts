import assert from "node:assert/strict";
import { type Answered, differencesOf } from "../../../local/compare/differences";
import { readHttpFile } from "../../../local/compare/httpFile";
import { createOrigins } from "../../../local/compare/origins";
import { renderComparison, renderText } from "../../../local/compare/report";

describe("a list of requests", () => {
  it("is read as editors have it", () => {
    const text = [
      "@host = https://www.example.com",
      "@page = {{host}}/a",
      "# a comment",
      "GET {{page}}?x=1 HTTP/1.1",
      "Accept: text/html",
      "",
      "### the second",
      "# @name send",
      "# @vary header:x-id, body",
      "POST /orders",
      "Content-Type: application/json",
      "",
      '{ "a": 1 }',
      "",
      "and more",
      "",
      "###",
      "/only/a/path",
      "###",
      "// nothing here",
    ].join("\r\n");
    assert.deepEqual(readHttpFile(text, "requests.http"), [
      {
        name: "GET https://www.example.com/a?x=1",
        method: "GET",
        url: "https://www.example.com/a?x=1",
        headers: [["Accept", "text/html"]],
        body: "",
        vary: [],
      },
      {
        name: "send",
        method: "POST",
        url: "/orders",
        headers: [["Content-Type", "application/json"]],
        body: '{ "a": 1 }\n\nand more',
        vary: ["header:x-id", "body"],
      },
      { name: "GET /only/a/path", method: "GET", url: "/only/a/path", headers: [], body: "", vary: [] },
    ]);
  });

  const refused: [text: string, message: string][] = [
    ["", "requests.http lists no request [requests-none]"],
    ["# only words\n", "requests.http lists no request [requests-none]"],
    ["FETCH /\n", "requests.http:1 is no request: FETCH / [request-line-unfit]"],
    ["\nGET\n", "requests.http:2 is no request: GET"],
    ["GET / nonsense\n", "requests.http:1 is no request: GET / nonsense"],
    ["GET ftp://x/\n", "requests.http:1 is no request: GET ftp://x/"],
    ["GET /\nno header\n", "requests.http:2 is no header: no header [request-header-unfit]"],
  ];
  for (const [text, message] of refused) {
    it(`is refused with the line: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => readHttpFile(text, "requests.http"),
        (error: Error) => error.message.startsWith(message),
      );
    });
  }
});

describe("two answers", () => {
  const answer = (changed: Partial<Answered> = {}): Answered => ({
    status: 200,
    headers: [["Content-Type", "text/plain"]],
    body: "hello",
    calls: [{ backend: "api", method: "GET", path: "/", headers: { accept: "*/*" }, body: "" }],
    logs: ["access :: x"],
    tookMs: 3,
    ...changed,
  });
  const call = answer().calls[0] as Answered["calls"][number];
  const cases: [what: string, changed: Partial<Answered>, differs: string[]][] = [
    [
      "nothing but time",
      {
        tookMs: 99,
        headers: [
          ["content-type", "text/plain"],
          ["Date", "today"],
        ],
      },
      [],
    ],
    ["the status", { status: 404 }, ["status"]],
    ["no answer", { status: undefined, failure: "it ended" }, ["status"]],
    ["a header's value", { headers: [["Content-Type", "text/html"]] }, ["header:content-type"]],
    [
      "a header more",
      {
        headers: [
          ["Content-Type", "text/plain"],
          ["X-A", "1"],
        ],
      },
      ["header:x-a"],
    ],
    [
      "a header twice",
      {
        headers: [
          ["Content-Type", "text/plain"],
          ["content-type", "a"],
        ],
      },
      ["header:content-type"],
    ],
    ["the body", { body: "bye" }, ["body"]],
    ["the path of a call", { calls: [{ ...call, path: "/v2" }] }, ["backends"]],
    ["a header of a call", { calls: [{ ...call, headers: {} }] }, ["backends"]],
    ["a call more", { calls: [call, call] }, ["backends"]],
    ["what is logged", { logs: [] }, ["log"]],
  ];
  for (const [what, changed, differs] of cases) {
    it(`differ in ${what}: ${differs.join() || "nothing"}`, () => {
      assert.deepEqual(
        differencesOf(answer(), answer(changed)).map((each) => each.what),
        differs,
      );
      assert.deepEqual(differencesOf(answer(), answer(changed), differs), [], "expected");
      assert.deepEqual(differencesOf(answer(), answer(changed), ["status", "header", "body", "backends", "log"]), []);
    });
  }

  it("are told as text and as Markdown, which nothing in them breaks", () => {
    const differences = [{ what: "body", base: "a\u001b[31m", head: "``` | <b>" }];
    const all = [{ name: "GET /|", base: answer(), head: answer({ tookMs: 4 }), differences }];
    assert.match(renderText(all), /^different {2}GET \/\| \(3 → 4 ms\)\n {2}body\n {4}- a/);
    assert.equal(renderText(all).includes("\u001b"), false);
    const markdown = renderComparison(all);
    assert.match(markdown, /^### What the change does\n\n1 of 1 requests are answered otherwise\./);
    assert.match(markdown, /\n````text\n {4}- a.*\n {4}\+ ``` \| <b>\n````\n/s);
  });
});

describe("a stand-in for a backend", () => {
  it("answers the same to the same, and tells what it was sent", async () => {
    const origins = createOrigins();
    await origins.open(["api", "api"]);
    const url = origins.url("api");
    assert.equal(origins.url("other"), undefined);
    const ask = () =>
      fetch(`${url}/a?b`, { method: "POST", body: "hi", headers: { "x-a": "1" } }).then((r) => r.text());
    assert.equal(await ask(), await ask());
    const [first, ...others] = origins.take();
    assert.deepEqual(
      [first?.backend, first?.method, first?.path, first?.body, first?.headers["x-a"]],
      ["api", "POST", "/a?b", "hi", "1"],
    );
    assert.equal(others.length, 1);
    assert.deepEqual(origins.take(), []);
    origins.close();
  });
});
