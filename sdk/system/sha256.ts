import { hash } from "node:crypto";

/** The SHA-256 of a text in UTF-8, or of bytes, hexadecimal. */
export function sha256(value: string | Uint8Array): string {
  return hash("sha256", value, "hex");
}
