import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { readCertificate, readPrivateKey } from "../../../local/api/certificate";
import { LocalFastly } from "../../../local/index";
import { certificateFor, newKey } from "../../support/x509";
import { jsonClient } from "./helpers";

const [WWW, API] = ["www.example.com", "api.example.com"];
const key = newKey();
const both = certificateFor({ key, domains: [WWW, API] });

interface Answer {
  status: number;
  /** Of the first error. */
  detail?: string;
  data: { id: string; attributes: Record<string, unknown>; relationships: Record<string, { data: { id: string }[] }> };
}

describe("uploaded certificates at the local Fastly", () => {
  let fastly: LocalFastly;
  beforeEach(async () => {
    fastly = await LocalFastly.start({ edge: false });
  });
  afterEach(() => fastly.stop());

  async function call(method: string, path: string, data?: object): Promise<Answer> {
    const answer = await fetch(`${fastly.url}/tls${path}`, {
      method,
      headers: { "Fastly-Key": fastly.token, "content-type": "application/vnd.api+json" },
      ...(data && { body: JSON.stringify({ data }) }),
    });
    const body = JSON.parse((await answer.text()) || "{}");
    return { status: answer.status, detail: body.errors?.[0]?.detail, data: body.data };
  }
  const made = async (path: string, data: object) => {
    const answer = await call("POST", path, data);
    assert.equal(answer.status, 201, answer.detail);
    return answer.data;
  };
  const uploadKey = () => made("/private_keys", { attributes: { key, name: "key" } });
  const upload = (cert_blob = both) => made("/certificates", { attributes: { cert_blob } });
  const ref = (type: string, id: string) => ({ data: { type, id } });
  const activation = (certificate: string, domain = WWW) => ({
    relationships: { tls_certificate: ref("tls_certificate", certificate), tls_domain: ref("tls_domain", domain) },
  });
  const active = () => fastly.state().tls.activations.map(({ domain }) => domain);

  it("refuse an invalid key, an invalid certificate, and a certificate without its key", async () => {
    const cases: [path: string, attributes: object, detail: RegExp][] = [
      ["/private_keys", { key: "none" }, /^key must be a PEM-formatted private key$/],
      ["/private_keys", { key: both }, /^key must be a PEM-formatted private key$/],
      ["/certificates", { cert_blob: both }, /^the private key of the certificate has not been uploaded$/],
      ["/certificates", { cert_blob: key }, /^cert_blob must be a PEM-formatted certificate$/],
      ["/certificates", { cert_blob: certificateFor({ key, domains: [] }) }, /^need at least one DNS name, got none$/],
      ["/mutual_authentications", { cert_bundle: "none" }, /^cert_bundle must be PEM-formatted certificates$/],
    ];
    for (const [path, attributes, detail] of cases) {
      const refused = await call("POST", path, { attributes });
      assert.equal(refused.status, 400);
      assert.match(refused.detail ?? "", detail);
    }
  });

  it("keep a key as long as a certificate uses it, and never store the private key itself", async () => {
    const { id, attributes } = await uploadKey();
    assert.equal(attributes.created_at, null);
    assert.equal((await call("GET", `/private_keys/${id}`)).data.attributes.key_length, 2048);
    const certificate = await upload();
    assert.equal((await call("DELETE", `/private_keys/${id}`)).status, 400);
    assert.equal((await call("DELETE", `/certificates/${certificate.id}`)).status, 204);
    assert.doesNotMatch(JSON.stringify(fastly.state()), /PRIVATE KEY/);
    assert.equal((await call("DELETE", `/private_keys/${id}`)).status, 204);
    assert.equal((await call("GET", `/private_keys/${id}`)).status, 404);
  });

  it("serve their domains by TLS until an activation or the domain is removed", async () => {
    await uploadKey();
    const { id, attributes } = await upload();
    assert.deepEqual([attributes.name, attributes.issued_to, attributes.serial_number], [WWW, WWW, "131"]);
    assert.equal((await call("POST", "/activations", activation("none"))).status, 404);
    const other = await call("POST", "/activations", activation(id, "shop.example.com"));
    assert.deepEqual([other.status, other.detail], [400, "The certificate does not have the domain shop.example.com"]);
    await made("/activations", activation(id, WWW));
    await made("/activations", activation(id, API));

    const renewed = certificateFor({ key, domains: [API], serial: 132 });
    const answer = await call("PATCH", `/certificates/${id}`, { attributes: { cert_blob: renewed } });
    assert.deepEqual([answer.status, active()], [200, [API]]);
    const domainsOf = ({ data }: Answer) => data.relationships.tls_domains?.data.map((each) => each.id);
    assert.deepEqual(domainsOf(await call("GET", `/certificates/${id}`)), [API]);
    assert.equal((await call("DELETE", `/certificates/${id}`)).status, 204);
    assert.deepEqual(active(), []);
  });

  it("decide whether TLS is active for a domain of the account, and whether a certificate covers it", async () => {
    const json = jsonClient(fastly);
    const { body: service } = await json("POST /service", { name: "edge", type: "wasm" });
    const domains = "/domain-management/v1/domains";
    const { body: domain } = await json(`POST ${domains}`, { fqdn: WWW, service_id: service.id });
    const told = async () => {
      const { activated, verified } = (await json(`GET ${domains}/${domain.id}`)).body;
      return [activated, verified];
    };
    assert.deepEqual(await told(), [false, false]);
    await uploadKey();
    const certificate = await upload(certificateFor({ key, domains: ["*.example.com"] }));
    assert.deepEqual(await told(), [false, true]);
    await made("/activations", activation(certificate.id, WWW));
    assert.deepEqual(await told(), [true, true]);
    await call("DELETE", `/certificates/${certificate.id}`);
    assert.deepEqual(await told(), [false, false]);

    const subscribed = { relationships: { tls_domains: { data: [{ id: WWW, type: "tls_domain" }] } } };
    const subscription = await made("/subscriptions", subscribed);
    assert.deepEqual(await told(), [false, false]);
    fastly.setCertificate(subscription.id, "issued");
    assert.deepEqual(await told(), [true, true]);
  });

  it("can have a wildcard, which stands for one label", async () => {
    await uploadKey();
    const { id } = await upload(certificateFor({ key, domains: ["*.example.com"] }));
    await made("/activations", activation(id, WWW));
    for (const domain of ["a.www.example.com", "example.com"]) {
      assert.equal((await call("POST", "/activations", activation(id, domain))).status, 400, domain);
    }
  });

  it("can require client certificates in an activation, which keeps the mutual authentication in use", async () => {
    await uploadKey();
    const { id } = await made("/activations", activation((await upload()).id));
    const { id: mutual } = await made("/mutual_authentications", { attributes: { cert_bundle: both, name: "m" } });
    const set = (data: object | null) =>
      call("PATCH", `/activations/${id}`, { relationships: { mutual_authentication: { data } } });
    assert.equal((await set({ type: "mutual_authentication", id: "none" })).status, 404);
    assert.equal((await set({ type: "mutual_authentication", id: mutual })).status, 200);
    await set(null);
    const { relationships } = (await call("GET", `/mutual_authentications/${mutual}`)).data;
    assert.deepEqual(relationships.tls_activations?.data, [{ id, type: "tls_activation" }]);
    assert.equal((await call("DELETE", `/mutual_authentications/${mutual}`)).status, 400);
    await set({ type: "mutual_authentication" });
    assert.equal((await call("DELETE", `/mutual_authentications/${mutual}`)).status, 204);
  });

  it("of Platform TLS need a trusted root, or the user's permission for an untrusted one", async () => {
    await uploadKey();
    const platform = (intermediates_blob: string, more: object = {}) => ({
      attributes: { cert_blob: both, intermediates_blob, ...more },
      relationships: { tls_configurations: { data: [{ type: "tls_configuration", id: "CONFDEFAULT" }] } },
    });
    const refused = await call("POST", "/bulk/certificates", platform(both));
    assert.deepEqual([refused.status, refused.detail], [400, "intermediates_blob does not lead to a trusted root"]);
    await made("/bulk/certificates", platform(rootCertificates[0] ?? ""));
    const { id, attributes } = await made("/bulk/certificates", platform(both, { allow_untrusted_root: true }));
    assert.equal(attributes.not_after, "2026-04-01T00:00:00.000Z");
    assert.equal((await call("DELETE", `/bulk/certificates/${id}`)).status, 204);
  });

  it("survive a restart", async () => {
    const directory = mkdtempSync(join(tmpdir(), "tls-state-"));
    const stateFile = join(directory, "state.json");
    try {
      await fastly.stop();
      fastly = await LocalFastly.start({ edge: false, stateFile });
      await uploadKey();
      const { id } = await upload();
      await fastly.stop();
      const saved = JSON.parse(readFileSync(stateFile, "utf8"));
      fastly = await LocalFastly.start({ edge: false, stateFile });
      assert.equal((await call("GET", `/certificates/${id}`)).status, 200);
      assert.ok(!JSON.stringify(saved).includes("PRIVATE KEY"));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("a parsed certificate", () => {
  it("has the name that Go gives its algorithm, for each root in Node", () => {
    const names = rootCertificates.map((root) => readCertificate(root)?.signature_algorithm);
    assert.deepEqual([...new Set(names)].sort(), [
      "ECDSA-SHA256",
      "ECDSA-SHA384",
      "SHA1-RSA",
      "SHA256-RSA",
      "SHA384-RSA",
      "SHA512-RSA",
    ]);
  });

  it("is undefined for an invalid text", () => {
    for (const text of [
      "",
      "none",
      both.slice(0, 300),
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ]) {
      assert.equal(readCertificate(text), undefined);
      assert.equal(readPrivateKey(text), undefined);
    }
  });
});
