import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of Pulumi projects, and of the configuration of their stacks. */
export const projectError = catalogue({
  "project-missing": {
    what: "There is no Pulumi project.",
    why: "A Pulumi project is a directory with a `Pulumi.yaml`. Directories below it belong to it.",
    examples: [{ directory: "/home/user" }],
    tell: ({ directory }: { directory: string }) => ({
      problem: `No Pulumi.yaml in ${directory} or above it`,
      remedy:
        "Go to a Pulumi project, or name it with --dir. To begin one, write two lines into a Pulumi.yaml: `name: shop` and `runtime: nodejs`.",
    }),
  },
  "project-name-missing": {
    what: "The Pulumi project has no name.",
    why: "The name is part of each resource's name.",
    examples: [{ file: "Pulumi.yaml" }],
    tell: ({ file }: { file: string }) => ({
      problem: `${file} has no name`,
      remedy: "Add a line such as `name: hello`.",
    }),
  },
  "project-runtime-missing": {
    what: "The Pulumi project does not say in which language its program is written.",
    why: "Each language has a way of its own to run a program.",
    examples: [
      { file: "Pulumi.yaml", runtime: null },
      { file: "Pulumi.yaml", runtime: 1 },
    ],
    tell: ({ file, runtime }: { file: string; runtime: unknown }) => ({
      problem:
        runtime === null
          ? `${file} has no runtime`
          : `The runtime of ${file} is no text, but ${JSON.stringify(runtime)}`,
      remedy: "Add a line such as `runtime: nodejs`.",
    }),
  },
  "project-program-missing": {
    what: "The program of the Pulumi project does not exist.",
    why: "`main` of the project names another file or directory than the program's.",
    examples: [{ file: "Pulumi.yaml", main: "src/index.ts" }],
    tell: ({ file, main }: { file: string; main: string }) => ({
      problem: `The program of ${file} is not there: main is "${main}"`,
      remedy: "Correct main, or create the file.",
    }),
  },
  "yaml-unreadable": {
    what: "A file of the Pulumi project cannot be read.",
    why: "The file is not YAML, or the operating system does not let it be read.",
    examples: [{ where: "Pulumi.yaml:3", why: "bad indentation of a mapping entry" }],
    tell: ({ where, why }: { where: string; why: string }) => ({
      problem: `Cannot read ${where}: ${why}`,
      remedy: "Correct the file.",
    }),
  },
  "yaml-not-mapping": {
    what: "A file of the Pulumi project is a list or a text.",
    why: "What is read of it has keys.",
    examples: [{ path: "Pulumi.yaml" }],
    tell: ({ path }: { path: string }) => ({
      problem: `Expected ${path} to hold keys and values`,
      remedy: "Write it as `key: value` lines.",
    }),
  },
  "configuration-key-missing": {
    what: "The stack's configuration does not have the value that was asked for.",
    why: "The key is misspelt, or was never set.",
    examples: [
      { stack: "dev", key: "shop:greeting" },
      { stack: "dev", key: "shop:edge.domains", path: true },
    ],
    tell: ({ stack, key, path = false }: { stack: string; key: string; path?: boolean }) => ({
      problem: `The configuration of stack ${stack} has no ${key}`,
      remedy: `Set it. Run: pulumi config set ${path ? "--path " : ""}'${key}' <value>`,
    }),
  },
  "encrypted-values-closed": {
    what: "The stack's file has encrypted values, and nothing opens them.",
    why: "They were encrypted by Pulumi's service, by a key of a cloud, or with another passphrase.",
    examples: [
      {
        file: "Pulumi.dev.yaml",
        why: "which only pulumi can read",
        keys: ["shop:key"],
        commands: ["pulumi config set --secret 'shop:key' <value>"],
        byPassphrase: true,
      },
    ],
    tell: (facts: { file: string; why: string; keys: string[]; commands: string[]; byPassphrase: boolean }) => ({
      problem: `${facts.file} has encrypted values, ${facts.why}: ${facts.keys.join(", ")}`,
      remedy: [
        `Give them for this run: ${facts.keys.map((key) => `--secret ${key}=VALUE`).join(" ")}`,
        "or for all runs on this machine, beside the local state, run:",
        ...facts.commands.map((command) => `  ${command}`),
        ...(facts.byPassphrase
          ? ["or set PULUMI_CONFIG_PASSPHRASE to the passphrase that they were encrypted with."]
          : []),
      ].join("\n"),
    }),
  },
  "passphrase-file-unreadable": {
    what: "The file that `PULUMI_CONFIG_PASSPHRASE_FILE` names cannot be read.",
    why: "Its passphrase opens the encrypted values of the stack.",
    examples: [{ why: "ENOENT" }],
    tell: ({ why }: { why: string | undefined }) => ({
      problem: `PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: ${why}`,
      remedy: "Correct the path, or unset the variable.",
    }),
  },
});
