import * as fc from "fast-check";
import { plain } from "../../sdk/pulumi/plain";
import { providerMajor } from "../../sdk/pulumi/providerMajor";
import { withEveryDefault } from "../../sdk/setup/everyDefault";
import type { KindName } from "../../sdk/setup/kinds";
import type { Blocks } from "../../sdk/setup/lines";
import { LOG_PROVIDERS, type LogProvider } from "../../sdk/setup/logProviders";
import "./fastlyVersion";
import { fieldsOf, loggingTypes } from "./fastlyTypings";

const IS_12 = providerMajor() === 12;

/** The contents of a live service: blocks in the provider's form, and the types of its links. */
export interface Live {
  blocks: Blocks;
  types?: Record<string, string>;
}

/** Texts as people write them, and unusual ones. */
const word = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.stringMatching(/^[A-Za-z0-9_ .'"`$\\{}é世-]{1,20}$/),
  fc.constantFrom("constructor", "__proto__", "toString", "a b", "007", "class"),
);
const hostname = fc.stringMatching(/^[a-z][a-z0-9]{0,8}\.example\.com$/);
const address = fc.oneof(hostname, fc.constantFrom("192.0.2.1", "2001:db8::1"));
const number = fc.oneof(fc.constantFrom(0, 1, 80, 100, 200, 443, 1000, 5000), fc.nat(100_000));
const flag = fc.boolean();
const text = fc.oneof(fc.constant(""), word, hostname);

/** Some of the settings: each may be left out. */
const some = (settings: Record<string, fc.Arbitrary<unknown>>) => fc.record(settings, { requiredKeys: [] });

/** Things with different names. */
export const named = (thing: fc.Arbitrary<object>, names = word.filter((name) => name !== "__proto__")) =>
  fc.uniqueArray(
    fc.tuple(names, thing).map(([name, rest]) => ({ ...rest, name })),
    { minLength: 1, maxLength: 3, selector: ({ name }) => name },
  );

const backend = fc
  .tuple(
    address,
    some({
      port: fc.oneof(fc.constantFrom(80, 443), fc.integer({ min: 1, max: 65_535 })),
      useSsl: flag,
      sslCheckCert: flag,
      sslCertHostname: text,
      sslSniHostname: text,
      overrideHost: text,
      sslCaCert: text,
      sslClientCert: text,
      sslClientKey: text,
      sslCiphers: text,
      minTlsVersion: fc.constantFrom("", "1.2"),
      maxTlsVersion: fc.constantFrom("", "1.3"),
      connectTimeout: number,
      firstByteTimeout: number,
      betweenBytesTimeout: number,
      keepaliveTime: fc.integer({ min: 1, max: 300 }),
      maxConn: number,
      ...(IS_12 && { maxLifetime: number, maxUse: number }),
      errorThreshold: number,
      weight: number,
      preferIpv6: flag,
      shield: fc.constantFrom("", "frankfurt-de"),
      shareKey: text,
    }),
  )
  .map(([address, rest]) => ({ ...rest, address }));

const healthcheck = fc
  .tuple(
    fc.constantFrom("/", "/healthz?full=1"),
    text,
    some({
      method: fc.constantFrom("HEAD", "GET"),
      expectedResponse: fc.constantFrom(200, 204),
      checkInterval: number,
      timeout: number,
      threshold: number,
      window: number,
      initial: number,
      httpVersion: fc.constantFrom("1.0", "1.1"),
      headers: fc
        .uniqueArray(fc.constantFrom("Authorization: Bearer x", "X-Check: 1", "X-Check: 2"), { minLength: 1 })
        .map((headers) => headers.sort()),
    }),
  )
  .map(([path, host, rest]) => ({ ...rest, path, host }));

/** A live log endpoint: everything required, and some of the rest. */
export function logBlock({ property, required, oneOf = [] }: LogProvider): fc.Arbitrary<object> {
  const fields = fieldsOf(loggingTypes().get(property) ?? "").filter(({ name }) => name !== "name");
  const needed = new Set([...required, ...(oneOf[0] ?? [])]);
  const settingOf = ({ name, type }: { name: string; type: string }): fc.Arbitrary<unknown> => {
    if (type.includes("number")) {
      return needed.has(name) ? fc.integer({ min: 1, max: 65_535 }) : number;
    }
    if (type.includes("boolean")) {
      return flag;
    }
    const given = /url/i.test(name)
      ? fc.constantFrom(
          "https://logs.example.com",
          "https://logs.example.com/ingest?token=x",
          "http://me:x@l.example.com",
        )
      : fc.oneof(hostname, word);
    return needed.has(name) ? given : fc.oneof(fc.constant(""), given);
  };
  const settings = Object.fromEntries(fields.map((field) => [field.name, settingOf(field)]));
  return fc.record(settings, { requiredKeys: [...needed] });
}

function links(type: string): fc.Arbitrary<Live> {
  return named(fc.record({ resourceId: fc.stringMatching(/^[a-zA-Z0-9]{22}$/) })).map((resourceLinks) => ({
    blocks: { resourceLinks },
    types: Object.fromEntries(resourceLinks.map(({ name }) => [name, type])),
  }));
}

const mode = (values: string[], key: string) =>
  fc.constantFrom(...values).map((value) => ({ enabled: true, [key]: value }));

/** Live things of each kind: a record, so that the compiler notices a forgotten kind. */
export const LIVE: Record<KindName, fc.Arbitrary<Live>> = {
  domains: fc
    .uniqueArray(fc.oneof(hostname, fc.constant("shop.edgecompute.app"), fc.constant("*.example.com")), {
      minLength: 1,
    })
    .chain((names) =>
      fc.record({
        blocks: fc.record({
          domains: fc.tuple(
            ...names.map((name) =>
              fc.oneof(
                fc.constant({ name }),
                word.map((comment) => ({ name, comment })),
              ),
            ),
          ),
        }),
      }),
    ),
  // These belong to no version, and an adoption does not lose them.
  certificates: fc.constant({ blocks: {} }),
  backends: named(backend).map((backends) => ({ blocks: { backends } })),
  healthchecks: fc.tuple(named(backend), healthcheck).map(([backends, check]) => ({
    blocks: {
      backends: backends.map((each) => ({ ...each, healthcheck: "up" })),
      healthchecks: [{ ...check, name: "up" }],
    },
  })),
  dictionaries: named(fc.record({}), fc.stringMatching(/^[A-Za-z][A-Za-z0-9_ ]{0,10}$/)).map((dictionaries) => ({
    blocks: { dictionaries },
  })),
  configStores: links("config"),
  kvStores: fc.oneof(links("kv-store"), links("object-store")),
  secretStores: links("secret-store"),
  acls: links("acl"),
  logEndpoints: fc
    .constantFrom(...LOG_PROVIDERS.values())
    .chain((provider) => named(logBlock(provider)).map((blocks) => ({ blocks: { [provider.property]: blocks } }))),
  products: some({
    apiDiscovery: flag,
    fanout: flag,
    logExplorerInsights: flag,
    websockets: flag,
    ddosProtection: mode(["off", "log", "block"], "mode"),
    ...(IS_12
      ? {
          domainInspector: flag,
          botManagement: mode(["on", "off"], "contentguard"),
          ngwaf: mode(["w1"], "workspaceId"),
        }
      : {
          ngwaf: fc
            .tuple(fc.constantFrom("w1", "w2"), fc.integer({ min: 1, max: 100 }))
            .map(([workspaceId, trafficRamp]) => ({ enabled: true, workspaceId, trafficRamp })),
        }),
  }).map((productEnablement) => ({ blocks: { productEnablement } })),
  imageOptimizer: some({
    allowVideo: flag,
    jpegQuality: fc.integer({ min: 1, max: 100 }),
    jpegType: fc.constantFrom("auto", "baseline", "progressive"),
    resizeFilter: fc.constantFrom("lanczos3", "bicubic", "nearest"),
    upscale: flag,
    webp: flag,
    webpQuality: fc.constantFrom(1, 85, 100),
  })
    .filter(({ jpegQuality, webp }) => jpegQuality !== 85 || webp === true)
    .map((imageOptimizerDefaultSettings) => ({ blocks: { imageOptimizerDefaultSettings } })),
};

/** The meaning of a service's blocks, with all defaults filled in. */
export async function meaning(blocks: Blocks): Promise<Record<string, unknown>> {
  const service = await plain(withEveryDefault(blocks as never) as unknown as Record<string, unknown>);
  return Object.fromEntries(
    Object.entries(service)
      .filter(([, value]) => value !== undefined && Object.keys(value as object).length > 0)
      .map(([property, value]) => [
        property,
        Array.isArray(value) ? value.map(block) : property === "productEnablement" ? products(value) : value,
      ]),
  );
}

/** Health checks are compared separately. Whether the provider may empty a dictionary is not live. */
const OTHERS = ["healthcheck", "forceDestroy"];

/** For the provider, an empty text, 0 and false mean nothing when it has no other default. */
const block = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([key, member]) => Boolean(member) && !OTHERS.includes(key)));

/** Of products, only the enabled ones count. */
const products = (value: unknown) =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter(
          ([, each]) => each === true || (each as { enabled?: boolean } | null)?.enabled === true,
        ),
      )
    : value;

/** Blocks are sets to the provider, and here all have names. */
export const byName = (service: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(service).map(([property, value]) => [
      property,
      Array.isArray(value) ? [...value].sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1)) : value,
    ]),
  );
