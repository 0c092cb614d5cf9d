import { catalogue } from "../errors/catalogue";
import { inShell } from "../errors/commands";

/** Errors of manifests that cannot be read, and the problems in them. */
export const manifestError = catalogue({
  "environment-name": {
    what: "The name of the environment cannot be part of a file name.",
    why: "An environment can have a manifest of its own in the project's directory: `fastly.<environment>.toml`.",
    examples: [{ environment: "../prod" }],
    explain: ({ environment }: { environment: string }) => ({
      problem: `The environment ${JSON.stringify(environment)} cannot be part of the file name fastly.<environment>.toml`,
      remedy: "Use only letters, digits, dots, dashes and underscores. Example: { environment: pulumi.getStack() }",
    }),
  },
  "environment-missing": {
    what: "There is no `fastly.toml`, and no manifest for this environment. There are manifests for other environments.",
    why: "Without a `fastly.toml`, an environment needs a file of its own. The component never uses another environment's file.",
    examples: [
      { file: "app/fastly.toml", environments: ["staging", "prod"] },
      { file: "app/fastly.dev.toml", environments: ["prod"] },
    ],
    explain: ({ file, environments }: { file: string; environments: string[] }) => ({
      problem: `There is no ${file}${/(^|[\\/])fastly\.toml$/.test(file) ? "" : " and no fastly.toml"}; the directory has only ${environments.map((each) => `fastly.${each}.toml`).join(", ")}`,
      remedy: `Put fastly.toml back if it was deleted: all environments share this file.\nOr choose an environment that has a file, for example: { environment: "${environments[0]}" }`,
    }),
  },
  "environment-likely-slip": {
    what: "The environment has no manifest of its own. An environment with almost the same name has one.",
    why: "An environment without a manifest of its own is deployed by `fastly.toml` alone. A typing mistake looks the same.",
    examples: [{ environment: "stagin", likely: "staging" }],
    explain: ({ environment, likely }: { environment: string; likely: string }) => ({
      problem: `There is no fastly.${environment}.toml for the environment "${environment}", so fastly.toml alone counts`,
      remedy: `Did you mean { environment: "${likely}" }?`,
    }),
  },
  "manifest-missing": {
    what: "The project's directory has no manifest.",
    why: "A `fastly.toml` describes a Compute project. A relative `directory` starts where the Pulumi program runs.",
    examples: [{ file: "app/fastly.toml" }, { file: "app/fastly.toml/fastly.toml" }],
    explain: ({ file }: { file: string }) => ({
      problem: `${file} does not exist`,
      remedy: /\.toml[\\/]fastly\.toml$/.test(file)
        ? "Set `directory` to the directory of the manifest, not to the manifest itself."
        : "Set `directory` to the directory that holds your fastly.toml.\nTo make a new project there, run: fastly compute init",
    }),
  },
  "manifest-no-file": {
    what: "The manifest is not a regular file, or is too large.",
    why: "Directories, devices and huge files are not read: reading them might never end.",
    examples: [{ file: "app/fastly.toml", is: "is a directory; a file is needed" }],
    explain: ({ file, is }: { file: string; is: string }) => ({
      problem: `${file} ${is}`,
      remedy: "Put a regular fastly.toml at this path. To make one, run: fastly compute init",
    }),
  },
  "manifest-unreadable": {
    what: "The operating system does not allow the program to read the manifest.",
    why: "The user that runs Pulumi must be allowed to read the file and its directory.",
    examples: [{ file: "app/fastly.toml", reason: "EACCES" }],
    explain: ({ file, reason }: { file: string; reason: string }) => ({
      problem: `${file} cannot be read: ${reason}`,
      remedy: `Let the user that runs Pulumi read the file. To see its rights, run: ls -l ${inShell(file)}`,
    }),
  },
  "manifest-not-utf8": {
    what: "The manifest is not UTF-8 text.",
    why: "TOML is always UTF-8. Text in another encoding would be deployed with wrong letters.",
    examples: [{ file: "app/fastly.toml", line: 2 }],
    explain: ({ file, line }: { file: string; line: number }) => ({
      problem: `${file} is not UTF-8 text (line ${line})`,
      remedy: "Save the file as UTF-8: TOML requires this encoding.",
    }),
  },
  "manifest-unusable": {
    what: "A manifest has errors. Each error is listed with its line and its own code.",
    why: "The Fastly CLI refuses the same errors. The errors of the environment's file are listed too.",
    examples: [{ file: "app/fastly.toml" }, { file: "app/fastly.toml", environmentFile: "app/fastly.staging.toml" }],
    explain: ({ file, environmentFile }: { file: string; environmentFile?: string }) => ({
      problem: `${[file, environmentFile].filter((name) => name !== undefined).join(" and ")} cannot be used`,
      remedy: "Correct each `key` that is listed.",
    }),
  },
  "manifest-syntax": {
    what: "A line of the manifest is not valid TOML.",
    why: "The file cannot be read beyond this line. The line is not shown because it may hold a secret.",
    examples: [
      { reason: "incomplete key-value: cannot find end of key" },
      { reason: "trying to redefine an already defined value", key: "name", cause: "twice" },
      { reason: "incomplete key-value: cannot find end of key", cause: "conflict" },
      { reason: "incomplete key-value: cannot find end of key", cause: "template" },
    ],
    explain: ({ reason, cause, key }: { reason: string; cause?: keyof typeof SYNTAX_REMEDIES; key?: string }) => ({
      problem: `Not valid TOML: ${reason}`,
      remedy: SYNTAX_REMEDIES[cause ?? "other"](key),
    }),
  },
  "manifest-wrong-type": {
    what: "A key of the manifest has a value of the wrong type.",
    why: "TOML tells a text from a number, and a table from a list. The Fastly CLI refuses the same values.",
    examples: [
      { key: "name", expected: "a string", got: "443", fix: 'Write the value in quotes: name = "443"' },
      {
        key: "setup.backends",
        expected: "a table",
        got: "a list",
        fix: "Give each one a name: [setup.backends.<name>].",
      },
    ],
    explain: ({ key, expected, got, fix }: { key: string; expected: string; got: string; fix: string }) => ({
      problem: `Expected "${key}" to be ${expected} but got ${got}`,
      remedy: fix,
    }),
  },
  "manifest-version-unknown": {
    what: "The manifest has a version that does not exist yet.",
    why: "A newer format may mean other things. The component knows the same versions as the Fastly CLI.",
    examples: [{ latest: 3, got: "4" }],
    explain: ({ latest, got }: { latest: number; got: string }) => ({
      problem: `Expected "manifest_version" to be at most ${latest} but got ${got}`,
      remedy: `Write manifest_version = ${latest}: this is the newest version.`,
    }),
  },
  "manifest-version-missing": {
    what: "The manifest has no `manifest_version`.",
    why: "The component assumes the newest version. The Fastly CLI assumes the same version, and rewrites the file.",
    examples: [{ latest: 3 }],
    explain: ({ latest }: { latest: number }) => ({
      problem: `"manifest_version" is missing, so ${latest} is assumed`,
      remedy: `Add the line manifest_version = ${latest}. Without this line, the Fastly CLI rewrites the file and drops its comments.`,
    }),
  },
  "manifest-key-unread": {
    what: "The manifest has a key that has no effect.",
    why: "The key is misspelt, or stands in the wrong table. Neither the component nor the Fastly CLI reads the key.",
    examples: [
      { keys: ["setup.backends.api.adress"], fix: 'Did you mean "setup.backends.api.address"?' },
      {
        keys: ["timeout"],
        of: "setup.backends.api",
        fix: "Move the setting to the program. The manifest keys here are: address, port.",
      },
    ],
    explain: ({ keys, of, fix }: { keys: string[]; of?: string; fix: string }) => ({
      problem: `Unknown ${keys.length === 1 ? "key" : "keys"} ${keys.map((key) => `"${key}"`).join(", ")}${of === undefined ? "" : ` of "${of}"`}`,
      remedy: fix,
    }),
  },
  "input-type-unknown": {
    what: "An item of `[setup]` has an unknown `input_type`.",
    why: "Without a known type, the component checks nothing and accepts every value.",
    examples: [{ type: "integer", known: ["string", "secret"] }],
    explain: ({ type, known }: { type: string; known: readonly string[] }) => ({
      problem: `"${type}" is not a known input_type, so every value is accepted`,
      remedy: `Set \`input_type\` to one of ${known.join(", ")}.`,
    }),
  },
  "store-declared-twice": {
    what: "The manifest declares the same store in two sections.",
    why: "`object_stores` is the older name of `kv_stores`. A store is declared once.",
    examples: [{ name: "pages" }],
    explain: ({ name }: { name: string }) => ({
      problem: `"${name}" is declared as an object store and as a KV store, which are the same thing`,
      remedy: `Remove [setup.object_stores.${name}]; [setup.kv_stores.${name}] is used.`,
    }),
  },
});

const SYNTAX_REMEDIES = {
  conflict: () => "Resolve the merge conflict: the file has lines that start with <<<<<<<, ======= or >>>>>>>.",
  template: () =>
    "Set `directory` to the directory of the finished fastly.toml: this file is a template with placeholders.",
  twice: (key?: string) => `Remove one of the two definitions${key === undefined ? "" : ` of ${key}`}.`,
  other: () => "Correct the line. https://toml.io/en/v1.0.0 describes the format.",
} as const;
