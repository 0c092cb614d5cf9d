import type { IncomingMessage } from "node:http";
import type { Fields } from "./http";
import { ApiError, badRequest } from "./http";

/** More than any form or JSON document has. A route that takes more says so. */
const MOST_BYTES = 10_000_000;

/** Fastly takes packages and batches of KV items of up to 100 MB. A multipart form adds a little. */
export const UPLOAD_BYTES = 101_000_000;

export interface Body {
  fields: Fields;
  upload?: Buffer;
  /** The body as a request log shows it. Bytes are shown as text. */
  recorded: unknown;
}

export async function readBytes(message: IncomingMessage, maxBytes = MOST_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new ApiError(413, { msg: "Request entity too large" }, { connection: "close" });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Decodes a body by its content type. Throws 400 when the body is of another type. */
export async function decodeBody(raw: Buffer, contentType = ""): Promise<Body> {
  if (raw.length === 0) {
    return { fields: {}, recorded: null };
  }
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  if (type === "multipart/form-data") {
    return { ...(await multipart(raw, contentType)), recorded: "<package>" };
  }
  if (type === "application/x-www-form-urlencoded") {
    const fields = Object.fromEntries(new URLSearchParams(raw.toString("utf8")));
    return { fields, recorded: fields };
  }
  if (type === "application/json" || type?.endsWith("+json")) {
    const value = parseJson(raw);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return { fields: isObject ? (value as Fields) : {}, recorded: value };
  }
  return { fields: {}, recorded: raw };
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    throw badRequest("Request body is not valid JSON");
  }
}

async function multipart(raw: Buffer, contentType: string): Promise<{ fields: Fields; upload?: Buffer }> {
  try {
    const form = await new Response(raw, { headers: { "content-type": contentType } }).formData();
    const file = form.get("package");
    const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
    return { fields, ...(file instanceof Blob && { upload: Buffer.from(await file.arrayBuffer()) }) };
  } catch {
    throw badRequest("Request body is not a valid multipart form");
  }
}
