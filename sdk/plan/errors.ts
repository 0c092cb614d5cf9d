import { catalogue } from "../errors/catalogue";
import { configPath, inShell } from "../errors/commands";

/** Errors in arguments and configuration. */
export const planError = catalogue({
  "name-not-text": {
    what: "The first argument of `new ComputeService` is not a string.",
    why: "The component's name comes first. The arguments come second.",
    examples: [{ got: "an object" }],
    explain: ({ got }: { got: string }) => ({
      problem: `Expected the component's name to be a string but got ${got}`,
      remedy: 'Write new ComputeService("edge", { … }).',
    }),
  },
  "arguments-not-object": {
    what: "The arguments of a component are not an object.",
    why: "The second argument of `new ComputeService` is an object with the settings.",
    examples: [{ got: "a string" }],
    explain: ({ got, fix }: { got: string; fix?: string }) => ({
      problem: `Expected the arguments to be an object but got ${got}`,
      remedy: fix ?? "Pass an object: { … }",
    }),
  },
  "argument-unread": {
    what: "An argument has an unknown name.",
    why: "A misspelt argument would have no effect, and nobody would notice.",
    examples: [
      { path: "enviroment", likely: "environment", known: [] },
      { path: "acls", known: ["directory", "environment"] },
    ],
    explain: ({ path, likely, known }: { path: string; likely?: string; known: string[] }) => ({
      problem: `Unknown argument [${path}]`,
      remedy:
        likely === undefined
          ? `Remove the argument. Known arguments here are: ${known.join(", ")}.`
          : `Did you mean [${likely}]?`,
    }),
  },
  "argument-missing": {
    what: "A required argument has no value.",
    why: "The types of the arguments say which ones are required.",
    examples: [{ path: "backends.api.healthcheck.path" }],
    explain: ({ path }: { path: string }) => ({
      problem: `The required argument [${path}] has no value`,
      remedy: `Give [${path}] a value.`,
    }),
  },
  "argument-wrong-type": {
    what: "An argument has a value of the wrong type, or none of the allowed values.",
    why: "The compiler did not check this value: the program has no types, or casts them away.",
    examples: [{ path: "domains", wanted: "a list", got: '"www.example.com"' }],
    explain: ({ path, wanted, got, fix }: { path: string; wanted: string; got: string; fix?: string }) => ({
      problem: `Expected [${path}] to be ${wanted} but got ${got}`,
      remedy: fix ?? "Correct the argument.",
    }),
  },
  "argument-not-plain": {
    what: "An argument is an output or a secret, but the component must know its value in the preview.",
    why: "The argument decides which resources exist, or is visible in their names. The preview shows both.",
    examples: [{ path: "environment", wanted: "a string" }],
    explain: ({ path, wanted, fix }: { path: string; wanted: string; fix?: string }) => ({
      problem: `Expected [${path}] to be ${wanted} but got an output or a secret`,
      remedy: fix ?? "Give a plain value. Outputs are allowed for settings such as the [address] of a backend.",
    }),
  },
  "argument-not-known-yet": {
    what: "The value of an argument comes from a resource that does not exist yet.",
    why: "The argument decides which resources exist. The preview must know its value.",
    examples: [{ path: "serviceName" }],
    explain: ({ path }: { path: string }) => ({
      problem: `The value of [${path}] comes from a resource that does not exist yet`,
      remedy: "Give a plain value. Outputs are allowed for settings such as the [address] of a backend.",
    }),
  },
  "argument-secret": {
    what: "An argument is a secret, but its value is public.",
    why: "Names, domains and similar values are visible at Fastly and in the preview.",
    examples: [{ path: "serviceName" }],
    explain: ({ path }: { path: string }) => ({
      problem: `The argument [${path}] is a secret, but its value is visible at Fastly and in the preview`,
      remedy: "Give a plain value, for example by config.require instead of config.requireSecret.",
    }),
  },
  "resource-option-without-effect": {
    what: "A resource option has no effect on a component.",
    why: "Pulumi accepts the option without a warning. The option changes only the component's own entry in the state.",
    examples: [
      {
        option: "import",
        kind: "ComputeService",
        way: 'Put the service_id into the manifest, and give the argument { existingService: "adopt" }.',
      },
    ],
    explain: ({ option, kind, way }: { option: string; kind: string; way: string }) => ({
      problem: `The resource option [${option}] has no effect on a ${kind}`,
      remedy: way,
    }),
  },
  "resource-option-unread": {
    what: "A resource option has an unknown name.",
    why: "Pulumi would ignore the option without a warning.",
    examples: [{ option: "protected", likely: "protect" }],
    explain: ({ option, likely }: { option: string; likely: string }) => ({
      problem: `Unknown resource option [${option}]`,
      remedy: `Did you mean [${likely}]?`,
    }),
  },
  "directory-missing": {
    what: "The component does not know where the Compute project is.",
    why: "`directory` is the only argument that is always required.",
    examples: [{ component: "edge" }],
    explain: ({ component }: { component: string }) => ({
      problem: `ComputeService "${component}": the required argument [directory] has no value`,
      remedy: 'Pass the directory that holds the fastly.toml, for example: { directory: "./app" }',
    }),
  },
  "manifest-name-missing": {
    what: "The manifest has no `name`.",
    why: "The package and the service take their names from the manifest.",
    examples: [
      { component: "edge", file: "app/fastly.toml" },
      { component: "edge", file: "app/fastly.prod.toml" },
    ],
    explain: ({ component, file }: { component: string; file: string }) => {
      const isBase = /(^|[\\/])fastly\.toml$/.test(file);
      const line = 'Add a line such as name = "my-service" at the top of the file';
      return {
        problem: `ComputeService "${component}": ${file} has no name${isBase ? "" : ", and there is no fastly.toml beside it"}`,
        remedy: isBase
          ? `${line}.`
          : `Put fastly.toml back if it was deleted. Otherwise: ${line.replace("Add", "add")}.`,
      };
    },
  },
  "service-name-empty": {
    what: "`serviceName` is empty.",
    why: "An empty text is often a value that got lost.",
    examples: [{ component: "edge" }],
    explain: ({ component }: { component: string }) => ({
      problem: `ComputeService "${component}": [serviceName] is empty`,
      remedy: "Give [serviceName] a value, or remove [serviceName] to use the manifest's name.",
    }),
  },
  "activate-and-stage": {
    what: "`activate` and `stage` are both true.",
    why: "A version goes live or to the staging network, but not both.",
    examples: [{ component: "edge" }],
    explain: ({ component }: { component: string }) => ({
      problem: `ComputeService "${component}": [activate] and [stage] cannot both be true`,
      remedy: "Remove [activate] to stage the version, or remove [stage] to make it live. Then run: pulumi up",
    }),
  },
  "configured-file-outside": {
    what: "The stack's configuration names a file outside of the project for a KV store.",
    why: "Only the program may name files outside of the project. `Pulumi.<stack>.yaml` is not part of the program.",
    examples: [{ file: "../secret.json", owner: 'KV store "pages"', noun: "KV store" }],
    explain: ({ file, owner, noun }: { file: string; owner: string; noun: string }) => ({
      problem: `The configuration of the ${owner} names the file "${file}", which is outside the project's directory`,
      remedy: `Copy the file into the project. Or name the file in the program: [file] of the ${noun}'s arguments.`,
    }),
  },
  "configuration-section-unknown": {
    what: "The stack's configuration of a component has an unknown section.",
    why: "A misspelt section would have no effect, and nobody would notice.",
    examples: [{ key: "fastly-compute:edge", section: "backend", known: ["backends", "domains"] }],
    explain: ({ key, section, known }: { key: string; section: string; known: readonly string[] }) => ({
      problem: `The configuration ${key} has an unknown section "${section}"`,
      remedy: `Use one of: ${known.join(", ")}. Each section has the form of the ComputeService argument of the same name.`,
    }),
  },
  "configuration-not-object": {
    what: "The stack's configuration of a component is a single text, not an object.",
    why: "`pulumi config set` without `--path` sets a single text. The text is not shown because it may be a secret.",
    examples: [{ key: "fastly-compute:edge" }],
    explain: ({ key }: { key: string }) => ({
      problem: `The configuration ${key} is not an object`,
      remedy: `Set each value with --path. Run, for example: pulumi config set --path ${inShell(addressIn(key))} api.example.com`,
    }),
  },
  "declared-by-two-components": {
    what: "Two components of the program would make the same resource.",
    why: "The engine tells resources apart by their names. Fastly tells domains and stores apart by their names.",
    examples: [{ what: 'backend "b-c"', place: '"a"', by: 'the backend "c" of "a-b"' }],
    explain: ({ what, place, by }: { what: string; place: string; by: string }) => ({
      problem: `The ${what} of ComputeService ${place} would be the same as ${by}`,
      remedy: "Rename one of the two, or rename one of the components.",
    }),
  },
  "argument-unfit": {
    what: "An argument has a value that cannot work.",
    why: "The type of the value is right, but a run could not do what it says. A check that never passes would take every version back.",
    examples: [
      { path: "release.checks[0].path", why: "must begin with exactly one /" },
      { path: "purge.soft", why: "cannot be true: Fastly has no soft purge of everything" },
    ],
    explain: ({ path, why }: { path: string; why: string }) => ({
      problem: `The argument [${path}] ${why}`,
      remedy: `Correct [${path}].`,
    }),
  },
  "reuse-and-force-destroy": {
    what: "`reuse` and `forceDestroy` are both given.",
    why: "`reuse` keeps the service on destroy. `forceDestroy` says whether destroy may delete the service.",
    examples: [{}],
    explain: () => ({
      problem: "[reuse] and [forceDestroy] cannot both be given: [reuse] keeps the service on destroy",
      remedy: "Remove [reuse] or [forceDestroy].",
    }),
  },
  "verify-without-domain": {
    what: "`verify` or `release` sends requests to the service, but the service has no domain for them.",
    why: "Requests need a full name. A domain with `*` is not one.",
    examples: [
      { by: "verify", names: [] },
      { by: "release", names: ["*.example.com"] },
    ],
    explain: ({ by, names }: { by: string; names: string[] }) => ({
      problem: `[${by}] has no address to ask: the service has no domain${names.length > 0 ? ` except ${names.join(", ")}` : ""}`,
      remedy: `Add a domain without * to [domains], keep [generatedDomain] on, or remove [${by}].`,
    }),
  },
});

/** The key of an address in the configuration of a component: `fastly-compute:edge`. */
function addressIn(key: string): string {
  const [namespace = "", ...name] = key.split(":");
  return `${namespace}:${configPath([name.join(":"), "backends", "api", "address"])}`;
}
