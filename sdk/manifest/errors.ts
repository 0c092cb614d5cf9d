import { catalogue } from "../errors/catalogue";

/** Errors of manifests that cannot be read, and the problems in them. */
export const manifestError = catalogue({
  "environment-name": {
    what: "The environment has a name that no file can have.",
    why: "An environment has a manifest of its own, `fastly.<environment>.toml`, in the project's directory.",
    examples: [{ environment: "../prod" }],
    tell: ({ environment }: { environment: string }) => ({
      problem: `The environment ${JSON.stringify(environment)} cannot name a file fastly.<environment>.toml`,
      remedy: "Use letters, digits, dots, dashes and underscores, as in `environment: pulumi.getStack()`.",
    }),
  },
  "environment-missing": {
    what: "The project has manifests of environments, and not the one that was asked for.",
    why: "A project without `fastly.toml` is deployed by the file of an environment. No other file takes its place.",
    examples: [
      { file: "app/fastly.toml", environments: ["staging", "prod"] },
      { file: "app/fastly.dev.toml", environments: ["prod"] },
    ],
    tell: ({ file, environments }: { file: string; environments: string[] }) => ({
      problem: `There is no ${file}${/(^|[\\/])fastly\.toml$/.test(file) ? "" : " and no fastly.toml"}; beside it ${environments.length === 1 ? "is" : "are"} ${environments.map((each) => `fastly.${each}.toml`).join(", ")}`,
      remedy: `Was fastly.toml deleted? Put it back: all environments share it. Otherwise pass the environment whose file to deploy by, such as { environment: "${environments[0]}" }.`,
    }),
  },
  "environment-likely-slip": {
    what: "The environment has no manifest of its own, and another has almost the same name.",
    why: "An environment may do without a file: `fastly.toml` then counts alone. A slip of the pen looks the same.",
    examples: [{ environment: "stagin", likely: "staging" }],
    tell: ({ environment, likely }: { environment: string; likely: string }) => ({
      problem: `There is no fastly.${environment}.toml for the environment "${environment}", so fastly.toml alone counts`,
      remedy: `Did you mean the environment "${likely}"?`,
    }),
  },
  "manifest-missing": {
    what: "The directory has no manifest.",
    why: "A Compute project is described by its `fastly.toml`. `directory` is relative to where the program runs.",
    examples: [{ file: "app/fastly.toml" }, { file: "app/fastly.toml/fastly.toml" }],
    tell: ({ file }: { file: string }) => ({
      problem: `${file} does not exist`,
      remedy: /\.toml[\\/]fastly\.toml$/.test(file)
        ? "Set `directory` to the directory of the manifest, and not to the manifest itself."
        : "Set `directory` to the directory that holds your fastly.toml, or make one there. Run: fastly compute init",
    }),
  },
  "manifest-no-file": {
    what: "Something else than a regular file of fitting size has the manifest's name.",
    why: "Directories, devices and huge files are not read: such a read may have no end.",
    examples: [{ file: "app/fastly.toml", is: "is a directory; a file is needed" }],
    tell: ({ file, is }: { file: string; is: string }) => ({
      problem: `${file} ${is}`,
      remedy: "Put a fastly.toml there. To make one, run: fastly compute init",
    }),
  },
  "manifest-unreadable": {
    what: "The operating system does not let the program read the manifest.",
    why: "The user that runs Pulumi has to be allowed to read the file and its directory.",
    examples: [{ file: "app/fastly.toml", reason: "EACCES" }],
    tell: ({ file, reason }: { file: string; reason: string }) => ({
      problem: `${file} cannot be read: ${reason}`,
      remedy: `Give the user that runs Pulumi the right to read it. To see who may, run: ls -l ${file}`,
    }),
  },
  "manifest-not-utf8": {
    what: "The manifest is not UTF-8 text.",
    why: "TOML is UTF-8. Text in another encoding would be deployed with other letters.",
    examples: [{ file: "app/fastly.toml", line: 2 }],
    tell: ({ file, line }: { file: string; line: number }) => ({
      problem: `${file} is not UTF-8 text (line ${line})`,
      remedy: "Save the file in the encoding UTF-8, which TOML requires.",
    }),
  },
  "manifest-unusable": {
    what: "The manifest has errors. Each is listed, with its line and a code of its own.",
    why: "What the Fastly CLI refuses in a manifest is refused here as well.",
    examples: [{ file: "app/fastly.toml" }],
    tell: ({ file }: { file: string }) => ({
      problem: `${file} cannot be used`,
      remedy: "Correct each `key` that is listed.",
    }),
  },
  "manifest-syntax": {
    what: "A line of the manifest is not TOML.",
    why: "Nothing after such a line can be read. The line itself is not shown, as it may hold a secret.",
    examples: [
      { reason: "incomplete key-value: cannot find end of key" },
      { reason: "trying to redefine an already defined value", key: "name", cause: "twice" },
      { reason: "incomplete key-value: cannot find end of key", cause: "conflict" },
      { reason: "incomplete key-value: cannot find end of key", cause: "template" },
    ],
    tell: ({ reason, cause, key }: { reason: string; cause?: keyof typeof SYNTAX_REMEDIES; key?: string }) => ({
      problem: `Not valid TOML: ${reason}`,
      remedy: SYNTAX_REMEDIES[cause ?? "other"](key),
    }),
  },
  "manifest-wrong-type": {
    what: "A key of the manifest has a value of another type than it takes.",
    why: "The Fastly CLI refuses the same: TOML tells a text from a number and a table from a list.",
    examples: [
      { key: "name", expected: "a string", got: "443", fix: 'Write it in quotes: name = "443"' },
      {
        key: "setup.backends",
        expected: "a table",
        got: "a list",
        fix: "Give each one a name: [setup.backends.<name>].",
      },
    ],
    tell: ({ key, expected, got, fix }: { key: string; expected: string; got: string; fix: string }) => ({
      problem: `Expected "${key}" to be ${expected} but got ${got}`,
      remedy: fix,
    }),
  },
  "manifest-version-unknown": {
    what: "The manifest has a version that does not exist so far.",
    why: "A newer form may mean other things. The component knows the same versions as the Fastly CLI.",
    examples: [{ latest: 3, got: "4" }],
    tell: ({ latest, got }: { latest: number; got: string }) => ({
      problem: `Expected "manifest_version" to be at most ${latest} but got ${got}`,
      remedy: `Write manifest_version = ${latest}, the newest version there is.`,
    }),
  },
  "manifest-version-missing": {
    what: "The manifest does not say its version.",
    why: "The newest version is assumed. The Fastly CLI assumes the same, and rewrites the file.",
    examples: [{ latest: 3 }],
    tell: ({ latest }: { latest: number }) => ({
      problem: `"manifest_version" is missing, so ${latest} is assumed`,
      remedy: `Add manifest_version = ${latest}; without it the Fastly CLI rewrites the file and drops its comments.`,
    }),
  },
  "manifest-key-unread": {
    what: "The manifest has a key that has no effect.",
    why: "The key may be misspelt, or stand in the wrong table. Neither the component nor the Fastly CLI reads it.",
    examples: [
      { keys: ["setup.backends.api.adress"], fix: 'Did you mean "setup.backends.api.address"?' },
      {
        keys: ["timeout"],
        of: "setup.backends.api",
        fix: "Move what it says to the program; the keys here are address, port.",
      },
    ],
    tell: ({ keys, of, fix }: { keys: string[]; of?: string; fix: string }) => ({
      problem: `Nothing reads ${keys.map((key) => `"${key}"`).join(", ")}${of === undefined ? "" : ` of "${of}"`}`,
      remedy: fix,
    }),
  },
  "input-type-unknown": {
    what: "An item of `[setup]` has an `input_type` that does not exist.",
    why: "Without a known type nothing can be checked, so that any value is taken.",
    examples: [{ type: "integer", known: ["string", "secret"] }],
    tell: ({ type, known }: { type: string; known: readonly string[] }) => ({
      problem: `"${type}" is not an input type, so any value is accepted`,
      remedy: `Set \`input_type\` to one of ${known.join(", ")}.`,
    }),
  },
  "store-declared-twice": {
    what: "The manifest declares the same store in two sections.",
    why: "`object_stores` is the older name of `kv_stores`. One store has one declaration.",
    examples: [{ name: "pages" }],
    tell: ({ name }: { name: string }) => ({
      problem: `"${name}" is declared as an object store and as a KV store, which are the same thing`,
      remedy: `Remove [setup.object_stores.${name}]; [setup.kv_stores.${name}] is used.`,
    }),
  },
});

const SYNTAX_REMEDIES = {
  conflict: () => "Resolve the merge conflict: the file has lines that start with <<<<<<<, ======= or >>>>>>>.",
  template: () =>
    "Set `directory` to the one that holds the finished fastly.toml: this one is a template, with placeholders.",
  twice: (key?: string) => `Remove one of the two definitions${key === undefined ? "" : ` of ${key}`}.`,
  other: () => "Correct the line. https://toml.io/en/v1.0.0 describes the format.",
} as const;
