import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Language } from "../engine/language/host";
import { projectError } from "./projectErrors";
import { isYamlMap, readYaml, type YamlMap } from "./yaml";

/** The parts of a Pulumi.yaml that a run needs. */
export interface Project {
  name: string;
  /** The directory of Pulumi.yaml. */
  root: string;
  /** The program: a directory, or a file when `main` names one. */
  program: string;
  /** The `config` block: values and defaults by key. */
  config: YamlMap;
  /** The language of a program that Node does not run. */
  language?: Language;
  /** The directories of component packages, by name. */
  packages: Record<string, string>;
}

/** Finds Pulumi.yaml in `directory` or above it, like `pulumi`. */
export function findProject(directory: string): Project {
  const start = resolve(directory);
  for (let root = start; ; root = dirname(root)) {
    const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(root, name)).find(existsSync);
    if (file !== undefined) {
      return readProject(file, root);
    }
    if (root === dirname(root)) {
      throw projectError("project-missing", { directory: start });
    }
  }
}

function readProject(file: string, root: string): Project {
  const shown = relative(process.cwd(), file) || file;
  const { name, runtime, main, config, packages } = readYaml(file);
  if (typeof name !== "string" || name === "") {
    throw projectError("project-name-missing", { file: shown });
  }
  const language = isYamlMap(runtime) ? runtime.name : runtime;
  if (typeof language !== "string" || language === "") {
    throw projectError("project-runtime-missing", { file: shown, runtime: language ?? null });
  }
  const program = resolve(root, typeof main === "string" ? main : ".");
  if (!existsSync(program)) {
    throw projectError("project-program-missing", { file: shown, main: String(main) });
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

/** The packages inside the project's own tree, as `pulumi package add ./node_modules/…` writes them. */
function directoriesIn(packages: unknown, root: string): Record<string, string> {
  const paths = Object.entries(isYamlMap(packages) ? packages : {}).map(([name, source]) => {
    const path = isYamlMap(source) ? source.source : source;
    return [name, typeof path === "string" ? resolve(root, path) : undefined] as const;
  });
  return Object.fromEntries(
    paths.filter((entry): entry is [string, string] => entry[1] !== undefined && existsSync(entry[1])),
  );
}
