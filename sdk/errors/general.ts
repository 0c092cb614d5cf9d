import { catalogue } from "./catalogue";

/** The errors that several folders use. */
export const generalError = catalogue({
  "component-unusable": {
    what: "The arguments, the configuration or the manifest of a component have errors. Each error is listed with its own code.",
    why: "All errors are shown at once. Nothing is made until all of them are corrected.",
    examples: [{ component: "edge" }, {}],
    explain: ({ component, kind = "ComputeService" }: { component?: string; kind?: string }) => ({
      problem: component === undefined ? `A ${kind}` : `${kind} "${component}"`,
      remedy: "Correct what is listed.",
    }),
  },
});
