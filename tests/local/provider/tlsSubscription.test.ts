import assert from "node:assert/strict";
import type { PropertyMap } from "../../../local/engine/value";
import { type Driver, drive, type Held } from "./driver";

const base = { certificateAuthority: "certainly" };

/** The errors of 11.1.0 and 12.5.1: a plan checks letters, and only an apply checks the common name. */
describe("a TLS subscription of the local provider", () => {
  let driver: Driver;

  before(async () => {
    driver = await drive("fastly:index/tlsSubscription:TlsSubscription");
  });
  after(() => driver.stop());

  for (const [title, program, problem] of [
    [
      "domains",
      { domains: ["WWW.example.com"] },
      /'domains' must not contain uppercase letters: \[WWW\.example\.com\]/,
    ],
    ["a common name", { domains: ["a.example.com"], commonName: "A.example.com" }, /'common_name' must not contain/],
    [
      "a common name that is not one of its domains",
      { domains: ["a.example.com"], commonName: "b.example.com" },
      /specified as common_name \(b\.example\.com\) must also be in domains \(\[a\.example\.com\]\)/,
    ],
  ] as const) {
    it(`cannot be created with ${title}`, async () => {
      await assert.rejects(driver.create({ ...base, ...program, domains: [...program.domains] }), problem);
      assert.deepEqual(driver.writes(), []);
    });
  }

  const changes: Record<string, PropertyMap> = {
    domains: { domains: ["a.example.com", "c.example.com"] },
    commonName: { commonName: "b.example.com" },
    configurationId: { configurationId: "other" },
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`is replaced for another value of ${name} while it is renewed`, async () => {
      const program = { ...base, domains: ["a.example.com", "b.example.com"], commonName: "a.example.com" };
      const held = await driver.create(program);
      driver.api.setCertificate(held.id, "renewing");
      const renewing = (await driver.refresh(held)) as Held;
      const { replaces, detailedDiff } = await driver.diff(renewing, { ...program, ...change });
      assert.deepEqual(replaces, ["__meta"]);
      assert.deepEqual(detailedDiff.__meta, { kind: "update-replace", inputDiff: false });
      assert.deepEqual((await driver.diff(held, { ...program, ...change })).replaces, [], "before Fastly works on it");
    });
  }

  // Terraform takes an empty text for nothing when the provider has a value of its own.
  it("keeps what Fastly chose when the program gives an empty text", async () => {
    const held = await driver.create({ ...base, domains: ["d.example.com"] });
    const empty = { ...base, domains: ["d.example.com"], commonName: "", configurationId: "" };
    assert.deepEqual((await driver.diff(held, empty)).diffs, []);
  });

  it("keeps the common name that Fastly chose, which must stay among the domains", async () => {
    const held = await driver.create({ ...base, domains: ["a.example.com"] });
    driver.writes();
    const moved = await driver.update(held, { ...base, domains: ["b.example.com"] });
    assert.match(moved.failed ?? "", /must also be in domains/);
    assert.deepEqual(driver.writes(), []);
  });
});
