import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors about what the local engine refuses: in a program, or in its own options. */
export const engineError = catalogue({
  "engine-lacks": {
    what: "The program uses something that the local engine does not have.",
    why: "What the local engine leaves to the real one is refused, never skipped.",
    examples: [{ what: "the `replaceWith` option" }],
    tell: ({ what }: { what: string }) => ({
      problem: `The local engine does not do ${what}`,
      remedy: "It is for trying out and testing. To go on, run this program with the real `pulumi`, which does.",
    }),
  },
  "engine-strict": {
    what: "The program uses something that is not simulated, and the run refuses that.",
    why: "With `--strict`, or `strict: true`, nothing is made up.",
    examples: [{ what: 'resources of the package "aws"' }],
    tell: ({ what }: { what: string }) => ({
      problem: `The local engine does not do ${what}, and --strict refuses it`,
      remedy:
        "Run it without --strict, which takes its inputs for what it answers. Or run this program with the real `pulumi`.",
    }),
  },
  "program-sdk-missing": {
    what: "The program's directory does not have Pulumi's SDK.",
    why: "The program is run by the SDK that it has itself.",
    examples: [{ directory: "shop" }],
    tell: ({ directory }: { directory: string }) => ({
      problem: `The Pulumi SDK is not installed for the program in ${directory}`,
      remedy: "Run `npm install @pulumi/pulumi` there.",
    }),
  },
  "language-host-missing": {
    what: "The command that runs programs of the language is not installed.",
    why: "A program in another language than JavaScript is run by Pulumi's own host of that language.",
    examples: [{ language: "python", command: "pulumi-language-python" }],
    tell: ({ language, command }: { language: string; command: string }) => ({
      problem: `The program's runtime is ${language}, and the command ${command} that runs it is not on PATH`,
      remedy: "Install Pulumi, which has it: https://www.pulumi.com/docs/install/. It needs no account for this.",
    }),
  },
  "package-schema-missing": {
    what: "The program needs the schema of a package that the local engine does not have.",
    why: "Programs in YAML and some others learn from the schema which resources there are.",
    examples: [{ name: "aws" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The local engine has no schema of the package "${name}"`,
      remedy: `Put pulumi-resource-${name} on PATH, which has it. Without --strict, a program in YAML does without.`,
    }),
  },
  "component-package-unknown": {
    what: "The program has a component of a package whose directory is not named.",
    why: "A component of a package is made in another process, which is started from its directory.",
    examples: [{ name: "shop" }],
    tell: ({ name }: { name: string }) => ({
      problem: `The local engine does not know the package "${name}", whose components are made in another process`,
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
    tell: ({ directory }: { directory: string }) => ({
      problem: `There is no component package in ${directory}: it has no PulumiPlugin.yaml`,
      remedy: "Give the directory of a package that `pulumi package add` takes.",
    }),
  },
  "component-package-not-installed": {
    what: "The component package does not have the packages that it needs.",
    why: "They are installed in its directory, not in the program's.",
    examples: [{ directory: "shop" }],
    tell: ({ directory }: { directory: string }) => ({
      problem: `The packages of the component package in ${directory} are not installed`,
      remedy: "Run `npm install` there.",
    }),
  },
  "component-package-not-started": {
    what: "The process of a component package has ended before it could be used.",
    why: "The package has an error. What the process has said is shown.",
    examples: [{ directory: "shop", said: ["Error: Cannot find module './component'"] }],
    tell: ({ directory, said }: { directory: string; said: readonly string[] }) => ({
      problem: [`The component package in ${directory} did not start`, ...said].join("\n"),
      remedy: "Correct the package; `pulumi package get-schema` starts it, too.",
    }),
  },
  "mock-with-strict": {
    what: "`mocks` and `strict: true` are given together.",
    why: "Mocks stand for what the local engine does not have. `strict` refuses all that it does not have.",
    examples: [{ token: "aws:s3/bucket:Bucket" }],
    tell: ({ token }: { token: string }) => ({
      problem: `There is a mock of ${token}, and { strict: true } refuses what mocks are for`,
      remedy: "Leave out one of the two.",
    }),
  },
  "mock-without-effect": {
    what: "There is a mock of something that the local engine has itself.",
    why: "A mock that has no effect would be a test that says nothing.",
    examples: [{ token: "fastly:index/serviceCompute:ServiceCompute" }],
    tell: ({ token }: { token: string }) => ({
      problem: `There is a mock of ${token}, which the local engine has itself`,
      remedy: "Leave the mock out: what it would say is what the local Fastly does.",
    }),
  },
  "mock-answer-unfit": {
    what: "A mock has answered something else than an object.",
    why: "A resource and a function have outputs, each with a name.",
    examples: [{ token: "aws:s3/bucket:Bucket", answer: "arn" }],
    tell: ({ token, answer }: { token: string; answer: unknown }) => ({
      problem: `Expected the mock of ${token} to answer an object but got ${JSON.stringify(answer)}`,
      remedy: "Answer the outputs by their names, such as { arn: … }.",
    }),
  },
  "asset-unreadable": {
    what: "A file that a resource is given cannot be read.",
    why: "An asset or an archive counts by what is in it. The paths of both begin in the directory of the program.",
    examples: [{ path: "/shop/index.zip", why: "ENOENT" }],
    tell: ({ path, why }: { path: string; why: string }) => ({
      problem: `${path}, an asset of the program, cannot be read (${why})`,
      remedy: "Correct the path, or make the file first.",
    }),
  },
  "stack-outputs-unknown": {
    what: "The program reads the outputs of another stack.",
    why: "No stack of that name was deployed on this machine, and the local engine makes no outputs up.",
    examples: [{ name: "acme/network/prod", project: "network", stack: "prod", type: "pulumi:pulumi:StackReference" }],
    tell: ({ name, project, stack, type }: { name: string; project: string; stack: string; type: string }) => ({
      problem: `The local engine does not have the outputs of the stack ${name}`,
      remedy: [
        `Deploy that stack first. In the directory of the project ${project} run: npx fastly-compute-local up --stack ${stack}`,
        `Or, in a test, say what they are: localStack({ mocks: { "${type}": { outputs: { … } } } }).`,
      ].join("\n"),
    }),
  },
});
