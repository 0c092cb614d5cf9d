import { type Block, entry, secretField } from "./lines";
import { LOG_DEFAULTS } from "./logDefaults";
import type { LogProvider } from "./logProviders";

/** The part of a text that may be shown: a URL may have a token before its host, in its path or in its query. */
export function origin(text: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/@]*@)?([^/?#]*)/i.exec(text);
  return scheme ? `${scheme[1]}${scheme[2]}` : text;
}

/** A live log endpoint as an entry of the argument: every setting that differs from its default. */
export function logEntry({ key, required, secrets }: LogProvider, { name, ...block }: Block): string {
  const defaults = LOG_DEFAULTS[key]();
  const owner = String(name);
  const settings = Object.entries({ ...inOrder(required, block), ...block }).filter(
    ([setting, value]) =>
      !setting.startsWith("__") && (required.includes(setting) || !isSame(value, defaults[setting])),
  );
  const fields = settings.map(([setting, value]) =>
    value !== "" && (secrets.includes(setting) || hidesSomething(value))
      ? secretField(setting, owner)
      : `${setting}: ${JSON.stringify(value)}`,
  );
  return entry(owner, `{ ${key}: { ${fields.join(", ")} } }`);
}

/** The settings, required ones first. */
function inOrder(required: string[], block: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(required.map((setting) => [setting, block[setting]]));
}

/** Whether a setting equals its default. */
function isSame(value: unknown, otherwise: unknown): boolean {
  const nothing = [undefined, null, "", 0, false];
  return value === otherwise || (nothing.includes(value as never) && nothing.includes(otherwise as never));
}

function hidesSomething(value: unknown): boolean {
  return typeof value === "string" && origin(value) !== value.replace(/\/$/, "");
}
