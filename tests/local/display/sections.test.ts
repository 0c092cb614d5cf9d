import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelOf } from "../../../local/display/model";
import { withoutColor } from "../../../local/display/paint";
import { renderSections } from "../../../local/display/sections";
import type { EngineEvent } from "../../../local/engine/events";
import { Secret, UNKNOWN } from "../../../local/engine/value";
import { BACKEND, message, outputs, SERVICE, STACK, start, step, summary, violation } from "./events";

function sections(events: EngineEvent[]): string {
  return `\n${renderSections(modelOf(events), withoutColor)}`;
}

describe("the sections at the end of a run", () => {
  it("list messages under their resource, messages without a resource under the stack, and no progress", () => {
    assert.equal(
      sections([
        start("up"),
        step("create", SERVICE, { phase: "failed" }),
        message("error", "the domain is taken\nTry another one.\n", SERVICE),
        message("info", "compiling 1 of 9", SERVICE, true),
        message("info", "built in 2 s", SERVICE),
        message("warning", "\x1b[31mold\x1b[0m\tmanifest", undefined),
        summary("up", { same: 1 }, { ok: false }),
      ]),
      `
Diagnostics:
  pulumi:pulumi:Stack (hello-dev):
    warning: old    manifest

  fastly:index:ServiceCompute (edge):
    error: the domain is taken
    Try another one.
    built in 2 s

Resources:
    1 unchanged
    1 errored

Duration: 2s
`,
    );
  });

  it("count planned operations in a preview", () => {
    assert.equal(
      sections([start("preview"), summary("preview", { same: 2, create: 5, update: 1, replace: 1 })]),
      `
Resources:
    + 5 to create
    ~ 1 to update
    +-1 to replace
    7 changes. 2 unchanged
`,
    );
  });

  it("count completed operations, and round the duration up", () => {
    assert.equal(
      sections([start("up"), summary("up", { create: 5, same: 3 }, { durationMs: 61_001 })]),
      `
Resources:
    + 5 created
    3 unchanged

Duration: 1m2s
`,
    );
  });

  it("list all outputs of a new stack", () => {
    assert.equal(
      sections([
        start("up"),
        step("create", STACK),
        outputs({ serviceId: "SVC1", token: new Secret("T"), domains: ["a"], url: "https://a" }),
      ]),
      `
Outputs:
    domains  : [
        [0]: "a"
    ]
    serviceId: "SVC1"
    token    : [secret]
    url      : "https://a"

`,
    );
  });

  it("mark changed outputs, and list others only after a deployment", () => {
    const change = outputs({ a: 1, b: UNKNOWN, d: new Secret("NEW") }, { a: 1, b: 1, c: "gone", d: new Secret("OLD") });
    assert.equal(
      sections([start("up"), step("same", STACK), change]),
      `
Outputs:
    a: 1
  ~ b: 1 => [unknown]
  - c: "gone"
  ~ d: [secret] => [secret]

`,
    );
    assert.equal(
      sections([start("preview"), step("same", STACK), change]),
      `
Outputs:
  ~ b: 1 => [unknown]
  - c: "gone"
  ~ d: [secret] => [secret]

`,
    );
    assert.equal(sections([start("preview"), step("same", STACK), outputs({ a: 1 }, { a: 1 })]), "\n");
    assert.equal(sections([start("up"), step("same", STACK), outputs({ a: 1 }, { a: 1 })]), "\nOutputs:\n    a: 1\n\n");
  });

  it("show policy violations by pack, the worst first, and no counts after a mandatory one", () => {
    const events = [
      start("preview"),
      step("create", BACKEND),
      violation("advisory", "backend-host", "Prefer example.com."),
      violation("mandatory", "backend-tls", 'Backend "api" has no TLS.\nSet useSsl.'),
      summary("preview", { create: 1 }, { ok: false }),
    ];
    assert.equal(
      sections(events),
      `
Policies:
    ❌ fastly-compute
        - [mandatory]  backend-tls  (fastly-compute:index:Backend: edge-api)
          Backend "api" has no TLS.
          Set useSsl.
        - [advisory]  backend-host  (fastly-compute:index:Backend: edge-api)
          Prefer example.com.

`,
    );
    const passed = [start("preview"), { kind: "policy-pack", policyPack: "edge@v1.0.0" } as const];
    assert.equal(sections(passed), "\nPolicies:\n    ✅ edge@v1.0.0\n\n");
    assert.match(sections(events.filter((_, i) => i !== 3)), /⚠️ fastly-compute\n[\s\S]*Resources:\n {4}\+ 1 to create/);
  });
});
