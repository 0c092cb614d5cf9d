import assert from "node:assert/strict";
import { Terminal as Emulator } from "@xterm/headless";
import * as fc from "fast-check";
import { createDisplay, renderFullDiff, renderMarkdown } from "../../../local/display";
import { changedLines } from "../../../local/display/lines";
import { modelOf } from "../../../local/display/model";
import { withoutColor } from "../../../local/display/paint";
import { renderSections } from "../../../local/display/sections";
import { renderTree } from "../../../local/display/tree";
import { htmlText, terminalText } from "../../../local/foreignText";
import type { RunResult } from "../../../local/stack";
import { visibleLine, visibleText } from "../../../sdk/system/visible";
import { hostileRun, hostileText, runOf, type Said } from "./hostile";

const numRuns = process.env.TEST_LONG ? 2_000 : 30;

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const OWN_COLOR = /\x1b\[\d+(;\d+)*m/g;

describe("untrusted text", function () {
  this.timeout(900_000);
  after(() => console.log(`      ${numRuns} hostile runs on a terminal, as many redrawn, in Markdown and in HTML`));

  it("has visible escapes for control characters, changes of direction and invisible characters", () => {
    assert.equal(
      visibleLine("a\x1b[2Jb\x9b1A\r\n\tc\u202ed\u200be\u{e0041}\ud800"),
      "a\\u001b[2Jb\\u009b1A\\r\\n\\tc\\u202ed\\u200be\\u{e0041}\\ud800",
    );
    assert.equal(visibleText("one\r\ntwo\rNo changes.\n\tthree"), "one\ntwo\nNo changes.\n    three");
    assert.equal(terminalText("\x1b[32mgreen\x1b[0m and \x1b\x1b[0m[2Jgone"), "green and \\u001b[2Jgone");
    assert.equal(visibleText("Zürich, 日本, ✅ and a|b"), "Zürich, 日本, ✅ and a|b");
  });

  describe("on a terminal", () => {
    it("moves no cursor, and hides or overwrites nothing, in the tree, log, diff and sections", async () => {
      await fc.assert(
        fc.asyncProperty(hostileRun, async (said) => {
          for (const diff of [false, true]) {
            const written = shownBy(said, { isTTY: false, diff, color: true });
            const plain = written.replace(OWN_COLOR, "");
            assert.ok(!CONTROL.test(plain), JSON.stringify(plain));
            assert.deepEqual(await screenOf(written), linesOf(plain));
          }
          const details = renderFullDiff(runOf(said), { terminal: { write: () => {}, isTTY: true } });
          assert.ok(!CONTROL.test(details.replace(OWN_COLOR, "")));
        }),
        { numRuns },
      );
    });

    it("does not shift the redrawn tree, whatever its width", async () => {
      await fc.assert(
        fc.asyncProperty(hostileRun, async (said) => {
          const size = { columns: 60, rows: 40 };
          const written = shownBy(said, { isTTY: true, diff: false, color: false, ...size });
          const model = modelOf(runOf(said));
          const tree = renderTree(model, { paint: withoutColor, width: size.columns });
          const expected = [...tree, "", ...renderSections(model, withoutColor).split("\n")];
          const lines = await screenOf(written, size.columns);
          // A long title takes more than one line.
          const screen = lines.slice(lines.findIndex((line) => line.startsWith("     Type")));
          // Sections are wrapped, the tree is not.
          assert.deepEqual(screen.slice(0, tree.length), trimmed(tree));
          assert.equal(screen.join("").replace(/\s/g, ""), expected.join("").replace(/\s/g, ""));
        }),
        { numRuns },
      );
    });
  });

  describe("in a pull request's comment", () => {
    /** The elements of a report: nothing in it can be clicked, loaded or mistaken for a heading of ours. */
    const ELEMENTS = new Set("h3 h4 p strong br details summary table thead tbody tr th td code pre".split(" "));

    it("appears in full as code or prose, and makes no element, link, mention, heading or row", async () => {
      const renderer = await markdownRenderer();
      await fc.assert(
        fc.property(hostileRun, (said) => {
          const nodes = renderer(renderMarkdown(resultOf(said)));
          const elements = nodes.filter((node): node is ElementNode => "tagName" in node);
          assert.deepEqual(
            elements.filter(({ tagName }) => !ELEMENTS.has(tagName)).map(({ tagName }) => tagName),
            [],
          );
          const attributes = elements.flatMap(({ attrs }) => attrs.map(({ name, value }) => `${name}=${value}`));
          assert.deepEqual(
            attributes.filter((each) => each !== "class=language-text"),
            [],
          );
          const count = (tag: string) => elements.filter(({ tagName }) => tagName === tag).length;
          assert.deepEqual(["h3", "h4", "details", "summary", "pre", "table"].map(count), [1, 3, 2, 2, 2, 5]);
          for (const node of nodes) {
            if ("value" in node && !isIn(node, "code", "pre")) {
              assert.ok(!/@[\w-]|:\/\/|www\./.test(node.value), JSON.stringify(node.value));
            }
            assert.ok(!("value" in node) || !CONTROL.test(node.value), textOf(node));
          }
          const cells = elements.filter(({ tagName }) => tagName === "td").map(textOf);
          const [before, after] = [`b${said.before}`, `a${said.after}`];
          const lines = changedLines(before, after, []);
          for (const value of lines === undefined ? [before, after] : [...lines.removed, ...lines.added]) {
            assert.ok(
              cells.some((cell) => sameText(cell, visibleLine(JSON.stringify(value)))),
              JSON.stringify([value, cells]),
            );
          }
        }),
        { numRuns },
      );
    });

    it("cannot leave its table cell with a bar and backslashes", async () => {
      const renderer = await markdownRenderer();
      for (const name of ["a|b", "a\\|b", "a\\\\|<img>", "|", "\\", "`|`", " | ", "``\\|"]) {
        const said = { ...harmless(), name };
        const nodes = renderer(renderMarkdown(resultOf(said)));
        const rows = nodes.filter((node): node is ElementNode => "tagName" in node && node.tagName === "tr");
        assert.ok(rows.every((row) => [2, 3, 4].includes(row.childNodes.filter((child) => "tagName" in child).length)));
        assert.ok(!nodes.some((node) => "tagName" in node && node.tagName === "img"));
      }
    });

    it("mentions nobody in the summary of a folded section", async () => {
      const report = renderMarkdown(resultOf({ ...harmless(), name: "@team" }));
      assert.ok(report.includes("<code>@team</code></summary>"), report);
    });
  });

  it("is text in HTML for every parser", async () => {
    const { parseFragment } = await import("parse5");
    fc.assert(
      fc.property(hostileText, (text) => {
        const nodes = parseFragment(`<p title="${htmlText(text)}">${htmlText(text)}</p>`).childNodes as AnyNode[];
        const [paragraph] = nodes as ElementNode[];
        assert.equal(nodes.length, 1);
        assert.equal(paragraph?.attrs.length, 1);
        assert.equal(paragraph?.attrs[0]?.value, visibleText(text));
        assert.equal(textOf(paragraph as ElementNode), visibleText(text));
      }),
      { numRuns },
    );
  });
});

function harmless(): Said {
  const names = "project stack name type key before after message pack policy violation output".split(" ");
  return Object.fromEntries(names.map((name) => [name, name])) as unknown as Said;
}

function resultOf(said: Said): RunResult {
  const changes = { update: 1 };
  return { operation: "preview", ok: false, exitCode: 1, changes, outputs: {}, errors: [], events: runOf(said) };
}

function shownBy(
  said: Said,
  { diff, color, ...terminal }: { diff: boolean; color: boolean; isTTY: boolean; columns?: number; rows?: number },
): string {
  let written = "";
  const display = createDisplay({ ...terminal, write: (text) => (written += text) }, { diff, color, now: () => 0 });
  for (const event of runOf(said)) {
    display.show(event);
  }
  display.close();
  return written;
}

/** The final lines of a terminal, including those that have scrolled off. */
async function screenOf(written: string, columns = 5_000): Promise<string[]> {
  const emulator = new Emulator({
    cols: columns,
    rows: 40,
    scrollback: 5_000,
    convertEol: true,
    allowProposedApi: true,
  });
  await new Promise<void>((resolve) => emulator.write(written, resolve));
  const { buffer } = emulator;
  const lines = Array.from(
    { length: buffer.active.length },
    (_, row) => buffer.active.getLine(row)?.translateToString(true) ?? "",
  );
  emulator.dispose();
  return trimmed(lines);
}

function linesOf(text: string): string[] {
  return trimmed(text.split("\n"));
}

function trimmed(lines: string[]): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return lines.slice(0, last + 1).map((line) => line.trimEnd());
}

interface TextNode {
  value: string;
  parentNode: ElementNode | null;
}
interface ElementNode {
  tagName: string;
  attrs: { name: string; value: string }[];
  childNodes: AnyNode[];
  parentNode: ElementNode | null;
}
type AnyNode = TextNode | ElementNode;

/** Renders Markdown like GitHub, with HTML, and returns all nodes of the result. */
async function markdownRenderer(): Promise<(markdown: string) => AnyNode[]> {
  const { micromark } = await import("micromark");
  const { gfm, gfmHtml } = await import("micromark-extension-gfm");
  const { parseFragment } = await import("parse5");
  return (markdown) => {
    const html = micromark(markdown, {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const all = (node: AnyNode): AnyNode[] => [node, ...("childNodes" in node ? node.childNodes.flatMap(all) : [])];
    return (parseFragment(html).childNodes as AnyNode[]).flatMap(all);
  };
}

function isIn(node: AnyNode, ...tags: string[]): boolean {
  for (let parent = node.parentNode; parent !== null && parent !== undefined; parent = parent.parentNode) {
    if (tags.includes(parent.tagName)) {
      return true;
    }
  }
  return false;
}

function textOf(node: AnyNode): string {
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "value" in node ? node.value : "";
}

/** Markdown merges several spaces at the ends of code. */
function sameText(a: string, b: string): boolean {
  return a.trim() === b.trim();
}
