import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { Certificate, ComputeService, type DomainCertificateArgs } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";
import { certificateFor, newKey } from "../support/x509";

const WWW = "www.example.com";
const DAY = 86_400_000;
const START = Date.parse("2026-06-01T00:00:00Z");

describeOnEachEngine("a certificate that the user has", (engine) => {
  let now: number;
  beforeEach(async () => {
    now = START;
  });
  const shop = stackOfEachTest({ engine, options: () => ({ now: () => new Date(now) }) });

  const upload = (domains = [WWW], days = 300) => shop.fastly.addCertificate(domains, new Date(now + days * DAY));
  const declare = (certificates: Record<string, DomainCertificateArgs>, more: Args = {}) =>
    shop.declare({ generatedDomain: false, versionlessDomains: { [WWW]: {} }, certificates, ...more });
  const served = () => shop.fastly.state().tls.activations.map(({ domain, certificate }) => [domain, certificate]);
  const said = async (operation: "up" | "preview" = "up") =>
    (await shop.succeed(operation)).events
      .flatMap((event) => ("severity" in event ? `${event.severity}: ${event.message.trim()}` : []))
      .filter((text) => /certificate/.test(text));
  /** Refused in preview and by an `up`, with all domains still served as before. */
  const refused = async () => {
    const before = served();
    const says = await shop.failing("preview");
    // The engine may also report other work of the program that was in progress at its end.
    assert.equal((await shop.failing()).split("\n")[0], says.split("\n")[0]);
    assert.deepEqual(served(), before);
    return says;
  };
  const activate = (certificate: string, domain = WWW) =>
    shop.call<{ data: { id: string } }>("POST", "/tls/activations", {
      data: {
        type: "tls_activation",
        relationships: {
          tls_certificate: { data: { type: "tls_certificate", id: certificate } },
          tls_domain: { data: { type: "tls_domain", id: domain } },
        },
      } as never,
    });

  const SORTS: [string, Args][] = [
    ["classic", { versionlessDomains: {}, domains: [WWW] }],
    ["versionless", {}],
  ];
  for (const [sort, args] of SORTS) {
    it(`serves its domain after one run, and no longer when the program drops it: ${sort}`, async () => {
      const [first, second] = [upload(), upload()];
      declare({ [WWW]: { existingId: first } }, args);
      assert.deepEqual(await said("preview"), []);
      assert.deepEqual(served(), []);
      assert.deepEqual(await said(), []);
      assert.deepEqual(served(), [[WWW, first]]);
      await shop.assertUnchanged();
      declare({ [WWW]: { existingId: second } }, args);
      shop.writes();
      await shop.succeed();
      assert.deepEqual([served(), shop.writes()], [[[WWW, second]], ["PATCH /tls/activations/ID"]]);
      declare({}, args);
      // The activation goes when everything else is done. The next run says what that means.
      await shop.succeed();
      const [warning = ""] = await said("preview");
      assert.match(warning, /Fastly has no certificate for www\.example\.com[\s\S]*\[certificates\]/);
      assert.deepEqual(served(), []);
    });
  }

  it("can be uploaded by the program, replaced in place, and deleted with the stack", async () => {
    const keyPem = newKey();
    const pem = (days: number) => certificateFor({ key: keyPem, domains: [WWW], ends: new Date(now + days * DAY) });
    const program = (certificateBody: string) =>
      shop.define((directory) => {
        const privateKey = new fastly.TlsPrivateKey("www", { name: "www", keyPem });
        const uploaded = new fastly.TlsCertificate("www", { certificateBody }, { dependsOn: privateKey });
        new ComputeService("edge", {
          directory,
          generatedDomain: false,
          versionlessDomains: { [WWW]: {} },
          certificates: { [WWW]: { existingId: uploaded.id } },
        });
      });
    program(pem(90));
    assert.deepEqual(await said("preview"), []);
    assert.deepEqual(await said(), []);
    const [uploaded] = shop.fastly.state().tls.certificates;
    assert.deepEqual([uploaded?.domains, uploaded?.serial_number, served()], [[WWW], "131", [[WWW, uploaded?.id]]]);
    await shop.assertUnchanged();
    program(pem(200));
    await shop.succeed();
    assert.equal(shop.fastly.state().tls.certificates[0]?.not_after, new Date(now + 200 * DAY).toISOString());
    await shop.succeed("destroy");
    const { activations, certificates, privateKeys } = shop.fastly.state().tls;
    assert.deepEqual([activations, certificates, privateKeys, shop.fastly.services()], [[], [], [], []]);
  });

  it("may cover the wildcard above, and is refused when it covers another domain, is missing or has expired", async () => {
    const wildcard = upload(["*.example.com"]);
    declare({ [WWW]: { existingId: wildcard }, "*.example.com": { existingId: wildcard } });
    await shop.succeed();
    assert.deepEqual(served().sort(), [
      ["*.example.com", wildcard],
      [WWW, wildcard],
    ]);
    const deep = { versionlessDomains: { "a.b.example.com": {}, [WWW]: {} } };
    declare({ "a.b.example.com": { existingId: wildcard } }, deep);
    assert.match(await refused(), /this certificate is for \*\.example\.com.*\[own-certificate-not-for-domain\]/);
    declare({ [WWW]: { existingId: "GONE" } });
    assert.match(
      await refused(),
      /the certificate GONE, but Fastly has no such certificate \[own-certificate-missing\]/,
    );
    declare({ [WWW]: { existingId: upload([WWW], -1) } });
    assert.match(await refused(), /expired at 2026-05-31\S+: browsers refuse .*\[own-certificate-ended\]/);
  });

  it("is refused when Fastly issues and renews it itself", async () => {
    shop.define((directory) => {
      new ComputeService("edge", { directory, generatedDomain: false, versionlessDomains: { [WWW]: {} } });
      new Certificate("www", { domains: [WWW] });
    });
    await shop.succeed();
    shop.fastly.setCertificate(shop.fastly.state().tls.subscriptions[0]?.id ?? "", "issued");
    const managed = shop.fastly.state().tls.subscriptions[0]?.certificate ?? "";
    shop.define((directory) => {
      const args = { directory, generatedDomain: false, versionlessDomains: { [WWW]: {} } };
      new ComputeService("edge", { ...args, certificates: { [WWW]: { existingId: managed } } });
      new Certificate("www", { domains: [WWW] });
    });
    assert.match(await refused(), /belongs to the TLS subscription \S+: .*\[own-certificate-managed\]/);
  });

  it("replaces another one only if the program says so, without a gap", async () => {
    const [foreign, own] = [upload(), upload()];
    await activate(foreign);
    declare({ [WWW]: { existingId: own } });
    assert.match(
      await refused(),
      new RegExp(`which the stack does not know, already serves it with ${foreign} \\[own-certificate-other-served\\]`),
    );
    assert.deepEqual(served(), [[WWW, foreign]]);
    declare({ [WWW]: { existingId: own, takeOver: true } });
    shop.writes();
    await shop.succeed();
    assert.deepEqual(served(), [[WWW, own]]);
    assert.deepEqual(
      shop.writes().filter((line) => line.includes("/tls/")),
      ["PATCH /tls/activations/ID"],
    );
    await shop.assertUnchanged();
    declare({ [WWW]: { existingId: own } });
    await shop.assertUnchanged();
  });

  it("is imported when it already serves the domain, also after another resource with it left the state", async () => {
    const own = upload();
    const args = (directory: string) => ({ directory, generatedDomain: false, versionlessDomains: { [WWW]: {} } });
    shop.define((directory) => {
      const edge = new ComputeService("edge", args(directory));
      new fastly.TlsActivation("www", { certificateId: own, domain: WWW }, { dependsOn: edge });
    });
    await shop.succeed();
    const [{ id } = { id: "" }] = shop.fastly.state().tls.activations;
    declare({ [WWW]: { existingId: own } });
    const says = await refused();
    assert.match(says, /another resource of the stack already does: \S+TlsActivation::www \[own-certificate-held\]/);
    await shop.takeOut(/'(urn:\S+)'/.exec(says)?.[1] ?? "");
    await shop.succeed();
    assert.deepEqual(
      shop.fastly.state().tls.activations.map((each) => each.id),
      [id],
    );
    await shop.assertUnchanged();
  });

  it("keeps its TLS configuration", async () => {
    const own = upload();
    declare({ [WWW]: { existingId: own, configurationId: "CONFDEFAULT" } });
    await shop.succeed();
    declare({ [WWW]: { existingId: own, configurationId: "TLS2" } });
    assert.match(await refused(), /served with CONFDEFAULT now: .*\[own-certificate-other-configuration\]/);
  });

  it("fails an unchanged run when someone replaced it at Fastly: the error has the command that repairs it", async () => {
    const [own, other] = [upload(), upload()];
    declare({ [WWW]: { existingId: own } });
    await shop.succeed();
    const [{ id } = { id: "" }] = shop.fastly.state().tls.activations;
    await shop.call("PATCH", `/tls/activations/${id}`, {
      data: { relationships: { tls_certificate: { data: { id: other } } } } as never,
    });
    assert.match(
      await shop.failing(),
      new RegExp(`with the certificate ${other} instead of .*: .*\\[own-certificate-not-served\\]`),
    );
    await shop.succeed("up", { refresh: true });
    assert.deepEqual(served(), [[WWW, own]]);
    await shop.call("DELETE", `/tls/activations/${id}`);
    const says = await shop.failing();
    assert.match(says, /someone has disabled TLS for it at Fastly \[own-certificate-not-served\]/);
    await shop.takeOut(/'(urn:\S+)'/.exec(says)?.[1] ?? "");
    await shop.succeed();
    assert.deepEqual(served(), [[WWW, own]]);
  });

  it("outside of the targets of a run gets an info message, and others are compared all the same", async () => {
    const [own, other] = [upload(), upload(["api.example.com"])];
    const domains = { versionlessDomains: { [WWW]: {}, "api.example.com": {} } };
    declare({ [WWW]: { existingId: own } }, domains);
    await shop.succeed();
    const target = (await shop.resources()).flatMap(({ type, urn }) => (/:ServiceCompute$/.test(type) ? urn : []));
    declare({ [WWW]: { existingId: own }, "api.example.com": { existingId: other } }, domains);
    const { events } = await shop.succeed("up", { target });
    const said = events.flatMap((event) => ("severity" in event && event.severity === "info" ? event.message : []));
    assert.match(said.join(), /The domain api\.example\.com is not served with .*: this run leaves it out/);
    await shop.call("DELETE", `/tls/activations/${shop.fastly.state().tls.activations[0]?.id}`);
    assert.match(await shop.failing("up", { target }), /\[own-certificate-not-served\]/);
  });

  it("gets a warning before it ends, and fails the run once it has ended, by Fastly's clock", async () => {
    const own = upload([WWW], 40);
    declare({ [WWW]: { existingId: own } });
    assert.deepEqual(await said(), []);
    now += 11 * DAY;
    assert.match((await said()).join(), /warning: The certificate \S+ of www\.example\.com expires at 2026-07-11/);
    now += 30 * DAY;
    assert.match(await shop.failing(), /expired at 2026-07-11\S+: browsers refuse .*\[own-certificate-ended\]/);
    declare({ [WWW]: { existingId: upload() } });
    assert.deepEqual(await said(), []);
  });

  it("may have a secret id", async () => {
    const existingId = pulumi.secret(upload());
    declare({ [WWW]: { existingId } });
    await shop.succeed();
    await shop.assertUnchanged();
    assert.equal(served().length, 1);
  });

  for (const [name, certificates, why] of [
    [
      "of no domain",
      { "api.example.com": { existingId: "X" } },
      /"api\.example\.com" of \[certificates\] is not a domain of the service.*\[certificate-of-no-domain\]/,
    ],
    [
      "twice",
      { [WWW]: { existingId: "X" }, "WWW.example.com": { existingId: "X" } },
      /given twice in \[certificates\] \[certificate-of-domain-twice\]/,
    ],
    [
      "without an id",
      { [WWW]: { existingId: "" } },
      /The required argument \[certificates\.www\.example\.com\.existingId\] has no value \[argument-missing\]/,
    ],
  ] as const) {
    it(`is refused for an entry ${name}`, async () => {
      declare(certificates);
      assert.match(await refused(), why);
    });
  }
});
