import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../local/index";
import { inTemporary, median, RUNS, timed, type Work, writeWasm } from "./support";
import { mustUp, programStack } from "./supportStack";

const SIZES = [1, 10, 50, 200];

/** The time of the first `up` of one program with `count` services, each with its own directory and package. */
async function deploy(count: number): Promise<number> {
  return inTemporary(async (directory) => {
    const fastly = await LocalFastly.start();
    try {
      for (let index = 0; index < count; index++) {
        const app = join(directory, `app${index}`);
        mkdirSync(app);
        writeFileSync(join(app, "fastly.toml"), `manifest_version = 3\nname = "s${index}"\nlanguage = "other"\n`);
        writeWasm(join(app, "main.wasm"), 0.01);
      }
      const source = `const { ComputeService } = require("pulumi-fastly-compute");
for (let i = 0; i < ${count}; i++) new ComputeService("s" + i, { directory: "./app" + i, package: { path: "main.wasm" } });`;
      const stack = programStack(directory, fastly, source);
      return await timed(() => mustUp(stack));
    } finally {
      await fastly.stop();
    }
  });
}

export const services: Work = {
  name: "services",
  goal: "≤ 1.0 ×",
  measure: async () => {
    const times = new Map<number, number[]>(SIZES.map((size) => [size, []]));
    for (let run = 0; run < RUNS; run++) {
      for (const size of SIZES) {
        times.get(size)?.push((await deploy(size)) / size);
      }
    }
    const each = (size: number) => median(times.get(size) ?? []);
    const note = `ms per service: ${SIZES.map((size) => `${Math.round(each(size))} of ${size}`).join(", ")}`;
    const ratio = each(200) / each(10);
    return { ours_ms: each(200), peer_ms: each(10), ratio, ok: ratio <= 1, note };
  },
};
