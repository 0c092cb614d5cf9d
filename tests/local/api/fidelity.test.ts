import assert from "node:assert/strict";
import { generateKeyPairSync, verify } from "node:crypto";
import sodium from "libsodium-wrappers";
import type { LocalFastlyOptions } from "../../../local/api";
import { LocalFastly } from "../../../local/api";
import { FASTLY_LIMITS } from "../../../local/api/account";
import { b64, backend, kv, ROWS, type Row, secrets, upload, version, whole } from "./fidelityRows";
import { type Answer, type Call, formClient, jsonClient } from "./helpers";

async function withAccount(run: (call: { form: Call; json: Call }) => Promise<void>, options: LocalFastlyOptions = {}) {
  const counts = new Map<string, number>();
  const newId = (kind: string) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return `${kind}-${counts.get(kind)}`;
  };
  const api = await LocalFastly.start({ edge: false, newId, ...options });
  try {
    const call = { form: formClient(api), json: jsonClient(api) };
    await call.form("POST /service", { name: "edge", type: "wasm" });
    await call.form(`PUT ${version}/package`, upload(whole));
    await call.form("POST /resources/stores/config", { name: "c" });
    await call.json("POST /resources/stores/kv", { name: "k" });
    await call.json("POST /resources/stores/secret", { name: "s" });
    await call.json("POST /resources/acls", { name: "a" });
    await run(call);
  } finally {
    await api.stop();
  }
}

function send({ form, json }: { form: Call; json: Call }, [request, ...rest]: Row["request"]): Promise<Answer> {
  return (/ \/service\//.test(request) ? form : json)(request, ...rest);
}

describe("the local Fastly answers like the real one to a", () => {
  for (const { title, given = [], request, status, has } of ROWS) {
    it(`${title}: ${status}`, () =>
      withAccount(async (call) => {
        for (const each of given) {
          const before = await send(call, each);
          assert.ok(before.status < 300, `${each[0]}: ${before.status} ${JSON.stringify(before.body)}`);
        }
        const answer = await send(call, request);
        const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
        assert.equal(answer.status, status, text);
        assert.match(text, has ?? /(?:)/);
      }));
  }

  it("KV item without metadata: an empty header", () =>
    withAccount(async ({ json }) => {
      await json(`PUT ${kv}/keys/k`, "v", { metadata: "" });
      const { headers } = await json(`GET ${kv}/keys/k`);
      assert.equal(headers.get("metadata"), "");
    }));

  it("list of services without a size: 20", () =>
    withAccount(async ({ form }) => {
      for (let n = 0; n < 21; n += 1) await form("POST /service", { name: `s${n}`, type: "wasm" });
      assert.equal((await form("GET /service")).body.length, 20);
    }));

  it("client that seals a secret: its key is signed, and the secret is opened", () =>
    withAccount(async ({ json }) => {
      const { body: key } = await json("POST /resources/stores/secret/client-key");
      const { body: signing } = await json("GET /resources/stores/secret/signing-key");
      const der = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" });
      const publicKey = Buffer.concat([der.subarray(0, -32), Buffer.from(signing.signing_key, "base64")]);
      const signature = Buffer.from(key.signature, "base64");
      const signed = Buffer.from(key.public_key, "base64");
      assert.ok(verify(null, signed, { key: publicKey, format: "der", type: "spki" }, signature));
      await sodium.ready;
      const sealed = Buffer.from(sodium.crypto_box_seal(Buffer.from("hunter2"), signed)).toString("base64");
      const { body } = await json(`POST ${secrets}`, { name: "sealed", secret: sealed, client_key: key.public_key });
      const { body: plain } = await json(`PUT ${secrets}`, { name: "sealed", secret: b64("hunter2") });
      assert.equal(body.digest, plain.digest, "it is the secret itself");
    }));

  it("client key that has expired: 400", async () => {
    let now = new Date("2026-11-21T01:02:03Z");
    await withAccount(
      async ({ json }) => {
        const { body: key } = await json("POST /resources/stores/secret/client-key");
        assert.equal(key.expires_at, "2026-11-21T01:12:03.000Z");
        await sodium.ready;
        const sealed = Buffer.from(sodium.crypto_box_seal(Buffer.from("x"), Buffer.from(key.public_key, "base64")));
        now = new Date("2026-11-21T01:12:04Z");
        const secret = { name: "s", secret: sealed.toString("base64"), client_key: key.public_key };
        assert.equal((await json(`POST ${secrets}`, secret)).status, 400);
      },
      { now: () => now },
    );
  });
});

describe("the account of the local Fastly", () => {
  const items = (count: number) => ({
    items: Array.from({ length: count }, (_, n) => ({ op: "upsert", item_key: `k${n}`, item_value: "v" })),
  });
  const LIMITED: [limit: string, request: (n: number) => Row["request"], most: number][] = [
    ["backends", (n) => [backend, { name: `b${n}`, address: "example.com" }], FASTLY_LIMITS.backends],
    ["domains", (n) => [`POST ${version}/domain`, { name: `d${n}.example.com` }], FASTLY_LIMITS.domains],
    [
      "logEndpoints",
      (n) => [`POST ${version}/logging/${n % 2 ? "https" : "s3"}`, { name: `l${n}` }],
      FASTLY_LIMITS.logEndpoints,
    ],
    ["configStores", (n) => ["POST /resources/stores/config", { name: `c${n}` }], FASTLY_LIMITS.configStores - 1],
  ];
  for (const [limit, request, most] of LIMITED) {
    it(`refuses to exceed Fastly's limit: ${limit}`, () =>
      withAccount(
        async (call) => {
          for (let n = 0; n < most; n += 1) {
            assert.equal((await send(call, request(n))).status, 200);
          }
          const { status, body } = await send(call, request(most));
          assert.deepEqual([status, /^Exceeding max number of /.test(body.detail)], [400, true]);
        },
        { account: { limits: true } },
      ));
  }

  it("limits the number of items, in a batch and one by one", () =>
    withAccount(
      async ({ form, json }) => {
        await form(`POST ${version}/dictionary`, { name: "d" });
        for (const [batch, single] of [
          ["/service/service-1/dictionary/dictionary-1/items", "/service/service-1/dictionary/dictionary-1/item"],
          ["/resources/stores/config/config-store-1/items", "/resources/stores/config/config-store-1/item"],
        ]) {
          assert.equal((await json(`PATCH ${batch}`, items(4))).status, 400);
          assert.equal((await json(`PATCH ${batch}`, items(3))).status, 200);
          assert.equal((await json(`PATCH ${batch}`, items(3))).status, 200, "the same ones again");
          assert.equal((await form(`POST ${single}`, { item_key: "one more", item_value: "v" })).status, 400);
          assert.equal((await form(`PUT ${single}/more`, { item_value: "v" })).status, 400);
          assert.equal((await form(`PUT ${single}/k0`, { item_value: "w" })).status, 200);
        }
      },
      { account: { limits: { dictionaryItems: 3, configStoreItems: 3 } } },
    ));

  it("can enable only the products that it has bought", () =>
    withAccount(
      async ({ json }) => {
        const enable = (product: string) => json(`PUT /enabled-products/v1/${product}/services/service-1`, {});
        assert.equal((await enable("websockets")).status, 200);
        assert.equal((await enable("fanout")).status, 403);
      },
      { account: { products: ["websockets"] } },
    ));

  it("has a limit of writes per hour, and answers say how many are left", async () => {
    let now = new Date("2026-11-21T01:59:00Z");
    await withAccount(
      async ({ form }) => {
        const write = () => form("PUT /service/service-1", { comment: "c" });
        const { headers } = await write();
        assert.equal(headers.get("fastly-ratelimit-remaining"), "1");
        assert.equal(headers.get("fastly-ratelimit-reset"), String(Date.parse("2026-11-21T02:00:00Z") / 1000));
        assert.equal((await form("GET /service")).headers.get("fastly-ratelimit-remaining"), null, "to read is free");
        assert.equal((await form("POST /service/service-1/purge/k")).status, 200);
        assert.equal((await write()).headers.get("fastly-ratelimit-remaining"), "0");
        const refused = await write();
        assert.deepEqual([refused.status, refused.headers.get("fastly-ratelimit-remaining")], [429, "0"]);
        assert.equal((await form("POST /service/service-1/purge_all")).status, 429);
        now = new Date("2026-11-21T02:00:00Z");
        assert.equal((await write()).status, 200);
      },
      // The requests of `withAccount` itself come first.
      { now: () => now, account: { limits: { writesPerHour: 8 } } },
    );
  });
});
