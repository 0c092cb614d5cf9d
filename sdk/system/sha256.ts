import { hash } from "node:crypto";

/** The SHA-256 of a UTF-8 text or of bytes, in hexadecimal. */
export function sha256(value: string | Uint8Array): string {
  return hash("sha256", value, "hex");
}
