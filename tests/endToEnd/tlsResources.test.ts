import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { describeOnEachEngine } from "../support/engines";
import { stackOfEachTest } from "../support/suite";
import { certificateFor, newKey } from "../support/x509";

const [WWW, API] = ["www.example.com", "api.example.com"];

/** The parts of go-fastly's JSON:API for each referenced object. */
const included = {
  certificate:
    '{"type":"tls_certificate","id":"ID","attributes":{"created_at":null,"issued_to":"","issuer":"","name":"","not_after":null,"not_before":null,"replace":false,"serial_number":"","signature_algorithm":"","updated_at":null},"relationships":{"tls_domains":{"data":[]}}}',
  domain: `{"type":"tls_domain","id":"${WWW}","attributes":{"type":""}}`,
  mutual: (id: string) =>
    `{"type":"mutual_authentication",${id}"attributes":{"created_at":null,"enforced":false,"name":"","updated_at":null},"relationships":{"tls_activations":{"data":[]}}}`,
};
const WITH_ID = '"id":"ID",';

const CREATED = [
  'POST /tls/private_keys {"data":{"type":"","attributes":{"key":"KEY","name":"key"}}}',
  "GET /tls/private_keys/ID",
  'POST /tls/certificates {"data":{"type":"tls_certificate","attributes":{"cert_blob":"FIRST","name":"www-MADE"}}}',
  "GET /tls/certificates/ID",
  'POST /tls/bulk/certificates {"data":{"type":"","attributes":{"allow_untrusted_root":true,"cert_blob":"FIRST","intermediates_blob":"FIRST"},"relationships":{"tls_configurations":{"data":[{"type":"tls_configuration","id":"CONFDEFAULT"}]}}},"included":[{"type":"tls_configuration","id":"CONFDEFAULT","attributes":{"type":""}}]}',
  "GET /tls/bulk/certificates/ID",
  `POST /tls/activations {"data":{"type":"tls_activation","relationships":{"tls_certificate":{"data":{"type":"tls_certificate","id":"ID"}},"tls_domain":{"data":{"type":"tls_domain","id":"${WWW}"}}}},"included":[${included.certificate},${included.domain}]}`,
  "GET /tls/activations/ID",
  'POST /tls/mutual_authentications {"data":{"type":"mutual_authentication","attributes":{"cert_bundle":"FIRST","enforced":true,"name":"clients"}}}',
  `PATCH /tls/activations/ID {"data":{"type":"tls_activation","id":"ID","relationships":{"mutual_authentication":{"data":{"type":"mutual_authentication","id":"ID"}},"tls_certificate":{"data":null}}},"included":[${included.mutual(WITH_ID)}]}`,
  "GET /tls/mutual_authentications/ID",
];

const UPDATED = [
  'PATCH /tls/certificates/ID {"data":{"type":"tls_certificate","id":"ID","attributes":{"cert_blob":"SECOND","name":"www-MADE"}}}',
  "GET /tls/certificates/ID",
  'PATCH /tls/bulk/certificates/ID {"data":{"type":"","attributes":{"allow_untrusted_root":true,"cert_blob":"SECOND","id":"ID","intermediates_blob":"FIRST"}}}',
  "GET /tls/bulk/certificates/ID",
  'PATCH /tls/mutual_authentications/ID {"data":{"type":"mutual_authentication","id":"ID","attributes":{"cert_bundle":"FIRST","enforced":true}}}',
  `PATCH /tls/activations/ID {"data":{"type":"tls_activation","id":"ID","relationships":{"mutual_authentication":{"data":{"type":"mutual_authentication"}},"tls_certificate":{"data":null}}},"included":[${included.mutual("")}]}`,
];

const MOVED = `PATCH /tls/activations/ID {"data":{"type":"tls_activation","id":"ID","relationships":{"mutual_authentication":{"data":{"type":"mutual_authentication","id":"ID"}},"tls_certificate":{"data":{"type":"tls_certificate","id":"ID"}}}},"included":[${included.mutual(WITH_ID)},${included.certificate}]}`;

describeOnEachEngine("TLS resources of the provider", function (engine) {
  this.timeout(120_000);
  const key = newKey();
  const first = certificateFor({ key, domains: [WWW, API] });
  const second = certificateFor({ key, domains: [WWW], serial: 132 });
  const shop = stackOfEachTest({ engine });
  beforeEach(async () => {
    seen = 0;
  });

  let seen: number;
  /**
   * The requests since the last call in alphabetical order, as some do not wait for each other. Ids and PEMs are
   * replaced by names.
   */
  const requests = () => {
    const since = shop.fastly.requests.slice(seen);
    seen = shop.fastly.requests.length;
    return since
      .map(({ method, path, body }) => `${method} ${path}${body === null ? "" : ` ${told(body)}`}`)
      .map(named);
  };
  const named = (text: string) => text.replace(/[A-Za-z0-9]{22}/g, "ID").replace(/-[0-9a-f]{7}"/g, '-MADE"');
  const PEMS = new Map([
    [key, "KEY"],
    [first, "FIRST"],
    [second, "SECOND"],
  ]);
  const told = (body: unknown) =>
    JSON.stringify(body, (name, value) => {
      // The real provider uses the order of Go's maps, which is random.
      if (name === "included") return [...value].sort(byType);
      return PEMS.get(value) ?? value;
    });
  const byType = (a: { type: string }, b: { type: string }) => (a.type < b.type ? -1 : 1);
  const keys = () => new fastly.TlsPrivateKey("key", { keyPem: key, name: "key" });

  it("are created, updated and deleted by the requests of the real provider", async () => {
    let [certificateBody, authenticates] = [first, true];
    let [domains, until] = [[""], ""];
    shop.define(() => {
      const opts = { dependsOn: keys() };
      const certificate = new fastly.TlsCertificate("www", { certificateBody }, opts);
      const activation = new fastly.TlsActivation("www", { certificateId: certificate.id, domain: WWW });
      const clients = authenticates ? { activationIds: [activation.id], enforced: true } : {};
      new fastly.TlsMutualAuthentication("clients", { certBundle: first, name: "clients", ...clients });
      const chain = { certificateBody, intermediatesBlob: first, allowUntrustedRoot: true };
      const platform = new fastly.TlsPlatformCertificate("all", { ...chain, configurationId: "CONFDEFAULT" }, opts);
      pulumi.all([certificate.domains, platform.notAfter]).apply((all) => {
        [domains, until] = all;
      });
    });
    await shop.succeed("preview");
    assert.deepEqual(requests(), []);
    await shop.succeed();
    assert.deepEqual(requests().sort(), [...CREATED].sort());
    assert.deepEqual([domains, until], [[API, WWW], "2026-04-01T00:00:00Z"]);
    await shop.assertUnchanged();
    requests();

    [certificateBody, authenticates] = [second, false];
    assert.deepEqual((await shop.succeed()).changes, { same: 3, update: 3 });
    assert.deepEqual(requests().sort(), [...UPDATED].sort());
    // The provider keeps the planned value of a known set. A refresh reads the real one.
    assert.deepEqual(domains, [API, WWW]);
    await shop.succeed("refresh");
    await shop.assertUnchanged();
    assert.deepEqual(domains, [WWW]);
    requests();
    await shop.succeed("destroy");
    assert.deepEqual(requests().sort(), [
      "DELETE /tls/activations/ID",
      "DELETE /tls/bulk/certificates/ID",
      "DELETE /tls/certificates/ID",
      "DELETE /tls/mutual_authentications/ID",
      "DELETE /tls/private_keys/ID",
    ]);
    const { dns: _, ...left } = shop.fastly.state();
    assert.ok(Object.values(left.tls).every(({ length }) => length === 0));
  });

  it("replace one another while every domain keeps a certificate", async () => {
    let which: "old" | "new" = "old";
    shop.define(() => {
      const opts = { dependsOn: keys() };
      const certificates = {
        old: new fastly.TlsCertificate("old", { certificateBody: first }, opts),
        new: new fastly.TlsCertificate("new", { certificateBody: second }, opts),
      };
      const mutual = new fastly.TlsMutualAuthentication("clients", { certBundle: first });
      const { id: certificateId } = certificates[which];
      new fastly.TlsActivation("www", { certificateId, domain: WWW, mutualAuthenticationId: mutual.id });
    });
    await shop.succeed();
    requests();
    which = "new";
    await shop.succeed();
    assert.deepEqual(requests(), [MOVED, "GET /tls/activations/ID"]);
    await shop.succeed("destroy");
  });

  it("are refused in preview when they have invalid certificates", async () => {
    const opts = { dependsOn: [] };
    const cases: [program: () => void, says: string][] = [
      [
        () => void new fastly.TlsCertificate("c", { certificateBody: "none" }, opts),
        "expected certificate_body to be valid PEM-format blocks of type 'CERTIFICATE'. Examine values at 'c.certificateBody'.",
      ],
      [
        () => void new fastly.TlsCertificate("c", { certificateBody: key }, opts),
        "expected certificate_body to be valid PEM-format blocks of type 'CERTIFICATE'. Examine values at 'c.certificateBody'.",
      ],
      ...(
        [
          ["none", "be a valid PEM-format block"],
          [key, "be a valid PEM-format block of type 'CERTIFICATE'"],
          [first + second, "only contain one PEM-format block"],
        ] as const
      ).map(([certificateBody, what]): [() => void, string] => [
        () =>
          void new fastly.TlsPlatformCertificate("c", {
            certificateBody,
            intermediatesBlob: first,
            configurationId: "C",
          }),
        `expected certificate_body to ${what}. Examine values at 'c.certificateBody'.`,
      ]),
    ];
    for (const [program, says] of cases) {
      shop.define(program);
      const said = await shop.failing("preview");
      assert.ok(said.includes(says), `${said}\n\nis not\n\n${says}`);
    }
  });

  it("are found by the provider's functions", async () => {
    let answers = {};
    const calls = () => ({
      key: fastly.getTlsPrivateKeyOutput({ name: "key" }),
      keys: fastly.getTlsPrivateKeyIdsOutput(),
      certificate: fastly.getTlsCertificateOutput({ domains: [API] }),
      certificates: fastly.getTlsCertificateIdsOutput(),
      activation: fastly.getTlsActivationOutput({ domain: WWW }),
      activations: fastly.getTlsActivationIdsOutput(),
      domain: fastly.getTlsDomainOutput({ domain: WWW }),
      platform: fastly.getTlsPlatformCertificateOutput({ domains: [WWW] }),
      platforms: fastly.getTlsPlatformCertificateIdsOutput(),
      subscription: fastly.getTlsSubscriptionOutput({ domains: ["shop.example.com"] }),
      subscriptions: fastly.getTlsSubscriptionIdsOutput(),
      configuration: fastly.getTlsConfigurationOutput({ tlsProtocols: ["1.3"] }),
      configurations: fastly.getTlsConfigurationIdsOutput(),
    });
    const none = () => fastly.getTlsCertificate({ name: "none" });
    const many = () => fastly.getTlsPrivateKey({ keyType: "RSA" });
    let isMade = false;
    shop.define(() => {
      const opts = { dependsOn: keys() };
      const certificate = new fastly.TlsCertificate("www", { certificateBody: first, name: "www" }, opts);
      new fastly.TlsActivation("www", { certificateId: certificate.id, domain: WWW });
      const chain = { certificateBody: first, intermediatesBlob: first, allowUntrustedRoot: true };
      new fastly.TlsPlatformCertificate("all", { ...chain, configurationId: "CONFDEFAULT" }, opts);
      const subscribed = { domains: ["shop.example.com"], certificateAuthority: "certainly" };
      new fastly.TlsSubscription("shop", subscribed);
      if (!isMade) return;
      pulumi.output(calls()).apply((all) => {
        answers = all;
      });
    });
    await shop.succeed();
    isMade = true;
    await shop.succeed();
    const text = JSON.stringify(answers, (name, value) => (/At$|Sha1$|^not/.test(name) ? "MADE" : value));
    assert.deepEqual(JSON.parse(text.replace(/"[A-Za-z0-9]{22}"/g, '"ID"')), FOUND);

    for (const [call, says] of [
      [none, /your query returned no results\. Please change your search criteria and try again\./],
      [many, /returned more than one result\. Please change to a more specific search criteria and try again\./],
    ] as const) {
      shop.define(async () => {
        for (const name of ["key", "other"]) new fastly.TlsPrivateKey(name, { keyPem: key, name });
        await call();
      });
      await shop.run("up");
      assert.match(await shop.failing("preview"), says);
    }
  });
});

const IDS = { id: "0", ids: ["ID"] };
const FOUND = {
  key: {
    createdAt: "MADE",
    id: "ID",
    keyLength: 2048,
    keyType: "RSA",
    name: "key",
    publicKeySha1: "MADE",
    replace: false,
  },
  keys: IDS,
  certificate: {
    createdAt: "MADE",
    domains: [WWW, API],
    id: "ID",
    issuedTo: WWW,
    issuer: WWW,
    name: "www",
    replace: false,
    serialNumber: "131",
    signatureAlgorithm: "SHA256-RSA",
    updatedAt: "MADE",
  },
  certificates: IDS,
  activation: { certificateId: "ID", configurationId: "CONFDEFAULT", createdAt: "MADE", domain: WWW, id: "ID" },
  activations: IDS,
  domain: { domain: WWW, id: WWW, tlsActivationIds: ["ID"], tlsCertificateIds: ["ID"], tlsSubscriptionIds: [] },
  platform: {
    configurationId: "CONFDEFAULT",
    createdAt: "MADE",
    domains: [WWW, API],
    id: "ID",
    notAfter: "MADE",
    notBefore: "MADE",
    replace: false,
    updatedAt: "MADE",
  },
  platforms: IDS,
  subscription: {
    certificateAuthority: "certainly",
    certificateIds: [],
    commonName: "shop.example.com",
    configurationId: "CONFDEFAULT",
    createdAt: "MADE",
    domains: ["shop.example.com"],
    id: "ID",
    state: "pending",
    updatedAt: "MADE",
  },
  subscriptions: IDS,
  configuration: {
    createdAt: "MADE",
    default: true,
    dnsRecords: [
      { recordType: "A", recordValue: "151.101.2.132", region: "global" },
      { recordType: "CNAME", recordValue: "t.sni.global.fastly.net", region: "global" },
    ],
    httpProtocols: ["http/1.1", "http/2"],
    id: "CONFDEFAULT",
    name: "TLS v1.2, 1.3",
    tlsProtocols: ["1.2", "1.3"],
    tlsService: "CUSTOM",
    updatedAt: "MADE",
  },
  configurations: { id: "0", ids: ["CONFDEFAULT"] },
};
