import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareNames, filesHash, readChunks } from "../../sdk/package/filesHash";
import { inTemporary } from "./support";

const sha512 = (text: string) => createHash("sha512").update(text).digest("hex");
const file = (name: string, content: string) => ({ name, content: Buffer.from(content) });

describe("filesHash", () => {
  it("is the SHA-512 of the contents in the order of the names", async () => {
    const files = [file("app/fastly.toml", "toml"), file("app/bin/main.wasm", "wasm")];
    assert.equal(await filesHash(files), sha512("wasmtoml"));
  });

  it("does not depend on the names themselves", async () => {
    assert.equal(
      await filesHash([file("x/a", "1"), file("x/b", "2")]),
      await filesHash([file("y", "1"), file("z", "2")]),
    );
  });

  it("orders names by UTF-8 bytes, not by UTF-16 units", async () => {
    const [astral, privateUse] = ["\u{1F600}", "\uE000"];
    assert.ok(astral < privateUse);
    assert.ok(compareNames(privateUse, astral) < 0);
    assert.equal(await filesHash([file(astral, "2"), file(privateUse, "1")]), sha512("12"));
  });

  it("takes the last of two files with the same name", async () => {
    assert.equal(await filesHash([file("a", "1"), file("a", "2")]), sha512("2"));
  });

  it("is that of nothing for a package without files", async () => {
    assert.equal(await filesHash([]), sha512(""));
  });

  it(
    "reads files from disk, larger than what is read at a time",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      const content = Buffer.alloc(2_500_000, "0123456789a");
      writeFileSync(path, content);
      const files = [{ name: "a", content: { path } }, file("b", "end")];
      assert.equal(await filesHash(files), sha512(`${content.toString()}end`));
    }),
  );
});

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
    "can be left before the end",
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
    "waits for no writer of a named pipe",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      execFileSync("mkfifo", [path]);
      await assert.rejects(readChunks(path).next(), { code: "ENOTREG" });
      await assert.rejects(filesHash([{ name: "x", content: { path } }]), { code: "ENOTREG" });
    }),
  );
});
