import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesHash } from "../sdk/package/filesHash";
import { inTemporary, sideBySide, timed, type Work, writeWasm } from "./support";

export const hash: Work = {
  name: "hash",
  goal: "≤ 1.3 ×",
  measure: () =>
    inTemporary(async (directory) => {
      const path = join(directory, "main.wasm");
      writeWasm(path, 46);
      const bytes = readFileSync(path);
      const { ours, peer, minimumRatio } = await sideBySide(
        () => timed(() => filesHash([{ name: "big/bin/main.wasm", content: { path } }])),
        () => timed(() => createHash("sha512").update(bytes).digest("hex")),
      );
      const note = `minima ${minimumRatio.toFixed(2)}`;
      return { ours_ms: ours, peer_ms: peer, ratio: ours / peer, ok: ours / peer <= 1.3, note };
    }),
};
