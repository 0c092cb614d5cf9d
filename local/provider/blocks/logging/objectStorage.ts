import { trimmed } from "../../bridge/problems";
import { int, string } from "../../bridge/schema";
import { COMPRESSION_CODECS, logEndpoint, MESSAGE_TYPES } from "./logEndpoint";

const S3_ACLS = [
  "private",
  "public-read",
  "public-read-write",
  "aws-exec-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
];
const S3_REDUNDANCIES = [
  "standard",
  "intelligent_tiering",
  "standard_ia",
  "onezone_ia",
  "glacier",
  "glacier_ir",
  "deep_archive",
  "reduced_redundancy",
];

export const s3 = logEndpoint(
  { attribute: "logging_s3", name: "loggingS3s", segment: "s3" },
  [
    string("acl", { oneOf: S3_ACLS }),
    string("bucket_name", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    string("domain", { default: "s3.amazonaws.com" }),
    int("file_max_bytes"),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("path"),
    int("period", { default: 3600 }),
    string("public_key", { problem: trimmed }),
    string("redundancy", { oneOf: S3_REDUNDANCIES }),
    string("s3_access_key", { default: "", env: "FASTLY_S3_ACCESS_KEY", secret: true }),
    string("s3_iam_role", { default: "", env: "FASTLY_S3_IAM_ROLE" }),
    string("s3_secret_key", { default: "", env: "FASTLY_S3_SECRET_KEY", secret: true }),
    string("server_side_encryption", { oneOf: ["AES256", "aws:kms"] }),
    string("server_side_encryption_kms_key_id"),
    string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
  ],
  {
    api: { s3_access_key: "access_key", s3_iam_role: "iam_role", s3_secret_key: "secret_key" },
    sparse: ["server_side_encryption"],
    needs: ({ serverSideEncryption, serverSideEncryptionKmsKeyId }) =>
      serverSideEncryption === "aws:kms" && !serverSideEncryptionKmsKeyId
        ? "missing required field 'ServerSideEncryptionKMSKeyID'"
        : undefined,
  },
);

export const gcs = logEndpoint(
  { attribute: "logging_gcs", name: "loggingGcs", segment: "gcs" },
  [
    string("account_name", { default: "", env: "FASTLY_GCS_ACCOUNT_NAME" }),
    string("bucket_name", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("path"),
    int("period", { default: 3600 }),
    string("project_id"),
    string("secret_key", { default: "", env: "FASTLY_GCS_SECRET_KEY", secret: true }),
    string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
    string("user", { default: "", env: "FASTLY_GCS_EMAIL" }),
  ],
  { sparse: ["account_name"] },
);

export const blobstorage = logEndpoint(
  { attribute: "logging_blobstorage", name: "loggingBlobstorages", segment: "azureblob" },
  [
    string("account_name", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    string("container", { required: true }),
    int("file_max_bytes"),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("path"),
    int("period", { default: 3600 }),
    string("public_key", { problem: trimmed }),
    string("sas_token", { required: true, default: "", env: "FASTLY_AZURE_SHARED_ACCESS_SIGNATURE", secret: true }),
    string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
  ],
);

export const cloudfiles = logEndpoint(
  { attribute: "logging_cloudfiles", name: "loggingCloudfiles", segment: "cloudfiles" },
  [
    string("access_key", { required: true, secret: true }),
    string("bucket_name", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("path"),
    int("period", { default: 3600 }),
    string("public_key", { problem: trimmed }),
    string("region"),
    string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
    string("user", { required: true }),
  ],
  { notUpdated: ["compression_codec"] },
);

export const digitalocean = logEndpoint(
  { attribute: "logging_digitalocean", name: "loggingDigitaloceans", segment: "digitalocean" },
  [
    string("access_key", { required: true, secret: true }),
    string("bucket_name", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    string("domain", { default: "nyc3.digitaloceanspaces.com" }),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("path"),
    int("period"),
    string("public_key", { problem: trimmed }),
    string("secret_key", { required: true, secret: true }),
    string("timestamp_format"),
  ],
  { notUpdated: ["compression_codec"] },
);

export const openstack = logEndpoint(
  { attribute: "logging_openstack", name: "loggingOpenstacks", segment: "openstack" },
  [
    string("access_key", { required: true, secret: true }),
    string("bucket_name", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("path"),
    int("period", { default: 3600 }),
    string("public_key", { problem: trimmed }),
    string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
    string("url", { required: true }),
    string("user", { required: true }),
  ],
);

export const ftp = logEndpoint({ attribute: "logging_ftp", name: "loggingFtps", segment: "ftp" }, [
  string("address", { required: true }),
  string("compression_codec", { oneOf: COMPRESSION_CODECS }),
  int("gzip_level", { default: -1 }),
  string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
  string("password", { required: true, secret: true }),
  string("path", { required: true }),
  int("period", { default: 3600 }),
  int("port", { default: 21 }),
  string("public_key", { problem: trimmed }),
  string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
  string("user", { required: true }),
]);

export const sftp = logEndpoint(
  { attribute: "logging_sftp", name: "loggingSftps", segment: "sftp" },
  [
    string("address", { required: true }),
    string("compression_codec", { oneOf: COMPRESSION_CODECS }),
    int("gzip_level", { default: -1 }),
    string("message_type", { default: "classic", oneOf: MESSAGE_TYPES }),
    string("password", { secret: true }),
    string("path", { required: true }),
    int("period", { default: 3600 }),
    int("port", { default: 22 }),
    string("public_key", { problem: trimmed }),
    string("secret_key", { secret: true, problem: trimmed }),
    string("ssh_known_hosts", { required: true }),
    string("timestamp_format", { default: "%Y-%m-%dT%H:%M:%S.000" }),
    string("user", { required: true }),
  ],
  {
    notCreated: ["period"],
    needs: ({ password, secretKey }) =>
      password || secretKey ? undefined : "either password or secret_key must be set",
  },
);
