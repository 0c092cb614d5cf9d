import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createDisplay } from "../../../local/display/display";
import { renderMarkdown } from "../../../local/display/markdown";
import { mask } from "../../../local/display/mask";
import { modelOf } from "../../../local/display/model";
import { withoutColor } from "../../../local/display/paint";
import { renderSections } from "../../../local/display/sections";
import type { EngineEvent, Operation } from "../../../local/engine/events";
import { Secret } from "../../../local/engine/value";
import { BACKEND, message, outputs, SERVICE, STACK, start, step, summary, violation } from "./events";

const PEM = "-----BEGIN KEY-----\nCANARYPEMLINE1\nCANARYPEMLINE2\n-----END KEY-----";

/** A run in which secrets are in every place where one can be. */
function events(operation: Operation): EngineEvent[] {
  const inputs = {
    token: new Secret("CANARY-input"),
    items: new Secret({ deep: ["CANARY-structure"] }),
    blocks: [{ name: "s3", key: new Secret("CANARY-block"), pem: new Secret(PEM) }],
    echoed: "Bearer CANARY-input",
    config: "CANARY-config",
  };
  const old = {
    ...inputs,
    token: new Secret("CANARY-old"),
    blocks: [{ name: "s3", key: new Secret("CANARY-oldblock") }],
  };
  return [
    start(operation),
    step("update", BACKEND, { inputs, oldInputs: old }),
    step("update", SERVICE, {
      inputs,
      oldInputs: old,
      oldOutputs: { ...old, blocks: new Secret([{ name: "s3", key: "CANARY-oldblock" }]) },
      outputs: { ...inputs, made: new Secret("CANARY-made"), blocks: new Secret(["CANARY-output"]) },
      diffs: ["token", "blocks", "made"],
      detailedDiff: { token: "update", "blocks[0].key": "update", "blocks[0].pem": "add", made: "update" },
    }),
    step("create", STACK),
    message("error", `refused: CANARY-input, CANARY-block and CANARY-structure\n${PEM}`, SERVICE),
    message("info", "building with CANARYPEMLINE2 and CANARY-config", SERVICE, true),
    {
      kind: "policy",
      policyPack: "p",
      policy: "x",
      level: "advisory",
      message: "no plain CANARY-input",
      urn: SERVICE,
    },
    outputs({ token: new Secret("CANARY-out"), echoed: "x CANARY-out" }, { token: new Secret("CANARY-oldout") }),
    summary(operation, { update: 2 }),
  ];
}

describe("a secret", () => {
  for (const operation of ["preview", "up", "refresh", "destroy"] as const) {
    for (const tty of [true, false]) {
      for (const diff of [true, false]) {
        it(`does not appear in ${operation} (terminal: ${tty}, diff: ${diff})`, () => {
          let written = "";
          const terminal = {
            write: (text: string) => {
              written += text;
            },
            isTTY: tty,
            columns: 200,
            rows: 50,
          };
          const display = createDisplay(terminal, { diff, secrets: ["CANARY-config"] });
          for (const event of events(operation)) {
            display.show(event);
          }
          display.close();
          assert.ok(written.includes("refused: [secret], [secret] and [secret]"));
          assert.deepEqual(written.match(/.*CANARY.*/g), null);
        });
      }
    }

    it(`does not appear in the report of ${operation}`, () => {
      const report = renderMarkdown(
        { operation, ok: true, exitCode: 0, changes: {}, outputs: {}, errors: [], events: events(operation) },
        { secrets: ["CANARY-config"] },
      );
      assert.ok(report.includes("[secret]"));
      assert.deepEqual(report.match(/.*CANARY.*/g), null);
    });
  }

  it("is masked in messages, also when it is quoted or encoded", () => {
    const secret = 'tab\there "quoted" and\\slash ü';
    const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
    const model = modelOf([
      start("up"),
      step("create", SERVICE, { inputs: { token: new Secret(secret) } }),
      ...forms.map((form) => message("error", `refused: ${form}.`, SERVICE)),
    ]);
    const shown = renderSections(model, withoutColor);
    assert.equal(shown.match(/refused: "?\[secret\]"?=*\.$/gm)?.length, 4, shown);
  });

  it("does not hide other text, or text that the program also gives in plain, in messages and policies", () => {
    const evil = "evil.attacker.example";
    const key = new Secret(`-----BEGIN KEY-----\n${evil}\nCANARY-line`);
    const list = (address: string) =>
      new Secret([
        { name: "first-backend", key },
        { name: "other-backend", address },
      ]);
    const events = [
      step("update", BACKEND, { oldInputs: { address: "api.example.com" }, inputs: { address: evil } }),
      step("update", SERVICE, { oldInputs: { backends: list("api.example.com") }, inputs: { backends: list(evil) } }),
      outputs({ all: new Secret([{ address: evil, name: "CANARY-of-a-list" }]), plain: evil }),
      message(
        "warning",
        `other-backend is at ${evil} and not at api.example.com; CANARY-of-a-list, CANARY-line`,
        SERVICE,
      ),
      violation("mandatory", "backend-hosts", `The backend "other-backend" is at ${evil}.`),
    ];
    const result = { operation: "preview", ok: true, exitCode: 0, changes: {}, outputs: {}, errors: [] } as const;
    const report = renderMarkdown({ ...result, errors: [], events: [start("preview"), ...events] });
    const shown = renderSections(modelOf([start("preview"), ...events]), withoutColor);
    for (const text of [report, shown]) {
      assert.ok(
        text.includes(
          "warning: other-backend is at evil.attacker.example and not at api.example.com; [secret], [secret]",
        ),
        text,
      );
      assert.doesNotMatch(text, /CANARY/);
    }
    assert.ok(shown.includes('The backend "other-backend" is at evil.attacker.example.'), shown);
    assert.ok(report.includes('The backend "other\\-backend" is at evil.attacker.example.'), report);
    assert.ok(report.includes('| `backends[1].address` | `"api.example.com"` | `"evil.attacker.example"` |'), report);
  });

  it("is masked completely when it contains another secret", () => {
    assert.equal(mask("key=abcdef abc", new Set(["abc", "abcdef"])), "key=[secret] [secret]");
  });
});
