import { randomInt } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An id of 22 letters and digits, like Fastly's. */
export function newId(): string {
  return Array.from({ length: 22 }, () => alphabet[randomInt(alphabet.length)]).join("");
}
