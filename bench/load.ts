import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFreshProcess, inTemporary, RUNS, sideBySide, type Work, writeWasm } from "./support";

const OURS = `
const start = performance.now();
const { ComputeService } = require("./dist/index.js");
const loaded = performance.now();
const pulumi = require("@pulumi/pulumi");
pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
  "bench", "dev", false, "organization");
const ready = performance.now();
new ComputeService("edge", { directory: process.argv[1], package: { path: "main.wasm" }, writeServiceId: false });
console.log(performance.now() - ready + loaded - start);
`;
const PEER = `const start = performance.now(); require("@pulumi/fastly"); console.log(performance.now() - start);`;

export const load: Work = {
  name: "load",
  goal: "≤ 1.1 ×",
  measure: () =>
    inTemporary(async (directory) => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, "fastly.toml"), 'manifest_version = 3\nname = "small"\nlanguage = "other"\n');
      writeWasm(join(directory, "main.wasm"), 0.01);
      const { ours, peer, minimumRatio } = await sideBySide(
        () => inFreshProcess(OURS, directory),
        () => inFreshProcess(PEER),
        // The difference is smaller than the noise of a few runs.
        3 * RUNS,
      );
      const note = `minima ${minimumRatio.toFixed(2)}`;
      return { ours_ms: ours, peer_ms: peer, ratio: ours / peer, ok: ours / peer <= 1.1, note };
    }),
};
