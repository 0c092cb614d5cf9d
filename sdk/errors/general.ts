import { catalogue } from "./catalogue";

/** The errors that several folders use. */
export const generalError = catalogue({
  "component-unusable": {
    what: "Arguments, configuration or manifest of a component are not right. Each finding is listed, with its own code.",
    why: "All findings are told at once. Nothing is made before all are seen to.",
    examples: [{ component: "edge" }, {}],
    tell: ({ component, kind = "ComputeService" }: { component?: string; kind?: string }) => ({
      problem: component === undefined ? `A ${kind}` : `${kind} "${component}"`,
      remedy: "Correct what is listed.",
    }),
  },
});
