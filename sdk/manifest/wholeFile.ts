import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, link, open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const NO_HARD_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

/**
 * Puts a text in the place of a file's content, so that the file is the old or the new one at any instant.
 *
 * @param before what the file was when the text was made of it.
 * @param like its owner and mode, which stay.
 * @returns false when it is another one by now; then nothing is written.
 */
export async function replaceFile(file: string, before: Buffer, text: string, like: Stats): Promise<boolean> {
  const temporary = await writeTemporary(file, text, like);
  try {
    if (!before.equals(await readFile(file))) {
      return false;
    }
    await rename(temporary, file);
    await syncDirectory(dirname(file));
    return true;
  } catch (error) {
    if (isMissing(error)) {
      return false;
    }
    throw error;
  } finally {
    await unlink(temporary).catch(ignore);
  }
}

/**
 * Makes a file, whole or not at all.
 *
 * @returns false when another process has made it first.
 */
export async function createFile(path: string, text: string): Promise<boolean> {
  const temporary = await writeTemporary(path, text);
  try {
    await link(temporary, path).catch((error) => {
      // Without hard links, the last of several writers wins.
      return NO_HARD_LINKS.includes(error.code) ? rename(temporary, path) : Promise.reject(error);
    });
    await syncDirectory(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
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

/** Makes the rename itself last; not every file system can, and the file is whole either way. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(ignore);
  await handle?.sync().catch(ignore);
  await handle?.close().catch(ignore);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function ignore(): undefined {
  return undefined;
}
