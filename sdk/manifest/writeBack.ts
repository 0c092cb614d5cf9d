import { constants } from "node:fs";
import { access, lstat, realpath, stat } from "node:fs/promises";
import { FILE_LIMITS, readRegularFile } from "../system/files";
import { type Edit, removeServiceId, setServiceId } from "./edit";
import { createFile, removeEmpty, replaceFile } from "./wholeFile";

/**
 * The outcome of writing a `service_id`. A failure becomes a warning: `line` is what the user can put into the file.
 */
export type WriteBack =
  | { status: "unchanged" | "written" | "created" | "overtaken" }
  | { status: "failed"; reason: string; line: string };

/** How often to retry when others change the file meanwhile. */
const ATTEMPTS = 10;

/**
 * Sets `service_id` in a manifest on disk. At any moment, also when this process is killed, the file is either the old
 * or the new one. Of several writers at once, each sees what the one before has written. A symbolic link keeps its
 * target. Nothing is written when the id is there already.
 *
 * Never throws: a successful deployment must not fail because a file cannot be written.
 *
 * @param options.create creates a missing file, with only the id in it.
 * @param options.expected the file's text at the decision to write, or null when it was missing. When the file has
 * changed since, nothing is written and the status is `overtaken`.
 */
export function writeServiceId(
  path: string,
  id: string,
  options: { create?: boolean; expected?: string | null } = {},
): Promise<WriteBack> {
  const { create, expected } = options;
  return change(path, id, {
    edit: (text) => (expected === undefined || text === expected ? setServiceId(text, id) : OVERTAKEN),
    whenMissing: async () => {
      if (typeof expected === "string") {
        return OVERTAKEN;
      }
      return create ? createWithId(path, id) : { refused: "the file does not exist" };
    },
  });
}

const OVERTAKEN = { status: "overtaken" } as const;

/** Removes the line with this `service_id`, in the same way. Removes an environment's file that has nothing else. */
export async function eraseServiceId(path: string, id: string): Promise<WriteBack> {
  const result = await change(path, id, {
    edit: (text) => ({ text: removeServiceId(text) }),
    whenMissing: async () => ({ status: "unchanged" }),
  });
  if (result.status === "written") {
    await removeEmpty(path).catch(ignore);
  }
  return result;
}

interface Change {
  edit(text: string): Edit | typeof OVERTAKEN;
  whenMissing(): Promise<Attempt>;
}

async function change(path: string, id: string, wanted: Change): Promise<WriteBack> {
  const line = `service_id = ${JSON.stringify(id)}`;
  const failed = (reason: string): WriteBack => ({ status: "failed", reason, line });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const result = await tryOnce(path, wanted);
      if (result !== "changed meanwhile") {
        return "refused" in result ? failed(result.refused) : result;
      }
    }
    return failed("the file keeps being changed by others");
  } catch (error) {
    return failed(describe(error as NodeJS.ErrnoException));
  }
}

type Attempt =
  | { status: "unchanged" | "written" | "created" | "overtaken" }
  | { refused: string }
  | "changed meanwhile";

async function tryOnce(path: string, wanted: Change): Promise<Attempt> {
  const file = await resolve(path);
  if (file === undefined) {
    if (await isLink(path)) {
      return { refused: "the file is a link to one that does not exist" };
    }
    return wanted.whenMissing();
  }
  const stats = await stat(file);
  const before = readRegularFile(file, FILE_LIMITS.settings);
  const text = decode(before);
  if (text === undefined) {
    return { refused: "the file is not UTF-8 text" };
  }
  const edit = wanted.edit(text);
  if (!("text" in edit)) {
    return edit;
  }
  if (edit.text === text) {
    return { status: "unchanged" };
  }
  if ((stats.mode & 0o222) === 0) {
    return { refused: "the file is read-only" };
  }
  await access(file, constants.W_OK);
  return (await replaceFile(file, before, edit.text, stats)) ? { status: "written" } : "changed meanwhile";
}

/** When another process creates the file first, that file is edited instead. */
async function createWithId(path: string, id: string): Promise<Attempt> {
  const edit = setServiceId("", id);
  if ("refused" in edit) {
    return edit;
  }
  return (await createFile(path, edit.text)) ? { status: "created" } : "changed meanwhile";
}

async function resolve(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(ignore))?.isSymbolicLink() === true;
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function describe(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "EACCES":
    case "EPERM":
      return "the file or its directory may not be written";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "the disk is full";
    case "EISDIR":
      return "it is a directory";
    default:
      return error.message;
  }
}

function ignore(): undefined {
  return undefined;
}
