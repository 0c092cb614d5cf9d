import assert from "node:assert/strict";
import { DOMAINS, generatedDomain, mainDomain, resolveAllDomains, resolveDomains } from "../../sdk/setup/domains";
import { makeReport } from "../support/report";

const IDENTITY = { organization: "org", project: "My Shop_1", stack: "dev", component: "edge" };

function resolve(domains?: string[], generated?: boolean) {
  const { report, said } = makeReport();
  return { domains: resolveDomains(domains, generated, IDENTITY, report), said: said() };
}

describe("comments of domains", () => {
  const given = { domains: ["www.example.com", "A.example.com"], generatedDomain: false };

  it("belong to classic domains, in upper or lower case", () => {
    const { report, said } = makeReport();
    const domainComments = { "WWW.example.com": "the shop" };
    const domains = resolveAllDomains({ ...given, domainComments }, IDENTITY, report);
    assert.deepEqual(DOMAINS.blocks(domains), {
      domains: [{ name: "www.example.com", comment: "the shop" }, { name: "a.example.com" }],
    });
    assert.deepEqual(said(), []);
  });

  it("are refused for other domains", () => {
    const { report, said } = makeReport();
    const domainComments = { "ww.example.com": "the shop" };
    resolveAllDomains({ ...given, versionlessDomains: { "ww.example.com": {} }, domainComments }, IDENTITY, report);
    assert.deepEqual(said(), [
      'error: "ww.example.com" of [domainComments] is not in [domains] [comment-of-no-domain]',
      'Add "ww.example.com" to [domains], or remove its comment. A versionless domain has a [description] instead.',
    ]);
  });

  it("of live domains appear in the lines for adoption", () => {
    const live = {
      domains: [
        { name: "www.example.com", comment: "the shop" },
        { name: "a.example.com", comment: "" },
      ],
    };
    const said = (domains: object[]) => DOMAINS.lines(live, { domains }).lines;
    assert.deepEqual(said([{ name: "www.example.com" }, { name: "a.example.com" }]), [
      'domainComments: { "www.example.com": "the shop" },',
    ]);
    assert.deepEqual(said([{ name: "www.example.com", comment: "other" }, { name: "a.example.com" }]), []);
  });
});

describe("domains", () => {
  it("are those of the program in lower case, and then the generated one", () => {
    assert.deepEqual(resolve(["WWW.Example.com", "*.example.com"]), {
      domains: [
        { name: "www.example.com", generated: false },
        { name: "*.example.com", generated: false },
        { name: generatedDomain(IDENTITY), generated: true },
      ],
      said: [],
    });
  });

  it("include a main one for the URL, which is no wildcard", () => {
    assert.equal(mainDomain(["*.example.com", "www.example.com", "example.com"]), "www.example.com");
    assert.equal(mainDomain(["*.example.com"]), undefined);
    assert.equal(mainDomain([]), undefined);
  });

  it("do not include the generated one when that is disabled", () => {
    assert.deepEqual(resolve(["a.example.com"], false).domains, [{ name: "a.example.com", generated: false }]);
    assert.deepEqual(resolve(undefined, false), { domains: [], said: [] });
  });

  for (const name of [
    "https://a.example.com",
    "a.example.com/",
    "a.example.com:443",
    "localhost",
    "a b.com",
    "-a.com",
    "",
  ]) {
    it(`cannot include "${name}"`, () => {
      assert.deepEqual(resolve([name], false), {
        domains: [],
        said: [
          `error: Expected [domains] to hold domain names but got "${name}" [domain-unfit]`,
          'Give bare names such as "www.example.com", without scheme, port or path.',
        ],
      });
    });
  }

  it("cannot include the same one twice", () => {
    assert.deepEqual(resolve(["a.example.com", "A.example.com"], false).said, [
      'error: The domain "A.example.com" is given twice in [domains] [domain-twice]',
      "Remove one of the two.",
    ]);
  });

  it("include a generated name that stays the same, and differs for every stack and component", () => {
    assert.match(generatedDomain(IDENTITY), /^my-shop-1-[0-9a-f]{10}\.edgecompute\.app$/);
    assert.equal(generatedDomain(IDENTITY), generatedDomain({ ...IDENTITY }));
    const others = (["organization", "project", "stack", "component"] as const).map((part) =>
      generatedDomain({ ...IDENTITY, [part]: "other" }),
    );
    assert.equal(new Set([generatedDomain(IDENTITY), ...others]).size, 5);
  });

  for (const [project, label] of [
    ["日本", "compute"],
    ["--x--", "x"],
    ["a".repeat(80), "a".repeat(52)],
  ] as const) {
    it(`include a valid generated label for the project "${project}"`, () => {
      const [host = ""] = generatedDomain({ ...IDENTITY, project }).split(".");
      assert.equal(host.slice(0, -11), label);
      assert.ok(host.length <= 63);
    });
  }

  it("are one list with versionless ones first, and a moving one appears once", () => {
    const { report, said } = makeReport();
    const given = {
      domains: ["moves.example.com", "old.example.com"],
      generatedDomain: false,
      versionlessDomains: { "WWW.example.com": { description: "the site" }, "moves.example.com": {} },
    };
    const domains = resolveAllDomains(given, IDENTITY, report);
    assert.deepEqual(said(), []);
    assert.deepEqual(DOMAINS.facts(domains), [
      { name: "www.example.com", generated: false, versionless: true },
      { name: "moves.example.com", generated: false, versionless: true },
      { name: "old.example.com", generated: false },
    ]);
    assert.deepEqual(DOMAINS.blocks(domains), {
      domains: [{ name: "moves.example.com" }, { name: "old.example.com" }],
    });
  });

  it("cannot include an invalid or repeated versionless one", () => {
    const { report, said } = makeReport();
    const versionlessDomains = { "https://a.example.com": {}, "b.example.com": {}, "B.example.com": {}, __proto__: {} };
    assert.equal(resolveAllDomains({ generatedDomain: false, versionlessDomains }, IDENTITY, report).length, 1);
    assert.deepEqual(
      said()
        .map((line) => /\[([a-z-]+)\]$/.exec(line)?.[1])
        .filter(Boolean),
      ["versionless-domain-unfit", "versionless-domain-twice"],
    );
  });
});
