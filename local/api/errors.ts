import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of the local Fastly's state and services. */
export const localFastlyError = catalogue({
  "local-fastly-state-unfit": {
    what: "The file is not a state of the local Fastly.",
    why: "It is another file, was cut, or was changed by hand.",
    examples: [{ path: "fastly.json", why: "is not JSON" }],
    tell: ({ path, why }: { path: string; why: string }) => ({
      problem: `${path} is not a state file of the local Fastly: it ${why}`,
      remedy: "Delete it to start empty, or name another file.",
    }),
  },
  "local-fastly-state-in-use": {
    what: "Another process has the state of the local Fastly open.",
    why: "Two that keep a state in one file would each write over what the other has done.",
    examples: [{ path: "fastly.json", processId: "4711" }],
    tell: ({ path, processId }: { path: string; processId: string }) => ({
      problem: `The process ${processId} has the local Fastly of ${path} open`,
      remedy: "Wait for it to end, use that one, or give another file.",
    }),
  },
  "local-edge-off": {
    what: "A service is asked, and the local Fastly was started without its edge.",
    why: "With `{ edge: false }` there is the API only.",
    tell: () => ({
      problem: "This local Fastly serves no requests",
      remedy: "Start it without { edge: false }.",
    }),
  },
});
