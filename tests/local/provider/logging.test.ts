import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PropertyMap, Value } from "../../../local/engine/value";
import { logging } from "../../../local/provider/blocks/logging";
import type { Field } from "../../../local/provider/bridge/schema";
import { packageOf } from "../api/helpers";
import { type Driver, drive, type Held } from "./driver";

const TYPE = "fastly:index/serviceCompute:ServiceCompute";

/** A value for a setting that is no default. */
function sample(field: Field, variant: string): Value {
  if (field.oneOf !== undefined) return field.oneOf[0] as string;
  if (field.attribute === "region") return "US";
  if (field.attribute === "file_max_bytes") return 1_048_576 + variant.length;
  if (field.attribute === "compression_codec") return "snappy";
  if (field.kind === "int") return field.range === undefined ? 7 + variant.length : 1;
  if (field.kind === "bool") return field.default !== true;
  return field.attribute === "url" ? `https://${variant}.example.com/` : `${field.attribute}-${variant}`;
}

/** Settings that exclude others: a codec, and keys. */
const EXCLUSIVE = ["gzip_level", "iam_role", "s3_iam_role"];

/** An endpoint with the required settings, or with all of them. */
function endpoint(fields: readonly Field[], variant: string, complete: boolean): PropertyMap {
  const set = fields.filter(({ required, attribute }) => required || (complete && !EXCLUSIVE.includes(attribute)));
  return { ...Object.fromEntries(set.map((field) => [field.name, sample(field, variant)])), name: "log" };
}

describe("log endpoints of the local provider", () => {
  let directory: string;
  let driver: Driver;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "provider-"));
    await writeFile(join(directory, "edge.tar.gz"), packageOf());
    driver = await drive(TYPE, { programDirectory: directory });
  });

  after(async () => {
    await driver.stop();
    await rm(directory, { recursive: true, force: true });
  });

  // Seen with 11.1.0 and 12.5.1: a setting that is not sent comes back as Fastly's default.
  it("read settings of New Relic OTLP that they never sent", async () => {
    const log = { name: "log", token: "t", formatVersion: 1 };
    const program = { name: "otlp", package: { filename: "edge.tar.gz" }, loggingNewrelicotlps: [log] };
    const refreshed = (await driver.refresh(await driver.create(program))) as Held;
    const [{ formatVersion, placement, format }] = refreshed.outputs.loggingNewrelicotlps as [PropertyMap];
    assert.deepEqual({ formatVersion, placement, format }, { formatVersion: 2, placement: "none", format: "" });
  });

  it("are changed with JSON by provider 12, and with a form by provider 11", async () => {
    for (const [version, port, useTls] of [
      ["11.1.0", "99", "0"],
      ["12.5.1", 99, "0"],
    ] as const) {
      const stack = await drive(TYPE, { programDirectory: directory, version });
      const of = (log: PropertyMap) => ({
        name: "syslog",
        package: { filename: "edge.tar.gz" },
        loggingSyslogs: [{ name: "log", address: "logs.example.com", ...log }],
      });
      await stack.update(await stack.create(of({ useTls: true })), of({ port: 99 }));
      const { body } = stack.api.requests.findLast(({ path }) => path.endsWith("/logging/syslog/log")) ?? {};
      assert.deepEqual(body, { port, use_tls: useTls }, version);
      await stack.stop();
    }
  });

  it("to S3 need the encryption key with aws:kms", async () => {
    const logs = { name: "log", bucketName: "logs", serverSideEncryption: "aws:kms" };
    const { failed } = await driver.create({ name: "kms", package: { filename: "edge.tar.gz" }, loggingS3s: [logs] });
    assert.match(failed ?? "", /missing required field 'ServerSideEncryptionKMSKeyID'/);
  });

  it("have the 28 kinds", () => assert.equal(new Set(logging(11).map(({ field }) => field.name)).size, 28));

  for (const { field } of logging(11)) {
    // The provider neither sends nor reads New Relic OTLP's formats for a Compute service.
    const quirky = field.name === "loggingNewrelicotlps";

    it(`of kind ${field.name} are created, read without a difference, changed and removed`, async () => {
      const base = { name: field.name, package: { filename: "edge.tar.gz" }, forceDestroy: true };
      const of = (variant: string, complete: boolean) => ({
        ...base,
        domains: [{ name: `${field.name.toLowerCase()}.example.com` }],
        [field.name]: [endpoint(field.fields, variant, complete)],
      });
      const held = await driver.create(of("one", true));
      assert.equal(held.failed, undefined);
      if (!quirky) {
        const refreshed = (await driver.refresh(held)) as Held;
        const differing = (await driver.diff(refreshed, of("one", true))).diffs;
        // A creation does not send SFTP's period.
        assert.deepEqual(
          differing,
          field.name === "loggingSftps" ? ["activeVersion", "clonedVersion", "loggingSftps"] : [],
        );
      }
      const changed = await driver.update(held, of("two", false));
      assert.equal(changed.failed, undefined);
      const [kept] = driver.api.service(field.name).versions.at(-1)?.logging ?? [];
      assert.equal(kept?.name, "log");
      const without = { ...of("two", false), [field.name]: [] };
      assert.equal((await driver.update(changed, without)).failed, undefined);
      assert.deepEqual(driver.api.service(field.name).versions.at(-1)?.logging, []);
    });
  }
});
