import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashFile } from "../../sdk/system/hashedFile";
import { fstatSync, lstatSync, rmSync as removeSync, statSync } from "../../sdk/system/stats";

describe("a linked package, as pnpm installs it", () => {
  let directory: string;
  let server: Server;
  let packages = 0;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "stats-"));
    mkdirSync(join(directory, "node_modules"));
    execFileSync("mkfifo", [join(directory, "pipe")]);
    server = createServer().listen(join(directory, "socket"));
    await new Promise((resolve) => server.once("listening", resolve));
  });
  after(() => {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A path that was not resolved before: Node remembers those. */
  function linked(): { resolve(): string; at: string } {
    const name = `linked-${packages++}`;
    const at = join(directory, name, "index.js");
    mkdirSync(join(directory, name));
    writeFileSync(at, "");
    symlinkSync(join("..", name), join(directory, "node_modules", name), "junction");
    const resolver = createRequire(join(directory, "program.js"));
    return { resolve: () => resolver.resolve(name), at };
  }

  function opened(path: string): void {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      fstatSync(file);
    } finally {
      closeSync(file);
    }
  }

  function removed(): void {
    const another = join(directory, "another");
    execFileSync("mkfifo", [another]);
    removeSync(another);
  }

  for (const [what, look] of [
    ["a named pipe", () => statSync(join(directory, "pipe"))],
    ["a socket", () => statSync(join(directory, "socket"))],
    ["a named pipe that could be a link", () => lstatSync(join(directory, "pipe"))],
    ["a socket that could be a link", () => lstatSync(join(directory, "socket"))],
    ["a named pipe that is open", () => opened(join(directory, "pipe"))],
    ["a named pipe that was removed", removed],
    ["nothing", () => statSync(join(directory, "missing"), { throwIfNoEntry: false })],
    ["a named pipe that was to be hashed", () => assert.throws(() => hashFile(join(directory, "pipe"), 100))],
  ] as const) {
    it(`is found at its real path after reading ${what}`, () => {
      const { resolve, at } = linked();
      linked().resolve();
      look();
      assert.equal(resolve(), at);
    });
  }
});
