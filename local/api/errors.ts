import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of the local Fastly's state and services. */
export const localFastlyError = catalogue({
  "local-fastly-state-unfit": {
    what: "The file is not a state of the local Fastly.",
    why: "The file is something else, was cut off, or was changed by hand.",
    examples: [{ path: "fastly.json", why: "is not JSON" }],
    explain: ({ path, why }: { path: string; why: string }) => ({
      problem: `${path} is not a state file of the local Fastly: it ${why}`,
      remedy: "Delete the file to start with nothing, or name another file.",
    }),
  },
  "local-fastly-state-in-use": {
    what: "Another process has the state of the local Fastly open.",
    why: "Two processes with one state file would overwrite each other's changes.",
    examples: [{ path: "fastly.json", processId: "4711" }],
    explain: ({ path, processId }: { path: string; processId: string }) => ({
      problem: `The process ${processId} already has the local Fastly of ${path} open`,
      remedy: "Wait until that process ends, use its local Fastly, or give another file.",
    }),
  },
  "local-edge-off": {
    what: "A request is sent to a service, but the local Fastly was started without its edge.",
    why: "With `{ edge: false }`, the local Fastly has only the API.",
    explain: () => ({
      problem: "This local Fastly serves no requests",
      remedy: "Start the local Fastly without { edge: false }.",
    }),
  },
});
