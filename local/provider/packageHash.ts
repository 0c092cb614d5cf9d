import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { archiveFilesHash } from "pulumi-fastly-compute/internal";
import type { InvokeResult } from "../engine/contract";
import type { PropertyMap } from "../engine/value";

/** The hash that Fastly computes over the files in a package. Makes no request. */
export async function getPackageHash(args: PropertyMap, programDirectory: string): Promise<InvokeResult> {
  const { filename = null, content = null } = args;
  if ((filename === null) === (content === null)) {
    const problem = filename === null ? "one of" : "only one of";
    const reason = `"content": ${problem} \`content,filename\` ${filename === null ? "must" : "can"} be specified`;
    return { failures: [{ property: "", reason: `Invalid combination of arguments. ${reason}` }] };
  }
  const hash =
    filename !== null
      ? await hashOfFile(resolve(programDirectory, String(filename)))
      : await hashOfContent(String(content));
  return { returns: { ...args, hash, id: hash } };
}

async function hashOfFile(path: string): Promise<string> {
  try {
    return await archiveFilesHash(path);
  } catch (error) {
    throw new Error(`failed to open package '${path}': ${(error as Error).message}`, { cause: error });
  }
}

async function hashOfContent(content: string): Promise<string> {
  const directory = await mkdtemp(`${tmpdir()}/package-`);
  try {
    const path = `${directory}/package.tar.gz`;
    await writeFile(path, Buffer.from(content, "base64"));
    return await hashOfFile(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
