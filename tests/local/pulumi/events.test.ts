import assert from "node:assert/strict";
import type { EngineEvent as PulumiEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events";
import { describe, it } from "mocha";
import { SECRET_SIGNATURE, SIGNATURE, UNKNOWN_STRING } from "../../../local/engine/marshal";
import { Secret, UNKNOWN } from "../../../local/engine/value";
import { eventMapper } from "../../../local/pulumi/events";
import { fromJson } from "../../../local/pulumi/values";

const STACK = "urn:pulumi:dev::hello::pulumi:pulumi:Stack::hello-dev";
const SERVICE = "urn:pulumi:dev::hello::fastly:index/serviceCompute:ServiceCompute::edge";
const COMPONENT = "urn:pulumi:dev::hello::fastly-compute:index:ComputeService::edge";
const PROVIDER = "urn:pulumi:dev::hello::pulumi:providers:fastly::default_11_1_0";

let events = 0;

function event(fields: Partial<PulumiEvent>): PulumiEvent {
  return { sequence: events++, timestamp: 1_700_000_000, ...fields };
}

function metadata(urn: string, op: string, sides: Partial<StepEventMetadata> = {}): StepEventMetadata {
  const type = urn.split("::")[2] as string;
  return { op: op as StepEventMetadata["op"], urn, type, provider: "", ...sides };
}

function state(urn: string, inputs: Record<string, unknown>, outputs: Record<string, unknown> = {}) {
  return {
    type: urn.split("::")[2] as string,
    urn,
    custom: urn === SERVICE,
    id: "",
    parent: STACK,
    provider: "",
    inputs,
    outputs,
  };
}

const SECRET = { [SIGNATURE]: SECRET_SIGNATURE, ciphertext: "[secret]" };

describe("the real engine's events", () => {
  it("are counted once, although the SDK may read the end of its file twice", () => {
    const mapper = eventMapper("up", "hello", "dev");
    const refused = event({ diagnosticEvent: { severity: "error", message: "refused", color: "never" } });
    const kinds = [refused, refused].map((each) => mapper.map(each).map(({ kind }) => kind));
    assert.deepEqual(kinds, [["start", "diagnostic"], []]);
  });

  it("become our events: a step begins and ends, with secrets and unknowns in its states", () => {
    const mapper = eventMapper("up", "hello", "dev");
    const changed = metadata(SERVICE, "update", {
      old: state(SERVICE, { name: "edge", key: SECRET }, { activeVersion: 1 }),
      new: state(SERVICE, { name: "edge", key: SECRET, address: UNKNOWN_STRING }),
      diffs: ["backends"],
      detailedDiff: { "backends[0].address": { diffKind: "update-replace" as never, inputDiff: true } },
    });
    const events = [
      event({ preludeEvent: { config: {} } }),
      event({ resourcePreEvent: { metadata: metadata(PROVIDER, "create") } }),
      event({ resourcePreEvent: { metadata: changed } }),
      event({ resOutputsEvent: { metadata: changed } }),
      event({
        summaryEvent: { maybeCorrupt: false, durationSeconds: 3, resourceChanges: { update: 1 }, policyPacks: {} },
      }),
    ].flatMap(mapper.map);
    const common = {
      urn: SERVICE,
      type: "fastly:index/serviceCompute:ServiceCompute",
      custom: true,
      id: undefined,
      parent: STACK,
      dependencies: [],
      propertyDependencies: {},
      provider: undefined,
      protect: undefined,
      retainOnDelete: undefined,
      initErrors: undefined,
      delete: undefined,
    };
    const step = {
      kind: "step",
      op: "update",
      urn: SERVICE,
      type: "fastly:index/serviceCompute:ServiceCompute",
      name: "edge",
      parent: STACK,
      old: { ...common, inputs: { name: "edge", key: new Secret("[secret]") }, outputs: { activeVersion: 1 } },
      new: { ...common, inputs: { name: "edge", key: new Secret("[secret]"), address: UNKNOWN }, outputs: {} },
      diffs: ["backends"],
      detailedDiff: { "backends[0].address": { kind: "update-replace", inputDiff: true } },
    };
    assert.deepEqual(events, [
      { kind: "start", operation: "up", project: "hello", stack: "dev" },
      { ...step, phase: "started" },
      { ...step, phase: "done" },
    ]);
    assert.deepEqual(mapper.finish(true), [
      { kind: "summary", operation: "up", ok: true, changes: { update: 1 }, durationMs: 3000 },
    ]);
  });

  it("are complete at once in a preview", () => {
    const mapper = eventMapper("preview", "hello", "dev");
    const planned = metadata(SERVICE, "create", { new: state(SERVICE, {}) });
    const phases = [
      event({ resourcePreEvent: { metadata: planned } }),
      event({ resOutputsEvent: { metadata: planned } }),
    ]
      .flatMap(mapper.map)
      .flatMap((each) => (each.kind === "step" ? [each.phase] : []));
    assert.deepEqual(phases, ["done"]);
  });

  it("end a component without registered outputs after success, and leave it open after a failure", () => {
    for (const [ok, ends] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const mapper = eventMapper("up", "hello", "dev");
      mapper.map(event({ resourcePreEvent: { metadata: metadata(COMPONENT, "create") } }));
      const steps = mapper.finish(ok).filter((each) => each.kind === "step" && each.phase === "done");
      assert.equal(steps.length, ends);
    }
  });

  it("contain the stack's outputs, old and new", () => {
    const mapper = eventMapper("up", "hello", "dev");
    const stack = metadata(STACK, "same", { old: state(STACK, {}, { url: "a" }), new: state(STACK, {}, { url: "b" }) });
    const [, step, outputs] = mapper.map(event({ resOutputsEvent: { metadata: stack } }));
    assert.equal(step?.kind, "step");
    assert.deepEqual(outputs, { kind: "stack-outputs", outputs: { url: "b" }, old: { url: "a" } });
  });

  it("contain messages without the CLI's colour markup", () => {
    const mapper = eventMapper("up", "hello", "dev");
    const [, ...events] = [
      event({
        diagnosticEvent: {
          severity: "error",
          message: "<{%reset%}><{%fg 1%}>refused<{%reset%}>\n",
          prefix: "<{%fg 1%}>error: <{%reset%}>",
          color: "never",
          urn: SERVICE,
        },
      }),
      event({ diagnosticEvent: { severity: "info#err", message: "building", color: "never", ephemeral: true } }),
      event({
        policyEvent: {
          resourceUrn: SERVICE,
          message: "no TLS\n",
          color: "never",
          policyName: "backend-tls",
          policyPackName: "fastly-compute",
          policyPackVersion: "1.0.0",
          policyPackVersionTag: "1.0.0",
          enforcementLevel: "mandatory",
        },
      }),
    ].flatMap(mapper.map);
    assert.deepEqual(events, [
      { kind: "diagnostic", severity: "error", message: "refused", urn: SERVICE, ephemeral: undefined },
      { kind: "diagnostic", severity: "info", message: "building", urn: undefined, ephemeral: true },
      {
        kind: "policy",
        policyPack: "fastly-compute@v1.0.0",
        policy: "backend-tls",
        level: "mandatory",
        message: "no TLS",
        urn: SERVICE,
      },
    ]);
  });

  it("omit debugging messages, because the SDK quotes secrets there", () => {
    const mapper = eventMapper("up", "hello", "dev");
    // The SDK's types lack these severities, which the engine's log has.
    const severities = ["debug", "info", "info#err", "warning", "error", "toString"] as "info"[];
    const said = severities.flatMap((severity) =>
      mapper.map(event({ diagnosticEvent: { severity, message: `said as ${severity}`, color: "never" } })),
    );
    assert.deepEqual(
      said.flatMap((each) => (each.kind === "diagnostic" ? [`${each.severity}: ${each.message}`] : [])),
      ["info: said as info", "info: said as info#err", "warning: said as warning", "error: said as error"],
    );
  });

  it("name operations as the embedded engine does, also in the counts", () => {
    const mapper = eventMapper("up", "hello", "dev");
    const steps = ["read-replacement", "discard-replaced", "remove-pending-replace"].flatMap((op) =>
      mapper.map(event({ resourcePreEvent: { metadata: metadata(SERVICE, op) } })),
    );
    assert.deepEqual(
      steps.flatMap((each) => (each.kind === "step" ? [each.op] : [])),
      ["read", "discard"],
    );
    const resourceChanges = { create: 1, discard: 1, "discard-replaced": 2, "remove-pending-replace": 1 };
    mapper.map(event({ summaryEvent: { maybeCorrupt: false, durationSeconds: 0, resourceChanges, policyPacks: {} } }));
    const [summary] = mapper.finish(true).slice(-1);
    assert.deepEqual(summary?.kind === "summary" && summary.changes, { create: 1, discard: 3 });
  });

  it("report a failed run even when there were none", () => {
    assert.deepEqual(eventMapper("up", "hello", "dev").finish(false), [
      { kind: "start", operation: "up", project: "hello", stack: "dev" },
      { kind: "summary", operation: "up", ok: false, changes: {}, durationMs: 0 },
    ]);
  });
});

describe("a value of an exported state", () => {
  it("keeps its secrets", () => {
    const plaintext = { [SIGNATURE]: SECRET_SIGNATURE, plaintext: JSON.stringify(["k"]) };
    assert.deepEqual(fromJson({ a: [plaintext], b: null, c: UNKNOWN_STRING }), {
      a: [new Secret(["k"])],
      b: null,
      c: UNKNOWN,
    });
  });
});
