import assert from "node:assert/strict";
import { type Answered, differencesOf } from "../../../local/compare/differences";
import { renderComparison, renderText } from "../../../local/compare/report";

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

  it("appear safely in text and in Markdown", () => {
    const differences = [{ what: "body", base: "a\u001b[31m", head: "``` | <b>" }];
    const all = [{ name: "GET /|", base: answer(), head: answer({ tookMs: 4 }), differences }];
    assert.match(renderText(all), /^different {2}GET \/\| \(3 → 4 ms\)\n {2}body\n {4}- a/);
    assert.equal(renderText(all).includes("\u001b"), false);
    const markdown = renderComparison(all);
    assert.match(markdown, /^### What the change does\n\n1 of 1 requests have a different answer\./);
    assert.match(markdown, /\n````text\n {4}- a.*\n {4}\+ ``` \| <b>\n````\n/s);
  });
});

describe("requests without an answer on both sides", () => {
  const silent = { headers: [], body: "", calls: [], logs: [], tookMs: 0, failure: "No service has the domain" };
  const answered = { ...silent, failure: undefined, status: 200 };
  const compared = (...all: [base: Answered, head: Answered][]) =>
    all.map(([base, head]) => ({ name: "GET /", base, head, differences: differencesOf(base, head) }));

  it("do not count as the same", () => {
    const all = compared([silent, silent], [answered, answered]);
    assert.match(renderText(all), /^no answer {2}GET \/ .*\n {6}No service has the domain\n/);
    assert.match(
      renderText(all),
      /1 of 2 requests have the same answer\. 1 of 2 requests has no answer from either side\.\n$/,
    );
    assert.match(renderComparison(all), /\| `GET \/` \| no answer: `No service has the domain` \|/);
    assert.match(renderText(compared([silent, silent])), /\n1 of 1 requests has no answer from either side\.\n$/);
    assert.match(
      renderText(compared([silent, answered])),
      /^different[\s\S]*1 of 1 requests have a different answer\.\n$/,
    );
  });
});
