import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of the local state: that of a stack, and that of the local Fastly. */
export const stateError = catalogue({
  "state-missing": {
    what: "The stack has no state.",
    why: "It was never deployed here, or its state is in another directory.",
    examples: [{ stack: "dev" }],
    tell: ({ stack }: { stack: string }) => ({ problem: `Stack ${stack} has no state`, remedy: "Run: pulumi up" }),
  },
  "output-missing": {
    what: "The stack does not have the output that was asked for.",
    why: "The name is misspelt, or the program has exported it after the last `up`.",
    examples: [{ stack: "dev", name: "url" }],
    tell: ({ stack, name }: { stack: string; name: string }) => ({
      problem: `Stack ${stack} has no output ${name}`,
      remedy: "Run: pulumi stack",
    }),
  },
  "state-directory-unusable": {
    what: "The directory for the local state cannot be made, or not be written to.",
    why: "Without the state the next run would know nothing of this one.",
    examples: [{ directory: "/.fastly-compute", why: "EACCES" }],
    tell: ({ directory, why }: { directory: string; why: string | undefined }) => ({
      problem: `The state cannot be kept in ${directory} (${why})`,
      remedy: "Name another directory with --state.",
    }),
  },
  "local-fastly-open": {
    what: "`serve` is to open a local Fastly that is open already.",
    why: "Two that work on one state would each write over what the other has done.",
    examples: [{ directory: ".fastly-compute", url: "http://127.0.0.1:8080" }],
    tell: ({ directory, url }: { directory: string; url: string }) => ({
      problem: `The local Fastly in ${directory} is open already, on ${url}`,
      remedy: "Use that one, or give another --state.",
    }),
  },
  "local-fastly-in-use": {
    what: "Another run is using the local Fastly.",
    why: "Two runs that work on one state would each write over what the other has done.",
    examples: [{ directory: ".fastly-compute", processId: 4711 }],
    tell: ({ directory, processId }: { directory: string; processId: string | number }) => ({
      problem: `Another run (process ${processId}) is using the local Fastly in ${directory}`,
      remedy: 'Wait for it, or keep one open for several runs with "fastly-compute-local serve".',
    }),
  },
  "local-fastly-port-taken": {
    what: "Another program has the port of the local Fastly.",
    why: "The state of the stacks has that port. What is there is not looked for elsewhere.",
    examples: [{ port: 8080 }],
    tell: ({ port }: { port: number | undefined }) => ({
      problem: `Port ${port}, where the local Fastly is to be, is taken`,
      remedy: 'Stop what uses it, or run "fastly-compute-local up" first, which moves to another.',
    }),
  },
  "api-option-unfit": {
    what: "`--api` is no address on this machine.",
    why: "The local engine never changes what is at Fastly.",
    examples: [{ text: "https://api.fastly.com" }],
    tell: ({ text }: { text: string }) => ({
      problem: `--api must be an address on this machine, such as http://127.0.0.1:8080, but got "${text}"`,
      remedy: "To deploy to Fastly itself, use pulumi.",
    }),
  },
});
