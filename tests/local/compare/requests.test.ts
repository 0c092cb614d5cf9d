import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readHar } from "../../../local/compare/har";
import { readHttpFile } from "../../../local/compare/httpFile";
import { makeProject, removeProjects } from "../../support/project";

describe("a list of requests", () => {
  it("is read in the format of editors", () => {
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

  const read = (lines: string[]) => {
    const directory = makeProject({ "order.json": '{ "id": {{id}} }', "logo.png": "" });
    writeFileSync(join(directory, "logo.png"), Buffer.from([0x89, 0xff, 0x00]));
    return readHttpFile(lines.join("\n"), join(directory, "requests.http"));
  };
  const bodyOf = (lines: string[]) => read(["POST /", ...lines])[0]?.body;
  after(removeProjects);

  it("may have addresses and headers on several lines, comments between them, and titles after ###", () => {
    const [first, second, third] = read(
      [
        "### all of it",
        "PURGE /search",
        "    ?q=a b",
        "    &page=2 HTTP/1.1",
        "# @vary body",
        "X-Folded: one,",
        "   two",
        "// X-Left-Out: yes",
        "#X-Left-Out: yes",
        "Host: shop.example.com",
        "### ",
        "GET /",
        "#### named",
        "# @name = other",
        "DELETE /x",
      ].map((line) => line.replace("a b", "a%20b")),
    );
    assert.deepEqual(first, {
      name: "all of it",
      method: "PURGE",
      url: "https://shop.example.com/search?q=a%20b&page=2",
      headers: [["X-Folded", "one, two"]],
      body: "",
      vary: ["body"],
    });
    assert.equal(second?.name, "GET /");
    assert.deepEqual([third?.name, third?.method], ["other", "DELETE"]);
  });

  it("may have bodies from files, with or without variables, joined as their content type requires", () => {
    assert.deepEqual(bodyOf(["", "< ./logo.png"]), Buffer.from([0x89, 0xff, 0x00]));
    assert.equal(String(bodyOf(["", "< order.json"])), '{ "id": {{id}} }');
    assert.equal(String(read(["@id = 7", "POST /", "", "<@ order.json"])[0]?.body), '{ "id": 7 }');
    assert.equal(bodyOf(["Content-Type: application/x-www-form-urlencoded", "", "a=1", "  &b=2", ""]), "a=1&b=2");
    const multipart = ["--x", "Content-Disposition: form-data", "", "v", "--x--"];
    assert.equal(
      bodyOf(["Content-Type: multipart/form-data; boundary=x", "", ...multipart]),
      `${multipart.join("\r\n")}\r\n`,
    );
  });

  it("ignores what editors would do with answers", () => {
    const handlers = [
      "",
      "> {%",
      "  client.test('> x', () => {});",
      "%}",
      "> {% one(); %}",
      "> check.js",
      ">> out.json",
      "<> old.json",
    ];
    assert.equal(bodyOf(["", "{", "> quoted", "}", ...handlers]), "{\n}");
    assert.equal(bodyOf(["", "a", ...handlers]), "a");
  });

  it("has the generated variables of editors, with the same values for both sides", () => {
    const [first] = read([
      "POST /{{$guid}}/{{$uuid}}",
      "A: {{$randomInt 5 9}}",
      "T: {{$timestamp}} {{$isoTimestamp}}",
      "H: {{$processEnv HOME}}",
    ]);
    assert.match(first?.url ?? "", /^\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}\/(?!.*\/)/);
    const headers = Object.fromEntries(first?.headers ?? []);
    assert.equal(headers.A, "5");
    assert.match(headers.T ?? "", /^\d{10} \d{4}-\d\d-\d\dT/);
    assert.equal(headers.H, process.env.HOME);
  });

  it("may be a recording of a browser", () => {
    const request = (more: object) => ({
      request: { method: "GET", url: "https://www.example.com/a?b=1", headers: [], ...more },
    });
    const sent = [
      { name: ":authority", value: "x" },
      { name: "Host", value: "x" },
      { name: "Content-Length", value: "3" },
      { name: "Accept", value: "*/*" },
    ];
    const entries = [
      request({ headers: sent }),
      request({ method: "POST", postData: { text: "a=1" } }),
      request({ method: "PUT", postData: { text: "iQ==", encoding: "base64" } }),
      request({ url: "data:text/plain,x" }),
      {},
    ];
    assert.deepEqual(
      readHar(JSON.stringify({ log: { entries } }), "a.har").map(({ name, headers, body }) => [
        name,
        headers,
        String(body),
      ]),
      [
        ["GET /a?b=1", [["Accept", "*/*"]], ""],
        ["POST /a?b=1", [], "a=1"],
        ["PUT /a?b=1", [], Buffer.from([0x89]).toString()],
      ],
    );
    for (const text of ["", "{", "[]", "null", '{"log":{}}']) {
      assert.throws(
        () => readHar(text, "a.har"),
        /^ComputeError: a\.har is not an HTTP Archive.* \[requests-not-har\]/,
      );
    }
    assert.throws(() => readHar('{"log":{"entries":[]}}', "a.har"), /lists no request \[requests-none\]/);
  });

  const refused: [text: string, message: string][] = [
    ["", "requests.http lists no request [requests-none]"],
    ["# only words\n", "requests.http lists no request [requests-none]"],
    ["fetch /\n", "requests.http:1 is not a request: fetch / [request-line-unfit]"],
    ["TRACE /\n", "requests.http:1 is not a request: TRACE / [request-line-unfit]"],
    ["GET //evil.example.com/\n", "requests.http:1 is not a request: GET //evil.example.com/"],
    [
      "\nGET /{{nothing}}\n",
      'requests.http:2 has the variable "nothing", which has no value [request-variable-missing]',
    ],
    ["POST /\nA: {{$dotenv X}}\n", 'requests.http:2 has the variable "$dotenv X", which has no value'],
    ["GET /\n\nbody\n", "requests.http:3 is the body of a GET request, but GET has no body [request-body-unfit]"],
    ["POST /\n\n< {% x %}\n", "requests.http:3 begins a script, which is not run [request-script-unfit]"],
    ["\nGET\n", "requests.http:2 is not a request: GET"],
    ["GET / nonsense\n", "requests.http:1 is not a request: GET / nonsense"],
    ["GET ftp://x/\n", "requests.http:1 is not a request: GET ftp://x/"],
    ["GET /\nno header\n", "requests.http:2 is not a header: no header [request-header-unfit]"],
  ];
  for (const [text, message] of refused) {
    it(`gets an error with the line: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => readHttpFile(text, "requests.http"),
        (error: Error) => error.message.startsWith(message),
      );
    });
  }

  it("gets an error with the path of a missing body file", () => {
    assert.throws(() => bodyOf(["", "< none.json"]), { code: "request-file-unreadable" });
  });
});
