import { catalogue, inShell } from "pulumi-fastly-compute/internal";

/** Errors about what the local engine refuses: in a program, or in its own options. */
export const engineError = catalogue({
  "engine-lacks": {
    what: "The program uses something that the local engine does not have.",
    why: "The local engine refuses what only the real engine can do. The local engine never skips anything.",
    examples: [{ what: "the `replaceWith` option" }],
    explain: ({ what }: { what: string }) => ({
      problem: `The local engine does not support ${what}`,
      remedy: "Run this program with the real `pulumi`. The local engine is for trying out and testing.",
    }),
  },
  "engine-strict": {
    what: "The program uses something that is not simulated, and `--strict` refuses this.",
    why: "With `--strict`, or `strict: true`, the local engine makes nothing up.",
    examples: [{ what: 'resources of the package "aws"' }],
    explain: ({ what }: { what: string }) => ({
      problem: `The local engine does not support ${what}, and --strict refuses it`,
      remedy:
        "Run the program without --strict: the inputs of a resource then count as its outputs. Or run it with the real `pulumi`.",
    }),
  },
  "program-sdk-missing": {
    what: "Pulumi's SDK is not installed in the program's directory.",
    why: "The program runs with the SDK in its own directory.",
    examples: [{ directory: "shop" }],
    explain: ({ directory }: { directory: string }) => ({
      problem: `The Pulumi SDK is not installed for the program in ${directory}`,
      remedy: `In ${directory}, run: npm install @pulumi/pulumi`,
    }),
  },
  "language-host-missing": {
    what: "The command that runs programs of this language is not installed.",
    why: "Pulumi's own language host runs every program that is not in JavaScript.",
    examples: [{ language: "python", command: "pulumi-language-python" }],
    explain: ({ language, command }: { language: string; command: string }) => ({
      problem: `The program's runtime is ${language}, and the command ${command} that runs it is not on PATH`,
      remedy: "Install Pulumi, which has this command: https://www.pulumi.com/docs/install/. You need no account.",
    }),
  },
  "package-schema-missing": {
    what: "The program needs the schema of a package, but the local engine does not have it.",
    why: "Programs in YAML and some other languages read from the schema which resources exist.",
    examples: [{ name: "aws" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The local engine has no schema of the package "${name}"`,
      remedy: `Put pulumi-resource-${name} on the PATH: it has the schema. Without --strict, a YAML program needs no schema.`,
    }),
  },
  "component-package-unknown": {
    what: "The program has a component of a package, but the directory of the package is not named.",
    why: "Such a component runs in a process of its own. The process starts in the package's directory.",
    examples: [{ name: "shop" }],
    explain: ({ name }: { name: string }) => ({
      problem: `The local engine does not know the package "${name}", which makes components in a process of its own`,
      remedy: [
        `Name its directory, the one with PulumiPlugin.yaml: localStack({ packages: { "${name}": … } }).`,
        `Or do so in Pulumi.yaml: packages: { "${name}": ./node_modules/… }.`,
      ].join("\n"),
    }),
  },
  "component-package-missing": {
    what: "The directory has no component package.",
    why: "A component package has a `PulumiPlugin.yaml`.",
    examples: [{ directory: "shop" }],
    explain: ({ directory }: { directory: string }) => ({
      problem: `There is no component package in ${directory}: it has no PulumiPlugin.yaml`,
      remedy: "Give the directory of a package that `pulumi package add` accepts.",
    }),
  },
  "component-package-not-installed": {
    what: "The packages that the component package needs are not installed.",
    why: "A component package needs its packages in its own directory, not in the program's.",
    examples: [{ directory: "shop" }],
    explain: ({ directory }: { directory: string }) => ({
      problem: `The packages of the component package in ${directory} are not installed`,
      remedy: `In ${directory}, run: npm install`,
    }),
  },
  "component-package-not-started": {
    what: "The process of a component package ended before it could be used.",
    why: "The package has an error. The error shows what the process printed.",
    examples: [{ directory: "shop", said: ["Error: Cannot find module './component'"] }],
    explain: ({ directory, said }: { directory: string; said: readonly string[] }) => ({
      problem: [`The component package in ${directory} did not start`, ...said].join("\n"),
      remedy: `Correct the package. To start it alone, run: pulumi package get-schema ${inShell(directory)}`,
    }),
  },
  "mock-with-strict": {
    what: "`mocks` and `strict: true` are given together.",
    why: "Mocks replace what the local engine does not have. `strict` refuses everything that the engine does not have.",
    examples: [{ token: "aws:s3/bucket:Bucket" }],
    explain: ({ token }: { token: string }) => ({
      problem: `There is a mock of ${token}, but { strict: true } refuses everything that needs a mock`,
      remedy: "Remove the mock or { strict: true }.",
    }),
  },
  "mock-without-effect": {
    what: "A mock is for something that the local engine provides itself.",
    why: "A mock without effect would be a test that proves nothing.",
    examples: [{ token: "fastly:index/serviceCompute:ServiceCompute" }],
    explain: ({ token }: { token: string }) => ({
      problem: `There is a mock of ${token}, but the local engine provides it itself`,
      remedy: "Remove the mock: the local Fastly answers instead.",
    }),
  },
  "mock-answer-unfit": {
    what: "A mock answered something that is not an object.",
    why: "Resources and functions have named outputs.",
    examples: [{ token: "aws:s3/bucket:Bucket", answer: "arn" }],
    explain: ({ token, answer }: { token: string; answer: unknown }) => ({
      problem: `Expected the mock of ${token} to answer an object but got ${JSON.stringify(answer)}`,
      remedy: "Answer an object with the outputs by name, such as { arn: … }.",
    }),
  },
  "asset-unreadable": {
    what: "A file that is an asset of a resource cannot be read.",
    why: "The engine compares the contents of assets and archives. Paths start at the program's directory.",
    examples: [{ path: "/shop/index.zip", why: "ENOENT" }],
    explain: ({ path, why }: { path: string; why: string }) => ({
      problem: `${path}, an asset of the program, cannot be read (${why})`,
      remedy: "Correct the path, or create the file first.",
    }),
  },
  "stack-outputs-unknown": {
    what: "The program reads the outputs of another stack, which the local engine does not have.",
    why: "No stack of this name was deployed on this machine. The local engine makes up no outputs.",
    examples: [{ name: "acme/network/prod", project: "network", stack: "prod", type: "pulumi:pulumi:StackReference" }],
    explain: ({ name, project, stack, type }: { name: string; project: string; stack: string; type: string }) => ({
      problem: `The local engine does not have the outputs of the stack ${name}`,
      remedy: [
        `Deploy that stack first. In the directory of the project ${project}, run: npx fastly-compute-local up --stack ${stack}`,
        `Or, in a test, give the outputs: localStack({ mocks: { "${type}": { outputs: { … } } } }).`,
      ].join("\n"),
    }),
  },
});
