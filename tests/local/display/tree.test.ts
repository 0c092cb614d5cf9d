import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { emptyModel, modelOf, record } from "../../../local/display/model";
import { withoutColor as paint } from "../../../local/display/paint";
import { renderTree } from "../../../local/display/tree";
import type { EngineEvent } from "../../../local/engine/events";
import { BACKEND, COMPONENT, message, SERVICE, STACK, start, step, summary, violation } from "./events";
import { recordedEvents } from "./recorded";

function tree(events: EngineEvent[], options: { width?: number; live?: { now?: number } } = {}): string {
  return `\n${renderTree(modelOf(events), { paint, ...options }).join("\n")}\n`;
}

describe("the resource tree", () => {
  it("nests children under their parents, and shows planned operations in a preview", () => {
    assert.equal(
      tree(recordedEvents("lifecycle", 0)),
      `
     Type                                       Name           Plan
     pulumi:pulumi:Stack                        lifecycle-rec
 +   └─ fastly-compute:index:ComputeService     edge           create
 +      ├─ fastly-compute:index:Backend         edge-origin    create
 +      ├─ fastly:index:ServiceCompute          edge           create
 +      └─ fastly:index:ServiceDictionaryItems  edge-settings  create
`,
    );
  });

  it("omits unchanged resources, except the parents of changed ones, and names the changed properties", () => {
    assert.equal(
      tree(recordedEvents("lifecycle", 7)),
      `
     Type                                    Name           Status      Info
     pulumi:pulumi:Stack                     lifecycle-rec
     └─ fastly-compute:index:ComputeService  edge
 ~      └─ fastly:index:ServiceCompute       edge           updated     [diff: ~activeVersion,clonedVersion,package]
`,
    );
  });

  it("marks retained resources that leave the stack", () => {
    assert.equal(
      tree([start("up"), { ...step("delete", SERVICE), retained: true }, summary("up", { delete: 1 })]),
      `
     Type                            Name       Status      Info
     pulumi:pulumi:Stack             hello-dev
 -   └─ fastly:index:ServiceCompute  edge       deleted     [retain]
`,
    );
  });

  it("shows only the stack when nothing changes", () => {
    assert.equal(
      tree(recordedEvents("lifecycle", 3)),
      `
     Type                 Name           Status
     pulumi:pulumi:Stack  lifecycle-rec
`,
    );
  });

  it("marks failed resources, and counts their messages", () => {
    assert.equal(
      tree(recordedEvents("create-fails-at-activate", 0)),
      `
     Type                                    Name                          Status                  Info
     pulumi:pulumi:Stack                     create-fails-at-activate-rec  **failed**              1 error
 +   └─ fastly-compute:index:ComputeService  edge                          created
 +      ├─ fastly-compute:index:Backend      edge-origin                   created
 +      └─ fastly:index:ServiceCompute       edge                          **creating failed**     2 errors
`,
    );
  });

  it("puts children that are deleted first under the parent that is deleted last", () => {
    assert.equal(
      tree(recordedEvents("lifecycle", 12)),
      `
     Type                                       Name           Status
     pulumi:pulumi:Stack                        lifecycle-rec
 -   └─ fastly-compute:index:ComputeService     edge           deleted
 -      ├─ fastly:index:ServiceDictionaryItems  edge-settings  deleted
 -      ├─ fastly-compute:index:Backend         edge-origin    deleted
 -      └─ fastly:index:ServiceCompute          edge           deleted
`,
    );
  });

  it("shows an unchanged resource that has messages or violates a policy", () => {
    assert.equal(
      tree([
        start("preview"),
        step("same", STACK),
        step("same", COMPONENT),
        step("same", BACKEND),
        step("same", SERVICE),
        message("warning", "the package has 60 MB", SERVICE),
        message("info", "built in 2 s", SERVICE),
        violation("advisory", "tls", "no TLS"),
        summary("preview", { same: 4 }),
      ]),
      `
     Type                                    Name       Plan     Info
     pulumi:pulumi:Stack                     hello-dev
     └─ fastly-compute:index:ComputeService  edge
        ├─ fastly-compute:index:Backend      edge-api
        └─ fastly:index:ServiceCompute       edge                1 warning; 1 message
`,
    );
  });

  it("shows a change of protection on a resource without other changes", () => {
    const events = [start("up"), step("same", SERVICE, { protect: { old: false, new: true } })];
    assert.equal(
      tree(events),
      `
     Type                            Name       Status     Info
     pulumi:pulumi:Stack             hello-dev
     └─ fastly:index:ServiceCompute  edge                  [diff: ~protect]
`,
    );
  });

  it("shows the three steps of a replacement as one, with its changed properties", () => {
    const replaced = { inputs: { name: "b" }, oldInputs: { name: "a" }, diffs: ["name"] };
    const steps = [
      step("create-replacement", SERVICE),
      step("replace", SERVICE, replaced),
      step("delete-replaced", SERVICE),
    ];
    assert.equal(
      tree([start("up"), ...steps, summary("up", { replace: 1 })])
        .split("\n")
        .at(3),
      " +-  └─ fastly:index:ServiceCompute  edge       replaced     [diff: ~name]",
    );
    assert.equal(
      tree([start("up"), ...steps.slice(0, 1), summary("up", {}, { ok: false })])
        .split("\n")
        .at(3),
      " ++  └─ fastly:index:ServiceCompute  edge       created replacement",
    );
  });

  it("shows running operations, their duration, and the latest message", () => {
    const events: [number, EngineEvent][] = [
      [0, start("up")],
      [0, step("same", STACK, { phase: "started" })],
      [0, step("create", COMPONENT, { phase: "started" })],
      [0, step("create", COMPONENT)],
      [1000, step("create", SERVICE, { phase: "started" })],
      [1500, message("info", "Uploading package\nsecond line", SERVICE, true)],
    ];
    const model = events.reduce((state, [at, event]) => record(state, event, at), emptyModel());
    assert.equal(
      `\n${renderTree(model, { paint, live: { now: 4000 } }).join("\n")}\n`,
      `
     Type                                    Name       Status              Info
     pulumi:pulumi:Stack                     hello-dev  running
 +   └─ fastly-compute:index:ComputeService  edge       created (0.00s)
 +      └─ fastly:index:ServiceCompute       edge       creating (3s)...    Uploading package
`,
    );
    record(model, step("create", SERVICE), 8500);
    record(model, summary("up", { create: 2, same: 1 }), 8600);
    assert.equal(
      renderTree(model, { paint }).at(-1),
      " +      └─ fastly:index:ServiceCompute       edge       created (7s)",
    );
  });

  it("marks unfinished operations of a cancelled run as interrupted", () => {
    const events = [
      start("up"),
      step("create", SERVICE, { phase: "started" }),
      message("error", "update cancelled"),
      summary("up", {}, { ok: false }),
    ];
    assert.equal(
      tree(events).split("\n").at(3),
      " +   └─ fastly:index:ServiceCompute  edge       creating (interrupted)",
    );
  });

  it("fits the width of the terminal", () => {
    for (const width of [20, 60, 80]) {
      const lines = renderTree(modelOf(recordedEvents("adopt", 1)), { paint, width });
      assert.deepEqual([...new Set(lines.filter((line) => [...line].length >= width))], []);
      assert.equal(Math.max(...lines.map((line) => [...line].length)), width - 1);
    }
  });
});
