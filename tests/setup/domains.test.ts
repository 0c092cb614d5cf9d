import assert from "node:assert/strict";
import { generatedDomain, mainDomain, resolveDomains } from "../../sdk/setup/domains";
import { makeReport } from "../support/report";

const IDENTITY = { organization: "org", project: "My Shop_1", stack: "dev", component: "edge" };

function resolve(domains?: string[], generated?: boolean) {
  const { report, said } = makeReport();
  return { domains: resolveDomains(domains, generated, IDENTITY, report), said: said() };
}

describe("domains", () => {
  it("are those of the program in lower case, then the generated one", () => {
    assert.deepEqual(resolve(["WWW.Example.com", "*.example.com"]), {
      domains: [
        { name: "www.example.com", generated: false },
        { name: "*.example.com", generated: false },
        { name: generatedDomain(IDENTITY), generated: true },
      ],
      said: [],
    });
  });

  it("have one that the service is reached at, which is no wildcard", () => {
    assert.equal(mainDomain(["*.example.com", "www.example.com", "example.com"]), "www.example.com");
    assert.equal(mainDomain(["*.example.com"]), undefined);
    assert.equal(mainDomain([]), undefined);
  });

  it("have no generated one when it is switched off", () => {
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
    it(`refuse "${name}"`, () => {
      assert.deepEqual(resolve([name], false), {
        domains: [],
        said: [
          `error: Expected [domains] to hold domain names but got "${name}" [domain-unfit]`,
          'Give bare names such as "www.example.com", without scheme, port or path.',
        ],
      });
    });
  }

  it("refuse one that is given twice", () => {
    assert.deepEqual(resolve(["a.example.com", "A.example.com"], false).said, [
      'error: The domain "A.example.com" is given twice in [domains] [domain-twice]',
      "Remove one of them.",
    ]);
  });

  it("generate a name that stays the same, and differs for every stack and component", () => {
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
    it(`generate a valid label for the project "${project}"`, () => {
      const [host = ""] = generatedDomain({ ...IDENTITY, project }).split(".");
      assert.equal(host.slice(0, -11), label);
      assert.ok(host.length <= 63);
    });
  }
});
