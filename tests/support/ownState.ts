import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where `fastly-compute-local` keeps state in tests, those in processes of their own included: not with the user's. */
export const STATE_HOME = mkdtempSync(join(tmpdir(), "fastly-compute-state-home-"));

process.env.XDG_STATE_HOME = STATE_HOME;
process.once("exit", () => rmSync(STATE_HOME, { recursive: true, force: true }));
