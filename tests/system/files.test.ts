import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegularFile, readRegularFile, readRegularText, whyUnread } from "../../sdk/system/files";

describe("a file that is read", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "files-"));
    mkdirSync(join(directory, "directory"));
    writeFileSync(join(directory, "file"), "twelve bytes");
    writeFileSync(join(directory, "empty"), "");
    symlinkSync("file", join(directory, "link"));
    execFileSync("mkfifo", [join(directory, "pipe")]);
    symlinkSync("pipe", join(directory, "link-to-pipe"));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("must be regular and no larger than the limit", () => {
    equal(readRegularText(join(directory, "file"), 12), "twelve bytes");
    equal(readRegularText(join(directory, "link"), 100), "twelve bytes");
    deepEqual(readRegularFile(join(directory, "empty"), 0), Buffer.alloc(0));
    throws(() => readRegularFile(join(directory, "file"), 11), { code: "EFBIG" });
  });

  it("may claim to be empty", () => {
    equal(readRegularText("/proc/self/stat", 10_000).startsWith(`${process.pid} `), true);
    throws(() => readRegularFile("/proc/self/stat", 3), { code: "EFBIG" });
  });

  for (const [what, path, message] of [
    ["a named pipe", "pipe", "is a named pipe; a regular file is needed"],
    ["a link to one", "link-to-pipe", "is a named pipe; a regular file is needed"],
    ["a device without end", "/dev/zero", "is a device; a regular file is needed"],
    ["a directory", "directory", "is a directory; a file is needed"],
    ["nothing", "missing", "does not exist"],
    ["what is below a file", "file/below", "cannot be read: ENOTDIR"],
  ] as const) {
    it(`cannot be ${what}`, async () => {
      const absolute = path.startsWith("/") ? path : join(directory, path);
      const says = (error: unknown) => whyUnread(error) === message;
      throws(() => readRegularFile(absolute, 100), says);
      await rejects(openRegularFile(absolute), says);
    });
  }

  it("cannot be a socket", async () => {
    const path = join(directory, "socket");
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once("listening", resolve));
    throws(() => readRegularFile(path, 100), { message: "is a socket; a regular file is needed" });
    server.close();
  });

  it("is opened with its size", async () => {
    const { file, size } = await openRegularFile(join(directory, "file"), 12);
    equal(size, 12);
    await file.close();
    await rejects(openRegularFile(join(directory, "file"), 11), { code: "EFBIG" });
  });
});
