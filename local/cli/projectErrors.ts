import { catalogue, inShell } from "pulumi-fastly-compute/internal";

/** Errors of Pulumi projects, and of the configuration of their stacks. */
export const projectError = catalogue({
  "project-missing": {
    what: "There is no Pulumi project.",
    why: "A Pulumi project is a directory with a `Pulumi.yaml`. Its subdirectories belong to the project.",
    examples: [{ directory: "/home/user" }],
    explain: ({ directory }: { directory: string }) => ({
      problem: `There is no Pulumi.yaml in ${directory} or above it`,
      remedy:
        "Go to the directory of a Pulumi project, or name the directory with --dir.\nTo begin a project, write two lines into a Pulumi.yaml: `name: shop` and `runtime: nodejs`.",
    }),
  },
  "project-name-missing": {
    what: "The Pulumi project has no name.",
    why: "The project's name is part of the name of each resource.",
    examples: [{ file: "Pulumi.yaml" }],
    explain: ({ file }: { file: string }) => ({
      problem: `${file} has no name`,
      remedy: "Add a line such as `name: hello` to the file.",
    }),
  },
  "project-runtime-missing": {
    what: "The Pulumi project does not name the language of its program.",
    why: "Each language has its own way to run a program.",
    examples: [
      { file: "Pulumi.yaml", runtime: null },
      { file: "Pulumi.yaml", runtime: 1 },
    ],
    explain: ({ file, runtime }: { file: string; runtime: unknown }) => ({
      problem:
        runtime === null
          ? `${file} has no runtime`
          : `Expected the runtime of ${file} to be a text but got ${JSON.stringify(runtime)}`,
      remedy: "Add a line such as `runtime: nodejs` to the file.",
    }),
  },
  "project-program-missing": {
    what: "The program of the Pulumi project does not exist.",
    why: "`main` of the project names a file or directory that does not exist.",
    examples: [{ file: "Pulumi.yaml", main: "src/index.ts" }],
    explain: ({ file, main }: { file: string; main: string }) => ({
      problem: `The program of ${file} does not exist: main is "${main}"`,
      remedy: "Correct main, or create the file.",
    }),
  },
  "yaml-unreadable": {
    what: "A file of the Pulumi project cannot be read.",
    why: "The file is not YAML, or the operating system does not allow reading it.",
    examples: [{ where: "Pulumi.yaml:3", why: "bad indentation of a mapping entry" }],
    explain: ({ where, why }: { where: string; why: string }) => ({
      problem: `Cannot read ${where}: ${why}`,
      remedy: "Correct the file.",
    }),
  },
  "yaml-not-mapping": {
    what: "A file of the Pulumi project has no keys.",
    why: "The file must consist of keys with values.",
    examples: [{ path: "Pulumi.yaml" }],
    explain: ({ path }: { path: string }) => ({
      problem: `Expected ${path} to hold keys and values`,
      remedy: "Write the file as `key: value` lines.",
    }),
  },
  "configuration-key-missing": {
    what: "The stack's configuration does not have this key.",
    why: "The key is misspelt, or was never set.",
    examples: [
      { stack: "dev", key: "shop:greeting" },
      { stack: "dev", key: "shop:edge.domains", path: true },
    ],
    explain: ({ stack, key, path = false }: { stack: string; key: string; path?: boolean }) => ({
      problem: `The configuration of stack ${stack} has no ${key}`,
      remedy: `Set the key. Run: pulumi config set ${path ? "--path " : ""}${inShell(key)} <value>`,
    }),
  },
  "configuration-path-unfit": {
    what: "The key of `config --path` is not a path.",
    why: "A bracket or a quote is not closed, or the first name has a colon. Pulumi then cannot read the stack's file.",
    examples: [{ path: 'edge["api' }],
    explain: ({ path }: { path: string }) => ({
      problem: `Expected the key to be a path but got ${path}`,
      remedy: `Write the key as edge.backends.api, or with quotes as edge["my backend"]. The first name has no colon.`,
    }),
  },
  "encrypted-values-closed": {
    what: "The stack's file has encrypted values that cannot be decrypted here.",
    why: "Pulumi's service, a cloud's key or another passphrase encrypted the values.",
    examples: [
      {
        file: "Pulumi.dev.yaml",
        why: "which only pulumi can read",
        keys: ["shop:key"],
        commands: ["pulumi config set --secret 'shop:key' <value>"],
        byPassphrase: true,
      },
    ],
    explain: (facts: { file: string; why: string; keys: string[]; commands: string[]; byPassphrase: boolean }) => ({
      problem: `${facts.file} has encrypted values, ${facts.why}: ${facts.keys.join(", ")}`,
      remedy: [
        `Give the values for this run: ${facts.keys.map((key) => `--secret ${inShell(`${key}=VALUE`)}`).join(" ")}`,
        "Or give the values for all runs on this machine. Run:",
        ...facts.commands.map((command) => `  ${command}`),
        ...(facts.byPassphrase ? ["Or set PULUMI_CONFIG_PASSPHRASE to the passphrase that encrypted the values."] : []),
      ].join("\n"),
    }),
  },
  "passphrase-file-unreadable": {
    what: "The file in `PULUMI_CONFIG_PASSPHRASE_FILE` cannot be read.",
    why: "The passphrase in this file decrypts the values of the stack.",
    examples: [{ why: "ENOENT" }],
    explain: ({ why }: { why: string | undefined }) => ({
      problem: `The file in PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: ${why}`,
      remedy: "Correct the path, or remove the variable.",
    }),
  },
});
