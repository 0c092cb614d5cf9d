import type { Value } from "../../engine/value";

/** Rules of the provider for the value of one property: what is wrong with it, in the provider's words. */
export type Problem = (value: Value, attribute: string) => string | undefined;

/** The attribute without the block that it is in: what the provider's newer rules say. */
function lastPart(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(".") + 1);
}

/** No space before or after it. Go trims what Unicode calls space, as JavaScript does. */
export const trimmed: Problem = (value, attribute) =>
  String(value).trim() === value
    ? undefined
    : `${lastPart(attribute)} must not contain trailing space characters (e.g., \\n\\t\\r\\f). Consider using trimspace() function`;

/** An address of HTTPS. */
export const httpsUrl: Problem = (value, attribute) => {
  const text = String(value);
  if (text === "") return `expected "${attribute}" url to not be empty, got ${text}`;
  const [, scheme = "", host = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?/.exec(text) ?? [];
  if (host === "") return `expected "${attribute}" to have a host, got ${text}`;
  if (scheme.toLowerCase() !== "https") {
    return `expected "${attribute}" to have a url with schema of: "https", got ${text}`;
  }
  return undefined;
};

/** The longest format that Fastly takes. Provider 12 says so in preview. */
const MAXIMUM_FORMAT = 12_288;

export const shortFormat: Problem = (value, attribute) => {
  const length = Buffer.byteLength(String(value));
  return length > MAXIMUM_FORMAT
    ? `expected length of "${attribute}" to be at most ${MAXIMUM_FORMAT}, got ${length}`
    : undefined;
};
