import assert from "node:assert/strict";
import { BlockList } from "node:net";
import * as fc from "fast-check";
import { ACLS, type AclArgs } from "../../sdk/setup/acls";
import { normalCidr } from "../../sdk/setup/cidr";
import { underMocks } from "../support/mocks";
import { makeProject, removeProjects } from "../support/project";
import { makeReport } from "../support/report";
import { sourcesOf } from "../support/sources";

describe("a block of addresses", () => {
  for (const [written, expected] of [
    ["192.0.2.1", "192.0.2.1/32"],
    ["192.0.2.1/24", "192.0.2.0/24"],
    [" 192.0.2.0/24 ", "192.0.2.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["10.0.0.0/08", "10.0.0.0/8"],
    ["2001:DB8::0001", "2001:db8::1/128"],
    ["2001:db8:0:0:1::/64", "2001:db8::/64"],
    ["::ffff:192.0.2.1/128", "::ffff:c000:201/128"],
    ["::192.0.2.1/128", "::c000:201/128"],
    ["::0.0.0.0/81", "::/81"],
    ["2001:db8::192.0.2.1/120", "2001:db8::c000:200/120"],
    ["::ffff:192.0.2.256/128", undefined],
    ["::/0", "::/0"],
    ["192.0.2.0/33", undefined],
    ["2001:db8::/129", undefined],
    ["192.0.2", undefined],
    ["0300.0.2.1", undefined],
    ["0x7f.0.0.1", undefined],
    ["192.0.2.0/24/8", undefined],
    ["192.0.2.0/", undefined],
    ["192.0.2.0/-1", undefined],
    ["fe80::1%eth0", undefined],
    ["example.com", undefined],
    ["", undefined],
    ["/8", undefined],
  ] as const) {
    it(`is normalised as in Fastly's answers: ${JSON.stringify(written)}`, () => {
      assert.equal(normalCidr(written), expected);
    });
  }

  it("contains the same addresses after it is normalised, and then does not change again", () => {
    const address = fc.oneof(
      fc.tuple(fc.ipV4(), fc.constant("ipv4" as const), fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.ipV6(), fc.constant("ipv6" as const), fc.integer({ min: 0, max: 128 })),
    );
    fc.assert(
      fc.property(address, fc.ipV4(), fc.ipV6(), ([given, family, bits], four, six) => {
        const cidr = normalCidr(`${given}/${bits}`) ?? "";
        assert.equal(normalCidr(cidr), cidr);
        const [before, after] = [new BlockList(), new BlockList()];
        before.addSubnet(given, bits, family);
        after.addSubnet(cidr.split("/")[0] ?? "", Number(cidr.split("/")[1]), family);
        const other = family === "ipv4" ? four : six;
        assert.ok(after.check(given, family));
        assert.equal(after.check(other, family), before.check(other, family));
      }),
      { numRuns: process.env.TEST_LONG ? 20_000 : 200, seed: 18 },
    );
  });
});

describe("access control lists", () => {
  before(() => underMocks(() => {}));
  after(removeProjects);

  function resolve(blocked: AclArgs, files: Record<string, string> = {}) {
    const { report, said } = makeReport();
    const directory = makeProject({ "fastly.toml": "", ...files });
    const [list] = ACLS.resolve({ acls: { blocked } }, sourcesOf(report, {}, directory));
    const entries = Object.entries(list?.contents ?? {});
    return {
      facts: ACLS.facts(list ? [list] : [])[0],
      entries: Object.fromEntries(entries.map(([cidr, content]) => [cidr, "digest" in content && content.digest])),
      said: said(),
    };
  }

  it("have the entries of their file, and entries of the program take precedence", () => {
    const file =
      "# from the feed\n198.51.100.7\n192.0.2.0/24 block # a comment\n\n203.0.113.0/24, allow\r\n2001:db8::/32\tBLOCK\n";
    const { entries, facts, said } = resolve(
      { file: "blocked.txt", entries: { "192.0.2.9/24": "allow" } },
      { "blocked.txt": file },
    );
    assert.deepEqual(said, []);
    assert.deepEqual(entries, {
      "198.51.100.7/32": "BLOCK",
      "192.0.2.0/24": "ALLOW",
      "203.0.113.0/24": "ALLOW",
      "2001:db8::/32": "BLOCK",
    });
    assert.equal(facts?.blocked, 2);
    assert.equal(facts?.allowed, 2);
    assert.deepEqual(facts?.keys, ["192.0.2.0/24"]);
  });

  it("may have a hundred thousand entries in a file", () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    const { facts, said } = resolve({ file: "blocked.txt" }, { "blocked.txt": lines.join("\n") });
    assert.deepEqual(said, []);
    assert.equal(facts?.blocked, 100_000);
  });

  const HOW = 'Write { "192.0.2.0/24": "block" }: an address or a CIDR, and "block" or "allow".';
  for (const [title, args, expected] of [
    [
      "no address",
      { entries: { "example.com": "block" } },
      [
        'error: The access control list "blocked": [entries] has "example.com", which is not an IP address or a CIDR [acl-address-unfit]',
        HOW,
      ],
    ],
    [
      "no action",
      { entries: { "192.0.2.1": "deny" } },
      [
        'error: The access control list "blocked": [entries] has the action "deny" for 192.0.2.1 [acl-action-unknown]',
        HOW,
      ],
    ],
    [
      "two actions for one block",
      { entries: { "192.0.2.1/24": "block", "192.0.2.0/24": "allow" } },
      [
        'error: The access control list "blocked": [entries] both blocks and allows 192.0.2.0/24: 192.0.2.1/24 and 192.0.2.0/24 [acl-action-twice]',
        "Keep one of the two entries.",
      ],
    ],
    [
      "a line with too much in it",
      { file: "wrong.txt" },
      [
        'error: The access control list "blocked": Line 2 of "wrong.txt" has more than an address and an action [acl-line-unfit]',
        HOW,
      ],
    ],
    [
      "no file",
      { file: "none.txt" },
      [
        'error: The access control list "blocked": "none.txt" does not exist [acl-file-unreadable]',
        "Give a text file with one address or CIDR per line. The path starts at the directory of the manifest.",
      ],
    ],
  ] as [string, AclArgs, string[]][]) {
    it(`are refused with ${title}`, () => {
      assert.deepEqual(resolve(args, { "wrong.txt": "\n192.0.2.1 block them all" }).said, expected);
    });
  }

  it("report at most twenty wrong lines of a file", () => {
    const wrong = Array.from({ length: 1000 }, (_, n) => `host-${n}`).join("\n");
    assert.equal(resolve({ file: "wrong.txt" }, { "wrong.txt": wrong }).said.length, 2 * 20);
  });
});
