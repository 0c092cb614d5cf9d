import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Runs `pulumi` on a stack of the tests. `state` is the directory of its state. */
export function pulumiCommand(state: string, ...args: string[]): void {
  const cwd = join(state, "pulumi");
  const { status, stderr } = spawnSync("pulumi", [...args, "--non-interactive"], {
    cwd,
    encoding: "utf8",
    env: {
      ...process.env,
      PULUMI_BACKEND_URL: pathToFileURL(join(cwd, "backend")).href,
      PULUMI_CONFIG_PASSPHRASE: "",
    },
  });
  assert.equal(status, 0, stderr);
}
