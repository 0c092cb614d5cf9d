import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The real Fastly CLI of npm's `@fastly/cli`. Undefined where its binary for this machine is not installed. */
export function fastlyBinary(): string | undefined {
  try {
    const manifest = require.resolve(`@fastly/cli-${process.platform}-${process.arch}/package.json`);
    const binary = join(dirname(manifest), process.platform === "win32" ? "fastly.exe" : "fastly");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

const homes: string[] = [];

/**
 * Runs the real Fastly CLI with a local API, away from the user's own settings. Returns its output. It does not block,
 * as the API may live in this process.
 */
export function fastlyCli(api: {
  url: string;
  token: string;
}): (args: string[], options?: { cwd?: string }) => Promise<string> {
  const binary = fastlyBinary();
  if (binary === undefined) {
    throw new Error("The Fastly CLI is not installed for this platform (npm package @fastly/cli).");
  }
  const home = mkdtempSync(join(tmpdir(), "fastly-cli-home-"));
  if (homes.push(home) === 1) {
    process.once("exit", () => {
      for (const directory of homes) {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }
  return async (args, options = {}) => {
    const { stdout } = await promisify(execFile)(binary, [...args, "--quiet"], {
      cwd: options.cwd ?? home,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_CONFIG_HOME: home,
        FASTLY_API_ENDPOINT: api.url,
        FASTLY_ACCOUNT_ENDPOINT: api.url,
        FASTLY_API_TOKEN: api.token,
        FASTLY_WASM_METADATA_DISABLE: "true",
        // The CLI knows the key with which Fastly signs client keys. Only this variable makes it request another one.
        FASTLY_USE_API_SIGNING_KEY: "1",
      },
    });
    return stdout;
  };
}
