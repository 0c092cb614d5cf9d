import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Certificate, type CertificateArgs, ComputeService, type DnsRecord, IssuedCertificate } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import { stackOfEachTest } from "../support/suite";

const DAY = 86_400_000;
const WWW = "www.example.com";
const CHALLENGE = `_acme-challenge.${WWW}`;

describeOnEachEngine("a certificate", (engine) => {
  let records: Record<"challengeRecords" | "trafficRecords" | "apexRecords", DnsRecord[]>;
  let now: number;
  beforeEach(async () => {
    now = Date.parse("2026-06-01T00:00:00Z");
  });
  const shop = stackOfEachTest({ engine, options: () => ({ now: () => new Date(now) }) });

  const declare = (args: Partial<CertificateArgs> = {}, wait?: number, dns = false) =>
    shop.define((directory) => {
      new ComputeService("edge", { directory, generatedDomain: false, versionlessDomains: { [WWW]: {} } });
      const certificate = new Certificate("www", { domains: [WWW], ...args });
      const { challengeRecords, trafficRecords, apexRecords } = certificate;
      pulumi.output({ challengeRecords, trafficRecords, apexRecords }).apply((all) => {
        records = all as typeof records;
        // Stands for the resources of a DNS provider.
        if (dns) shop.fastly.setDns(records.challengeRecords);
      });
      if (wait !== undefined) {
        new IssuedCertificate("issued", { subscriptionId: certificate.subscriptionId, timeoutSeconds: wait });
      }
    });
  const subscriptions = () => shop.fastly.state().tls.subscriptions;
  const state = () => subscriptions().map((each) => each.state);
  const warningsOf = async (operation: "up" | "preview" = "up") =>
    (await shop.succeed(operation)).events
      .flatMap((event) => ("severity" in event && event.severity === "warning" ? event.message : []))
      .join("\n");

  it("reports the DNS records that it needs, and what visitors see until then", async () => {
    declare();
    const warning = await warningsOf();
    assert.match(warning, /The certificate "www" is pending: browsers refuse https:\/\/www\.example\.com until then\./);
    assert.match(warning, new RegExp(`${CHALLENGE} CNAME \\S+ is missing: the DNS answers nothing`));
    const [value = ""] = records.challengeRecords[0]?.values ?? [];
    assert.deepEqual(records, {
      challengeRecords: [{ name: CHALLENGE, type: "CNAME", values: [value], ttl: 300 }],
      trafficRecords: [{ name: WWW, type: "CNAME", values: ["t.sni.global.fastly.net"], ttl: 300 }],
      apexRecords: [
        {
          name: WWW,
          type: "A",
          values: ["151.101.131.52", "151.101.195.52", "151.101.3.52", "151.101.67.52"],
          ttl: 300,
        },
      ],
    });
    shop.fastly.setDns([{ name: CHALLENGE, type: "CNAME", values: ["elsewhere.example.net"] }]);
    assert.match(await warningsOf(), /is missing: the DNS answers elsewhere\.example\.net/);

    shop.fastly.setDns(records.challengeRecords);
    assert.equal(await warningsOf(), "");
    assert.deepEqual(state(), ["issued"]);
    await shop.assertUnchanged();
  });

  it("is issued in the run that makes its DNS records, because the run waits for it", async () => {
    declare({}, 60, true);
    assert.equal(await warningsOf(), "");
    assert.deepEqual(state(), ["issued"]);
    await shop.assertUnchanged();
  });

  it("fails a run that waits too long: the error names the missing record and the DNS answer", async () => {
    declare({}, 1);
    const says = await shop.failing();
    assert.match(says, /is pending after 1 seconds/);
    assert.match(says, new RegExp(`${CHALLENGE} CNAME \\S+ is missing: the DNS answers nothing`));
    assert.match(says, /\[certificate-not-issued\]/);
    shop.fastly.setDns(records.challengeRecords);
    assert.equal(await warningsOf(), "");
  });

  it("fails an unchanged run when the authority refused it or someone deleted it", async () => {
    declare();
    await shop.succeed();
    const [{ id = "" } = {}] = subscriptions();
    shop.fastly.setCertificate(id, "failed");
    assert.match(await shop.failing(), /The authority has refused the certificate "www" .*\[certificate-failed\]/);
    await shop.call("DELETE", `/tls/subscriptions/${id}`);
    assert.match(await shop.failing(), /was deleted at Fastly \[certificate-gone\]/);
    await shop.succeed("up", { refresh: true });
    assert.deepEqual(state(), ["pending"]);
  });

  it("is renewed in time, fails every run once it has ended, and a week later cannot be renewed any more", async () => {
    declare({}, 60, true);
    await shop.succeed();
    const [{ not_after: first = "" } = {}] = subscriptions();
    now += 61 * DAY;
    declare();
    assert.equal(await warningsOf(), "");
    assert.notEqual(subscriptions()[0]?.not_after, first);
    shop.fastly.setDns([]);
    now += 61 * DAY;
    assert.match(await warningsOf(), /is renewing: until 2026-10-30\S+, browsers accept the present one/);
    now += 29 * DAY;
    const says = await shop.failing();
    assert.match(says, /expired at 2026-10-30\S+ and is not renewed: browsers refuse .*\n.* is missing/);
    assert.match(says, /\[certificate-ended\]/);
    now += 8 * DAY;
    assert.match(await shop.failing(), /\[certificate-failed\]/);
  });

  it("gains and loses domains; a wildcard shares its DNS record with its parent domain", async () => {
    declare({}, 60, true);
    await shop.succeed();
    declare({ domains: [WWW, "*.shop.example.com", "shop.example.com"] }, 60, true);
    await shop.succeed();
    assert.deepEqual(
      records.challengeRecords.map(({ name }) => name),
      [CHALLENGE, "_acme-challenge.shop.example.com"],
    );
    assert.deepEqual(
      records.trafficRecords.map(({ name }) => name),
      [WWW, "shop.example.com"],
    );
    assert.equal(shop.fastly.state().tls.activations.length, 3);
    declare({ domains: [WWW] }, 60, true);
    await shop.succeed();
    assert.deepEqual(subscriptions()[0]?.domains, [WWW]);
    await shop.assertUnchanged();
  });

  it("cannot change its authority in one run, nor change while it is being renewed", async () => {
    declare({}, 60, true);
    await shop.succeed();
    declare({ authority: "lets-encrypt" }, 60, true);
    const says = await shop.refused();
    assert.match(says, /would change its \[authority\] from certainly to lets-encrypt.*\[certificate-cannot-change\]/);
    declare({ configurationId: "OTHER" }, 60, true);
    assert.match(await shop.refused(), /its \[configurationId\] from none to OTHER.*cannot-change\]/);
    declare({ configurationId: "CONFDEFAULT" }, 60, true);
    await shop.succeed();
    declare({}, 60, true);
    assert.match(await shop.refused(), /from CONFDEFAULT to none.*\n.*, without \[configurationId\]/);
    declare({ configurationId: "CONFDEFAULT" }, 60, true);

    const [{ id = "" } = {}] = subscriptions();
    shop.fastly.setDns([]);
    shop.fastly.setCertificate(id, "renewing");
    declare({ configurationId: "CONFDEFAULT", domains: [WWW, "api.example.com"] });
    assert.match(await shop.refused(), /while it is renewing: .*\[certificate-renewing\]/);
    declare({ configurationId: "CONFDEFAULT" });
    assert.match(await warningsOf(), /The certificate "www" is renewing: until \S+, browsers accept the present one/);
  });

  it("changes its authority in the two runs that the error names, without a gap", async () => {
    const declareAll = (authorities: Record<string, string>, former: pulumi.ComponentResourceOptions = {}) =>
      shop.define((directory) => {
        new ComputeService("edge", { directory, generatedDomain: false, versionlessDomains: { [WWW]: {} } });
        for (const [name, authority] of Object.entries(authorities)) {
          const options = name === "www" ? former : {};
          const certificate = new Certificate(name, { domains: [WWW], authority } as CertificateArgs, options);
          certificate.challengeRecords.apply((needed) => shop.fastly.setDns(needed));
          new IssuedCertificate(`${name}-issued`, { subscriptionId: certificate.subscriptionId, timeoutSeconds: 60 });
        }
      });
    declareAll({ www: "certainly" });
    await shop.succeed();
    declareAll({ www: "lets-encrypt" });
    assert.match(
      await shop.refused(),
      /Declare a second Certificate of another name.*retainOnDelete.*\n.*Remove "www" once the second/s,
    );
    declareAll({ www: "certainly", other: "lets-encrypt" }, { retainOnDelete: true });
    await shop.succeed();
    declareAll({ other: "lets-encrypt" });
    shop.fastly.clearRequests();
    await shop.succeed();
    // Deleting a subscription disables TLS for its domains, even where another one serves them.
    assert.deepEqual(shop.writes(), []);
    assert.equal(shop.fastly.state().tls.activations.length, 1);
    await shop.assertUnchanged();
  });

  it("is deleted with forceDestroy if an earlier up applied it, and otherwise kept by Fastly", async () => {
    declare({}, 60, true);
    await shop.succeed();
    assert.match(await shop.failing("destroy"), /active/);
    declare({ forceDestroy: true }, 60, true);
    await shop.succeed();
    await shop.succeed("destroy");
    assert.deepEqual([subscriptions(), shop.fastly.services()], [[], []]);
  });

  for (const [what, fail] of [
    ["a component", () => new Certificate("other", { domains: [] })],
    [
      "its own code",
      () => {
        throw new Error("of the program");
      },
    ],
  ] as const) {
    it(`is neither created nor waited for when the program fails by ${what}`, async () => {
      shop.define((directory) => {
        new ComputeService("edge", { directory, generatedDomain: false, versionlessDomains: { [WWW]: {} } });
        const { subscriptionId } = new Certificate("www", { domains: [WWW] });
        new IssuedCertificate("issued", { subscriptionId });
        fail();
      });
      for (const operation of ["preview", "up"] as const) {
        assert.match(await shop.failing(operation), /\[certificate-without-domains\]|of the program/);
        if (operation === "preview") await shop.assertEnds();
      }
      assert.deepEqual([subscriptions(), shop.fastly.services()], [[], []]);
    });
  }

  for (const [domains, code] of [
    [[], "certificate-without-domains"],
    [["https://www.example.com"], "certificate-domain-unfit"],
  ] as const) {
    it(`is refused for ${JSON.stringify(domains)}`, async () => {
      shop.define(() => new Certificate("www", { domains: [...domains] }));
      assert.match(await shop.failing("preview"), new RegExp(`\\[${code}\\]`));
    });
  }
});
