import { FILE_LIMITS, readRegularText, whyUnread } from "pulumi-fastly-compute/internal";
import { cliError } from "./errors";

/**
 * The settings of `--secret`, each with its value. Everyone on a machine can read command lines, so a value may come
 * from elsewhere. `KEY=@FILE` reads a file, and `KEY=@-` reads standard input, both without the line break at the end.
 * `KEY=@@text` is the text `@text`.
 */
export function readSecrets(settings: readonly string[], readInput: () => string): string[] {
  let input: string | undefined;
  return settings.map((setting) => {
    const equals = setting.indexOf("=");
    const [key, value] = [setting.slice(0, equals), setting.slice(equals + 1)];
    if (equals < 1 || !value.startsWith("@")) {
      return setting;
    }
    if (value.startsWith("@@")) {
      return `${key}=${value.slice(1)}`;
    }
    if (value !== "@-") {
      return `${key}=${withoutLineEnd(readFile(key, value.slice(1)))}`;
    }
    if (input !== undefined) {
      throw cliError("secret-input-twice");
    }
    input = withoutLineEnd(readInput());
    return `${key}=${input}`;
  });
}

function readFile(key: string, path: string): string {
  try {
    return readRegularText(path, FILE_LIMITS.settings);
  } catch (error) {
    throw cliError("secret-file-unreadable", { key, why: whyUnread(error) });
  }
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}
