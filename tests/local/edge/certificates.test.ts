import assert from "node:assert/strict";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { inlineStack } from "../../support/inlineStack";
import { removeProjects } from "../../support/project";

const WWW = "www.example.com";
const DAY = 86_400_000;

describe("a certificate that has expired on the local edge", () => {
  after(removeProjects);

  it("stops the answers at its domain, as browsers would refuse it", async () => {
    let now = Date.parse("2026-06-01T00:00:00Z");
    const shop = await inlineStack(undefined, "embedded", {
      edge: { viceroy: "/nowhere/viceroy", log: () => {} },
      now: () => new Date(now),
    });
    try {
      const existingId = shop.fastly.addCertificate(["*.example.com"], new Date(now + DAY));
      shop.declare({
        generatedDomain: false,
        versionlessDomains: { [WWW]: {}, "example.org": {} },
        certificates: { [WWW]: { existingId } },
      });
      await shop.succeed();
      const ask = async (host: string) => {
        const answer = await new Promise<string>((resolve, reject) => {
          const sent = request(shop.fastly.url, { headers: { host } }, (got) =>
            text(got).then((said) => resolve(`${got.statusCode} ${said}`), reject),
          );
          sent.on("error", reject).end();
        });
        return answer.trim();
      };
      // There is no runtime here: every admitted request gets this error.
      assert.match(await ask(`${WWW}.localhost`), /^503 .*viceroy/i);
      await assert.rejects(shop.fastly.fetch(`https://${WWW}/`), /viceroy/i);
      now += DAY;
      const ended = /Browsers refuse https:\/\/www\.example\.com: its certificate expired at 2026-06-02T00:00:00\.000Z/;
      assert.match(await ask(`${WWW}.localhost`), ended);
      await assert.rejects(shop.fastly.fetch(`https://${WWW}/`), /\[domain-certificate-ended\]/);
      await assert.rejects(shop.fastly.fetch(`http://${WWW}/`), /viceroy/i);
      await assert.rejects(shop.fastly.fetch("https://example.org/"), /viceroy/i);
    } finally {
      await shop.fastly.stop();
    }
  });
});
