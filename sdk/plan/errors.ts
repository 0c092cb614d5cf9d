import { catalogue } from "../errors/catalogue";

/** Errors in arguments and configuration. */
export const planError = catalogue({
  "name-not-text": {
    what: "The first argument of `new ComputeService` is not a text.",
    why: "The name of a component comes first, its arguments second.",
    examples: [{ got: "an object" }],
    tell: ({ got }: { got: string }) => ({
      problem: `Expected the name to be a string but got ${got}`,
      remedy: 'Write new ComputeService("edge", { … }).',
    }),
  },
  "arguments-not-object": {
    what: "The arguments of a component are not an object.",
    why: "The second argument of `new ComputeService` has the settings by name.",
    examples: [{ got: "a string" }],
    tell: ({ got, fix }: { got: string; fix?: string }) => ({
      problem: `Expected the arguments to be an object but got ${got}`,
      remedy: fix ?? "Correct the argument.",
    }),
  },
  "argument-unread": {
    what: "An argument has no effect, as its name is not known.",
    why: "A misspelt argument would be left out without a word.",
    examples: [
      { path: "enviroment", likely: "environment", known: [] },
      { path: "acls", known: ["directory", "environment"] },
    ],
    tell: ({ path, likely, known }: { path: string; likely?: string; known: string[] }) => ({
      problem: `Nothing reads [${path}]`,
      remedy:
        likely === undefined ? `Remove it; what can be given is: ${known.join(", ")}.` : `Did you mean [${likely}]?`,
    }),
  },
  "argument-missing": {
    what: "An argument that is needed has no value.",
    why: "The type of the arguments says which ones have to be given.",
    examples: [{ path: "backends.api.healthcheck.path" }],
    tell: ({ path }: { path: string }) => ({
      problem: `Nothing is given for [${path}]`,
      remedy: "Give it a value.",
    }),
  },
  "argument-wrong-type": {
    what: "An argument has a value of another type, or none of the possible ones.",
    why: "No compiler has seen the program, or the types were cast away.",
    examples: [{ path: "domains", wanted: "a list", got: '"www.example.com"' }],
    tell: ({ path, wanted, got, fix }: { path: string; wanted: string; got: string; fix?: string }) => ({
      problem: `Expected [${path}] to be ${wanted} but got ${got}`,
      remedy: fix ?? "Correct the argument.",
    }),
  },
  "argument-not-plain": {
    what: "An argument is an output or a secret, and decides which resources there are.",
    why: "The preview has to know such an argument, and shows what is made of it.",
    examples: [{ path: "environment", wanted: "a string" }],
    tell: ({ path, wanted, fix }: { path: string; wanted: string; fix?: string }) => ({
      problem: `Expected [${path}] to be ${wanted} but got an output or a secret`,
      remedy: fix ?? "Give a value that the program has itself; outputs can be used for [address] and the like.",
    }),
  },
  "argument-not-known-yet": {
    what: "An argument comes from a resource that is not made yet, and decides which resources there are.",
    why: "The preview has to know such an argument.",
    examples: [{ path: "serviceName" }],
    tell: ({ path }: { path: string }) => ({
      problem: `The argument [${path}] is not known before the resource that it comes from is made`,
      remedy:
        "Give a value that the program has itself; the outputs of resources can be used for [address] and the like.",
    }),
  },
  "argument-secret": {
    what: "An argument is a secret, and everybody can see what is made of it.",
    why: "Names, domains and the like are public, at Fastly and in the preview.",
    examples: [{ path: "serviceName" }],
    tell: ({ path }: { path: string }) => ({
      problem: `The argument [${path}] is a secret, but everybody can see what is made of it`,
      remedy: "Give it as plain text.",
    }),
  },
  "resource-option-without-effect": {
    what: "A resource option does nothing on a component.",
    why: "Pulumi takes it without a word: it counts for the component's own row in the state, and for nothing below.",
    examples: [
      {
        option: "import",
        kind: "ComputeService",
        way: 'Put the service_id into the manifest, and give the argument { existingService: "adopt" }.',
      },
    ],
    tell: ({ option, kind, way }: { option: string; kind: string; way: string }) => ({
      problem: `The resource option [${option}] does nothing on a ${kind}`,
      remedy: way,
    }),
  },
  "resource-option-unread": {
    what: "A resource option is not known, and one of another name is.",
    why: "Pulumi would leave it out without a word.",
    examples: [{ option: "protected", likely: "protect" }],
    tell: ({ option, likely }: { option: string; likely: string }) => ({
      problem: `Nothing reads the resource option [${option}]`,
      remedy: `Did you mean [${likely}]?`,
    }),
  },
  "directory-missing": {
    what: "The component is not told where the Compute project is.",
    why: "`directory` is the one argument that is always needed.",
    examples: [{ component: "edge" }],
    tell: ({ component }: { component: string }) => ({
      problem: `ComputeService "${component}": [directory] must be given`,
      remedy: 'Pass the directory that has the fastly.toml, such as { directory: "./app" }.',
    }),
  },
  "manifest-name-missing": {
    what: "The manifest has no name.",
    why: "The package and the service are named after it.",
    examples: [
      { component: "edge", file: "app/fastly.toml" },
      { component: "edge", file: "app/fastly.prod.toml" },
    ],
    tell: ({ component, file }: { component: string; file: string }) => {
      const isBase = /(^|[\\/])fastly\.toml$/.test(file);
      const line = 'Add a line such as name = "my-service" at its top';
      return {
        problem: `ComputeService "${component}": ${file} has no name${isBase ? "" : ", and there is no fastly.toml beside it"}`,
        remedy: isBase ? `${line}.` : `Was fastly.toml deleted? Put it back. Otherwise: ${line.replace("Add", "add")}.`,
      };
    },
  },
  "service-name-empty": {
    what: "The service is given an empty name.",
    why: "An empty text may be a value that got lost.",
    examples: [{ component: "edge" }],
    tell: ({ component }: { component: string }) => ({
      problem: `ComputeService "${component}": [serviceName] is empty`,
      remedy: "Give the service a name, or leave [serviceName] out for the manifest's.",
    }),
  },
  "activate-and-stage": {
    what: "`activate` and `stage` are both true.",
    why: "A version is either put on the staging network, or made live.",
    examples: [{ component: "edge" }],
    tell: ({ component }: { component: string }) => ({
      problem: `ComputeService "${component}": [activate] and [stage] cannot both be true`,
      remedy: "Stage a version first, and activate it by a later up with stage: false.",
    }),
  },
  "configured-file-outside": {
    what: "The configuration names a file for a KV store that is outside of the project.",
    why: "`Pulumi.<stack>.yaml` is a file like the manifest. Only the program may name what is elsewhere.",
    examples: [{ file: "../secret.json", owner: 'KV store "pages"', noun: "KV store" }],
    tell: ({ file, owner, noun }: { file: string; owner: string; noun: string }) => ({
      problem: `The configuration names the file "${file}" for the ${owner}, which is outside the project's directory`,
      remedy: `Copy the file into the project, or let the program name it: [file] of the ${noun}'s arguments.`,
    }),
  },
  "configuration-section-unknown": {
    what: "The stack's configuration of a component has a section that nothing reads.",
    why: "A misspelt section would be left out without a word.",
    examples: [{ key: "fastly-compute:edge", section: "backend", known: ["backends", "domains"] }],
    tell: ({ key, section, known }: { key: string; section: string; known: readonly string[] }) => ({
      problem: `The configuration ${key} has an unknown section "${section}"`,
      remedy: `Use ${known.join(", ")}; they are shaped as the arguments of ComputeService.`,
    }),
  },
  "configuration-not-object": {
    what: "The stack's configuration of a component is a text instead of values by name.",
    why: "`pulumi config set` without `--path` sets one text. The text is not shown, as it may be a secret.",
    examples: [{ key: "fastly-compute:edge" }],
    tell: ({ key }: { key: string }) => ({
      problem: `The configuration ${key} is not an object`,
      remedy: `Set single values of it. Run, for example: pulumi config set --path '${key}.backends.api.address' api.example.com`,
    }),
  },
  "declared-by-two-components": {
    what: "Two components of the program would have the same thing.",
    why: "The engine tells resources apart by their names, and Fastly tells domains and stores apart by theirs.",
    examples: [{ what: 'backend "b-c"', place: '"a"', by: 'the backend "c" of "a-b"' }],
    tell: ({ what, place, by }: { what: string; place: string; by: string }) => ({
      problem: `The ${what} of ComputeService ${place} would be the same as ${by}`,
      remedy: "Give one of the two another name, or one of the components.",
    }),
  },
  "release-unfit": {
    what: "An argument of a release has a value that cannot be used.",
    why: "A check that can never pass would take every version back.",
    examples: [{ path: "release.checks[0].path", why: "does not begin with one /" }],
    tell: ({ path, why }: { path: string; why: string }) => ({
      problem: `The argument [${path}] ${why}`,
      remedy: `Correct [${path}].`,
    }),
  },
  "reuse-and-force-destroy": {
    what: "`reuse` and `forceDestroy` are both given.",
    why: "The one keeps the service when it is destroyed, the other says whether it may be deleted.",
    examples: [{}],
    tell: () => ({
      problem: "[reuse] keeps the service, and [forceDestroy] says whether it may be deleted",
      remedy: "Remove one of them.",
    }),
  },
  "purge-unfit": {
    what: "`purge` has a value that cannot be used.",
    why: "Fastly purges everything of a service, or what is tagged with surrogate keys; only the latter softly.",
    examples: [{ path: "purge.soft", why: "cannot be, as Fastly has no soft purge of everything" }],
    tell: ({ path, why }: { path: string; why: string }) => ({
      problem: `The argument [${path}] ${why}`,
      remedy: `Correct [${path}].`,
    }),
  },
  "verify-without-domain": {
    what: "`verify` or `release` is to ask the service, which has no address to ask.",
    why: "A name with `*` is no address.",
    examples: [
      { by: "verify", names: [] },
      { by: "release", names: ["*.example.com"] },
    ],
    tell: ({ by, names }: { by: string; names: string[] }) => ({
      problem: `There is no address to [${by}], as the service has no domain${names.length > 0 ? ` but ${names.join(", ")}` : ""}`,
      remedy: `Add one without * to [domains], leave [generatedDomain] on, or remove [${by}].`,
    }),
  },
});
