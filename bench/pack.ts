import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeArchive } from "../sdk/package/archive";
import { inTemporary, offlineCli, sideBySide, timed, type Work, writeWasm } from "./support";

const MANIFEST = 'manifest_version = 3\nname = "big"\nlanguage = "other"\n';

export const pack: Work = {
  name: "pack",
  goal: "≤ 1.0 × the time at ≤ 1.02 × the size",
  measure: () =>
    inTemporary(async (directory) => {
      const wasm = join(directory, "main.wasm");
      writeWasm(wasm, 46);
      writeFileSync(join(directory, "fastly.toml"), MANIFEST);
      mkdirSync(join(directory, "ours"));
      const archive = join(directory, "ours/big.tar.gz");
      const files = [
        { name: "big/fastly.toml", content: Buffer.from(MANIFEST) },
        { name: "big/bin/main.wasm", content: { path: wasm } },
      ];
      const { ours, peer, minimumRatio } = await sideBySide(
        () => {
          rmSync(archive, { force: true });
          return timed(() => writeArchive(files, archive, join(directory, "ours/temporary")));
        },
        () => timed(() => offlineCli(directory, "compute", "pack", "-w", wasm)),
      );
      const size = statSync(archive).size / statSync(join(directory, "pkg/big.tar.gz")).size;
      const note = `size ${size.toFixed(3)} ×, minima ${minimumRatio.toFixed(2)}`;
      return { ours_ms: ours, peer_ms: peer, ratio: ours / peer, ok: ours <= peer && size <= 1.02, note };
    }),
};
