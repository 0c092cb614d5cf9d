import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFreshProcess, inTemporary, offlineCli, pause, sideBySide, timed, type Work, writeWasm } from "./support";

/**
 * Decides in a fresh process, so that nothing is in memory. Only the decision is measured. Every Pulumi program starts
 * Node and Pulumi's SDK, so their start is left out. The CLI's time includes its own start of a few milliseconds.
 */
export const DECIDE = `
require("@pulumi/pulumi");
const { makePackage } = require("./build/sdk/package/index.js");
const [directory, wasm] = process.argv.slice(1);
const request = { directory, name: "big", language: "other", manifestName: "fastly.toml", preview: false, log() {},
  scripts: { build: "mkdir -p bin && cp " + wasm + " bin/main.wasm", envVars: [] },
  manifestText: require("node:fs").readFileSync(directory + "/fastly.toml", "utf8") };
const start = performance.now();
makePackage(request).then(({ built }) => console.log(built + "\\n" + (performance.now() - start)));
`;

export const unchangedPackage: Work = {
  name: "unchanged-package",
  goal: "≥ 10 times faster",
  measure: () =>
    inTemporary(async (workspace) => {
      const directory = join(workspace, "project");
      mkdirSync(join(directory, "src"), { recursive: true });
      const wasm = join(workspace, "main.wasm");
      writeWasm(wasm, 46);
      writeFileSync(join(directory, "fastly.toml"), 'manifest_version = 3\nname = "big"\nlanguage = "other"\n');
      for (let index = 0; index < 2000; index++) {
        writeFileSync(join(directory, `src/file${index}.js`), `export const value = ${index};\n`.repeat(50));
      }
      const decide = () => inFreshProcess(DECIDE, directory, wasm);
      await decide();
      // A file that just changed may change again in the same tick of the clock. So it is hashed until it is older.
      await pause(2100);
      await decide();
      const cli = join(workspace, "cli");
      mkdirSync(cli);
      writeFileSync(join(cli, "fastly.toml"), 'manifest_version = 3\nname = "big"\nlanguage = "other"\n');
      const whole = await timed(decide);
      const { ours, peer } = await sideBySide(decide, () =>
        timed(() => {
          offlineCli(cli, "compute", "pack", "-w", wasm);
          offlineCli(cli, "compute", "hash-files", "--package", "pkg/big.tar.gz");
        }),
      );
      const note = `ours within a new process; with its start ${Math.round(whole)} ms`;
      return { ours_ms: ours, peer_ms: peer, ratio: peer / ours, ok: peer / ours >= 10, note };
    }),
};
