import { storeName } from "../api/deployed";
import type { PackageMetadata, ResourceType, State, Version } from "../api/state";

export type Value = string | number | boolean | null;

/** One kind of object in a version. */
export interface Section {
  title: string;
  /** The singular name. */
  singular: string;
  /** The fields with a column, with their headings. The others are folded. */
  columns: readonly (readonly [field: string, heading: string])[];
  things: { name: string; facts: Record<string, Value> }[];
}

export const STORE_KINDS: Record<ResourceType, string> = {
  config: "config store",
  "object-store": "KV store",
  "secret-store": "secret store",
  acl: "access control list",
};

/** Everything in a version: its page shows this, and two versions are compared by it. */
export function versionFacts(version: Version, state: State): Section[] {
  return [
    section("Domains", "Domain", [["comment", "Comment"]], version.domains),
    section(
      "Backends",
      "Backend",
      [
        ["address", "Address"],
        ["port", "Port"],
        ["use_ssl", "TLS"],
        ["ssl_check_cert", "Certificate checked"],
        ["override_host", "Host header"],
      ],
      version.backends,
    ),
    section(
      "Health checks",
      "Health check",
      [
        ["method", "Method"],
        ["host", "Host"],
        ["path", "Path"],
        ["expected_response", "Expected status"],
      ],
      version.healthchecks,
    ),
    section("Dictionaries", "Dictionary", [["write_only", "Write-only"]], version.dictionaries),
    section(
      "Log endpoints",
      "Log endpoint",
      [
        ["kind", "Kind"],
        ["url", "URL"],
        ["address", "Address"],
        ["bucket_name", "Bucket"],
      ],
      version.logging.map(({ settings, ...endpoint }) => ({ ...settings, ...endpoint })),
    ),
    section(
      "Linked stores",
      "Link",
      [
        ["type", "Kind"],
        ["store", "Name of the store"],
      ],
      version.links.map(({ name, resource_type, resource_id }) => ({
        name,
        type: STORE_KINDS[resource_type],
        store: storeName(state, resource_id),
      })),
    ),
    section(
      "Package",
      "Package",
      [
        ["language", "Language"],
        ["size", "Bytes"],
        ["files_hash", "Hash of the files"],
      ],
      version.package === null ? [] : [packageFacts(version.package.metadata)],
    ),
    section(
      "Image Optimizer",
      "Image Optimizer",
      [
        ["resize_filter", "Resize filter"],
        ["webp", "WebP"],
        ["jpeg_type", "JPEG type"],
      ],
      version.imageOptimizer === null ? [] : [{ name: "default settings", ...version.imageOptimizer }],
    ),
  ];
}

function packageFacts({ authors, ...metadata }: PackageMetadata) {
  return { ...metadata, authors: authors.join(", ") };
}

function section(
  title: string,
  singular: string,
  columns: Section["columns"],
  objects: readonly { name: string }[],
): Section {
  return { title, singular, columns, things: objects.map(thing).sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function thing({ name, ...rest }: { name: string } & Record<string, unknown>): Section["things"][number] {
  const facts = Object.entries(rest).filter(([field]) => field !== "created_at" && field !== "updated_at");
  return { name, facts: Object.fromEntries(facts) as Record<string, Value> };
}
