import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import {
  access,
  type FileHandle,
  link,
  lstat,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  stat,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Edit, removeServiceId, setServiceId } from "./edit";

/** What became of a `service_id`. A failure is for a warning: `line` is what the user can put into the file. */
export type WriteBack =
  | { status: "unchanged" | "written" | "created" | "overtaken" }
  | { status: "failed"; reason: string; line: string };

/** How often a file that others change meanwhile is read again. */
const ATTEMPTS = 10;

/**
 * Sets `service_id` in a manifest on disk, so that at any instant, also when this process is killed, the file is either
 * the old or the new one. A symbolic link keeps pointing where it points. Nothing is written when the id is there.
 * Never throws: a deployment that succeeded does not fail because a file could not be written.
 *
 * @param options.create makes the file when it is missing, with nothing but the id in it.
 * @param options.expected what the file was when it was decided to write: its text, or null when it was missing. When it is
 * another one by now, nothing is written and the status is `overtaken`.
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
      return create ? createFile(path, id) : { refused: "the file does not exist" };
    },
  });
}

const OVERTAKEN = { status: "overtaken" } as const;

/**
 * Takes the line with this `service_id` out again, in the same way. An environment's file that has nothing else is
 * removed.
 */
export async function eraseServiceId(path: string, id: string): Promise<WriteBack> {
  const result = await change(path, id, {
    edit: (text) => ({ text: removeServiceId(text) }),
    whenMissing: async () => ({ status: "unchanged" }),
  });
  if (result.status === "written" && (await readFile(path)).length === 0) {
    await unlink(path);
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

const NO_HARD_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

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
  const before = await readFile(file);
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
  return replace(file, before, edit.text, stats);
}

async function replace(file: string, before: Buffer, text: string, stats: Stats): Promise<Attempt> {
  const temporary = await writeTemporary(file, text, stats);
  try {
    if (!before.equals(await readFile(file))) {
      return "changed meanwhile";
    }
    await rename(temporary, file);
    await syncDirectory(dirname(file));
    return { status: "written" };
  } catch (error) {
    if (isMissing(error)) {
      return "changed meanwhile";
    }
    throw error;
  } finally {
    await unlink(temporary).catch(ignore);
  }
}

/** Makes the file whole or not at all; when another process makes it first, that one is edited instead. */
async function createFile(path: string, id: string): Promise<Attempt> {
  const edit = setServiceId("", id);
  if ("refused" in edit) {
    return edit;
  }
  const temporary = await writeTemporary(path, edit.text);
  try {
    await link(temporary, path).catch((error) => {
      // Without hard links, the last of several writers wins.
      return NO_HARD_LINKS.includes(error.code) ? rename(temporary, path) : Promise.reject(error);
    });
    await syncDirectory(dirname(path));
    return { status: "created" };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return "changed meanwhile";
    }
    throw error;
  } finally {
    await unlink(temporary).catch(ignore);
  }
}

async function writeTemporary(file: string, text: string, like?: Stats): Promise<string> {
  await removeLeftovers(file);
  const temporary = join(dirname(file), `${temporaryPrefix(file)}${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
  const handle = await open(temporary, "wx", like === undefined ? 0o666 : like.mode & 0o777);
  try {
    await handle.writeFile(text);
    if (like !== undefined) {
      await keepOwnerAndMode(handle, like);
    }
    await handle.sync();
  } catch (error) {
    await unlink(temporary).catch(ignore);
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
}

async function keepOwnerAndMode(handle: FileHandle, like: Stats): Promise<void> {
  const { uid, gid } = await handle.stat();
  if (uid !== like.uid || gid !== like.gid) {
    await handle.chown(like.uid, like.gid).catch(ignore);
  }
  await handle.chmod(like.mode & 0o7777);
}

/** Removes what processes that were killed have left. A process that lives loses nothing but an attempt by it. */
async function removeLeftovers(file: string): Promise<void> {
  const directory = dirname(file);
  const prefix = temporaryPrefix(file);
  for (const name of await readdir(directory)) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.[0-9a-f]+\.tmp$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) {
      await unlink(join(directory, name)).catch(ignore);
    }
  }
}

function temporaryPrefix(file: string): string {
  return `.${basename(file)}.`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
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

/** Makes the rename itself last; not every file system can, and the file is whole either way. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(ignore);
  await handle?.sync().catch(ignore);
  await handle?.close().catch(ignore);
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
