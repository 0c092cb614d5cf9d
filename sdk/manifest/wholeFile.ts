import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, link, lstat, open, readdir, realpath, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withLock } from "../system/fileLock";
import { FILE_LIMITS, readRegularFile } from "../system/files";
import { NO_HARD_LINKS } from "../system/lockFile";

/**
 * Replaces the content of a file with a text. At any moment the file is either the old or the new one.
 *
 * Writers that use this function take turns, in this process and others: of those that started from the same text, one
 * wins. Other programs do not take turns. No system call joins the comparison and the rename. So what an editor saves
 * between the two is lost.
 *
 * @param before the content from which the text was made.
 * @param like the file's owner and mode, which stay.
 * @returns false when the file has changed since then. Nothing is written then.
 */
export async function replaceFile(file: string, before: Buffer, text: string, like: Stats): Promise<boolean> {
  return inTurn(file, async () => {
    const temporary = await writeTemporary(file, text, like);
    try {
      if (!before.equals(readRegularFile(file, FILE_LIMITS.settings))) {
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
  });
}

/** Removes a file, unless others have written something into it meanwhile. */
export async function removeEmpty(path: string): Promise<void> {
  await inTurn(await realpath(path), async () => {
    if (readRegularFile(path, FILE_LIMITS.settings).length === 0) {
      await unlink(path);
    }
  });
}

/**
 * Creates a file completely or not at all.
 *
 * @returns false when another process has created it first.
 */
export async function createFile(path: string, text: string): Promise<boolean> {
  return inTurn(path, async () => {
    const temporary = await writeTemporary(path, text);
    try {
      await link(temporary, path).catch(async (error) => {
        if (!NO_HARD_LINKS.includes(error.code) || (await lstat(path).catch(ignore)) !== undefined) {
          throw error;
        }
        await rename(temporary, path);
      });
      await syncDirectory(dirname(path));
      return true;
    } catch (error) {
      if ((await lstat(path).catch(ignore)) !== undefined) {
        return false;
      }
      throw error;
    } finally {
      await unlink(temporary).catch(ignore);
    }
  });
}

/** The lock is a file beside the file. A lock that a killed process left is taken over. */
function inTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  return withLock(join(dirname(file), `${temporaryPrefix(file)}lock`), work, ignore);
}

async function writeTemporary(file: string, text: string, like?: Stats): Promise<string> {
  await removeLeftovers(file);
  const temporary = join(dirname(file), `${temporaryPrefix(file)}${randomBytes(6).toString("hex")}.tmp`);
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

/**
 * Removes what killed processes have left. Only the holder of the lock writes a temporary file, and that is this
 * process now. A holder that slept and lost its lock loses one attempt.
 */
async function removeLeftovers(file: string): Promise<void> {
  const directory = dirname(file);
  const prefix = temporaryPrefix(file);
  for (const name of await readdir(directory)) {
    if (name.startsWith(prefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length))) {
      await unlink(join(directory, name)).catch(ignore);
    }
  }
}

function temporaryPrefix(file: string): string {
  return `.${basename(file)}.`;
}

/** Makes the rename itself durable. Not every file system can, and the file is whole either way. */
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
