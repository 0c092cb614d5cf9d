import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inFreshProcess, inTemporary, median, RUNS, timed, type Work, writeWasm } from "./support";

const PACK = `
const { writeArchive } = require("./build/sdk/package/archive.js");
const { readFileSync } = require("node:fs");
const [wasm, archive] = process.argv.slice(1);
const before = process.resourceUsage().maxRSS;
writeArchive([{ name: "big/bin/main.wasm", content: { path: wasm } }], archive, archive + ".temporary")
  .then(() => console.log((process.resourceUsage().maxRSS - before) * 1024 / 1e6));
`;

export const memory: Work = {
  name: "memory",
  goal: "≤ 64 MB",
  measure: () =>
    inTemporary(async (directory) => {
      const wasm = join(directory, "main.wasm");
      writeWasm(wasm, 100);
      mkdirSync(join(directory, "pkg"));
      const [times, added]: [number[], number[]] = [[], []];
      for (let run = 0; run < RUNS; run++) {
        const work = async () => added.push(await inFreshProcess(PACK, wasm, join(directory, `pkg/${run}.tar.gz`)));
        times.push(await timed(work));
      }
      return { ours_ms: median(times), peer_ms: null, ratio: median(added), ok: median(added) <= 64, note: "MB" };
    }),
};
