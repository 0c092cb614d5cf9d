import { catalogue } from "../errors/catalogue";

const type = "fastly:index/kvstore:Kvstore";

function whose({ component, isOfStack }: { component: string; isOfStack?: boolean }): string {
  return isOfStack ? "the whole stack" : `ComputeService "${component}"`;
}

/** The errors of transforms. */
export const transformError = catalogue({
  "transform-failed": {
    what: "A transform of the program fails.",
    why: "Nobody knows what the transform would have made of the resource.",
    examples: [{ component: "edge", type, name: "edge-carts", reason: "x is not a function" }],
    tell: ({ component, type, name, reason }: { component: string; type: string; name: string; reason: string }) => ({
      problem: `A transform of ComputeService "${component}" fails for ${type} "${name}": ${reason}`,
      remedy: "Correct the transform: it answers with { props, opts }, or with nothing.",
    }),
  },
  "transform-changes-guarded": {
    what: "A transform of the program changes something of the service that the component looks after.",
    why: "The component compares it with what is live, and would take the change for somebody else's.",
    examples: [
      { component: "edge", name: "edge", property: "name", argument: "serviceName" },
      { component: "edge", name: "edge", property: "name", argument: "serviceName", isOfStack: true },
    ],
    tell: (facts: { component: string; name: string; property: string; argument: string; isOfStack?: boolean }) => ({
      problem: `A transform of ${whose(facts)} changes [${facts.property}] of the service "${facts.name}"`,
      remedy: `Give the argument [${facts.argument}] instead.`,
    }),
  },
  "transform-drops-options": {
    what: "A transform of the program answers without options that the resource has.",
    why: "They guard the resource: hooks refuse a run, aliases keep it when it is renamed. Pulumi drops them without a word.",
    examples: [{ component: "edge", type, name: "edge-carts", lost: ["hooks"] }],
    tell: (facts: { component: string; type: string; name: string; lost: string[]; isOfStack?: boolean }) => ({
      problem: `A transform of ${whose(facts)} drops the options ${facts.lost.join(", ")} of ${facts.type} "${facts.name}"`,
      remedy: "Pass them on, and add to them: { props, opts: { ...opts, <yours> } }",
    }),
  },
});
