import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "pulumi-fastly-compute/internal";
import { isYamlMap, readYaml, type YamlMap } from "./yaml";

/** What a Pulumi.yaml says, as far as a run needs it. */
export interface Project {
  name: string;
  /** The directory of Pulumi.yaml. */
  root: string;
  /** The program: a directory or, where `main` names one, a file. */
  program: string;
  /** The `config` block: values and defaults by key. */
  config: YamlMap;
}

/** Finds Pulumi.yaml in `directory` or above it, as `pulumi` does. */
export function findProject(directory: string): Project {
  const start = resolve(directory);
  for (let root = start; ; root = dirname(root)) {
    const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(root, name)).find(existsSync);
    if (file !== undefined) {
      return readProject(file, root);
    }
    if (root === dirname(root)) {
      throw new UserError(`No Pulumi.yaml in ${start} or above it`, "Go to a Pulumi project, or name it with --dir.");
    }
  }
}

function readProject(file: string, root: string): Project {
  const shown = relative(process.cwd(), file) || file;
  const { name, runtime, main, config } = readYaml(file);
  if (typeof name !== "string" || name === "") {
    throw new UserError(`${shown} has no name`, "Add a line such as `name: hello`.");
  }
  const language = isYamlMap(runtime) ? runtime.name : runtime;
  if (language !== "nodejs") {
    throw new UserError(
      `The local engine runs Node.js programs, but ${shown} says runtime ${JSON.stringify(language ?? null)}`,
      "Use pulumi for this project, with fastly:baseUrl set to a local Fastly API (fastly-compute-local serve).",
    );
  }
  const program = resolve(root, typeof main === "string" ? main : ".");
  if (!existsSync(program)) {
    throw new UserError(`The program of ${shown} is not there: main is "${main}"`, "Correct main, or create the file.");
  }
  return { name, root, program, config: isYamlMap(config) ? config : {} };
}
