import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { extract } from "tar";
import { makeProject } from "../support/project";

const ROOT = resolve(__dirname, "../..");

/** The package that `npm publish` would send. */
export interface Packed {
  tarball: string;
  /** Its files. */
  files: string[];
}

const packed = new Map<string, Promise<Packed>>();

/** Packs the package of a folder, once for all tests. */
export function pack(folder: string): Promise<Packed> {
  const made = packed.get(folder) ?? packedAnew(folder);
  packed.set(folder, made);
  return made;
}

async function packedAnew(folder: string): Promise<Packed> {
  const directory = makeProject({});
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", directory];
  const { stdout } = await run("npm", args, join(ROOT, folder));
  const [made] = Object.values(JSON.parse(stdout)) as { filename: string; files: { path: string }[] }[];
  return { tarball: join(directory, made?.filename ?? ""), files: made?.files.map(({ path }) => path) ?? [] };
}

let installed: Promise<string> | undefined;

/**
 * A directory with the component's package as npm installs it, beside links to this repository's packages. All tests
 * share it. So they must not add files with the same name, or change any.
 */
export function installedPackage(): Promise<string> {
  installed ??= installedAnew();
  return installed;
}

async function installedAnew(): Promise<string> {
  const { tarball } = await pack(".");
  const directory = makeProject({});
  const modules = join(directory, "node_modules");
  const cwd = join(modules, "pulumi-fastly-compute");
  mkdirSync(cwd, { recursive: true });
  await extract({ file: tarball, cwd, strip: 1 });
  const others = readdirSync(join(ROOT, "node_modules")).filter((name) => name !== "pulumi-fastly-compute");
  for (const name of others) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
  return directory;
}

/** Runs a program as from a user's shell: npm sets variables about the project for the programs that it runs. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stdout: string; stderr: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/.test(name)));
  return promisify(execFile)(command, args, { cwd, env });
}
