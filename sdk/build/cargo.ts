import { copyFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { namesIn } from "../sources/root";
import { scriptError } from "./errors";
import { programOutput } from "./programOutput";

/** The place of Cargo's binaries of a project. */
export interface CargoTarget {
  directory: string;
  /** The present WebAssembly binaries, of every target and profile. */
  binaries(): string[];
  /**
   * Copies the binary that the build has written. Move all binaries away while the build runs: Cargo links a missing
   * binary again, even when there is nothing to compile.
   *
   * @throws ComputeError when there is no binary, or it is not clear which one is meant.
   */
  copyBuilt(output: string): Promise<void>;
}

/** A build of a Cargo project. */
export interface CargoBuild {
  directory: string;
  environment: Record<string, string>;
  script: { command: string };
}

interface Metadata {
  target_directory: string;
  packages: { name: string; manifest_path: string; targets: { name: string; kind: string[] }[] }[];
}

/** Asks Cargo, in the build's own environment. Undefined when Cargo cannot tell, as without a Cargo.toml. */
export async function cargoTarget(context: CargoBuild): Promise<CargoTarget | undefined> {
  const text = await programOutput("cargo", ["metadata", "--no-deps", "--format-version", "1"], context);
  if (text === undefined) {
    return undefined;
  }
  const { packages, target_directory } = JSON.parse(text) as Metadata;
  const words = context.script.command.split(/[\s=]+/);
  const argument = (...names: string[]) => words[words.findIndex((word) => names.includes(word)) + 1 || Infinity];
  const target = argument("--target-dir") ?? target_directory;
  const binaries = () =>
    below(target)
      .flatMap((directory) => [directory, ...below(directory)])
      .flatMap((directory) => namesIn(directory).map((name) => join(directory, name)))
      .filter((path) => path.endsWith(".wasm"));
  return {
    directory: target,
    binaries,
    async copyBuilt(output) {
      const built = binaries();
      const own = packages.filter(({ manifest_path }) => dirname(manifest_path) === context.directory);
      const meant = [argument("--bin"), argument("-p", "--package"), ...own.map(({ name }) => name)];
      const [one, another] =
        meant
          .map((name) => built.filter((path) => basename(path) === `${name}.wasm`))
          .find(({ length }) => length > 0) ?? built;
      if (one === undefined) {
        throw scriptError("cargo-no-wasm", { target });
      }
      if (another !== undefined) {
        throw scriptError("cargo-several-wasm", { paths: built });
      }
      await copyFile(one, output);
    },
  };
}

function below(directory: string): string[] {
  return namesIn(directory).map((name) => join(directory, name));
}
