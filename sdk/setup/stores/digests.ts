import * as pulumi from "@pulumi/pulumi";
import { sha256 } from "../../system/sha256";
import { isPlain } from "../inputs";
import type { Content } from "./content";

/**
 * Contents in the state: the keys, each with a digest that shows whether its value has changed.
 *
 * Contents in bulk are one text, with a line and a short digest for each key. Pulumi's SDK needs about a hundred times
 * as much memory for each byte of a property. So a property per key would cost every run too much.
 */
export type DigestInputs = {
  digests: Record<string, pulumi.Input<string>>;
  /** Lines with a key, two spaces and a short digest. */
  lines?: string;
};

const BETWEEN = "  ";

/** The SHA-256 inside a digest. */
const SHA256 = /\b[0-9a-f]{64}\b/g;

/** The first 128 bits of a SHA-256 in 22 characters. No other content has them by chance. */
export function shortDigest(sha256: string): string {
  return Buffer.from(sha256.slice(0, 32), "hex").toString("base64url");
}

export function digestInputs(contents: Record<string, Content>): DigestInputs {
  const digests: [string, pulumi.Input<string>][] = [];
  const lines: string[] = [];
  for (const key of Object.keys(contents)) {
    const content = contents[key] as Content;
    const digest = digestOf(content);
    if (content.inBulk && isPlain(digest) && !key.includes("\n")) {
      lines.push(key + BETWEEN + inShort(digest));
    } else {
      digests.push([key, digest]);
    }
  }
  return { digests: Object.fromEntries(digests), ...(lines.length > 0 && { lines: lines.join("\n") }) };
}

function inShort(digest: string): string {
  return digest.replace(SHA256, shortDigest);
}

/** The short digests in such inputs by key, in either form. */
export function digestsIn(inputs: Record<string, unknown> | undefined): Map<string, unknown> {
  const { digests, lines } = inputs ?? {};
  const found = new Map<string, unknown>();
  if (typeof lines === "string") {
    for (const line of lines.split("\n")) {
      // A key may contain two spaces. A digest does not.
      const at = line.lastIndexOf(BETWEEN);
      found.set(line.slice(0, at), line.slice(at + BETWEEN.length));
    }
  }
  for (const [key, digest] of typeof digests === "object" ? Object.entries(digests ?? {}) : []) {
    found.set(key, typeof digest === "string" ? inShort(digest) : digest);
  }
  return found;
}

/** The digest of a secret is a secret too: a short value could be guessed from it. */
function digestOf(content: Content): pulumi.Input<string> {
  const { metadata, timeToLive } = content;
  const value =
    "digest" in content ? content.digest : "file" in content ? content.file.sha256 : digestOfText(content.value);
  const beside = metadata === undefined ? undefined : digestOfText(metadata);
  if (isPlain(value) && (beside === undefined || isPlain(beside))) {
    return digestWith(value, beside, timeToLive);
  }
  return pulumi.all([value, beside]).apply(([known, knownBeside]) => digestWith(known, knownBeside, timeToLive));
}

function digestOfText(text: pulumi.Input<string>): pulumi.Input<string> {
  return isPlain(text) ? sha256(text) : pulumi.output(text).apply(sha256);
}

/**
 * A digest of the value and of its settings. A value without settings keeps the plain digest, which older states have.
 */
function digestWith(value: string, metadata: string | undefined, timeToLive: number | undefined): string {
  return [
    value,
    ...(metadata === undefined ? [] : [`metadata ${metadata}`]),
    ...(timeToLive === undefined ? [] : [`time to live ${timeToLive}`]),
  ].join(", ");
}

/** The parts of a digest. The digest has the time to live, as Fastly does not say when an item expires. */
export function readDigest(digest: string): { value: string; metadata?: string; timeToLive?: number } {
  const [value = "", ...rest] = digest.split(", ");
  const beside = (name: string) => rest.find((part) => part.startsWith(`${name} `))?.slice(name.length + 1);
  const [metadata, timeToLive] = [beside("metadata"), beside("time to live")];
  return { value, ...(metadata && { metadata }), ...(timeToLive && { timeToLive: Number(timeToLive) }) };
}

/** Whether a KV store has settings beside a value, by its digest. */
export function hasMoreThanValue(digest: unknown): boolean {
  const { metadata, timeToLive } = readDigest(String(digest));
  return metadata !== undefined || timeToLive !== undefined;
}
