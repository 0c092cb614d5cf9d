import { homedir } from "node:os";
import { join } from "node:path";
import { parseToml } from "../manifest/toml";
import { FILE_LIMITS, readRegularText } from "../system/files";

/** The Fastly CLI's settings file: Go's `os.UserConfigDir`, then `fastly/config.toml`. */
export function cliConfigPath(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const home = env.HOME ?? homedir();
  const directory =
    platform === "win32"
      ? (env.APPDATA ?? join(home, "AppData", "Roaming"))
      : platform === "darwin"
        ? join(home, "Library", "Application Support")
        : env.XDG_CONFIG_HOME || join(home, ".config");
  return join(directory, "fastly", "config.toml");
}

/**
 * The token that `fastly auth` stored under `profile`, or its default token. Undefined when there is none, or when the
 * CLI was never used here. Both the present `[auth.tokens.<name>]` and the older `[profile.<name>]` are read.
 */
export function storedToken(path: string, profile?: string): string | undefined {
  const settings = readSettings(path);
  const tokens = { ...table(settings.profile), ...table(table(settings.auth).tokens) };
  const name =
    profile ??
    text(table(settings.auth).default) ??
    Object.keys(tokens).find((candidate) => table(tokens[candidate]).default === true);
  return name === undefined ? undefined : text(table(tokens[name]).token);
}

function readSettings(path: string): Record<string, unknown> {
  try {
    return parseToml(readRegularText(path, FILE_LIMITS.settings));
  } catch {
    return {};
  }
}

function table(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
