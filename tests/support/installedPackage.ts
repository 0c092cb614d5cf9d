import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { extract } from "tar";

const ROOT = resolve(__dirname, "../..");

/** Puts the npm package into a program's directory, as `npm install` does with what was published; answers where. */
export async function installPackage(directory: string): Promise<string> {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", directory];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: ROOT });
  const [packed] = Object.values(JSON.parse(stdout)) as { filename: string }[];
  const modules = join(directory, "node_modules");
  const cwd = join(modules, "pulumi-fastly-compute");
  mkdirSync(cwd, { recursive: true });
  await extract({ file: join(directory, packed?.filename ?? ""), cwd, strip: 1 });
  const others = readdirSync(join(ROOT, "node_modules")).filter((name) => name !== "pulumi-fastly-compute");
  for (const name of others) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
  return cwd;
}
