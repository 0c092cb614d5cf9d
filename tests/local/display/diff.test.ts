import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { renderDiff } from "../../../local/display/diff";
import { modelOf } from "../../../local/display/model";
import { withoutColor } from "../../../local/display/paint";
import type { EngineEvent } from "../../../local/engine/events";
import { Secret, UNKNOWN } from "../../../local/engine/value";
import { BACKEND, COMPONENT, SERVICE, STACK, start, step } from "./events";
import { recordedEvents } from "./recorded";

function diff(events: EngineEvent[]): string {
  return `\n${renderDiff(modelOf(events), withoutColor)}`;
}

describe("the full diff", () => {
  it("lists a new resource's properties without empty defaults, and marks secrets and unknown values", () => {
    assert.equal(
      diff([
        start("preview"),
        step("create", STACK),
        step("create", COMPONENT, { inputs: { manifest: "app/fastly.toml" } }),
        step("create", SERVICE, {
          inputs: {
            __defaults: ["stage"],
            name: "edge",
            comment: "",
            activate: true,
            tags: [],
            backends: [{ __defaults: [], address: UNKNOWN, port: 443, sslClientKey: new Secret("KEY") }],
            none: null,
          },
        }),
      ]),
      `
+ pulumi:pulumi:Stack: (create)
    [urn=${STACK}]
    + fastly-compute:index:ComputeService: (create)
        [urn=${COMPONENT}]
        manifest: "app/fastly.toml"
        + fastly:index/serviceCompute:ServiceCompute: (create)
            [urn=${SERVICE}]
            activate: true
            backends: [
                [0]: {
                    address     : [unknown]
                    port        : 443
                    sslClientKey: [secret]
                }
            ]
            name    : "edge"
`,
    );
  });

  it("shows lines that only one of two long texts has, and no secret among them", () => {
    const many = Array.from({ length: 150 }, (_, n) => `10.0.0.${n}  BLOCK`);
    assert.deepEqual(
      diff([
        start("preview"),
        step("same", STACK),
        step("update", COMPONENT, {
          oldInputs: { lines: "a  1\na  1\nb  2\nc  3", one: "same\norder", other: "x" },
          inputs: { lines: "a  1\nb  4\nc  3\nkey  top\nsecret", one: "order\nsame", other: new Secret("top\nsecret") },
        }),
        step("update", BACKEND, { oldInputs: { text: "" }, inputs: { text: many.join("\n") } }),
      ])
        .split("\n")
        .slice(2)
        .map((line) => line.trim())
        .filter((line) => !/^\[urn|10\.0\.0\.\d{2}/.test(line)),
      [
        "~ fastly-compute:index:ComputeService: (update)",
        "~ lines: lines",
        '- "a  1"',
        '- "b  2"',
        '+ "b  4"',
        '+ "key  [[secret]]"',
        '~ one  : "same\\norder" => "order\\nsame"',
        '~ other: "x" => [secret]',
        "~ fastly-compute:index:Backend: (update)",
        "~ text: lines",
        '- ""',
        ...many.slice(0, 10).map((line) => `+ "${line}"`),
        "+ and 50 more lines",
        "",
      ],
    );
  });

  it("shows the old and new value of each property that the provider reports", () => {
    assert.equal(
      diff([
        start("preview"),
        step("same", STACK),
        step("same", COMPONENT),
        step("update", SERVICE, {
          oldOutputs: { activeVersion: 1, backends: [{ name: "api", address: "a" }], old: "x" },
          inputs: { backends: [{ name: "api", address: "b" }, { name: "new" }] },
          outputs: { activeVersion: UNKNOWN },
          diffs: ["activeVersion", "backends", "old"],
          detailedDiff: {
            activeVersion: "update",
            "backends[0].address": "update",
            "backends[1]": "add",
            old: "delete",
          },
        }),
      ]),
      `
  pulumi:pulumi:Stack: (same)
    [urn=${STACK}]
    ~ fastly:index/serviceCompute:ServiceCompute: (update)
        [id=SVC1]
        [urn=${SERVICE}]
      ~ activeVersion: 1 => [unknown]
      ~ backends     : [
          ~ [0]: {
                  ~ address: "a" => "b"
                }
          + [1]: {
                  + name: "new"
                }
        ]
      - old          : "x"
`,
    );
  });

  it("compares the inputs when the provider reports nothing, as for components", () => {
    assert.equal(
      diff([
        start("preview"),
        step("update", BACKEND, {
          oldInputs: { address: "a", port: 443, tls: { verify: true }, key: new Secret("OLD") },
          inputs: { address: "b", port: 443, tls: { verify: false }, key: new Secret("NEW"), hosts: ["x"] },
        }),
      ]),
      `
~ fastly-compute:index:Backend: (update)
    [urn=${BACKEND}]
  ~ address: "a" => "b"
  + hosts  : [
  +     [0]: "x"
    ]
  ~ key    : [secret] => [secret]
  ~ tls    : {
      ~ verify: true => false
    }
`,
    );
  });

  it("shows a removed backend although the provider's outputs are secret and in another order", () => {
    const text = diff(recordedEvents("lifecycle", 9));
    assert.equal(
      text
        .split("\n")
        .slice(5, 8)
        .concat(text.match(/ +- (name|sslClientKey) .*/g) ?? [])
        .join("\n"),
      `  ~ backends     : [
      - [1]: {
              - address            : "api.example.com"
              - name               : "api"
              - sslClientKey       : [secret]`,
    );
    assert.match(text, /~ name: "edge\.edgecompute\.app" => "www\.example\.com"/);
  });

  it("shows after a deployment which values the provider added", () => {
    assert.equal(
      diff([
        start("up"),
        step("create", SERVICE, {
          inputs: { name: "edge", domains: [{ name: "a" }] },
          outputs: { name: "edge", activeVersion: 1, domains: [{ name: "a", comment: "" }], token: new Secret("T") },
        }),
      ]),
      `
+ fastly:index/serviceCompute:ServiceCompute: (create)
    [urn=${SERVICE}]
    domains: [
        [0]: {
            name: "a"
        }
    ]
    name   : "edge"
    --outputs:--
    activeVersion: 1
    token        : [secret]
`,
    );
  });

  it("shows a deleted resource without its properties, and a protected one with a lock", () => {
    assert.equal(
      diff([
        start("destroy"),
        step("delete", SERVICE, { inputs: { name: "edge" }, protect: { old: true, new: true } }),
        step("delete", COMPONENT, { inputs: { manifest: "fastly.toml" } }),
      ]),
      `
    - fastly:index/serviceCompute:ServiceCompute: (delete) 🔒
        [id=SVC1]
        [urn=${SERVICE}]
- fastly-compute:index:ComputeService: (delete)
    [urn=${COMPONENT}]
`,
    );
  });

  it("shortens long texts, but not a package's hash", () => {
    const hash = "a".repeat(128);
    const text = diff([start("preview"), step("create", BACKEND, { inputs: { hash, long: "b".repeat(200) } })]);
    assert.ok(text.includes(`hash: "${hash}"`));
    assert.ok(text.includes(`long: "${"b".repeat(150)}..."`));
  });
});
