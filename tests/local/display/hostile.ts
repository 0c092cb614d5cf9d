import * as fc from "fast-check";
import type { EngineEvent } from "../../../local/engine/events";
import { createUrn, STACK_TYPE } from "../../../local/engine/urn";
import type { PropertyMap } from "../../../local/engine/value";

/** Texts that terminals, Markdown, HTML and GitHub take for more than text, whole and in parts. */
const PIECES = [
  ..."\x1b \x9b \r \n \t \0 \x07 \x08 \x7f \u2028 \u202e \u2066 \u200b \u200f \ufeff \ud800 [2J [0m [1A [31m [?25l ]0;title ]8;;http://e.x".split(
    " ",
  ),
  ..."` `` ```` | \\ \\| \\\\| & &lt; &#96; < > <h1> </h1> <img/src=x> </code> </details> </summary> <table> <!-- --> \" '".split(
    " ",
  ),
  ..."* ** _ # ## - + 1. ~ ~~~ --- === [a](b) ![a](b) [a]: $x$ $$ :tada: @team @a/b #1 GH-1 www.evil.example a@b.example".split(
    " ",
  ),
  ..."https://evil.example mailto:a@b.c No_changes. 日本 e\u0301 : = { } , x yz".split(" "),
  " ",
  "  ",
];

/** A hostile text. */
export const hostileText = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((parts) => parts.join(""));

/** Foreign texts in a run, by place. */
export interface Said {
  project: string;
  stack: string;
  name: string;
  type: string;
  key: string;
  before: string;
  after: string;
  message: string;
  pack: string;
  policy: string;
  violation: string;
  output: string;
}

export const hostileRun: fc.Arbitrary<Said> = fc.record({
  project: hostileText,
  stack: hostileText,
  name: hostileText,
  type: hostileText.map((text) => text.replaceAll("$", "").replaceAll(":", "")),
  key: hostileText,
  before: hostileText,
  after: hostileText,
  message: hostileText,
  pack: hostileText,
  policy: hostileText,
  violation: hostileText,
  output: hostileText,
});

/** A run with these texts in every place where foreign text can be. */
export function runOf(said: Said): EngineEvent[] {
  const [before, after] = [`b${said.before}`, `a${said.after}`];
  const stack = said.stack.replaceAll(":", "");
  const project = said.project.replaceAll(":", "");
  const root = createUrn(stack, project, { type: STACK_TYPE, name: `${project}-${stack}` });
  const type = `fastly:index/${said.type}:Backend`;
  const urn = createUrn(stack, project, { type, name: said.name, parent: root });
  const state = (inputs: PropertyMap, id?: string) => ({
    ...{ urn, type, custom: true, inputs, outputs: inputs, dependencies: [], propertyDependencies: {} },
    ...(id === undefined ? {} : { id, provider: `${urn}::${said.name}` }),
  });
  const step = { kind: "step", phase: "done", urn, type, name: said.name, parent: root } as const;
  const inputs = { [`k${said.key}`]: after, nested: { [`n${said.key}`]: [after, { [said.key]: 1 }] } };
  const created = `${urn}2`;
  return [
    { kind: "start", operation: "preview", project, stack },
    {
      ...step,
      op: "update",
      old: state({ address: before, items: { [said.key]: before } }, said.name),
      new: state({ address: after, items: { [said.key]: after } }, said.name),
    },
    { ...step, op: "create", urn: created, name: `${said.name}2`, new: { ...state(inputs), urn: created } },
    { kind: "diagnostic", severity: "error", message: `m${said.message}`, urn },
    { kind: "diagnostic", severity: "info", message: `m${said.message}`, urn, ephemeral: true },
    { kind: "diagnostic", severity: "warning", message: `m${said.message}` },
    { kind: "policy-pack", policyPack: `${said.pack}1` },
    { kind: "policy", policyPack: said.pack, policy: said.policy, level: "mandatory", message: said.violation, urn },
    { kind: "policy", policyPack: said.pack, policy: said.policy, level: "advisory", message: said.violation },
    {
      kind: "stack-outputs",
      outputs: { [`o${said.output}`]: said.output, [`n${said.output}`]: [said.output] },
      old: { [`o${said.output}`]: before },
    },
    { kind: "summary", operation: "preview", ok: false, changes: { update: 1, create: 1 }, durationMs: 1 },
  ];
}
