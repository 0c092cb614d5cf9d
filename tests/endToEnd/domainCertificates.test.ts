import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import { Certificate, ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const WWW = "www.example.com";
const DAY = 86_400_000;
const NONE =
  `warning: Fastly has no certificate for ${WWW}: browsers refuse https://${WWW}.\n` +
  `To let Fastly get one, declare: new Certificate("<name>", { domains: ["${WWW}"] })\n` +
  "For your own certificate, give the argument [certificates].";

describeOnEachEngine("a domain of the user's", (engine) => {
  let now: number;
  beforeEach(async () => {
    now = Date.parse("2026-06-01T00:00:00Z");
  });
  const shop = stackOfEachTest({ engine, options: () => ({ now: () => new Date(now) }) });

  /** The messages of a successful run about certificates. */
  const said = async (operation: "up" | "preview" = "up") =>
    (await shop.succeed(operation)).events
      .flatMap((event) => ("severity" in event ? `${event.severity}: ${event.message.trim()}` : []))
      .filter((text) => /certificate/.test(text));
  const subscribe = async (domain: string, authority = "certainly") => {
    const subscription = {
      type: "tls_subscription",
      attributes: { certificate_authority: authority },
      relationships: { tls_domains: { data: [{ type: "tls_domain", id: domain }] } },
    };
    const { data } = await shop.call<{ data: { id: string } }>("POST", "/tls/subscriptions", {
      data: subscription as never,
    });
    return data.id;
  };

  const SORTS: [string, Args][] = [
    ["classic", { domains: [WWW] }],
    ["versionless", { versionlessDomains: { [WWW]: {} } }],
  ];
  for (const [sort, args] of SORTS) {
    it(`gets a warning, in preview and in every up, while it has no certificate: ${sort}`, async () => {
      shop.declare({ generatedDomain: false, ...args });
      assert.deepEqual(await said("preview"), [NONE]);
      assert.deepEqual(await said(), [NONE]);
      assert.deepEqual(await said("preview"), [NONE]);

      const id = await subscribe(WWW);
      const pending = `warning: The certificate for ${WWW} is pending and not in use yet: browsers refuse https://${WWW} until then.`;
      assert.deepEqual(await said("preview"), [pending]);
      assert.deepEqual(await said(), [pending]);
      shop.fastly.setCertificate(id, "issued");
      assert.deepEqual([await said("preview"), await said()], [[], []]);
    });
  }

  it("uses the certificate of the wildcard above it, and none of a name below or beside it", async () => {
    shop.declare({ domains: [WWW], generatedDomain: false });
    shop.fastly.setCertificate(await subscribe("a.www.example.com"), "issued");
    shop.fastly.setCertificate(await subscribe("api.example.com"), "issued");
    assert.deepEqual(await said(), [NONE]);
    shop.fastly.setCertificate(await subscribe("*.example.com"), "issued");
    assert.deepEqual(await said(), []);
  });

  it("gets no warning when the program has a Certificate for it or for the wildcard above it", async () => {
    shop.define((directory) => {
      new ComputeService("edge", { directory, domains: [WWW, "api.example.org"], generatedDomain: false });
      new Certificate("all", { domains: ["*.example.com", "api.example.org"] });
    });
    assert.deepEqual(await said("preview"), []);
    const told = await said();
    assert.equal(told.length, 1);
    assert.match(told[0] ?? "", /^warning: The certificate "all" is pending/);
  });

  it("gets no warning while it is served with an uploaded certificate, until that ends by Fastly's clock", async () => {
    const certificateId = shop.fastly.addCertificate(["*.example.com"], new Date(now + 90 * DAY));
    shop.define((directory) => {
      const edge = new ComputeService("edge", { directory, domains: [WWW], generatedDomain: false });
      new fastly.TlsActivation("www", { certificateId, domain: WWW }, { dependsOn: edge });
    });
    // The first run may look before or after the activation is made.
    assert.ok(["", NONE].includes((await said()).join()));
    assert.deepEqual([await said("preview"), await said()], [[], []]);
    now += 90 * DAY;
    const ended = `warning: The certificate for ${WWW} has expired: browsers refuse https://${WWW}.`;
    assert.deepEqual([await said("preview"), await said()], [[ended], [ended]]);
  });

  it("gets no warning when it belongs to Fastly, or when no version with it goes live", async () => {
    shop.declare({ domains: ["shop.global.ssl.fastly.net"] });
    assert.deepEqual([await said("preview"), await said()], [[], []]);
    shop.declare({ domains: [WWW], activate: false });
    assert.deepEqual(await said(), []);
    assert.ok(!shop.fastly.requests.some(({ path }) => path.startsWith("/tls/")));
  });

  for (const status of [401, 403, 500]) {
    it(`gets a warning that its certificate is unknown when Fastly answers ${status}, and the run succeeds`, async () => {
      shop.declare({ domains: [WWW], generatedDomain: false });
      for (const operation of ["preview", "up"] as const) {
        const stop = shop.fastly.inject({ path: /^\/tls\//, times: 100, fault: { status } });
        const info = `info: This API token cannot see whether Fastly has a certificate for ${WWW}.`;
        assert.deepEqual(await said(operation), [info]);
        stop();
      }
    });
  }
});
