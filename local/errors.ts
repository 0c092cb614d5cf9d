import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors that keep a program from a stack on this machine, whichever engine runs it. */
export const localStackError = catalogue({
  "port-refused": {
    what: "A server of the stand-ins cannot listen on its port.",
    why: "Another program uses the port, or the operating system reserves it.",
    examples: [
      {
        cannot: "The local Fastly cannot listen",
        port: 8080,
        why: "EADDRINUSE",
        remedy: "Stop the program that uses the port, or choose another port.",
      },
    ],
    explain: ({ cannot, port, why, remedy }: { cannot: string; port: number; why?: string; remedy: string }) => ({
      problem: `${cannot} on 127.0.0.1:${port} (${why})`,
      remedy,
    }),
  },
  "mocks-on-real-engine": {
    what: "`mocks` are given for a stack on Pulumi's engine.",
    why: "Pulumi's engine calls the real providers. A mock without effect would be a test that proves nothing.",
    explain: () => ({
      problem: "Pulumi's engine calls the real providers, so mocks have no effect",
      remedy: 'Remove mocks, or remove engine: "pulumi".',
    }),
  },
  "real-engine-language": {
    what: "`--engine pulumi` cannot run this program because it is not written for Node.",
    why: "Pulumi's Automation API drives the engine, and runs the program in Node.",
    examples: [{ language: "python" }],
    explain: ({ language }: { language: string }) => ({
      problem: `--engine pulumi runs only Node programs, but the runtime of this program is ${language}`,
      remedy:
        "Remove --engine pulumi. Or use `pulumi` itself, with fastly:baseUrl set to a local Fastly API (fastly-compute-local serve).",
    }),
  },
  "pulumi-missing": {
    what: "The run needs Pulumi's engine, but it is not installed.",
    why: 'The engine "pulumi" is the real engine with the real provider. The local engine needs neither.',
    explain: () => ({
      problem: 'The engine "pulumi" needs pulumi and pulumi-resource-fastly on the PATH',
      remedy: "Put both programs on the PATH, or use the local engine.",
    }),
  },
  "pulumi-secret-refused": {
    what: "Pulumi did not set a secret value of the configuration.",
    why: "The command `pulumi config set` says why.",
    examples: [{ key: "shop:key", said: "error: invalid configuration key" }],
    explain: ({ key, said }: { key: string; said: string | undefined }) => ({
      problem: `pulumi did not set the secret ${key}: ${said}`,
      remedy: "Correct the mistake that Pulumi's message names.",
    }),
  },
  "pulumi-state-delete-failed": {
    what: "Pulumi did not remove a resource from the state.",
    why: "The command `pulumi state delete` says why.",
    examples: [{ status: 255, said: "error: No such resource exists in the current state" }],
    explain: ({ status, said }: { status: number | null; said: string }) => ({
      problem: `pulumi ended with ${status}: ${said}`,
      remedy: "Correct the mistake that Pulumi's message names.",
    }),
  },
});
