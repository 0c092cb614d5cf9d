import { blocks, type Schema, string } from "../../bridge/schema";
import type { Block } from "../block";
import { type FormBlock, formBlock } from "../formBlock";

export const COMPRESSION_CODECS = ["zstd", "snappy", "gzip"];
export const MESSAGE_TYPES = ["classic", "loggly", "logplex", "blank"];

/** The settings of every log endpoint, besides its own. */
const common: Schema = [
  string("name", { required: true }),
  string("processing_region", { default: "none", oneOf: ["none", "us", "eu"] }),
];

/**
 * A kind of log endpoint. Formats and placements belong to VCL services: for Compute the provider sends them empty.
 * `segment` is the kind's name in the API.
 */
export function logEndpoint(
  kind: { attribute: string; name: string; segment: string },
  fields: Schema,
  options: Partial<FormBlock> = {},
): Block {
  return formBlock({
    field: blocks(kind.attribute, kind.name, [...fields, ...common]),
    path: ["logging", kind.segment],
    constants: { format: "", placement: "none" },
    listError: "log endpoints for",
    ...options,
    api: { ...options.api, processing_region: "log_processing_region" },
  });
}
