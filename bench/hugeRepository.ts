import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFreshProcess, inTemporary, median, pause, RUNS, type Work } from "./support";
import { DECIDE } from "./unchangedPackage";

const FILES = 100_000;

/** Decides about a build in a git repository where every file counts, as in a large monorepo without `build.inputs`. */
export const hugeRepository: Work = {
  name: "huge-repository",
  goal: `of ${FILES} files, decided in less than 1 s`,
  measure: () =>
    inTemporary(async (root) => {
      for (let index = 0; index < FILES / 100; index++) {
        const directory = join(root, `packages/p${index % 100}/src/d${index}`);
        mkdirSync(directory, { recursive: true });
        for (let file = 0; file < 100; file++) {
          writeFileSync(join(directory, `file${file}.js`), `export const value = ${index * 100 + file};\n`);
        }
      }
      const directory = join(root, "apps/edge");
      mkdirSync(directory, { recursive: true });
      const wasm = join(root, "main.wasm");
      writeFileSync(wasm, Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]));
      writeFileSync(join(directory, "fastly.toml"), 'manifest_version = 3\nname = "big"\nlanguage = "other"\n');
      writeFileSync(join(root, ".gitignore"), "bin/\npkg/\n");
      // A file that git has just read may change again in the same tick of the clock. So it would be read once more.
      await pause(2100);
      execFileSync("git", ["init", "--quiet"], { cwd: root });
      execFileSync("git", ["add", "-A"], { cwd: root });
      const decide = () => inFreshProcess(DECIDE, directory, wasm);
      await decide();
      const times: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        times.push(await decide());
      }
      const ours = median(times);
      return { ours_ms: ours, peer_ms: null, ratio: ours / 1000, ok: ours < 1000, note: "within a new process" };
    }),
};
