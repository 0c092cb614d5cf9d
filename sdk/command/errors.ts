import { catalogue } from "../errors/catalogue";

const id = "SU1Z0isxPaozGVKXdv0eY";

/** The errors of the commands of `pulumi-fastly-compute`. */
export const commandError = catalogue({
  "command-unknown": {
    what: "The command line of `pulumi-fastly-compute` is not understood.",
    why: "A word or an option is misspelt, or lacks its value.",
    examples: [{ problem: 'Unknown command "adpot"', help: "" }],
    tell: ({ problem, help }: { problem: string; help: string }) => ({
      problem,
      remedy: `Run: npx pulumi-fastly-compute ${help}--help${help === "" ? "\nTo deploy, run: pulumi up" : ""}`,
    }),
  },
  "command-without-token": {
    what: "There is no API token to ask Fastly with.",
    why: "Every command reads the live service. A token that may only read is enough.",
    examples: [{ config: "~/.config/fastly/config.toml" }],
    tell: ({ config }: { config: string }) => ({
      problem: `There is no API token for Fastly: not in FASTLY_API_KEY and FASTLY_API_TOKEN, and not in ${config}`,
      remedy: "Set FASTLY_API_KEY to a token of the scope global:read, or run: fastly auth login",
    }),
  },
  "adopted-service-missing": {
    what: "The service is not at Fastly, or hidden from the API token.",
    why: "The id is mistyped, the service was deleted, or the token is of another account.",
    examples: [{ id }],
    tell: ({ id }: { id: string }) => ({
      problem: `Fastly has no service ${id}, or the token may not see it`,
      remedy: "Run: fastly service list",
    }),
  },
  "adopted-service-vcl": {
    what: "The service delivers by VCL, and is no Compute service.",
    why: "A service stays of the type that it was made with.",
    examples: [{ id, called: "shop" }],
    tell: ({ id, called }: { id: string; called: string }) => ({
      problem: `The service ${id} ("${called}") is no Compute service`,
      remedy: "Give the id of another one. Run: fastly service list",
    }),
  },
  "adopted-service-empty": {
    what: "The service has no version.",
    why: "There is nothing that a program could declare.",
    examples: [{ id }],
    tell: ({ id }: { id: string }) => ({
      problem: `The service ${id} has no version to write a program from`,
      remedy: "Give the id of another one. Run: fastly service list",
    }),
  },
  "files-in-the-way": {
    what: "A file that would be written is there already, with another content.",
    why: "Nothing is written over without being told.",
    examples: [{ files: ["infra/Pulumi.yaml"] }],
    tell: ({ files }: { files: string[] }) => ({
      problem: `Nothing is written, as there are already: ${files.join(", ")}`,
      remedy: "Pass --dir with another directory, --print to see the program only, or --overwrite.",
    }),
  },
  "manifest-of-another-service": {
    what: "The manifest that is there names another service.",
    why: "The component adopts the service that the manifest names.",
    examples: [{ file: "app/fastly.toml", named: "OTHER", id }],
    tell: ({ file, named, id }: { file: string; named: string; id: string }) => ({
      problem: `${file} names the service ${named}, not ${id}`,
      remedy: `Correct the service_id in ${file}, or pass --app with the directory of another project.`,
    }),
  },
  "secret-of-two": {
    what: "Two things of the service would have their secrets under one key of the configuration.",
    why: "The key is made of the name of the thing and of the setting.",
    examples: [{ key: "api-token" }],
    tell: ({ key }: { key: string }) => ({
      problem: `Two secrets of the service would have the key ${key} in the configuration`,
      remedy: "Rename one of the two things at Fastly, also where the package uses it.",
    }),
  },
  "secret-unknown": {
    what: "The configuration has no such secret.",
    why: "Only secrets that the written program asks for are printed.",
    examples: [{ key: "api-token", known: ["access-url"] }],
    tell: ({ key, known }: { key: string; known: string[] }) => ({
      problem: `The program asks for no secret ${key}`,
      remedy: `Give one of: ${known.join(", ") || "none"}.`,
    }),
  },
  "pulumi-not-installed": {
    what: "The Pulumi CLI is not installed, or not on the PATH.",
    why: "The command asks it what the state of the stack and the program have.",
    examples: [{ command: "pulumi stack" }, { command: "pulumi preview" }],
    tell: ({ command }: { command: string }) => ({
      problem: "There is no pulumi on the PATH",
      remedy: `Install it: https://www.pulumi.com/docs/install/\n${
        command === "pulumi preview"
          ? "Or pass --no-program, which leaves the program alone."
          : "Or pass --state with a file. For a stack of the local engine, make that file. Run: npx fastly-compute-local stack export --show-secrets"
      }`,
    }),
  },
  "pulumi-failed": {
    what: "`pulumi` did not say what the stack has.",
    why: "No stack is selected, there is no such directory, or the backend asks for a login.",
    examples: [{ command: "pulumi stack export", reason: "error: no stack selected" }],
    tell: ({ command, reason }: { command: string; reason: string }) => ({
      problem: `${command} has failed: ${reason}`,
      remedy:
        "Pass --dir and --stack. Or pass --state with a file, and to make that file, run: pulumi stack export --show-secrets",
    }),
  },
  "state-encrypted": {
    what: "A stack's state has what should be compared in encrypted form only.",
    why: "`pulumi stack export` encrypts every setting that has a secret in it, such as all backends.",
    examples: [{ component: "edge", properties: ["backends"] }],
    tell: ({ component, properties }: { component: string; properties: string[] }) => ({
      problem: `The state has ${properties.join(", ")} of "${component}" encrypted, so nobody can compare that`,
      remedy: "Export it with its secrets. Run: pulumi stack export --show-secrets",
    }),
  },
  "state-not-readable": {
    what: "A file that should have a stack's state, or a preview, has none.",
    why: "It is missing, or is not the JSON that `pulumi stack export` or `pulumi preview --json` prints.",
    examples: [{ file: "state.json", reason: "is not JSON" }],
    tell: ({ file, reason }: { file: string; reason: string }) => ({
      problem: `${file} ${reason}`,
      remedy: "Run: pulumi stack export --show-secrets\nOr, for a preview, run: pulumi preview --json",
    }),
  },
  "secret-on-terminal": {
    what: "A secret was to be printed on a terminal.",
    why: "It would stay on the screen, and in what the terminal keeps.",
    examples: [{ command: "npx pulumi-fastly-compute adopt --service-id ID --print-secret access-url" }],
    tell: ({ command }: { command: string }) => ({
      problem: "A secret is not printed on a terminal",
      remedy: `Run: ${command} | pulumi config set --secret …`,
    }),
  },
});
