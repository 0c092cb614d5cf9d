/** Words that only keys of secrets have, or that are wrong of no more than a few: as a secret, no value is hurt. */
const WORDS = new Set(
  (
    "secret secrets password passwords passwd passphrase pwd pass token tokens credential credentials key keys apikey " +
    "privatekey auth authorization bearer jwt dsn salt signature cookie session pin otp"
  ).split(" "),
);

/** Whether the value of this key is likely a secret, so that a command which sets it had better not show it. */
export function soundsSecret(key: string): boolean {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .some((word) => WORDS.has(word.toLowerCase()));
}
