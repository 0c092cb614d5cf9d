import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KvStoreArgs } from "../../../sdk/setup/stores/args";
import { readDigest } from "../../../sdk/setup/stores/digests";
import { fileDigests } from "../../../sdk/setup/stores/fileDigests";
import { KV_STORES } from "../../../sdk/setup/stores/kinds";
import { sha256 } from "../../../sdk/system/sha256";
import { underMocks } from "../../support/mocks";
import { makeProject, removeProjects } from "../../support/project";
import { makeReport } from "../../support/report";
import { sourcesOf } from "../../support/sources";

const SITE = {
  "fastly.toml": "",
  "public/index.html": "<h1>",
  "public/style.css": "h1 {}",
  "public/blog/one.html": "one",
  "public/blog/drafts/two.html": "two",
  "public/.env": "SECRET=1",
  "public/.well-known/security.txt": "mail",
};

describe("the directory of a KV store", () => {
  before(() => underMocks(() => {}));
  after(removeProjects);

  function resolve(args: KvStoreArgs, files: Record<string, string | Buffer> = SITE, change?: (at: string) => void) {
    const { report, said } = makeReport();
    const directory = makeProject(files);
    change?.(directory);
    const [store] = KV_STORES.resolve({ kvStores: { pages: args } }, sourcesOf(report, {}, directory));
    const contents = store?.contents ?? {};
    return {
      directory,
      contents,
      keys: Object.keys(contents),
      facts: KV_STORES.facts(store ? [store] : [])[0],
      said: said(),
    };
  }

  for (const [what, args, expected] of [
    ["all files except hidden ones", {}, ["blog/drafts/two.html", "blog/one.html", "index.html", "style.css"]],
    ["files that match a pattern", { include: ["**/*.html"] }, ["blog/drafts/two.html", "blog/one.html", "index.html"]],
    ["files of the directory itself", { include: ["*"] }, ["index.html", "style.css"]],
    [
      "hidden files that match a pattern",
      { include: ["*.css", ".well-known/**"] },
      [".well-known/security.txt", "style.css"],
    ],
    ["files that no pattern excludes", { exclude: ["**/drafts", "*.css"] }, ["blog/one.html", "index.html"]],
    ["keys with a prefix", { include: ["*.css"], prefix: "site/" }, ["site/style.css"]],
  ] as const) {
    it(`contains ${what}`, () => {
      const { keys, said } = resolve({ directory: { path: "public", ...structuredClone(args) } as never });
      assert.deepEqual(said, []);
      assert.deepEqual(keys, expected);
    });
  }

  it("appears in review as a count, and declared items replace its files", () => {
    const { contents, facts, said } = resolve({ directory: { path: "public" }, items: { "index.html": "other" } });
    assert.deepEqual(said, []);
    assert.deepEqual(contents["index.html"], { value: "other" });
    assert.deepEqual([facts?.files, facts?.bytes], [3, "h1 {}onetwo".length]);
    assert.deepEqual(facts?.keys, ["index.html"]);
  });

  it("has content types only on request", () => {
    const files = { "public/a.html": "", "public/b.js": "", "public/c": "", "public/d.woff2": "", "public/.js": "" };
    const { contents } = resolve({ directory: { path: "public", contentTypes: true, include: ["*", ".*"] } }, files);
    assert.deepEqual(
      Object.entries(contents).map(([key, { metadata }]) => [key, JSON.parse(String(metadata)).contentType]),
      [
        [".js", "application/octet-stream"],
        ["a.html", "text/html; charset=utf-8"],
        ["b.js", "text/javascript; charset=utf-8"],
        ["c", "application/octet-stream"],
        ["d.woff2", "font/woff2"],
      ],
    );
    assert.equal(resolve({ directory: { path: "public" } }).contents["index.html"]?.metadata, undefined);
  });

  it("has settings, which the settings of single items override", () => {
    const { contents, said } = resolve({
      directory: { path: "public", include: ["*"], timeToLive: 60 },
      itemSettings: { "index.html": { metadata: "home", timeToLive: 5 } },
    });
    assert.deepEqual(said, []);
    const settings = Object.entries(contents).map(([key, { metadata, timeToLive }]) => [key, metadata, timeToLive]);
    assert.deepEqual(settings, [
      ["index.html", "home", 5],
      ["style.css", undefined, 60],
    ]);
  });

  const directory = { path: "public" };
  const link = (from: string, to: string) => (at: string) => symlinkSync(to, join(at, "public", from));
  for (const [what, args, change, expected] of [
    [
      "a missing directory",
      { directory: { path: "publik" } },
      undefined,
      ['"publik" does not exist [kv-directory-unreadable]'],
    ],
    [
      "a file",
      { directory: { path: "fastly.toml" } },
      undefined,
      ['"fastly.toml" is no directory [kv-directory-unreadable]'],
    ],
    [
      "an empty directory",
      { directory: { path: "empty" } },
      (at: string) => mkdirSync(join(at, "empty")),
      ['"empty" has no file to publish [kv-directory-empty]'],
    ],
    [
      "a directory whose files are all left out",
      { directory: { path: "public", exclude: ["*"] } },
      undefined,
      ['"public" has no file to publish [kv-directory-empty]'],
    ],
    [
      "patterns that match nothing",
      { directory: { path: "public", include: ["*.html", "*.htm", "./index.html", "!*.css", "/index.html"] } },
      undefined,
      ["*.htm", "!*.css", "/index.html"].map((each) => `no file of "public" matches "${each}" [kv-include-unmatched]`),
    ],
    [
      "a link to a file",
      { directory },
      link("latest", "index.html"),
      ['"public/latest" is a symbolic link [kv-directory-link]'],
    ],
    [
      "a link to a directory",
      { directory },
      link("old", "blog"),
      ['"public/old" is a symbolic link [kv-directory-link]'],
    ],
    [
      "a link to nothing",
      { directory },
      link("old", "nowhere"),
      ['"public/old" is a symbolic link [kv-directory-link]'],
    ],
    ["a link that is left out", { directory: { path: "public", exclude: ["old"] } }, link("old", "/etc"), []],
    ["a hidden link", { directory }, link(".old", "/etc"), []],
    [
      "a pipe",
      { directory },
      (at: string) => execFileSync("mkfifo", [join(at, "public/pipe")]),
      ['"public/pipe" is a named pipe; a regular file is needed [kv-file-unreadable]'],
    ],
    [
      "a file that is too large",
      { directory },
      (at: string) => truncateSync(join(at, "public/index.html"), 25_000_001),
      ['"public/index.html" has more than 25,000,000 bytes, the most that it may have [kv-file-unreadable]'],
    ],
    [
      "a name that is not UTF-8",
      { directory },
      (at: string) => writeFileSync(Buffer.concat([Buffer.from(join(at, "public/caf")), Buffer.from([0xe9])]), ""),
      ['the name "public/caf\\xe9" is not UTF-8 [kv-name-not-text]'],
    ],
    [
      "a name that is not UTF-8, which a pattern matches",
      { directory: { path: "public", include: ["*.html", "caf*"] } },
      (at: string) => writeFileSync(Buffer.concat([Buffer.from(join(at, "public/caf")), Buffer.from([0xe9])]), ""),
      ['the name "public/caf\\xe9" is not UTF-8 [kv-name-not-text]'],
    ],
    [
      "a key that Pulumi loses",
      { directory },
      (at: string) => writeFileSync(join(at, "public/__proto__"), ""),
      ['The KV store "pages" cannot have the key "__proto__" [key-lost]'],
    ],
    [
      "a key with a character that Fastly refuses",
      { directory },
      (at: string) => writeFileSync(join(at, "public/what?"), ""),
      ['The KV store "pages" cannot have the key "what?" [kv-key-unfit]'],
    ],
    [
      "a key of Fastly's own",
      { directory: { path: "public/blog", prefix: ".well-known/acme-challenge/", include: ["one.html"] } },
      undefined,
      ['The KV store "pages" cannot have the key ".well-known/acme-challenge/one.html" [kv-key-unfit]'],
    ],
    [
      "a key that is too long",
      { directory: { path: "public", include: ["index.html"], prefix: `${"é".repeat(508)}/` } },
      undefined,
      [`A key of the KV store "pages" has 1027 bytes: "${"é".repeat(40)}" [key-length]`],
    ],
    [
      "an invalid time to live",
      { directory: { path: "public", timeToLive: 0.5 } },
      undefined,
      ['Expected [directory.timeToLive] of the KV store "pages" to be seconds but got 0.5 [kv-time-to-live-unfit]'],
    ],
    [
      "settings of a missing item",
      { directory, itemSettings: { index: {} } },
      undefined,
      ['The KV store "pages" has [itemSettings] for "index", but no such item [kv-settings-unread]'],
    ],
    [
      "metadata of two lines",
      { items: { a: "1" }, itemSettings: { a: { metadata: "a\nb" } } },
      undefined,
      ['The metadata of "a" in the KV store "pages" have control characters [kv-metadata-unfit]'],
    ],
    [
      "metadata that are too long",
      { items: { a: "1" }, itemSettings: { a: { metadata: "é".repeat(1001) } } },
      undefined,
      ['The metadata of "a" in the KV store "pages" have 2002 bytes [kv-metadata-unfit]'],
    ],
  ] as [string, KvStoreArgs, ((at: string) => void) | undefined, string[]][]) {
    it(`${expected.length > 0 ? "is refused for" : "may have"} ${what}`, () => {
      const { said } = resolve(args, SITE, change);
      const errors = said.filter((line) => line.startsWith("error: "));
      assert.deepEqual(
        errors.map((line) => line.replace(/^error: (The directory of the KV store "pages": )?/, "")),
        expected,
      );
    });
  }

  it("causes a warning for an exclude pattern without matches, which may have a mistake", () => {
    const { keys, said } = resolve({ directory: { path: "public", exclude: ["draft/**", "**/drafts/**"] } });
    assert.equal(
      said[0],
      'warning: The directory of the KV store "pages": "draft/**" leaves nothing of "public" out [kv-exclude-unmatched]',
    );
    assert.equal(said.filter((line) => /\[kv-/.test(line)).length, 1);
    assert.deepEqual(keys, ["blog/one.html", "index.html", "style.css"]);
  });

  it("causes errors for at most twenty wrong files", () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`public/what?${index}`, ""]));
    assert.equal(resolve({ directory }, files).said.filter((line) => line.startsWith("error")).length, 20);
  });

  it("is read again only for changed files, by their times", () => {
    const project = makeProject(SITE);
    const file = join(project, "public/index.html");
    const digests = (clock?: () => number) => fileDigests(project, join(project, "public"), clock);
    const later = () => Date.now() + 10_000;
    const first = digests(later);
    assert.deepEqual(first.of("index.html", 100), { path: file, size: 4, sha256: sha256("<h1>") });
    first.save();
    // The cache is trusted: no file was read.
    const cache = join(project, ".fastly-compute/contents.json");
    writeFileSync(cache, readFileSync(cache, "utf8").replace(sha256("<h1>"), sha256("of the cache")));
    assert.equal(digests(later).of("index.html", 100).sha256, sha256("of the cache"));
    // The change time reveals a file whose other times were set back.
    const { atime, mtime } = statSync(file);
    writeFileSync(file, "<h2>");
    utimesSync(file, atime, mtime);
    assert.equal(digests(later).of("index.html", 100).sha256, sha256("<h2>"));
  });

  it("is read again while a file is so new that its time cannot show another change", () => {
    const project = makeProject(SITE);
    const first = fileDigests(project, join(project, "public"));
    first.of("index.html", 100);
    first.save();
    const cache = join(project, ".fastly-compute/contents.json");
    assert.equal(readFileSync(cache, "utf8"), "{}");
  });
});

describe("the digest of an item in the state", () => {
  for (const digest of [
    { value: sha256("a") },
    { value: sha256("a"), metadata: sha256("m") },
    { value: sha256("a"), timeToLive: 60 },
    { value: sha256("a"), metadata: sha256("m"), timeToLive: 60 },
  ]) {
    it(`can be parsed: ${Object.keys(digest).join(", ")}`, () => {
      const { value, metadata, timeToLive } = digest as { value: string; metadata?: string; timeToLive?: number };
      const text = [value, metadata && `metadata ${metadata}`, timeToLive && `time to live ${timeToLive}`];
      assert.deepEqual(readDigest(text.filter(Boolean).join(", ")), digest);
    });
  }
});
