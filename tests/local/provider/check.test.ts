import assert from "node:assert/strict";
import { type PropertyMap, Secret, UNKNOWN, type Value } from "../../../local/engine/value";
import { isMap } from "../../../local/engine/values";
import { fastlyProvider } from "../../../local/provider";
import { urnOf } from "./driver";

const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

async function check(
  type: string,
  news: PropertyMap,
  options: { olds?: PropertyMap; env?: Record<string, string>; version?: string } = {},
) {
  const { env = {}, version = "11.1.0" } = options;
  const resource = fastlyProvider({ env, version }).resource(type);
  const result = await resource?.check({ urn: urnOf(type), olds: options.olds, news });
  return { inputs: result?.inputs ?? {}, reasons: result?.failures.map(({ reason }) => reason) ?? [] };
}

/** The part of a value that another one has too, without defaults. */
function among(value: Value | undefined, other: Value | undefined): Value {
  if (Array.isArray(value) && Array.isArray(other)) return value.map((element, index) => among(element, other[index]));
  if (!isMap(value) || !isMap(other)) return value ?? null;
  return Object.fromEntries(Object.keys(other).map((key) => [key, among(value[key], other[key])]));
}

describe("inputs of the local provider", () => {
  const refused: Record<string, [type: string, news: PropertyMap, reasons: string[]]> = {
    "a backend without an address": [
      SERVICE,
      { backends: [{ name: "origin" }] },
      [
        `Missing required argument. The argument "backend.0.address" is required, but no definition was found.. Examine values at 'edge.backends'.`,
      ],
    ],
    "items without their dictionary": [
      "fastly:index/serviceDictionaryItems:ServiceDictionaryItems",
      { items: {} },
      [
        `Missing required argument. The argument "dictionary_id" is required, but no definition was found.. Examine values at 'edge.dictionaryId'.`,
        `Missing required argument. The argument "service_id" is required, but no definition was found.. Examine values at 'edge.serviceId'.`,
      ],
    ],
    "a property that does not exist": [
      SERVICE,
      { domain: "example.com" },
      ["Invalid or unknown key. Examine values at 'edge.domain'."],
    ],
    "a package of two kinds": [
      SERVICE,
      { package: { filename: "a", content: "b" } },
      ["content", "filename"].map(
        (property) =>
          `Invalid combination of arguments. "package.0.${property}": only one of \`package.0.content,package.0.filename\` can be specified, but \`package.0.content,package.0.filename\` were specified. Examine values at 'edge.package.${property}'.`,
      ),
    ],
    "a package of no kind": [
      SERVICE,
      { package: { sourceCodeHash: "x" } },
      ["content", "filename"].map(
        (property) =>
          `Invalid combination of arguments. "package.0.${property}": one of \`package.0.content,package.0.filename\` must be specified. Examine values at 'edge.package.${property}'.`,
      ),
    ],
    "a region that is not offered": [
      "fastly:index/kvstore:Kvstore",
      { location: "MOON" },
      [`expected location to be one of ["US" "EU" "ASIA" "AUS"], got MOON. Examine values at 'edge.location'.`],
    ],
    "reuse together with forceDestroy": [
      SERVICE,
      { reuse: true, forceDestroy: true },
      [
        `Conflicting configuration arguments. "force_destroy": conflicts with reuse. Examine values at 'edge.forceDestroy'.`,
        `Conflicting configuration arguments. "reuse": conflicts with force_destroy. Examine values at 'edge.reuse'.`,
      ],
    ],
    "a certificate with space at its end": [
      SERVICE,
      { loggingHttps: [{ name: "log", url: "https://logs.example.com/", tlsCaCert: "cert\n" }] },
      [
        "tls_ca_cert must not contain trailing space characters (e.g., \\n\\t\\r\\f). Consider using trimspace() function. Examine values at 'edge.loggingHttps'.",
      ],
    ],
    "logs to an address that is not one of HTTPS": [
      SERVICE,
      { loggingHttps: ["http://logs.example.com/", "logs.example.com", ""].map((url, n) => ({ name: `${n}`, url })) },
      [
        'expected "logging_https.0.url" to have a url with schema of: "https", got http://logs.example.com/',
        'expected "logging_https.1.url" to have a host, got logs.example.com',
        'expected "logging_https.2.url" url to not be empty, got ',
      ].map((reason) => `${reason}. Examine values at 'edge.loggingHttps'.`),
    ],
    "an id that only the provider knows": [
      SERVICE,
      { dictionaries: [{ name: "settings", dictionaryId: "abc" }] },
      [
        `Value for unconfigurable attribute. Can't configure a value for "dictionary.0.dictionary_id": its value will be decided automatically based on the result of applying this configuration.. Examine values at 'edge.dictionaries'.`,
      ],
    ],
    "a subscription for no domain": [
      "fastly:index/tlsSubscription:TlsSubscription",
      { domains: [], certificateAuthority: "certainly" },
      [
        "Not enough list items. Attribute domains requires 1 item minimum, but config has only 0 declared.. Examine values at 'edge.domains'.",
      ],
    ],
    "a text where a number belongs": [
      SERVICE,
      { backends: [{ name: "origin", address: "example.com", port: "https" }] },
      [`"backend.0.port": expected type 'int', got unconvertible type 'string'. Examine values at 'edge.backends'.`],
    ],
  };
  for (const [title, [type, news, reasons]] of Object.entries(refused)) {
    it(`are refused: ${title}`, async () => assert.deepEqual((await check(type, news)).reasons, reasons));
  }

  // Seen with both providers: Terraform checks no element of a set with an unknown value in it.
  it("in a set of blocks are checked only when all of it is known", async () => {
    const unknown = { name: "a", url: UNKNOWN };
    const bad = { name: "b", url: "", method: "GET", other: true };
    for (const version of ["11.1.0", "12.5.1"]) {
      assert.deepEqual((await check(SERVICE, { loggingHttps: [unknown, bad] }, { version })).reasons, []);
    }
  });

  // Each was given to the real providers, in TypeScript as `any`, and from YAML unchanged.
  const taken: [given: PropertyMap, inputs: PropertyMap][] = [
    [{ activate: "0" }, { activate: false }],
    [{ activate: "T" }, { activate: true }],
    [
      { healthchecks: [{ name: "h", host: "x", path: "/", window: 1.5, headers: [1] }] },
      { healthchecks: [{ name: "h", host: "x", path: "/", window: 1, headers: ["1"] }] },
    ],
  ];
  for (const [given, wanted] of taken) {
    it(`are accepted: ${JSON.stringify(given)}`, async () => {
      const { inputs, reasons } = await check(SERVICE, given);
      assert.deepEqual(reasons, []);
      assert.deepEqual(among(inputs, wanted), wanted);
    });
  }

  it("accept a number as text, and unknown values", async () => {
    const backend = { name: "origin", address: UNKNOWN, port: "443" };
    const { inputs, reasons } = await check(SERVICE, { backends: [backend] });
    assert.deepEqual(reasons, []);
    assert.equal((inputs.backends as PropertyMap[])[0]?.port, 443);
  });

  // Seen with 11.1.0 and 12.5.1: otherwise the store would be replaced, and its content lost.
  for (const version of ["11.1.0", "12.5.1"]) {
    it(`${version}: keep a name after the program leaves it out`, async () => {
      for (const type of [
        "configstore:Configstore",
        "kvstore:Kvstore",
        "secretstore:Secretstore",
        "computeAcl:ComputeAcl",
      ]) {
        const token = `fastly:index/${type}`;
        const { inputs: olds } = await check(token, { name: "settings" }, { version });
        const { inputs } = await check(token, {}, { olds, version });
        assert.equal(inputs.name, "settings");
        assert.ok((inputs.__defaults as string[]).includes("name"));
      }
    });
  }

  it("in a map lose null values and fractions", async () => {
    const items = { a: null, b: 1.5, c: "x" };
    const { inputs } = await check("fastly:index/configstoreEntries:ConfigstoreEntries", {
      storeId: "s",
      entries: items,
    });
    assert.deepEqual(inputs.entries, { b: 1, c: "x" });
  });

  it("get a name with seven random digits, which does not change", async () => {
    const type = "fastly:index/configstore:Configstore";
    const { inputs } = await check(type, {});
    assert.match(String(inputs.name), /^edge-[0-9a-f]{7}$/);
    assert.deepEqual(inputs.__defaults, ["forceDestroy", "name"]);
    assert.equal((await check(type, {}, { olds: inputs })).inputs.name, inputs.name);
  });

  it("mark sensitive values as secret, also defaults", async () => {
    const { inputs } = await check(SERVICE, { loggingS3s: [{ name: "log", bucketName: "logs", s3AccessKey: "AKIA" }] });
    const [s3] = inputs.loggingS3s as [PropertyMap];
    assert.deepEqual([s3.s3AccessKey, s3.s3SecretKey], [new Secret("AKIA"), new Secret("")]);
  });

  it("get defaults of log endpoints from the environment", async () => {
    const env = { FASTLY_S3_ACCESS_KEY: "AKIA", FASTLY_S3_IAM_ROLE: "role" };
    const { inputs } = await check(SERVICE, { loggingS3s: [{ name: "log", bucketName: "logs" }] }, { env });
    const [s3] = inputs.loggingS3s as [PropertyMap];
    assert.deepEqual([s3.s3AccessKey, s3.s3IamRole], [new Secret("AKIA"), "role"]);
  });

  for (const [title, version, news] of [
    ["a ramp of the Next-Gen WAF", "12.5.1", { ngwaf: { enabled: true, workspaceId: "w", trafficRamp: 50 } }],
    ["the Domain Inspector", "11.1.0", { domainInspector: true }],
    ["Bot Management", "11.1.0", { botManagement: { enabled: true, contentguard: "on" } }],
  ] as const) {
    it(`are refused when they belong to the other major version: ${title}`, async () => {
      const { reasons } = await check(SERVICE, { productEnablement: news as PropertyMap }, { version });
      assert.deepEqual(reasons, ["Invalid or unknown key. Examine values at 'edge.productEnablement'."]);
    });
  }

  it("with provider 12 get no zero value as default, unless the state has it", async () => {
    const version = "12.5.1";
    const of = async (olds?: PropertyMap) => (await check(SERVICE, { name: "edge" }, { olds, version })).inputs;
    const fresh = { name: "edge", activate: true, comment: "Managed by Terraform" };
    assert.deepEqual(await of(), { __defaults: ["activate", "comment"], ...fresh });
    const old = { name: "edge", stage: false };
    assert.deepEqual(await of({ ...old, __defaults: ["stage"] }), {
      __defaults: ["activate", "comment", "stage"],
      ...fresh,
      stage: false,
    });
  });

  for (const version of ["11.1.0", "12.5.1"]) {
    it(`${version}: keep the old value of omitted inputs when the state does not list its defaults`, async () => {
      const kept = { stage: true, activate: false, comment: "words" };
      const { inputs } = await check(SERVICE, { name: "edge" }, { olds: { name: "edge", ...kept }, version });
      assert.deepEqual(inputs, { __defaults: ["activate", "comment", "stage"], name: "edge", ...kept });
    });
  }

  it("of a set are matched by position in provider 11, and by common values in 12", async () => {
    const backend = (name: string, extra: PropertyMap = {}) => ({ name, address: `${name}.example.com`, ...extra });
    const olds = { backends: [backend("b", { weight: 7 }), backend("a")] };
    const weights = async (version: string) => {
      const { inputs } = await check(SERVICE, { backends: [backend("a"), backend("b")] }, { olds, version });
      return (inputs.backends as PropertyMap[]).map(({ weight }) => weight);
    };
    assert.deepEqual(
      [await weights("11.1.0"), await weights("12.5.1")],
      [
        [7, 100],
        [100, 7],
      ],
    );
  });

  it("of an access control list are prefixes with provider 12", async () => {
    const type = "fastly:index/computeAclEntries:ComputeAclEntries";
    const entries = { "192.0.2.0/24": "BLOCK", "2001:db8::/32": "ALLOW", "192.0.2.1": "BLOCK", "10.0.0.0/33": "BLOCK" };
    const reasons = async (version: string) => (await check(type, { computeAclId: "x", entries }, { version })).reasons;
    assert.deepEqual(await reasons("11.1.0"), []);
    assert.deepEqual(
      await reasons("12.5.1"),
      ["192.0.2.1", "10.0.0.0/33"].map(
        (prefix) => `invalid prefix "${prefix}": expected valid CIDR notation. Examine values at 'edge.entries'.`,
      ),
    );
  });
});
