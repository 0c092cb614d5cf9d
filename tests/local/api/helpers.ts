import { gzipSync } from "node:zlib";
import { Header } from "tar";
import type { LocalFastly, LocalFastlyOptions } from "../../../local/api";
import { LocalFastly as Fastly } from "../../../local/api";

/** The smallest Wasm module: a header and nothing else. */
export const emptyWasm = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

export const emptyManifest = 'manifest_version = 3\nname = "edge"\nlanguage = "other"\n';

/** A gzipped tar of these files, in this order. */
export function archive(files: Record<string, string | Buffer>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, content]) => {
    const bytes = Buffer.from(content);
    const header = new Header({ path, size: bytes.length, type: "File", mode: 0o644, mtime: new Date(0) });
    header.encode();
    return [header.block ?? Buffer.alloc(0), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

export function packageOf(manifest = emptyManifest, wasm: Buffer = emptyWasm): Buffer {
  return archive({ "edge/bin/main.wasm": wasm, "edge/fastly.toml": manifest });
}

/** A package whose module has this many megabytes of zeros: they compress well. */
export function packageOfZeros(megabytes: number): Buffer {
  const size = emptyWasm.length + megabytes * 2 ** 20;
  const header = new Header({ path: "edge/bin/main.wasm", size, type: "File", mode: 0o644, mtime: new Date(0) });
  header.encode();
  const zeros = gzipSync(Buffer.alloc(2 ** 20));
  const end = Buffer.alloc((512 - (size % 512)) % 512);
  return Buffer.concat([
    gzipSync(Buffer.concat([header.block ?? Buffer.alloc(0), emptyWasm])),
    ...Array.from({ length: megabytes }, () => zeros),
    gzipSync(end),
    archive({ "edge/fastly.toml": emptyManifest }),
  ]);
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests assert on its shape
  body: any;
  headers: Headers;
}

/** Calls the API like clients: `call("POST /service", { name: "edge", type: "wasm" })`. */
export type Call = (
  request: string,
  body?: object | string | Buffer,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** A caller that sends objects as forms. */
export function formClient(api: LocalFastly): Call {
  return client(api, (body) => new URLSearchParams(body as Record<string, string>));
}

/** A caller that sends objects as JSON. */
export function jsonClient(api: LocalFastly): Call {
  return client(api, (body) => JSON.stringify(body), { "content-type": "application/json" });
}

function client(
  api: LocalFastly,
  encode: (body: object) => string | URLSearchParams,
  extra: Record<string, string> = {},
): Call {
  return async (request, body, headers = {}) => {
    const [method, path] = request.split(" ");
    const plain = body === undefined || typeof body === "string" || Buffer.isBuffer(body) || body instanceof FormData;
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: { "Fastly-Key": api.token, ...(plain ? {} : extra), ...headers },
      body: plain ? (body as string | FormData | undefined) : encode(body),
    });
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers };
  };
}

export function uploadForm(bytes: Buffer): FormData {
  const form = new FormData();
  form.set("package", new Blob([bytes]), "package.tar.gz");
  return form;
}

/** Starts a local Fastly before each test, and stops it after. `it` functions read it from the result. */
export function eachTest(options: LocalFastlyOptions = {}) {
  const context = {} as { api: LocalFastly; form: Call; json: Call };
  beforeEach(async () => {
    context.api = await Fastly.start(options);
    context.form = formClient(context.api);
    context.json = jsonClient(context.api);
  });
  afterEach(() => context.api.stop());
  return context;
}

/** A Compute service with one version, and by default with a package. Returns its id. */
export async function computeService(call: Call, name = "edge", { upload = true } = {}): Promise<string> {
  const { body } = await call("POST /service", { name, type: "wasm" });
  if (upload) {
    await call(`PUT /service/${body.id}/version/1/package`, uploadForm(packageOf()));
  }
  return body.id;
}
