import { archive, emptyManifest, emptyWasm, uploadForm } from "./helpers";

/** The expected answer to a request: its status, and a part of the answer. */
export interface Row {
  title: string;
  /** Requests before it. Each of them succeeds. */
  given?: [request: string, body?: object | string | Buffer, headers?: Record<string, string>][];
  request: [request: string, body?: object | string | Buffer, headers?: Record<string, string>];
  status: number;
  has?: RegExp;
}

export const version = "/service/service-1/version/1";
export const backend = `POST ${version}/backend`;
export const kv = "/resources/stores/kv/kv-store-1";
export const secrets = "/resources/stores/secret/secret-store-1/secrets";
export const b64 = (text: string) => Buffer.from(text).toString("base64");
const component = Buffer.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
export const upload = (files: Record<string, string | Buffer>) => uploadForm(archive(files));
export const whole = { "edge/bin/main.wasm": emptyWasm, "edge/fastly.toml": emptyManifest };
const long = (length: number) => "x".repeat(length);

/** A service with a package, and one of each store, linked to it. */
const linked: Row["given"] = [
  [`POST ${version}/resource`, { resource_id: "config-store-1" }],
  [`POST ${version}/resource`, { resource_id: "kv-store-1" }],
  [`POST ${version}/resource`, { resource_id: "secret-store-1" }],
  [`POST ${version}/resource`, { resource_id: "acl-1" }],
];
const active: Row["given"] = [...linked, [`PUT ${version}/activate`]];
const unlinked: Row["given"] = [
  ...active,
  [`PUT ${version}/clone`],
  ...[1, 2, 3, 4].map((n): [string] => [`DELETE /service/service-1/version/2/resource/link-${n}`]),
];
const STORES = {
  "config store": "/resources/stores/config/config-store-1",
  "KV store": kv,
  "secret store": "/resources/stores/secret/secret-store-1",
  ACL: "/resources/acls/acl-1",
};

const aclEntries = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ op: "create", prefix: `10.0.${n >> 8}.${n & 255}/32`, action: "BLOCK" }));
const subscription = (domain: string, commonName: string) => ({
  data: {
    type: "tls_subscription",
    relationships: {
      tls_domains: { data: [{ type: "tls_domain", id: domain }] },
      common_name: { data: { type: "tls_domain", id: commonName } },
    },
  },
});

/** From the API's reference, where there is no better evidence. */
export const ROWS: Row[] = [
  ...Object.entries(STORES).flatMap(([title, path]): Row[] => [
    {
      title: `${title} that the active version links is deleted`,
      given: active,
      request: [`DELETE ${path}`],
      status: 409,
    },
    {
      title: `${title} that a draft links is deleted`,
      given: linked,
      request: [`DELETE ${path}`],
      status: title === "config store" || title === "ACL" ? 200 : 204,
    },
    { title: `${title} that a draft unlinks is deleted`, given: unlinked, request: [`DELETE ${path}`], status: 409 },
    {
      title: `${title} that the active version links no more is deleted`,
      given: [...unlinked, ["PUT /service/service-1/version/2/activate"]],
      request: [`DELETE ${path}`],
      status: title === "config store" || title === "ACL" ? 200 : 204,
    },
    {
      title: `${title} of a service that is deactivated is deleted`,
      given: [...active, [`PUT ${version}/deactivate`]],
      request: [`DELETE ${path}`],
      status: title === "config store" || title === "ACL" ? 200 : 204,
    },
  ]),

  { title: "package of one folder", request: [`PUT ${version}/package`, upload(whole)], status: 200 },
  {
    title: "package of ./ and one folder",
    request: [
      `PUT ${version}/package`,
      upload({ "./edge/bin/main.wasm": emptyWasm, "./edge/fastly.toml": emptyManifest }),
    ],
    status: 200,
  },
  ...Object.entries<Record<string, string | Buffer>>({
    "without a folder": { "bin/main.wasm": emptyWasm, "fastly.toml": emptyManifest },
    "of two folders": { ...whole, "other/file": "x" },
    "with its program elsewhere": { "edge/main.wasm": emptyWasm, "edge/fastly.toml": emptyManifest },
    "with its manifest deeper": { "edge/bin/main.wasm": emptyWasm, "edge/a/fastly.toml": emptyManifest },
    "of a component": { "edge/bin/main.wasm": component, "edge/fastly.toml": emptyManifest },
  }).map(
    ([title, files]): Row => ({
      title: `package ${title}`,
      request: [`PUT ${version}/package`, upload(files)],
      status: 400,
      has: /Failed to extract metadata/,
    }),
  ),

  {
    title: "product of VCL services alone",
    request: ["PUT /enabled-products/v1/brotli_compression/services/service-1", {}],
    status: 400,
    has: /Compute/,
  },
  {
    title: "product of a Compute service",
    request: ["PUT /enabled-products/v1/fanout/services/service-1", {}],
    status: 200,
  },

  ...[-1, 65_536].map(
    (port): Row => ({
      title: `backend on port ${port}`,
      request: [backend, { name: "b", address: "example.com", port: String(port) }],
      status: 400,
      has: /port/,
    }),
  ),
  ...["1.4", "3", "TLSv1.2", "1.2.0"].map(
    (min_tls_version): Row => ({
      title: `backend with TLS ${min_tls_version}`,
      request: [backend, { name: "b", address: "example.com", min_tls_version }],
      status: 400,
      has: /TLS/,
    }),
  ),
  {
    title: "backend with TLS from 1.3 to 1.2",
    request: [backend, { name: "b", address: "example.com", min_tls_version: "1.3", max_tls_version: "1.2" }],
    status: 400,
  },
  {
    title: "backend with TLS from 1.2 to 1.3",
    request: [backend, { name: "b", address: "example.com", min_tls_version: "1.2", max_tls_version: "1.3" }],
    status: 200,
  },
  ...["http://example.com", "example.com/path", "a b", "example..com", "-", long(254)]
    .filter((a) => a !== "-")
    .map(
      (address): Row => ({
        title: `backend at ${address.slice(0, 30)}`,
        request: [backend, { name: "b", address }],
        status: 400,
        has: /address/,
      }),
    ),
  ...["example.com", "example.com.", "1.2.3.4", "2001:db8::1", "host", "_srv.example.com", "xn--bcher-kva.example"].map(
    (address): Row => ({ title: `backend at ${address}`, request: [backend, { name: "b", address }], status: 200 }),
  ),
  {
    title: "backend changed to port 65,536",
    given: [[backend, { name: "b", address: "example.com" }]],
    request: [`PUT ${version}/backend/b`, { port: "65536" }],
    status: 400,
  },

  {
    title: "log format of 12,288 characters",
    request: [`POST ${version}/logging/https`, { name: "l", format: long(12_288) }],
    status: 200,
  },
  {
    title: "log format of 12,289 characters",
    request: [`POST ${version}/logging/https`, { name: "l", format: long(12_289) }],
    status: 400,
    has: /12288/,
  },
  {
    title: "log format changed to 12,289 characters",
    given: [[`POST ${version}/logging/https`, { name: "l" }]],
    request: [`PUT ${version}/logging/https/l`, { format: long(12_289) }],
    status: 400,
  },

  ...Object.entries<[kind: string, value: string][]>({
    format_version: [["https", "3"]],
    message_type: [["s3", "json"]],
    log_processing_region: [["s3", "asia"]],
    compression_codec: [
      ["s3", "lz4"],
      ["kafka", "zstd"],
    ],
    gzip_level: [
      ["s3", "10"],
      ["s3", "-1"],
    ],
    file_max_bytes: [["s3", "1048575"]],
    server_side_encryption: [
      ["s3", "aes"],
      ["s3", "aws:kms"],
    ],
    method: [["https", "GET"]],
    json_format: [["https", "3"]],
  }).flatMap(([name, values]) =>
    values.flatMap(([kind, value]): Row[] => [
      {
        title: `${kind} endpoint with ${name} ${value}`,
        request: [`POST ${version}/logging/${kind}`, { name: "l", [name]: value }],
        status: 400,
        has: new RegExp(name),
      },
      {
        title: `${kind} endpoint changed to ${name} ${value}`,
        given: [[`POST ${version}/logging/${kind}`, { name: "l" }]],
        request: [`PUT ${version}/logging/${kind}/l`, { [name]: value }],
        status: 400,
        has: new RegExp(name),
      },
    ]),
  ),
  ...Object.entries({
    compression_codec: "zstd",
    gzip_level: "9",
    file_max_bytes: "1048576",
    server_side_encryption: "AES256",
    message_type: "",
  }).map(
    ([name, value]): Row => ({
      title: `s3 endpoint with ${name} ${JSON.stringify(value)}`,
      request: [`POST ${version}/logging/s3`, { name: "l", [name]: value }],
      status: 200,
    }),
  ),

  ...["1.2.3", "1.2.3.0/33", "1.2.3/24", "::/129", "a/8", "1.2.3.4/"].map(
    (prefix): Row => ({
      title: `ACL entry for ${prefix}`,
      request: ["PATCH /resources/acls/acl-1/entries", { entries: [{ op: "create", prefix, action: "BLOCK" }] }],
      status: 400,
      has: /CIDR/,
    }),
  ),
  // Provider 11 sends addresses alone, and the recordings show that Fastly accepts them.
  ...["1.2.3.4", "1.2.3.4/32", "0.0.0.0/0", "2001:db8::/32", "::1/128"].map(
    (prefix): Row => ({
      title: `ACL entry for ${prefix}`,
      request: ["PATCH /resources/acls/acl-1/entries", { entries: [{ op: "create", prefix, action: "BLOCK" }] }],
      status: 202,
    }),
  ),
  {
    title: "batch of 1,001 ACL entries",
    request: ["PATCH /resources/acls/acl-1/entries", { entries: aclEntries(1_001) }],
    status: 400,
    has: /1000/,
  },
  {
    title: "batch of 1,000 ACL entries",
    request: ["PATCH /resources/acls/acl-1/entries", { entries: aclEntries(1_000) }],
    status: 202,
  },

  ...["a b", "http://example.com", "example..com", "localhost"].map(
    (fqdn): Row => ({
      title: `versionless domain ${fqdn}`,
      request: ["POST /domain-management/v1/domains", { fqdn }],
      status: 400,
      has: /fqdn/,
    }),
  ),
  ...["www.example.com", "*.example.com"].map(
    (fqdn): Row => ({
      title: `versionless domain ${fqdn}`,
      request: ["POST /domain-management/v1/domains", { fqdn }],
      status: 201,
    }),
  ),
  {
    title: "page of 1,000 versionless domains",
    request: ["GET /domain-management/v1/domains?limit=1000"],
    status: 200,
    has: /"limit":100[,}]/,
  },
  {
    title: "page of 5,000 KV keys",
    request: [`GET ${kv}/keys?limit=5000`],
    status: 200,
    has: /"limit":1000[,}]/,
  },
  {
    title: "certificate whose common name is no domain of it",
    request: ["POST /tls/subscriptions", subscription("a.example.com", "b.example.com")],
    status: 400,
    has: /common_name/,
  },
  {
    title: "certificate whose common name is one of its domains",
    request: ["POST /tls/subscriptions", subscription("a.example.com", "A.example.com")],
    status: 201,
  },
  {
    title: "TLS configuration that is none",
    request: ["GET /tls/configurations/none"],
    status: 404,
    has: /configuration/,
  },

  ...[".", "..", ".well-known/acme-challenge/x", "a#b", "a;b", "a?b", "a^b", "a|b", "a\nb", long(1_025)].map(
    (key): Row => ({
      title: `KV key ${JSON.stringify(key.slice(0, 30))}`,
      request: [`PUT ${kv}/keys/${key === "." ? "%2E" : key === ".." ? "%2E%2E" : encodeURIComponent(key)}`, "v"],
      status: key.startsWith(".") && key.length < 3 ? 404 : 400,
    }),
  ),
  ...["a", "a/b c", "ü", ".well-known", long(1_024)].map(
    (key): Row => ({
      title: `KV key ${JSON.stringify(key.slice(0, 30))}`,
      request: [`PUT ${kv}/keys/${encodeURIComponent(key)}`, "v"],
      status: 200,
    }),
  ),
  {
    title: "KV key of a batch that is none",
    request: [`PUT ${kv}/batch`, JSON.stringify({ key: "a#b", value: b64("v") })],
    status: 400,
  },
  {
    title: "KV value of a batch that is not base64",
    request: [`PUT ${kv}/batch`, JSON.stringify({ key: "k", value: "not base64!" })],
    status: 400,
  },
  { title: "KV metadata of 2,000 bytes", request: [`PUT ${kv}/keys/k`, "v", { metadata: long(2_000) }], status: 200 },
  { title: "KV metadata of 2,001 bytes", request: [`PUT ${kv}/keys/k`, "v", { metadata: long(2_001) }], status: 400 },
  {
    title: "KV item that is new by its generation",
    request: [`PUT ${kv}/keys/k`, "v", { "if-generation-match": "0" }],
    status: 200,
  },
  {
    title: "KV item that is not new by its generation",
    given: [[`PUT ${kv}/keys/k`, "v"]],
    request: [`PUT ${kv}/keys/k`, "v", { "if-generation-match": "0" }],
    status: 412,
  },
  {
    title: "KV keys of eventual consistency",
    request: [`GET ${kv}/keys?consistency=eventual`],
    status: 200,
    has: /"consistency":"eventual"/,
  },

  { title: "secret in base64", request: [`POST ${secrets}`, { name: "s", secret: b64("x") }], status: 200 },
  ...["plain text", "YQ", "YQ==\n", "YQ-_"].map(
    (secret): Row => ({
      title: `secret ${JSON.stringify(secret)}`,
      request: [`POST ${secrets}`, { name: "s", secret }],
      status: 400,
      has: /base64/,
    }),
  ),
  { title: "secret of 64 KiB", request: [`POST ${secrets}`, { name: "s", secret: b64(long(65_536)) }], status: 200 },
  { title: "secret of more", request: [`POST ${secrets}`, { name: "s", secret: b64(long(65_537)) }], status: 400 },
  {
    title: "secret with a space in its name",
    request: [`POST ${secrets}`, { name: "a b", secret: b64("x") }],
    status: 400,
  },
  {
    title: "secret store with a space in its name",
    request: ["POST /resources/stores/secret", { name: "a b" }],
    status: 400,
  },
  {
    title: "secret of a client key that is none of ours",
    request: [`POST ${secrets}`, { name: "s", secret: b64("x"), client_key: b64(long(32)) }],
    status: 400,
    has: /client_key/,
  },
  {
    title: "page of 1,000 secret stores",
    request: ["GET /resources/stores/secret?limit=1000"],
    status: 200,
    has: /"limit":200/,
  },

  {
    title: "purge of everything",
    request: ["POST /service/service-1/purge_all"],
    status: 200,
    has: /^\{"status":"ok"\}$/,
  },
  {
    title: "purge of a key",
    request: ["POST /service/service-1/purge/a"],
    status: 200,
    has: /"status":"ok","id":"[\d-]+"/,
  },
  {
    title: "purge of keys",
    request: ["POST /service/service-1/purge", undefined, { "surrogate-key": "a b" }],
    status: 200,
    has: /^\{"a":"[\d-]+","b":"[\d-]+"\}$/,
  },
  { title: "purge of no key", request: ["POST /service/service-1/purge"], status: 400 },
  { title: "purge of a service that is not there", request: ["POST /service/nope/purge_all"], status: 404 },
  { title: "public addresses", request: ["GET /public-ip-list"], status: 200, has: /"151\.101\.0\.0\/16"/ },

  {
    title: "activation",
    request: [`PUT ${version}/activate`],
    status: 200,
    has: /"active":true,"locked":true,.*"environments":\[\]/,
  },
  {
    title: "activation with a host of no network",
    given: [[backend, { name: "b", address: "origin.example" }]],
    request: [`PUT ${version}/activate`],
    status: 200,
    has: /"msg":"Warning: Backend host `origin\.example` could not be resolved/,
  },
];
