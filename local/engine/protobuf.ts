import { createRequire } from "node:module";

/**
 * The SDK's own copy of `google-protobuf`: its generated code accepts no messages of another copy. A project may well
 * have one beside the SDK's.
 */
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const { Empty } = sdk(
  "google-protobuf/google/protobuf/empty_pb",
) as typeof import("google-protobuf/google/protobuf/empty_pb");

export type Empty = InstanceType<typeof Empty>;

export const { Struct } = sdk(
  "google-protobuf/google/protobuf/struct_pb",
) as typeof import("google-protobuf/google/protobuf/struct_pb");
export type Struct = InstanceType<typeof Struct>;
