/**
 * The component, its arguments and outputs, and the children that reviewers and policies see.
 *
 * @module pulumi-fastly-compute
 */
import "./pulumi/startDirectory";

export {
  Certificate,
  type CertificateArgs,
  CertificateAuthority,
  type DnsRecord,
  IssuedCertificate,
  type IssuedCertificateArgs,
} from "./certificate";
export { ComputeService } from "./computeService";
export { ComputeError } from "./errors";
export type { BuildArgs, PackageArgs } from "./package";
export * from "./plan/args";
export type { ManifestSummary, StoreSummary } from "./plan/summary";
