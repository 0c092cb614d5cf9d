import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors of the command line of `fastly-compute-local`, and of the files that it reads. */
export const cliError = catalogue({
  "usage-unfit": {
    what: "The command line of `fastly-compute-local` is not understood.",
    why: "A word or an option is misspelt, or lacks its value.",
    examples: [
      { problem: 'Unknown command "prevew"', suggestion: "preview" },
      { problem: "config get needs <key>", command: "config get" },
    ],
    tell: ({ problem, suggestion, command }: { problem: string; suggestion?: string; command?: string }) => {
      const help = `Run: npx fastly-compute-local ${command === undefined ? "" : `${command} `}--help`;
      return { problem, remedy: suggestion === undefined ? help : `Did you mean "${suggestion}"? ${help}` };
    },
  },
  "engine-unknown": {
    what: "`--engine` names an engine that does not exist.",
    why: "A program runs on the local engine, or on Pulumi's.",
    examples: [{ engine: "terraform" }],
    tell: ({ engine }: { engine: string }) => ({
      problem: `Unknown engine "${engine}"`,
      remedy: "Use --engine embedded, --engine auto or --engine pulumi.",
    }),
  },
  "port-option-unfit": {
    what: "`--port` is no port.",
    why: "A port is a number up to 65535.",
    examples: [{ text: "http" }],
    tell: ({ text }: { text: string }) => ({
      problem: `Expected --port to be a number up to 65535 but got "${text}"`,
      remedy: "Leave it out for a free port.",
    }),
  },
  "backend-option-unused": {
    what: "A backend that is to be elsewhere is none of the program's.",
    why: "The name is misspelt, or the program has lost that backend: its requests would go where nobody wants them.",
    examples: [{ name: "ap", known: ["api", "images"] }],
    tell: ({ name, known }: { name: string; known: readonly string[] }) => ({
      problem: `--backend ${name} has no effect: no service of the program has a backend of that name`,
      remedy:
        known.length === 0 ? "Leave it out: there is no backend." : `Give one that there is: ${known.join(", ")}.`,
    }),
  },
  "backend-option-unfit": {
    what: "`--backend` does not say which backend has which address.",
    why: "The requests to a backend go to an address on this machine instead.",
    examples: [{ text: "api" }],
    tell: ({ text }: { text: string }) => ({
      problem: `Expected --backend to be a name and an address but got "${text}"`,
      remedy: "Write it as --backend api=http://localhost:3000.",
    }),
  },
  "setting-unfit": {
    what: "`--config` or `--secret` does not say which key gets which value.",
    why: "A value without its key has no effect. What could be a secret is not shown.",
    examples: [
      { option: "--config", text: "greeting", project: "shop" },
      { option: "--secret", project: "shop" },
    ],
    tell: ({ option, text, project }: { option: string; text?: string; project: string }) => ({
      problem: `Expected ${option} to be KEY=VALUE${text === undefined ? "" : ` but got "${text}"`}`,
      remedy: `Write it as, for example, ${option} ${project}:greeting=hello.`,
    }),
  },
  "secret-input-twice": {
    what: "Two `--secret` are to be read from standard input.",
    why: "Standard input is read to its end, and is one value.",
    tell: () => ({
      problem: "Standard input can be the value of one --secret only",
      remedy: "Give the others as KEY=@FILE.",
    }),
  },
  "secret-file-unreadable": {
    what: "The file that has the value of a `--secret` cannot be read.",
    why: "A value that begins with `@` names a file.",
    examples: [{ key: "shop:key", why: "does not exist" }],
    tell: ({ key, why }: { key: string; why: string }) => ({
      problem: `The file of --secret ${key} ${why}`,
      remedy: `Write --secret ${key}=@FILE with a file that exists, ${key}=@- for standard input, or ${key}=@@… for a value that begins with @.`,
    }),
  },
  "stack-name-unfit": {
    what: "A stack has a name that it cannot have.",
    why: "Each stack has a directory and a file of its name.",
    examples: [{ name: "../dev" }],
    tell: ({ name }: { name: string }) => ({
      problem: `${JSON.stringify(name.slice(0, 100))} cannot be the name of a stack`,
      remedy: "Use up to 100 letters, digits, dots, dashes and underscores, such as --stack dev.",
    }),
  },
  "yes-missing": {
    what: "A command would change something, and can ask nobody.",
    why: "Without a terminal there is no answer, and no answer is no yes.",
    examples: [
      { command: "up", change: "anything", instead: "run preview to see what it would do" },
      { command: "state delete", change: "the state" },
    ],
    tell: ({ command, change, instead }: { command: string; change: string; instead?: string }) => ({
      problem: `${command} asks before it changes ${change}, and there is no terminal to ask on`,
      remedy: `Pass --yes to go ahead${instead === undefined ? "" : `, or ${instead}`}.`,
    }),
  },
  "yes-missing-with-json": {
    what: "A command would change something, and prints JSON for a program.",
    why: "A question would be in the way of the JSON.",
    examples: [{ command: "up" }],
    tell: ({ command }: { command: string }) => ({
      problem: `${command} --json asks nobody`,
      remedy: "Pass --yes to go ahead, or run preview --json.",
    }),
  },
  "confirmation-declined": {
    what: "The answer to the question was not yes.",
    why: "The state is changed by nothing else than a yes.",
    tell: () => ({ problem: "confirmation declined", remedy: "Nothing was changed. Answer yes to go ahead." }),
  },
  "requests-unreadable": {
    what: "`compare` cannot read the file that lists its requests.",
    why: "Two programs are compared by what they answer.",
    examples: [{ file: "requests.http", why: "ENOENT" }],
    tell: ({ file, why }: { file: string; why: string }) => ({
      problem: `${file} cannot be read: ${why}`,
      remedy: "List the requests in it, such as `GET /`, or name another file with --requests.",
    }),
  },
  "policy-configs-uneven": {
    what: "There are not as many `--policy-pack-config` as `--policy-pack`.",
    why: "The first file is for the first pack, the second for the second, and so on.",
    examples: [{ packs: 2, configs: 1 }],
    tell: ({ packs, configs }: { packs: number; configs: number }) => ({
      problem: `There are ${packs} --policy-pack and ${configs} --policy-pack-config`,
      remedy: "Give one --policy-pack-config for each --policy-pack, in the same order, or none.",
    }),
  },
  "policy-config-unreadable": {
    what: "The configuration of a policy pack cannot be read.",
    why: "The file does not exist, or is not JSON.",
    examples: [{ file: "packs.json", why: "Unexpected end of JSON input" }],
    tell: ({ file, why }: { file: string; why: string }) => ({
      problem: `Cannot read ${file}: ${why}`,
      remedy: "Correct the JSON file.",
    }),
  },
  "policy-config-not-object": {
    what: "The configuration of a policy pack does not say which policy it is for.",
    why: "It has one key for each policy.",
    examples: [{ file: "packs.json" }],
    tell: ({ file }: { file: string }) => ({
      problem: `Expected ${file} to hold an object`,
      remedy: 'Write it as { "<policy>": { … } }.',
    }),
  },
});
