import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { renderFullDiff } from "../../local/display";
import { renderMarkdown } from "../../local/index";
import { ComputeService } from "../../sdk";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { localStack } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

/** As long as a text that is no secret, with words and a host in it, and with several lines. */
const SECRET = "-----BEGIN PRIVATE KEY-----\napi.example.com\nCANARY-of-a-key\n-----END PRIVATE KEY-----";
const OTHER = "CANARY-other";

type Fact = [what: string, before: unknown, after: unknown];

/** Changes of a backend that a pull request may make. */
const BACKEND: Fact[] = [
  ["address", "api.example.com", "evil.attacker.example"],
  ["port", 443, 8443],
  ["overrideHost", "host.example.com", "host.attacker.example"],
  ["sslCertHostname", "cert.example.com", "cert.attacker.example"],
  ["sslSniHostname", "sni.example.com", "sni.attacker.example"],
  ["sslCaCert", "public authority", "authority of the attacker"],
  ["sslCiphers", "ECDHE-RSA-AES128-GCM-SHA256", "DES-CBC3-SHA-ATTACKER"],
  ["minTlsVersion", "1.3", "1.0"],
  ["shield", "frankfurt-de", "attacker-town"],
  ["shareKey", "sharedkey", "attackerskey"],
  ["connectTimeout", 1234, 4321],
];

const IS_REAL = process.env.TEST_ENGINE === "pulumi";
const OF_CHILD = "address port overrideHost sslCertHostname sslSniHostname minTlsVersion shield".split(" ");

/** Changes of a log endpoint, by the setting that says where the logs go. */
const DESTINATIONS: Fact[] = [...LOG_PROVIDERS.values()]
  .filter(({ destination, secrets }) => destination !== "" && !secrets.includes(destination))
  .map(({ key, destination }) =>
    destination === "port"
      ? [key, 1234, 4321]
      : destination === "url"
        ? [key, "https://logs.example.com", "https://logs.attacker.example"]
        : destination === "region"
          ? [key, "US", "EU"]
          : [key, "logs-of-example", "logs-of-attacker"],
  );

describe("a report for a pull request", function () {
  this.timeout(240_000);
  const test = stackOfEachTest();

  /** The report and the diff of a change. */
  async function review(before: Args, after: Args): Promise<Record<string, string>> {
    test.declare(before);
    await test.succeed();
    test.declare(after);
    const result = await test.succeed("preview");
    return {
      report: renderMarkdown(result),
      diff: renderFullDiff(result.events, { terminal: { write: () => {} } }),
    };
  }

  function assertShows(shown: Record<string, string>, facts: Fact[]): void {
    for (const [where, text] of Object.entries(shown)) {
      for (const [what, before, after] of facts) {
        for (const value of [before, after]) {
          const form = typeof value === "string" ? `"${value}` : String(value);
          assert.ok(text.includes(form), `${what} ${form} is not in the ${where}:\n${text}`);
        }
      }
      assert.ok(!text.includes("CANARY"), text);
    }
  }

  it("shows old and new values of all settings of a backend, also beside secret ones", async () => {
    const settings = (side: 1 | 2) => Object.fromEntries(BACKEND.map((fact) => [fact[0], fact[side]]));
    const keys = (secret: string) => ({ sslClientKey: secret, sslClientCert: pulumi.secret(secret) });
    const backends = (side: 1 | 2, secret: string) => ({
      first: { address: "first.example.com", ...keys(secret) },
      both: { ...settings(side), ...keys(secret) },
      other: settings(side),
    });
    const shown = await review({ backends: backends(1, SECRET) }, { backends: backends(2, OTHER) });
    // The real engine shows nothing of a list with a secret. Only some facts of the service itself are checked there.
    assertShows(shown, IS_REAL ? BACKEND.filter(([what]) => OF_CHILD.includes(what)) : BACKEND);
    const pair = `| \`backends[1].address\` | \`"api.example.com"\` | \`"evil.attacker.example"\` |`;
    assert.ok(IS_REAL || shown.report?.includes(pair), shown.report);
    // The child shows it too, and policies judge the child.
    assert.ok(shown.report?.includes('| `address` | `"api.example.com"` | `"evil.attacker.example"` |'), shown.report);
  });

  it("shows that a backend was removed or added beside one with a secret key", async () => {
    const first = { address: "first.example.com", sslClientKey: SECRET };
    const shown = await review(
      { backends: { first, gone: { address: "gone.example.com" } } },
      { backends: { added: { address: "added.attacker.example" }, first } },
    );
    for (const text of Object.values(shown)) {
      assert.ok(text.includes("added.attacker.example"), text);
    }
    assert.ok(shown.report?.includes("gone.example.com"), shown.report);
  });

  it("shows the destination of every kind of log endpoint", async () => {
    const endpoints = (side: 1 | 2, secret: string) =>
      Object.fromEntries(
        [...LOG_PROVIDERS.values()].map(({ key, required, oneOf, secrets, destination }) => {
          const names = [...new Set([...required, ...(oneOf?.[0] ?? []), ...secrets])];
          const plain = (name: string) => (name === "port" ? 514 : name === "url" ? "https://x.example.com" : "plain");
          const settings = Object.fromEntries(
            names.map((name) => [
              name,
              !secrets.includes(name) ? plain(name) : name === "url" ? `https://x.example.com/${secret}` : secret,
            ]),
          );
          const changed = DESTINATIONS.find(([name]) => name === key);
          return [`to-${key}`, { [key]: { ...settings, ...(changed && { [destination]: changed[side] }) } }];
        }),
      );
    const shown = await review({ logEndpoints: endpoints(1, "CANARY-a") }, { logEndpoints: endpoints(2, OTHER) });
    assertShows(shown, DESTINATIONS);
    for (const [key, before, after] of DESTINATIONS) {
      // The title with its end: one name is the beginning of another.
      const title = `LogEndpoint edge-to-${key}</summary>`;
      const part = shown.report?.split("<details>").find((each) => each.includes(title)) ?? "";
      const [old, now] = [before, after].map((value) => JSON.stringify(String(value)));
      assert.ok(part.includes(`| \`destination\` | \`${old}\` | \`${now}\` |`), part);
    }
  });

  it("shows items beside secret ones, domains, products and stack outputs beside a secret", async () => {
    const args = (side: "example.com" | "attacker.example", secret: string): Args => ({
      domains: [`www.${side}`],
      backends: { api: { address: pulumi.secret(secret) }, web: { address: `web.${side}` } },
      dictionaries: { settings: { items: { plain: `items.${side}`, hidden: pulumi.secret(secret) } } },
      configStores: { cfg: { items: { plain: `config.${side}`, hidden: pulumi.secret(secret) } } },
      secretStores: { keys: { entries: { KEY: secret } } },
    });
    const facts = ["www", "web", "items", "config"].map(
      (what): Fact => [what, `${what}.example.com`, `${what}.attacker.example`],
    );
    const shown = await review(args("example.com", "CANARY-of-a-store"), args("attacker.example", OTHER));
    assertShows(shown, facts);
  });

  it("shows changes although the stack exports a partly secret list, which the SDK makes secret as a whole", async () => {
    let address = "web.example.com";
    const program = async () => {
      const backends = { api: { address: pulumi.secret("CANARY.example.com") }, web: { address } };
      const edge = new ComputeService("edge", { directory: test.directory, backends });
      return { backends: edge.backends };
    };
    const stack = localStack({ program, fastly: test.fastly });
    assert.deepEqual((await stack.up()).errors, []);
    address = "web.attacker.example";
    const result = await stack.preview();
    assert.deepEqual(result.errors, []);
    assertShows({ report: renderMarkdown(result) }, [["address", "web.example.com", "web.attacker.example"]]);
  });
});
