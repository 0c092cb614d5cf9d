import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of the command line of `fastly-compute-local`, and of the files that it reads. */
export const cliError = catalogue({
  "usage-unfit": {
    what: "The command line of `fastly-compute-local` has a mistake.",
    why: "A word or an option is misspelt, or lacks its value.",
    examples: [
      { problem: 'Unknown command "prevew"', suggestion: "preview" },
      { problem: "config get needs <key>", command: "config get" },
    ],
    explain: ({ problem, suggestion, command }: { problem: string; suggestion?: string; command?: string }) => {
      const help = `Run: npx fastly-compute-local ${command === undefined ? "" : `${command} `}--help`;
      return { problem, remedy: suggestion === undefined ? help : `Did you mean "${suggestion}"? ${help}` };
    },
  },
  "engine-unknown": {
    what: "`--engine` names an unknown engine.",
    why: "A program runs on the local engine or on Pulumi's engine.",
    examples: [{ engine: "terraform" }],
    explain: ({ engine }: { engine: string }) => ({
      problem: `Unknown engine "${engine}"`,
      remedy: "Use --engine embedded, --engine auto or --engine pulumi.",
    }),
  },
  "port-option-unfit": {
    what: "`--port` is not a valid port.",
    why: "A port is a number up to 65535.",
    examples: [{ text: "http" }],
    explain: ({ text }: { text: string }) => ({
      problem: `Expected --port to be a number up to 65535 but got "${text}"`,
      remedy: "Give a number up to 65535, or remove --port to use any free port.",
    }),
  },
  "backend-option-unused": {
    what: "`--backend` names a backend that the program does not have.",
    why: "The name is misspelt, or the program no longer has this backend. The option would have no effect.",
    examples: [{ name: "ap", known: ["api", "images"] }],
    explain: ({ name, known }: { name: string; known: readonly string[] }) => ({
      problem: `--backend ${name} has no effect: no service of the program has a backend of that name`,
      remedy:
        known.length === 0
          ? `Remove --backend ${name}: the program has no backend.`
          : `Use one of the program's backends: ${known.join(", ")}.`,
    }),
  },
  "backend-option-unfit": {
    what: "`--backend` is not a name and an address.",
    why: "The option sends the requests for a backend to an address on this machine.",
    examples: [{ text: "api" }],
    explain: ({ text }: { text: string }) => ({
      problem: `Expected --backend to be a name and an address but got "${text}"`,
      remedy: "Write it as --backend api=http://localhost:3000.",
    }),
  },
  "setting-unfit": {
    what: "`--config` or `--secret` is not a key and a value.",
    why: "A value without its key has no effect. The text is not shown where it may be a secret.",
    examples: [
      { option: "--config", text: "greeting", project: "shop" },
      { option: "--secret", project: "shop" },
    ],
    explain: ({ option, text, project }: { option: string; text?: string; project: string }) => ({
      problem: `Expected ${option} to be KEY=VALUE${text === undefined ? "" : ` but got "${text}"`}`,
      remedy: `Write it like this: ${option} ${project}:greeting=hello`,
    }),
  },
  "secret-input-twice": {
    what: "Two `--secret` options read their value from standard input.",
    why: "Standard input is read to its end, and gives only one value.",
    explain: () => ({
      problem: "Standard input can be the value of one --secret only",
      remedy: "Write the other secrets as --secret KEY=@FILE.",
    }),
  },
  "secret-file-unreadable": {
    what: "The file with the value of a `--secret` cannot be read.",
    why: "A value that begins with `@` is the name of a file.",
    examples: [{ key: "shop:key", why: "does not exist" }],
    explain: ({ key, why }: { key: string; why: string }) => ({
      problem: `The file of --secret ${key} ${why}`,
      remedy: `Write --secret ${key}=@FILE with a file that exists, ${key}=@- for standard input, or ${key}=@@… for a value that begins with @.`,
    }),
  },
  "stack-name-unfit": {
    what: "A stack has a name that is not allowed.",
    why: "Each stack has a directory and a file of the same name.",
    examples: [{ name: "../dev" }],
    explain: ({ name }: { name: string }) => ({
      problem: `${JSON.stringify(name.slice(0, 100))} cannot be the name of a stack`,
      remedy: "Use up to 100 letters, digits, dots, dashes and underscores, such as --stack dev.",
    }),
  },
  "yes-missing": {
    what: "A command would change something, but cannot ask for your consent.",
    why: "Without a terminal nobody can answer. No answer does not mean yes.",
    examples: [
      { command: "up", change: "anything", instead: "run preview to see what it would do" },
      { command: "state delete", change: "the state" },
    ],
    explain: ({ command, change, instead }: { command: string; change: string; instead?: string }) => ({
      problem: `${command} asks before it changes ${change}, but there is no terminal to ask on`,
      remedy: `Pass --yes to go ahead${instead === undefined ? "" : `, or ${instead}`}.`,
    }),
  },
  "yes-missing-with-json": {
    what: "A command would change something, but its output is JSON.",
    why: "A question in the output would break the JSON.",
    examples: [{ command: "up" }],
    explain: ({ command }: { command: string }) => ({
      problem: `${command} --json cannot ask before it changes something`,
      remedy: "Pass --yes to go ahead, or run preview --json.",
    }),
  },
  "confirmation-declined": {
    what: "The answer to the question was not yes.",
    why: "Only a yes changes something.",
    explain: () => ({ problem: "confirmation declined", remedy: "Nothing was changed. Answer yes to go ahead." }),
  },
  "requests-unreadable": {
    what: "`compare` cannot read the file with its requests.",
    why: "The command compares two programs by their answers to these requests.",
    examples: [{ file: "requests.http", why: "ENOENT" }],
    explain: ({ file, why }: { file: string; why: string }) => ({
      problem: `${file} cannot be read: ${why}`,
      remedy: "Create the file with a request such as `GET /`, or name another file with --requests.",
    }),
  },
  "policy-configs-uneven": {
    what: "The numbers of `--policy-pack-config` and `--policy-pack` differ.",
    why: "The first file is for the first pack, the second file for the second pack, and so on.",
    examples: [{ packs: 2, configs: 1 }],
    explain: ({ packs, configs }: { packs: number; configs: number }) => ({
      problem: `There are ${packs} --policy-pack but ${configs} --policy-pack-config`,
      remedy: "Give one --policy-pack-config for each --policy-pack, in the same order, or none.",
    }),
  },
  "policy-config-unreadable": {
    what: "The configuration of a policy pack cannot be read.",
    why: "The file does not exist, or is not JSON.",
    examples: [{ file: "packs.json", why: "Unexpected end of JSON input" }],
    explain: ({ file, why }: { file: string; why: string }) => ({
      problem: `Cannot read ${file}: ${why}`,
      remedy: "Create or correct the JSON file.",
    }),
  },
  "policy-config-not-object": {
    what: "The configuration of a policy pack is not a JSON object.",
    why: "The object has one key for each policy.",
    examples: [{ file: "packs.json" }],
    explain: ({ file }: { file: string }) => ({
      problem: `Expected ${file} to hold a JSON object`,
      remedy: 'Write the file as { "<policy>": { … } }.',
    }),
  },
});
