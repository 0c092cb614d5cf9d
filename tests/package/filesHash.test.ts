import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareNames, filesHash } from "../../sdk/package/filesHash";
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

  it("is the hash of nothing for a package without files", async () => {
    assert.equal(await filesHash([]), sha512(""));
  });

  it(
    "reads files from disk that are larger than one chunk",
    inTemporary(async (directory) => {
      const path = join(directory, "x");
      const content = Buffer.alloc(2_500_000, "0123456789a");
      writeFileSync(path, content);
      const files = [{ name: "a", content: { path } }, file("b", "end")];
      assert.equal(await filesHash(files), sha512(`${content.toString()}end`));
    }),
  );
});
