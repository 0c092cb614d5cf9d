import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors that keep a program from a stack on this machine, whichever engine runs it. */
export const localStackError = catalogue({
  "port-refused": {
    what: "A server of the stand-ins cannot listen on its port.",
    why: "Another program has the port, or the operating system keeps it for itself.",
    examples: [
      {
        cannot: "The local Fastly cannot listen",
        port: 8080,
        why: "EADDRINUSE",
        remedy: "Stop what uses the port, or choose another.",
      },
    ],
    tell: ({ cannot, port, why, remedy }: { cannot: string; port: number; why?: string; remedy: string }) => ({
      problem: `${cannot} on 127.0.0.1:${port} (${why})`,
      remedy,
    }),
  },
  "mocks-on-real-engine": {
    what: "`mocks` are given to a stack on Pulumi's engine.",
    why: "Pulumi's engine calls the real providers. A mock without effect would be a test that says nothing.",
    tell: () => ({
      problem: "The real engine calls the real providers, and knows nothing of mocks",
      remedy: 'Leave out mocks, or engine: "pulumi".',
    }),
  },
  "real-engine-language": {
    what: "`--engine pulumi` is asked to run a program that is not written for Node.",
    why: "Pulumi's engine is driven by its Automation API, which runs the program in Node.",
    examples: [{ language: "python" }],
    tell: ({ language }: { language: string }) => ({
      problem: `--engine pulumi runs programs of Node only, and this one's runtime is ${language}`,
      remedy:
        "Leave it out, or use `pulumi` itself with fastly:baseUrl set to a local Fastly API (fastly-compute-local serve).",
    }),
  },
  "pulumi-missing": {
    what: "Pulumi's engine is asked for, and is not installed.",
    why: 'The engine "pulumi" is the real one, with the real provider. The local engine needs neither.',
    tell: () => ({
      problem: 'The engine "pulumi" needs pulumi and pulumi-resource-fastly on PATH',
      remedy: "Install both, or use the local engine.",
    }),
  },
  "pulumi-secret-refused": {
    what: "Pulumi has not set a secret value of the configuration.",
    why: "Its command `config set` says why.",
    examples: [{ key: "shop:key", said: "error: invalid configuration key" }],
    tell: ({ key, said }: { key: string; said: string | undefined }) => ({
      problem: `pulumi has not set the secret ${key}: ${said}`,
      remedy: "Correct what it says.",
    }),
  },
  "pulumi-state-delete-failed": {
    what: "Pulumi has not taken a resource out of the state.",
    why: "Its command `state delete` says why.",
    examples: [{ status: 255, said: "error: No such resource exists in the current state" }],
    tell: ({ status, said }: { status: number | null; said: string }) => ({
      problem: `pulumi ended with ${status}: ${said}`,
      remedy: "Correct what it says.",
    }),
  },
});
