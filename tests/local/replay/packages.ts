import { createHash } from "node:crypto";
import type { LocalFastly } from "../../../sdk/local/api";
import { emptyManifest, emptyWasm, formClient, packageOf } from "../api/helpers";

const wasmOf = (marker: number): Buffer => Buffer.concat([emptyWasm, Buffer.from([0, 2, 1, marker])]);

/** Two packages that differ, under the names that the recordings use. */
export const packages: Record<string, Buffer> = {
  "bin/p1.tar.gz": packageOf(emptyManifest, wasmOf(1)),
  "bin/p2.tar.gz": packageOf(emptyManifest, wasmOf(2)),
};

const livePackage = packageOf(emptyManifest, wasmOf(3));

/** The hash over the files of each package: their contents in the order of their names. */
export const packageHashes: Record<string, string> = {
  "bin/p1.tar.gz": hash(wasmOf(1)),
  "bin/p2.tar.gz": hash(wasmOf(2)),
  live: hash(wasmOf(3)),
};

function hash(wasm: Buffer): string {
  return createHash("sha512").update(wasm).update(emptyManifest).digest("hex");
}

/** The service that the scenario `adopt` finds: made by hand, and live. */
export async function makeLiveService(api: LocalFastly): Promise<void> {
  const form = formClient(api);
  const { body } = await form("POST /service", { name: "live", type: "wasm", comment: "made by hand" });
  const version = `/service/${body.id}/version/1`;
  await form(`POST ${version}/domain`, { name: "live.example.com" });
  await form(`POST ${version}/backend`, {
    name: "legacy",
    address: "old.example.com",
    port: "443",
    use_ssl: "1",
    override_host: "old.example.com",
  });
  const upload = new FormData();
  upload.append("package", new Blob([new Uint8Array(livePackage)]), "package.tar.gz");
  await form(`PUT ${version}/package`, upload);
  await form(`PUT ${version}/activate`);
}
