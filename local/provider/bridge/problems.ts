import type { Value } from "../../engine/value";

/** A rule of the provider for the value of one property. Returns the problem in the provider's words. */
export type Problem = (value: Value, attribute: string) => string | undefined;

/** The attribute without the block around it, as the provider's newer rules name it. */
function lastPart(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(".") + 1);
}

/** No space at either end. Go trims Unicode spaces, like JavaScript. */
export const trimmed: Problem = (value, attribute) =>
  String(value).trim() === value
    ? undefined
    : `${lastPart(attribute)} must not contain trailing space characters (e.g., \\n\\t\\r\\f). Consider using trimspace() function`;

/** An HTTPS address. */
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

/** The longest format that Fastly accepts. Provider 12 reports this in a preview. */
const MAXIMUM_FORMAT = 12_288;

export const shortFormat: Problem = (value, attribute) => {
  const length = Buffer.byteLength(String(value));
  return length > MAXIMUM_FORMAT
    ? `expected length of "${attribute}" to be at most ${MAXIMUM_FORMAT}, got ${length}`
    : undefined;
};
