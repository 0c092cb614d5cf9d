/** Words in keys of secrets. Wrong for a few keys, but a value that is treated as a secret takes no harm. */
const WORDS = new Set(
  (
    "secret secrets password passwords passwd passphrase pwd pass token tokens credential credentials key keys apikey " +
    "privatekey auth authorization bearer jwt dsn salt signature cookie session pin otp"
  ).split(" "),
);

/** Whether the value of this key is likely a secret. A command that sets it should not show it then. */
export function soundsSecret(key: string): boolean {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .some((word) => WORDS.has(word.toLowerCase()));
}
