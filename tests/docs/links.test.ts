import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documents, linesOutsideBlocks, ROOT } from "./blocks";

interface SidebarGroup {
  text: string;
  items: { text: string; link: string }[];
}

const SIDEBAR: SidebarGroup[] = JSON.parse(readFileSync(join(ROOT, "docs/sidebar.json"), "utf8"));

describe("the links of the documents", () => {
  const targets = documents().flatMap((document) => linksOf(document).map((link) => [document, link] as const));

  it("lead to existing files", () => {
    const broken = targets.filter(([document, link]) => !existsSync(join(ROOT, fileOf(document, link))));
    assert.deepEqual(broken, []);
  });

  it("lead to existing headings", () => {
    const broken = targets.filter(([document, link]) => {
      const [, anchor] = link.split("#");
      const file = fileOf(document, link);
      return anchor !== undefined && file.endsWith(".md") && !knownAnchors(file).has(anchor);
    });
    assert.deepEqual(broken, []);
  });

  it("are found, also in pictures", () => {
    assert.deepEqual(linksIn('[a](b.md#c "title") ![d](e.svg) <img src="f.svg"> [g](https://h) `[i](j)`'), [
      "b.md#c",
      "e.svg",
      "f.svg",
    ]);
  });
});

describe("the pages of the site", () => {
  it("have only links, line breaks and pictures as elements, because site generators fail at unclosed elements", () => {
    const allowed = /^<(\/?(a|br|picture|source|img)\b|!--|https?:)/;
    const found = documents("docs").flatMap((document) =>
      linesOutsideBlocks(document).flatMap((line, index) =>
        [...line.replace(/`[^`]*`/g, "").matchAll(/(?<!\\)<[^ ][^>]*/g)]
          .filter(([element]) => !allowed.test(element))
          .map(([element]) => `${document}:${index + 1} ${element}`),
      ),
    );
    assert.deepEqual(found, []);
  });
});

describe("the sidebar", () => {
  const pages = documents("docs").map((page) => page.replace(/^docs/, "").replace(/\.md$/, ""));
  const items = SIDEBAR.flatMap((group) => group.items);

  it("has every page once, except pages below the API reference", () => {
    const written = pages.filter((page) => !page.startsWith("/api/") || page === "/api/README");
    assert.deepEqual(items.map(({ link }) => link).sort(), written.sort());
  });

  it("has the titles of the pages", () => {
    const named = items.filter(({ link }) => /^\/(concepts|guide|reference)\//.test(link));
    const wrong = named.filter(
      ({ text, link }) => !readFileSync(join(ROOT, `docs${link}.md`), "utf8").startsWith(`# ${text}\n`),
    );
    assert.deepEqual(wrong, []);
  });
});

function linksOf(document: string): string[] {
  return linksIn(linesOutsideBlocks(document).join("\n"));
}

/** The links of a text within the repository. */
function linksIn(text: string): string[] {
  const outsideCode = text.replace(/`[^`\n]+`/g, (code) => (code.includes("](") ? "" : code));
  return [...outsideCode.matchAll(/\]\((?<link>[^)\s]+)[^)]*\)|\b(?:src|srcset|href)="(?<attribute>[^"]+)"/g)].flatMap(
    ({ groups }) => {
      const link = groups?.link ?? groups?.attribute ?? "";
      return /^[a-z]+:/.test(link) ? [] : [link];
    },
  );
}

function fileOf(document: string, link: string): string {
  const [path = ""] = link.split("#");
  return path === "" ? document : join(dirname(document), path);
}

const anchors = new Map<string, Set<string>>();

function knownAnchors(document: string): Set<string> {
  const known = anchors.get(document) ?? anchorsOf(document);
  anchors.set(document, known);
  return known;
}

/** The anchors of a document, as GitHub makes them from the headings. */
function anchorsOf(document: string): Set<string> {
  const lines = linesOutsideBlocks(document);
  const seen = new Map<string, number>();
  const headings = lines.flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []);
  const slugs = headings.map((heading) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/ /g, "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  const ids = lines.flatMap((line) => [...line.matchAll(/<a id="([^"]+)"/g)].map(([, id = ""]) => id));
  return new Set([...slugs, ...ids]);
}
