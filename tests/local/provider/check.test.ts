import assert from "node:assert/strict";
import { type PropertyMap, Secret, UNKNOWN } from "../../../sdk/local/engine/value";
import { fastlyProvider } from "../../../sdk/local/provider";
import { urnOf } from "./driver";

const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

async function check(
  type: string,
  news: PropertyMap,
  options: { olds?: PropertyMap; env?: Record<string, string> } = {},
) {
  const resource = fastlyProvider({ env: options.env ?? {} }).resource(type);
  const result = await resource?.check({ urn: urnOf(type), olds: options.olds, news });
  return { inputs: result?.inputs ?? {}, reasons: result?.failures.map(({ reason }) => reason) ?? [] };
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

  it("accept a number as text, and values that are not known yet", async () => {
    const backend = { name: "origin", address: UNKNOWN, port: "443" };
    const { inputs, reasons } = await check(SERVICE, { backends: [backend] });
    assert.deepEqual(reasons, []);
    assert.equal((inputs.backends as PropertyMap[])[0]?.port, 443);
  });

  it("get a name with seven random digits, which stays", async () => {
    const type = "fastly:index/configstore:Configstore";
    const { inputs } = await check(type, {});
    assert.match(String(inputs.name), /^edge-[0-9a-f]{7}$/);
    assert.deepEqual(inputs.__defaults, ["forceDestroy", "name"]);
    assert.equal((await check(type, {}, { olds: inputs })).inputs.name, inputs.name);
  });

  it("mark what is sensitive as secret, defaults as well", async () => {
    const { inputs } = await check(SERVICE, { loggingS3s: [{ name: "log", bucketName: "logs", s3AccessKey: "AKIA" }] });
    const [s3] = inputs.loggingS3s as [PropertyMap];
    assert.deepEqual([s3.s3AccessKey, s3.s3SecretKey], [new Secret("AKIA"), new Secret("")]);
  });

  it("take the defaults of log endpoints from the environment", async () => {
    const env = { FASTLY_S3_ACCESS_KEY: "AKIA", FASTLY_S3_IAM_ROLE: "role" };
    const { inputs } = await check(SERVICE, { loggingS3s: [{ name: "log", bucketName: "logs" }] }, { env });
    const [s3] = inputs.loggingS3s as [PropertyMap];
    assert.deepEqual([s3.s3AccessKey, s3.s3IamRole], [new Secret("AKIA"), "role"]);
  });
});
