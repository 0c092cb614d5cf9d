import { catalogue } from "../errors/catalogue";

const type = "fastly:index/kvstore:Kvstore";

function whose({ component, isOfStack }: { component: string; isOfStack?: boolean }): string {
  return isOfStack ? "the whole stack" : `ComputeService "${component}"`;
}

/** The errors of transforms. */
export const transformError = catalogue({
  "transform-failed": {
    what: "A transform of the program fails.",
    why: "The component cannot know what the transform would have changed.",
    examples: [{ component: "edge", type, name: "edge-carts", reason: "x is not a function" }],
    explain: ({
      component,
      type,
      name,
      reason,
    }: {
      component: string;
      type: string;
      name: string;
      reason: string;
    }) => ({
      problem: `A transform of ComputeService "${component}" fails for ${type} "${name}": ${reason}`,
      remedy: "Correct the transform: it must return { props, opts } or nothing.",
    }),
  },
  "transform-changes-guarded": {
    what: "A transform changes a setting of the service that the component manages.",
    why: "The component compares this setting with the live service. The transform's change would look like somebody else's.",
    examples: [
      { component: "edge", name: "edge", property: "name", argument: "serviceName" },
      { component: "edge", name: "edge", property: "name", argument: "serviceName", isOfStack: true },
    ],
    explain: (facts: { component: string; name: string; property: string; argument: string; isOfStack?: boolean }) => ({
      problem: `A transform of ${whose(facts)} changes [${facts.property}] of the service "${facts.name}"`,
      remedy: `Set the argument [${facts.argument}] instead.`,
    }),
  },
  "transform-drops-options": {
    what: "A transform returns options, but not all that the resource had.",
    why: "Hooks refuse harmful runs, and aliases keep renamed resources. Pulumi would drop these options without a warning.",
    examples: [{ component: "edge", type, name: "edge-carts", lost: ["hooks"] }],
    explain: (facts: { component: string; type: string; name: string; lost: string[]; isOfStack?: boolean }) => ({
      problem: `A transform of ${whose(facts)} drops the options ${facts.lost.join(", ")} of ${facts.type} "${facts.name}"`,
      remedy: "Pass on the given options, and add yours: { props, opts: { ...opts, <yours> } }",
    }),
  },
});
