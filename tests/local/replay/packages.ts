import { createHash } from "node:crypto";
import { emptyManifest, emptyWasm, packageOf } from "../api/helpers";

const wasmOf = (marker: number): Buffer => Buffer.concat([emptyWasm, Buffer.from([0, 2, 1, marker])]);

/** Two packages that differ, under the names that the recordings use. */
export const packages: Record<string, Buffer> = {
  "bin/p1.tar.gz": packageOf(emptyManifest, wasmOf(1)),
  "bin/p2.tar.gz": packageOf(emptyManifest, wasmOf(2)),
};

/** The package of a service that a scenario finds. */
export const livePackage = packageOf(emptyManifest, wasmOf(3));

/** The hash over the files of each package: their contents in the order of their names. */
export const packageHashes: Record<string, string> = {
  "bin/p1.tar.gz": hash(wasmOf(1)),
  "bin/p2.tar.gz": hash(wasmOf(2)),
  live: hash(wasmOf(3)),
};

function hash(wasm: Buffer): string {
  return createHash("sha512").update(wasm).update(emptyManifest).digest("hex");
}
