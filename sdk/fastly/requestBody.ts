import type { Streamed } from "./exchange";

export type RequestBody =
  | { json: unknown }
  | { form: Record<string, string> }
  | { raw: string | Buffer }
  /** Bytes, or JSON with one value per line, that are made while they are sent. */
  | { stream: Streamed; type: "octet-stream" | "x-ndjson" };

export function encoded(body: RequestBody | undefined): string | Buffer | Streamed | undefined {
  if (body === undefined) {
    return undefined;
  }
  if ("form" in body) {
    return new URLSearchParams(body.form).toString();
  }
  if ("stream" in body) {
    return body.stream;
  }
  return "json" in body ? JSON.stringify(body.json) : body.raw;
}

export function contentType(body: RequestBody | undefined): Record<string, string> {
  if (body === undefined) {
    return {};
  }
  const type =
    "type" in body ? body.type : "form" in body ? "x-www-form-urlencoded" : "json" in body ? "json" : undefined;
  return { "content-type": `application/${type ?? "octet-stream"}` };
}
