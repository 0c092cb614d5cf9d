import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  archive,
  computeService,
  eachTest,
  emptyManifest,
  emptyWasm,
  packageOf,
  packageOfZeros,
  uploadForm,
} from "./helpers";

const sha512 = (...parts: (string | Buffer)[]) => {
  const hash = createHash("sha512");
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest("hex");
};

describe("a package", () => {
  const t = eachTest({ newId: (kind) => `${kind}-1`, now: () => new Date("2026-11-21T01:02:03Z") });
  const path = "/service/service-1/version/1/package";

  beforeEach(() => computeService(t.form, "edge", { upload: false }));

  it("is described by its manifest and its hashes", async () => {
    const manifest = `name = "My Edge"\ndescription = "d"\nauthors = ["a@b.example"]\nlanguage = "rust"\ncloned_from = "c"\n`;
    const bytes = packageOf(manifest);
    const { status, body } = await t.form(`PUT ${path}`, uploadForm(bytes));
    assert.equal(status, 200);
    assert.deepEqual(body, {
      id: "package-1",
      service_id: "service-1",
      version: 1,
      metadata: {
        name: "My Edge",
        description: "d",
        authors: ["a@b.example"],
        language: "rust",
        size: bytes.length,
        hashsum: sha512(bytes),
        files_hash: sha512(emptyWasm, manifest),
        cloned_from: "c",
      },
      created_at: "2026-11-21T01:02:03Z",
      updated_at: "2026-11-21T01:02:03Z",
      deleted_at: null,
    });
    assert.deepEqual((await t.form(`GET ${path}`)).body, body);
    assert.deepEqual(t.api.packageBytes("service-1", 1), bytes);
  });

  it("has a files hash that depends on the byte order of names, not on their order in the archive", async () => {
    const files = { "p/fastly.toml": emptyManifest, "p/src/ü": "3", "p/bin/main.wasm": emptyWasm, "p/src/z": "2" };
    const { body } = await t.form(`PUT ${path}`, uploadForm(archive(files)));
    assert.equal(body.metadata.files_hash, sha512(emptyWasm, emptyManifest, "2", "3"));
  });

  const refused: [string, Buffer][] = [
    ["no archive", Buffer.from("not a tar")],
    ["nothing", archive({})],
    ["no fastly.toml", archive({ "p/bin/main.wasm": emptyWasm })],
    ["no main.wasm", archive({ "p/fastly.toml": emptyManifest })],
    ["a manifest that is no TOML", packageOf("name = ")],
    ["a main.wasm that is no Wasm", packageOf(emptyManifest, Buffer.from("#!/bin/sh"))],
    ["a truncated archive", packageOf().subarray(0, 60)],
    ["what is 600 MB when it is unpacked", packageOfZeros(600)],
  ];
  for (const [what, bytes] of refused) {
    it(`is refused in Fastly's words when it is ${what}`, async () => {
      const { status, body } = await t.form(`PUT ${path}`, uploadForm(bytes));
      assert.equal(status, 400);
      assert.deepEqual(body, { msg: "Bad request", detail: "Failed to extract metadata from package" });
      assert.equal((await t.form(`GET ${path}`)).status, 404);
    });
  }

  it("may be large, and consist of several gzip members", async () => {
    const { status, body } = await t.form(`PUT ${path}`, uploadForm(packageOfZeros(1)));
    assert.deepEqual([status, body.metadata?.name], [200, "edge"]);
  });

  it("cannot be missing from the form", async () => {
    assert.equal((await t.form(`PUT ${path}`, { package: "x" })).status, 400);
    assert.equal((await t.form(`PUT ${path}`, new FormData())).status, 400);
  });

  it("is replaced by a later upload, while a locked version keeps its own", async () => {
    const second = packageOf('name = "two"\n');
    await t.form(`PUT ${path}`, uploadForm(packageOf()));
    await t.form("PUT /service/service-1/version/1/activate");
    await t.form("PUT /service/service-1/version/1/clone");
    await t.form("PUT /service/service-1/version/2/package", uploadForm(second));
    assert.deepEqual(t.api.packageBytes("service-1", 1), packageOf());
    assert.deepEqual(t.api.packageBytes("service-1", 2), second);
  });
});
