import { badRequest } from "../http";
import type { LogSettings } from "../settings";
import type { LogKind } from "./logKinds";

/** The allowed values for settings of log endpoints, as listed in the API's reference. */
const VALUES: Record<string, readonly string[]> = {
  compression_codec: ["zstd", "snappy", "gzip"],
  format_version: ["1", "2"],
  json_format: ["0", "1", "2"],
  log_processing_region: ["none", "us", "eu"],
  message_type: ["classic", "loggly", "logplex", "blank"],
  method: ["POST", "PUT"],
  server_side_encryption: ["AES256", "aws:kms"],
};

const KAFKA_CODECS = ["gzip", "snappy", "lz4"];

/** The smallest limit for the size of an upload. */
const SMALLEST_FILE = 1_048_576;
const LONGEST_FORMAT = 12_288;

/** Throws the answer to invalid settings of a log endpoint. */
export function refuseLogValues(kind: LogKind, settings: LogSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    const known = kind === "kafka" && name === "compression_codec" ? KAFKA_CODECS : VALUES[name];
    if (known !== undefined && value !== null && value !== "" && !known.includes(String(value))) {
      throw badRequest(`Invalid value for ${name}: '${value}' is not one of ${known.join(", ")}`);
    }
  }
  const { format, iam_role, gzip_level, file_max_bytes, server_side_encryption } = settings;
  if (String(format ?? "").length > LONGEST_FORMAT) {
    throw badRequest(`Format is too long (maximum is ${LONGEST_FORMAT} characters)`);
  }
  if (iam_role && String(iam_role).split(":").length !== 6) {
    throw badRequest(`invalid IAM Role ARN ${iam_role}: ARNs must have six colon-separated components`);
  }
  if (gzip_level !== undefined && gzip_level !== null && !/^[0-9]?$/.test(String(gzip_level))) {
    throw badRequest(`Invalid value for gzip_level: ${gzip_level} is not from 0 to 9`);
  }
  if (Number(file_max_bytes ?? 0) !== 0 && Number(file_max_bytes) < SMALLEST_FILE) {
    throw badRequest(`Invalid value for file_max_bytes: ${file_max_bytes} is neither 0 nor at least ${SMALLEST_FILE}`);
  }
  if (server_side_encryption === "aws:kms" && !settings.server_side_encryption_kms_key_id) {
    throw badRequest("server_side_encryption_kms_key_id is required with server_side_encryption 'aws:kms'");
  }
}
