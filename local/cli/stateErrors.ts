import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of the local state: that of a stack, and that of the local Fastly. */
export const stateError = catalogue({
  "state-missing": {
    what: "The stack has no state.",
    why: "The stack was never deployed here, or its state is in another directory.",
    examples: [{ stack: "dev" }],
    explain: ({ stack }: { stack: string }) => ({
      problem: `Stack ${stack} has no state`,
      remedy: "To deploy the stack, run: pulumi up",
    }),
  },
  "output-missing": {
    what: "The stack does not have this output.",
    why: "The name is misspelt, or the program got the output after the last `up`.",
    examples: [{ stack: "dev", name: "url" }],
    explain: ({ stack, name }: { stack: string; name: string }) => ({
      problem: `Stack ${stack} has no output ${name}`,
      remedy: "To see the stack's outputs, run: pulumi stack",
    }),
  },
  "state-directory-unusable": {
    what: "The directory for the local state cannot be made or written to.",
    why: "Without the state, the next run would know nothing of this one.",
    examples: [{ directory: "/.fastly-compute", why: "EACCES" }],
    explain: ({ directory, why }: { directory: string; why: string | undefined }) => ({
      problem: `The state cannot be kept in ${directory} (${why})`,
      remedy: "Name another directory with --state.",
    }),
  },
  "local-fastly-open": {
    what: "`serve` should open a local Fastly that is already open.",
    why: "Two processes with one state would overwrite each other's changes.",
    examples: [{ directory: ".fastly-compute", url: "http://127.0.0.1:8080" }],
    explain: ({ directory, url }: { directory: string; url: string }) => ({
      problem: `The local Fastly in ${directory} is already open at ${url}`,
      remedy: `Use ${url}, or name another directory with --state.`,
    }),
  },
  "local-fastly-in-use": {
    what: "Another run is using the local Fastly.",
    why: "Two runs with one state would overwrite each other's changes.",
    examples: [{ directory: ".fastly-compute", processId: 4711 }],
    explain: ({ directory, processId }: { directory: string; processId: string | number }) => ({
      problem: `Another run (process ${processId}) is using the local Fastly in ${directory}`,
      remedy:
        'Wait until that run ends. For several runs at once, keep a local Fastly open with "fastly-compute-local serve".',
    }),
  },
  "local-fastly-port-taken": {
    what: "Another program uses the port of the local Fastly.",
    why: "The stacks' state has this port. The stacks would not find the local Fastly at another port.",
    examples: [{ port: 8080 }],
    explain: ({ port }: { port: number | undefined }) => ({
      problem: `Another program uses port ${port}, the port of the local Fastly`,
      remedy: 'Stop that program. Or run "fastly-compute-local up" first, which moves to another port.',
    }),
  },
  "api-option-unfit": {
    what: "`--api` is not an address on this machine.",
    why: "The local engine never changes anything at Fastly.",
    examples: [{ text: "https://api.fastly.com" }],
    explain: ({ text }: { text: string }) => ({
      problem: `--api must be an address on this machine, such as http://127.0.0.1:8080, but got "${text}"`,
      remedy: "Give an address on this machine. To deploy to Fastly itself, use pulumi.",
    }),
  },
});
