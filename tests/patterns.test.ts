import { deepEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { analyse } from "scslre";
import ts from "typescript";
import { matchesAny } from "../sdk/policy/patterns";

const SDK = resolve(__dirname, "../sdk");

/** The patterns of a file with their lines, and the expressions that become patterns at run time. */
function patternsIn(file: string): { source: string; flags: string; place: string; isMade: boolean }[] {
  const parsed = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: ReturnType<typeof patternsIn> = [];
  const visit = (node: ts.Node) => {
    const line = parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const place = `${relative(SDK, file)}:${line}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      found.push({ source: node.text.slice(1, end), flags: node.text.slice(end + 1), place, isMade: false });
    } else if (ts.isNewExpression(node) && node.expression.getText() === "RegExp") {
      found.push({ source: node.getText(), flags: "", place: relative(SDK, file), isMade: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

const isSlow = ({ source, flags }: { source: string; flags: string }) =>
  analyse({ source, flags }, { assumeRejectingSuffix: false }).reports.length > 0;

describe("patterns", () => {
  const patterns = (readdirSync(SDK, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => patternsIn(join(SDK, name)));

  it("take a time in proportion to the text, not to its square", () => {
    ok(patterns.length > 140);
    deepEqual(
      patterns.filter((pattern) => !pattern.isMade && isSlow(pattern)).map(({ place, source }) => `${place} ${source}`),
      [],
    );
  });

  it("are recognised as slow by this test", () => {
    for (const source of ["\\/+$", "(?:a+)+$", "<[^>]*page=\\d+[^>]*>;", "^[^@]+@[^@]+\\.[^@]+$", "\\d+\\.\\d+"]) {
      ok(isSlow({ source, flags: "" }), source);
    }
  });

  // These are run instead: quadratic time would take minutes.
  it("are created at run time in two places only", () => {
    deepEqual(
      patterns
        .filter(({ isMade }) => isMade)
        .map(({ place }) => place)
        .sort(),
      ["setup/domains.ts"],
    );
  });

  const fast = (work: () => unknown) => {
    const start = Date.now();
    work();
    ok(Date.now() - start < 2_000, `${Date.now() - start} ms`);
  };
  it("of policies match quickly, whatever the number of stars", () => {
    fast(() => matchesAny("a".repeat(100_000), [`${"*a".repeat(50_000)}b`]));
    fast(() => matchesAny("ab".repeat(100_000), [`*${"*b*a".repeat(20_000)}*c`]));
  });
});
