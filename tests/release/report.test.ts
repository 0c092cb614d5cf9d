import assert from "node:assert/strict";
import { reportText } from "../../sdk/release/report";

const ROW = { check: "GET /", where: "live", outcome: "passed", took: "1 try, 12 ms" };
const REPORT = { component: "edge", version: 6, url: "https://www.example.com", checks: [ROW], problem: undefined };

describe("the report of a release", () => {
  it("names the live version, and has a table of the checks", () => {
    assert.equal(
      reportText({ ...REPORT, checks: [{ ...ROW, where: "staging network" }, ROW] }),
      [
        "### edge: version 6 is live",
        "",
        "<https://www.example.com>",
        "",
        "| Check | Where | Outcome | Took |",
        "| --- | --- | --- | --- |",
        "| GET / | staging network | passed | 1 try, 12 ms |",
        "| GET / | live | passed | 1 try, 12 ms |",
        "\n",
      ].join("\n"),
    );
  });

  it("names the reason of a failure, and has no table without checks", () => {
    const problem = "Version 6 was taken back:\n  GET / answers 500";
    assert.equal(
      reportText({ ...REPORT, checks: [], problem }),
      "### edge: version 6 was not released\n\n<https://www.example.com>\n\nVersion 6 was taken back:\n- GET / answers 500\n\n",
    );
  });

  it("escapes Markdown and HTML", () => {
    const outcome = "has <b> | `x` **y** @ada #7\n    second\u001b[31m";
    const row = reportText({ ...REPORT, checks: [{ ...ROW, outcome }] }).split("\n")[6];
    assert.equal(
      row,
      "| GET / | live | has &lt;b> \\| \\`x\\` \\*\\*y\\*\\* @<!-- -->ada #<!-- -->7<br>second\\\\u001b\\[31m | 1 try, 12 ms |",
    );
  });
});
