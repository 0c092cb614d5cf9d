import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "pulumi-fastly-compute/internal";
import type { Language } from "../engine/language/host";
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
  /** The language, where Node does not run the program. */
  language?: Language;
  /** Component packages by name: directories. */
  packages: Record<string, string>;
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
      throw new UserError(
        `No Pulumi.yaml in ${start} or above it`,
        "Go to a Pulumi project, or name it with --dir. To begin one, write two lines into a Pulumi.yaml: `name: shop` and `runtime: nodejs`.",
      );
    }
  }
}

function readProject(file: string, root: string): Project {
  const shown = relative(process.cwd(), file) || file;
  const { name, runtime, main, config, packages } = readYaml(file);
  if (typeof name !== "string" || name === "") {
    throw new UserError(`${shown} has no name`, "Add a line such as `name: hello`.");
  }
  const language = isYamlMap(runtime) ? runtime.name : runtime;
  if (typeof language !== "string" || language === "") {
    throw new UserError(
      `${shown} says no runtime, but ${JSON.stringify(language ?? null)}`,
      "Add a line such as `runtime: nodejs`.",
    );
  }
  const program = resolve(root, typeof main === "string" ? main : ".");
  if (!existsSync(program)) {
    throw new UserError(`The program of ${shown} is not there: main is "${main}"`, "Correct main, or create the file.");
  }
  const options = isYamlMap(runtime) && isYamlMap(runtime.options) ? runtime.options : undefined;
  return {
    name,
    root,
    program,
    config: isYamlMap(config) ? config : {},
    ...(language !== "nodejs" && { language: { name: language, root, ...(options && { options }) } }),
    packages: directoriesIn(packages, root),
  };
}

/** Packages that are in the project's own tree, as `pulumi package add ./node_modules/…` writes them. */
function directoriesIn(packages: unknown, root: string): Record<string, string> {
  const paths = Object.entries(isYamlMap(packages) ? packages : {}).map(([name, source]) => {
    const path = isYamlMap(source) ? source.source : source;
    return [name, typeof path === "string" ? resolve(root, path) : undefined] as const;
  });
  return Object.fromEntries(
    paths.filter((entry): entry is [string, string] => entry[1] !== undefined && existsSync(entry[1])),
  );
}
