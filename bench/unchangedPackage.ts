import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFreshProcess, inTemporary, offlineCli, pause, sideBySide, timed, type Work, writeWasm } from "./support";

/**
 * Decides in a fresh process, so that nothing is in memory. Timed is what the decision adds to a run: the start of Node
 * and Pulumi's SDK are not in it, as every Pulumi program has both, and the CLI's own start of a few milliseconds is in
 * its time.
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
      // A file changed just now may change again within the same tick of its clock, so it is hashed until it is older.
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
