import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cargoTarget } from "../../sdk/build/cargo";
import { buildScript } from "../../sdk/build/languages";
import { runScript } from "../../sdk/build/script";
import { writeProgram } from "../package/project";
import { inTemporary, makeDirectory } from "../package/support";

describe("a build with Cargo", () => {
  for (const [written, code, facts] of [
    [[], "cargo-no-wasm", ["target"]],
    [["a.wasm", "b.wasm"], "cargo-several-wasm", ["paths"]],
  ] as const) {
    it(
      `is refused when Cargo wrote ${written.length} binaries, none of the project's name`,
      inTemporary(async (directory) => {
        const target = makeDirectory(directory, "target/wasm32-wasip1/release");
        for (const name of written) {
          writeFileSync(join(target, name), "");
        }
        const metadata = JSON.stringify({ target_directory: join(directory, "target"), packages: [] });
        writeProgram(join(directory, "tools/cargo"), `echo '${metadata}'`);
        const cargo = await cargoTarget({
          directory,
          environment: { PATH: `${join(directory, "tools")}:/bin` },
          script: { command: "cargo build" },
        });
        await assert.rejects(
          async () => cargo?.copyBuilt(join(directory, "main.wasm")),
          (error: { code?: string; facts?: object }) => {
            assert.equal(error.code, code);
            assert.deepEqual(Object.keys(error.facts ?? {}), facts);
            return true;
          },
        );
      }),
    );
  }

  it(
    "needs the name of the crate",
    inTemporary(async (directory) => {
      const script = () =>
        buildScript({ directory, manifestName: "fastly.toml", language: "rust", scripts: { envVars: [] } } as never);
      assert.throws(script, { code: "cargo-toml-unreadable" });
      writeFileSync(join(directory, "Cargo.toml"), "[workspace]\n");
      assert.throws(script, { code: "crate-name-missing", facts: { manifest: "fastly.toml" } });
      writeFileSync(join(directory, "Cargo.toml"), '[package]\nname = "shop"\n');
      assert.match(script()?.command ?? "", /--bin shop /);
    }),
  );
});

describe("a build command", () => {
  it(
    "needs a shell",
    inTemporary(async (directory) => {
      const subject = "The build of fastly.toml";
      await assert.rejects(
        runScript({
          subject,
          command: "true",
          directory: join(directory, "none"),
          environment: {},
          hide: String,
          onLine() {},
        }),
        { code: "build-not-started" },
      );
    }),
  );
});
