import { knownForm } from "../system/secretForms";

/** Why a value looks like a secret. Undefined when it does not. The text never contains the value. */
export function secretLikeness(key: string, value: string, minEntropy = 3.6): string | undefined {
  const known = knownForm(value);
  if (known !== undefined) return `it is ${known}`;
  if (value.length < SHORTEST || isPublic(value)) return undefined;
  if (isSecretName(key)) return "its key says so";
  return isRandom(key, value, minEntropy) ? "it looks random" : undefined;
}

const SHORTEST = 6;

/**
 * Public values that keys such as `tokenUrl` or `passwordMinLength` have: numbers, switches, times, URLs and e-mail
 * addresses.
 */
function isPublic(value: string): boolean {
  return (
    /^[\d.,:-]+(?:ms|s|m|h|d)?$/.test(value) ||
    /^(?:true|false|enabled|disabled|required|optional)$/i.test(value) ||
    /^https?:\/\/[^\s@]+$/i.test(value) ||
    /^[^\s@]+@[^\s@]+\.[a-z]+$/i.test(value)
  );
}

const SECRET_NAMES = [
  /(?:^| )(?:secret|password|passwd|passphrase|pwd|token|credentials?|apikey|privatekey)$/,
  /(?:^| )(?:api|access|private|signing|encryption|auth|secret|hmac|client) (?:key|secret)$/,
];

function isSecretName(key: string): boolean {
  const words = wordsOf(key).join(" ");
  return SECRET_NAMES.some((name) => name.test(words));
}

/** Words in keys whose values are random but public. */
const PUBLIC_RANDOM = ["hash", "sha", "sha1", "sha256", "sha512", "digest", "checksum", "etag", "commit", "revision"];

function isRandom(key: string, value: string, minEntropy: number): boolean {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  if (value.length < 20 || !/^[A-Za-z0-9+/_=-]+$/.test(value) || uuid.test(value)) return false;
  if (wordsOf(key).some((word) => PUBLIC_RANDOM.includes(word))) return false;
  // Words joined by dashes are long too, but have no digits among their letters.
  const isMixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  // A hexadecimal digit has at most 4 bits, so the limit is lower.
  const wanted = /^[0-9a-f]+$/i.test(value) ? minEntropy - 0.6 : minEntropy;
  return isMixed && entropyOf(value) >= wanted;
}

/** Shannon's entropy in bits per character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** `apiKey`, `API_KEY` and `api-key` are the same words. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}
