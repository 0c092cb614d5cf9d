import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The state directory of `fastly-compute-local` in tests, and in their processes: not the user's. */
export const STATE_HOME = mkdtempSync(join(tmpdir(), "fastly-compute-state-home-"));

process.env.XDG_STATE_HOME = STATE_HOME;
process.once("exit", () => rmSync(STATE_HOME, { recursive: true, force: true }));
