import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseToml } from "../../sdk/manifest/toml";
import type { Project } from "./reasons";

const TINY_WASM = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/** A directory for each of the two tools, with a package of the smallest Wasm, and their output. */
export interface Projects {
  cli: string;
  ours: string;
  project: Project;
}

/** All of them are removed when the process ends: a refused deployment may still be packing. */
export function makeProjects(manifest: string): Projects {
  if (root === undefined) {
    const made = mkdtempSync(join(tmpdir(), "parity-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    root = made;
  }
  const directory = mkdtempSync(join(root, "manifest-"));
  for (const name of ["cli", "ours"]) {
    mkdirSync(join(directory, name, "bin"), { recursive: true });
    writeFileSync(join(directory, name, "fastly.toml"), manifest);
    writeFileSync(join(directory, name, "bin/main.wasm"), TINY_WASM);
  }
  const packed = Buffer.concat([TINY_WASM, Buffer.from(withoutServiceId(manifest))]);
  const packageHash = createHash("sha512").update(packed).digest("hex");
  const project = { description: descriptionOf(manifest), packageHash, madeByHand: [] };
  return { cli: join(directory, "cli"), ours: join(directory, "ours"), project };
}

let root: string | undefined;

const SERVICE_ID = /^[ \t]*service_id[ \t]*=.*(?:\r?\n|$)/m;

export function withoutServiceId(manifest: string): string {
  return manifest.replace(SERVICE_ID, "");
}

/** The manifest with another service id. */
export function withServiceId(manifest: string, id: string): string {
  return manifest.replace(/^([ \t]*service_id[ \t]*=[ \t]*)(["'])[^"']*\2/m, (_, start: string) => `${start}"${id}"`);
}

export function hasServiceId(manifest: string): boolean {
  return /^[ \t]*service_id[ \t]*=[ \t]*["'][^"']/m.test(manifest);
}

function descriptionOf(manifest: string): string | undefined {
  try {
    const { description } = parseToml(manifest);
    return typeof description === "string" ? description : undefined;
  } catch {
    return undefined;
  }
}
