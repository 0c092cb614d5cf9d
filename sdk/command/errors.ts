import { catalogue } from "../errors/catalogue";

const id = "SU1Z0isxPaozGVKXdv0eY";

/** The errors of the commands of `pulumi-fastly-compute`. */
export const commandError = catalogue({
  "command-unknown": {
    what: "The command line of `pulumi-fastly-compute` has a mistake.",
    why: "A word or an option is misspelt, or lacks its value.",
    examples: [{ problem: 'Unknown command "adpot"', help: "" }],
    explain: ({ problem, help }: { problem: string; help: string }) => ({
      problem,
      remedy: `Run: npx pulumi-fastly-compute ${help}--help${help === "" ? "\nTo deploy, run: pulumi up" : ""}`,
    }),
  },
  "command-without-token": {
    what: "A command has no API token for Fastly.",
    why: "Every command reads the live service. A token that may only read is enough.",
    examples: [{ config: "~/.config/fastly/config.toml" }],
    explain: ({ config }: { config: string }) => ({
      problem: `There is no API token for Fastly: not in FASTLY_API_KEY and FASTLY_API_TOKEN, and not in ${config}`,
      remedy: "Set FASTLY_API_KEY to a token of the scope global:read, or run: fastly auth login",
    }),
  },
  "adopted-service-missing": {
    what: "The service is not at Fastly, or the API token cannot see it.",
    why: "The id is mistyped, the service was deleted, or the token belongs to another account.",
    examples: [{ id }],
    explain: ({ id }: { id: string }) => ({
      problem: `Fastly has no service ${id}, or the token may not see it`,
      remedy: "Correct the id. To see the services, run: fastly service list",
    }),
  },
  "adopted-service-vcl": {
    what: "The service is a VCL service, not a Compute service.",
    why: "The type of a service cannot change.",
    examples: [{ id, called: "shop" }],
    explain: ({ id, called }: { id: string; called: string }) => ({
      problem: `The service ${id} ("${called}") is not a Compute service`,
      remedy: "Give the id of a Compute service. To see the services, run: fastly service list",
    }),
  },
  "adopted-service-empty": {
    what: "The service has no version.",
    why: "There is nothing that a program could declare.",
    examples: [{ id }],
    explain: ({ id }: { id: string }) => ({
      problem: `The service ${id} has no version to write a program from`,
      remedy: "Give the id of another service. To see the services, run: fastly service list",
    }),
  },
  "files-in-the-way": {
    what: "A file that the command would write already exists, with other contents.",
    why: "The command overwrites nothing unless you say so.",
    examples: [{ files: ["infra/Pulumi.yaml"] }],
    explain: ({ files }: { files: string[] }) => ({
      problem: `Nothing was written because these files already exist: ${files.join(", ")}`,
      remedy: "Pass --dir with another directory, --print to see the program only, or --overwrite.",
    }),
  },
  "manifest-of-another-service": {
    what: "The existing manifest names another service.",
    why: "The component adopts the service that the manifest names.",
    examples: [{ file: "app/fastly.toml", named: "OTHER", id }],
    explain: ({ file, named, id }: { file: string; named: string; id: string }) => ({
      problem: `${file} names the service ${named}, not ${id}`,
      remedy: `Correct the service_id in ${file}, or pass --app with the directory of another project.`,
    }),
  },
  "secret-of-two": {
    what: "Two secrets of the service would have the same key in the configuration.",
    why: "The key consists of a name and of a setting.",
    examples: [{ key: "api-token" }],
    explain: ({ key }: { key: string }) => ({
      problem: `Two secrets of the service would have the key ${key} in the configuration`,
      remedy: "Rename one of the two things at Fastly, and wherever the package uses that name.",
    }),
  },
  "secret-unknown": {
    what: "The written program has no such secret.",
    why: "The command prints only secrets that the written program asks for.",
    examples: [{ key: "api-token", known: ["access-url"] }],
    explain: ({ key, known }: { key: string; known: string[] }) => ({
      problem: `The program asks for no secret ${key}`,
      remedy: `Give one of: ${known.join(", ") || "none"}.`,
    }),
  },
  "pulumi-not-installed": {
    what: "The Pulumi CLI is not installed, or not on the PATH.",
    why: "The command asks Pulumi what is in the stack's state and in the program.",
    examples: [{ command: "pulumi stack" }, { command: "pulumi preview" }],
    explain: ({ command }: { command: string }) => ({
      problem: "The Pulumi CLI (pulumi) is not on the PATH",
      remedy: `Install Pulumi: https://www.pulumi.com/docs/install/\n${
        command === "pulumi preview"
          ? "Or pass --no-program to go without the program."
          : "Or pass --state with a file. To make the file for a stack of the local engine, run: npx fastly-compute-local stack export --show-secrets"
      }`,
    }),
  },
  "pulumi-failed": {
    what: "`pulumi` failed, so the command does not know what the stack has.",
    why: "No stack is selected, the directory does not exist, or the backend asks for a login.",
    examples: [{ command: "pulumi stack export", reason: "error: no stack selected" }],
    explain: ({ command, reason }: { command: string; reason: string }) => ({
      problem: `${command} has failed: ${reason}`,
      remedy:
        "Pass --dir and --stack. Or pass --state with a file. To make the file, run: pulumi stack export --show-secrets",
    }),
  },
  "state-encrypted": {
    what: "Values that should be compared are encrypted in the stack's state.",
    why: "`pulumi stack export` encrypts every setting that has a secret in it, such as all backends.",
    examples: [{ component: "edge", properties: ["backends"] }],
    explain: ({ component, properties }: { component: string; properties: string[] }) => ({
      problem: `The state has ${properties.join(", ")} of "${component}" encrypted, so they cannot be compared`,
      remedy: "Export the state with its secrets. Run: pulumi stack export --show-secrets",
    }),
  },
  "state-not-readable": {
    what: "A file has neither a stack's state nor a preview.",
    why: "The file is missing, or is not the JSON that `pulumi stack export` or `pulumi preview --json` prints.",
    examples: [{ file: "state.json", reason: "is not JSON" }],
    explain: ({ file, reason }: { file: string; reason: string }) => ({
      problem: `${file} ${reason}`,
      remedy:
        "To make a state file, run: pulumi stack export --show-secrets\nTo make a preview file, run: pulumi preview --json",
    }),
  },
  "secret-on-terminal": {
    what: "The command would print a secret on a terminal.",
    why: "The secret would stay on the screen, and in what the terminal keeps.",
    examples: [{ command: "npx pulumi-fastly-compute adopt --service-id ID --print-secret access-url" }],
    explain: ({ command }: { command: string }) => ({
      problem: "The command does not print a secret on a terminal",
      remedy: `Run: ${command} | pulumi config set --secret …`,
    }),
  },
});
