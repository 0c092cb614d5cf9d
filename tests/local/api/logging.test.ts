import assert from "node:assert/strict";
import type { LogKind } from "../../../local/api/kinds/logKinds";
import { logKinds } from "../../../local/api/kinds/logKinds";
import { computeService, eachTest } from "./helpers";

const s3 = "AKIAIOSFODNN7EXAMPLE";

/** Settings that accept only certain values. */
const LISTED: Record<string, string> = {
  compression_codec: "snappy",
  file_max_bytes: "1048576",
  json_format: "2",
  message_type: "blank",
  method: "PUT",
  region: "EU",
  server_side_encryption: "aws:kms",
};

describe("log endpoints", () => {
  const t = eachTest({ newId: (kind) => `${kind}-1`, now: () => new Date("2026-11-21T01:02:03Z") });
  const logging = "/service/service-1/version/1/logging";

  beforeEach(() => computeService(t.form));

  it("has Fastly's 28 kinds", () => {
    assert.equal(Object.keys(logKinds).length, 28);
  });

  for (const kind of Object.keys(logKinds) as LogKind[]) {
    it(`keeps the settings of ${kind}, and returns them`, async () => {
      const fields = logKinds[kind].fields.split(" ");
      const contradictory = ["gzip_level", "iam_role"];
      const numeric = /^(request_max_\w+|period|port)$/;
      const given = Object.fromEntries(
        fields
          .filter((field) => !contradictory.includes(field))
          .map((field) => [field, LISTED[field] ?? (numeric.test(field) ? "7" : `my-${field}`)]),
      );
      const { status, body } = await t.form(`POST ${logging}/${kind}`, { name: "mine", ...given });
      assert.equal(status, 200);
      assert.equal(body.name, "mine");
      for (const [field, value] of Object.entries(given)) {
        const expected = /^(parse_log_keyvals|add_batch_size_header)$/.test(field) ? "false" : value;
        assert.equal(String(body[field]), expected, field);
      }
      assert.deepEqual(
        [body.service_id, body.version, body.format_version, body.log_processing_region, body.response_condition],
        ["service-1", "1", "2", "none", ""],
      );
      assert.deepEqual((await t.form(`GET ${logging}/${kind}`)).body, [body]);
      const { body: renamed } = await t.json(`PUT ${logging}/${kind}/mine`, { name: "yours", format_version: 1 });
      assert.deepEqual(renamed, { ...body, name: "yours", format_version: "1" });
      assert.deepEqual((await t.form(`DELETE ${logging}/${kind}/yours`)).body, { status: "ok" });
      assert.deepEqual((await t.form(`GET ${logging}/${kind}`)).body, []);
    });
  }

  it("answers the provider's request for S3 with defaults for missing settings", async () => {
    const { body } = await t.form(`POST ${logging}/s3`, {
      access_key: s3,
      acl: "",
      bucket_name: "b",
      compression_codec: "",
      domain: "s3.amazonaws.com",
      file_max_bytes: "0",
      format: "",
      iam_role: "",
      log_processing_region: "none",
      message_type: "classic",
      name: "s",
      path: "",
      period: "3600",
      placement: "none",
      public_key: "",
      redundancy: "",
      secret_key: "secret-secret",
      server_side_encryption_kms_key_id: "",
      timestamp_format: "%Y-%m-%dT%H:%M:%S.000",
    });
    assert.deepEqual(body, {
      access_key: s3,
      acl: "",
      bucket_name: "b",
      compression_codec: "",
      created_at: "2026-11-21T01:02:03Z",
      deleted_at: null,
      domain: "s3.amazonaws.com",
      file_max_bytes: 0,
      format: "",
      format_version: "2",
      gzip_level: "0",
      iam_role: "",
      log_processing_region: "none",
      message_type: "classic",
      name: "s",
      path: "",
      period: "3600",
      placement: "none",
      public_key: "",
      redundancy: "",
      response_condition: "",
      secret_key: "secret-secret",
      server_side_encryption: null,
      server_side_encryption_kms_key_id: "",
      service_id: "service-1",
      timestamp_format: "%Y-%m-%dT%H:%M:%S.000",
      updated_at: "2026-11-21T01:02:03Z",
      version: "1",
    });
  });

  it("refuses two endpoints with the same name, of the same or of different kinds", async () => {
    await t.form(`POST ${logging}/s3`, { name: "l" });
    const { status, body } = await t.form(`POST ${logging}/syslog`, { name: "l" });
    assert.equal(status, 409);
    assert.deepEqual(body, { msg: "Duplicate record", detail: "Duplicate logging_syslog: 'l'" });
  });

  it("lists each kind without the others", async () => {
    await t.form(`POST ${logging}/s3`, { name: "l" });
    assert.deepEqual((await t.form(`GET ${logging}/gcs`)).body, []);
    assert.equal((await t.form(`GET ${logging}/gcs/l`)).status, 404);
  });

  const refusals: [string, LogKind, Record<string, string>, object][] = [
    [
      "a codec beside a gzip level",
      "gcs",
      { compression_codec: "snappy", gzip_level: "8" },
      { msg: "'compression_codec' and 'gzip_level' cannot be set simultaneously" },
    ],
    [
      "an IAM role beside keys",
      "s3",
      { iam_role: "arn:aws:iam::123456789012:role/x", access_key: s3 },
      { msg: "'iam_role' can't be used when 'access_key' or 'secret_key' are provided" },
    ],
    [
      "an IAM role that is none",
      "kinesis",
      { iam_role: "badarn" },
      { msg: "Bad request", detail: "invalid IAM Role ARN badarn: ARNs must have six colon-separated components" },
    ],
    [
      "an unknown New Relic region",
      "newrelic",
      { region: "abc" },
      { msg: "Bad request", detail: "unrecognized region abc" },
    ],
  ];
  for (const [what, kind, fields, expected] of refusals) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await t.form(`POST ${logging}/${kind}`, { name: "l", ...fields });
      assert.equal(status, 400);
      assert.deepEqual(body, expected);
    });
  }

  it("lets a codec replace a gzip level, and a gzip level a codec", async () => {
    await t.form(`POST ${logging}/ftp`, { name: "l", gzip_level: "8" });
    const { body: codec } = await t.form(`PUT ${logging}/ftp/l`, { compression_codec: "zstd" });
    assert.deepEqual([codec.compression_codec, codec.gzip_level], ["zstd", 0]);
    const { body: kept } = await t.form(`GET ${logging}/ftp/l`);
    assert.deepEqual([kept.compression_codec, kept.gzip_level], ["zstd", "0"]);
    const { body: level } = await t.form(`PUT ${logging}/ftp/l`, { gzip_level: "9" });
    assert.deepEqual([level.compression_codec, level.gzip_level], [null, "9"]);
  });
});
