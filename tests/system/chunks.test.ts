import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesHash } from "../../sdk/package/filesHash";
import { readChunks } from "../../sdk/system/chunks";
import { inTemporary } from "../package/support";

describe("readChunks", () => {
  for (const size of [0, 1, 9, 10, 11, 20, 35]) {
    it(
      `reads a file of ${size} bytes in chunks of 10`,
      inTemporary(async (directory) => {
        const path = join(directory, "x");
        writeFileSync(path, Buffer.from(Array.from({ length: size }, (_, index) => index)));
        const lengths: number[] = [];
        const bytes: number[] = [];
        for await (const chunk of readChunks(path, 10)) {
          lengths.push(chunk.length);
          bytes.push(...chunk);
        }
        assert.deepEqual(
          bytes,
          Array.from({ length: size }, (_, index) => index),
        );
        assert.ok(lengths.slice(0, -1).every((length) => length === 10));
      }),
    );
  }

  it(
    "can be stopped before the end",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      writeFileSync(path, "");
      truncateSync(path, 100);
      for await (const chunk of readChunks(path, 10)) {
        assert.equal(chunk.length, 10);
        break;
      }
    }),
  );

  it(
    "does not wait for a writer of a named pipe",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      execFileSync("mkfifo", [path]);
      await assert.rejects(readChunks(path).next(), { code: "ENOTREG" });
      await assert.rejects(filesHash([{ name: "x", content: { path } }]), { code: "ENOTREG" });
    }),
  );
});
