/**
 * The whole program of the process between us and the runtime, run by `node -e` with: the runtime's directory, the
 * runtime, its arguments. It ends the runtime and removes its directory, which holds secrets, when the channel to us
 * closes: however we ended, by SIGKILL too. Refers to nothing outside of itself.
 */
function guard(): void {
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const { rmSync } = require("node:fs") as typeof import("node:fs");
  const [directory = "", command = "", ...args] = process.argv.slice(1);
  const child = spawn(command, args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"] });
  if (child.pid !== undefined) {
    // Whoever is gone by now is told of nothing; an error would end us before the runtime.
    process.send?.(child.pid, () => {});
  }
  process.once("disconnect", () => child.kill("SIGKILL"));
  child.once("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.once("close", (code) => {
    if (!process.connected) {
      rmSync(directory, { recursive: true, force: true });
    }
    process.exit(code ?? 1);
  });
}

export const GUARD_PROGRAM = `(${guard.toString()})()`;
