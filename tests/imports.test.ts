import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const SDK = resolve(__dirname, "../sdk");
const LOCAL = "local/";

/** The files of `sdk`, each with those that it imports, for values or for types. */
function importsByFile(): Map<string, string[]> {
  const files = readdirSync(SDK, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(SDK, file), "utf8");
      const named = [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "(\.[^"]*)";$/gm)].map(([, path = ""]) => path);
      return [file, named.map((path) => fileAt(join(SDK, dirname(file), path)))];
    }),
  );
}

function fileAt(path: string): string {
  const found = [`${path}.ts`, join(path, "index.ts")].find((candidate) => existsSync(candidate));
  assert.ok(found, `there is no ${path}`);
  return relative(SDK, found);
}

/** The first way found from a file back to itself, for each file that has one. */
function cycles(imports: Map<string, string[]>): string[] {
  const wayBack = (start: string): string[] | undefined => {
    const ways = (imports.get(start) ?? []).map((file) => [file]);
    const seen = new Set<string>();
    for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
      const last = way.at(-1) ?? "";
      if (last === start) {
        return [start, ...way];
      }
      if (!seen.has(last)) {
        seen.add(last);
        ways.push(...(imports.get(last) ?? []).map((file) => [...(way ?? []), file]));
      }
    }
    return undefined;
  };
  return [...imports.keys()].flatMap((file) => wayBack(file)?.join(" → ") ?? []);
}

describe("the files of the component", () => {
  const imports = importsByFile();
  const component = new Map([...imports].filter(([file]) => !file.startsWith(LOCAL)));

  it("never import the local stand-ins, which no production program loads", () => {
    const importing = [...component].filter(([, named]) => named.some((file) => file.startsWith(LOCAL)));
    assert.deepEqual(importing, []);
  });

  it("never import each other in a circle, not even for types", () => {
    assert.deepEqual(cycles(component), []);
  });

  it("are all found, with what they import", () => {
    assert.ok(component.get("computeService.ts")?.includes("setup/declare.ts"));
    assert.deepEqual(cycles(new Map([...component, ["errors/index.ts", ["errors/diagnostics.ts"]]])).sort(), [
      "errors/diagnostics.ts → errors/index.ts → errors/diagnostics.ts",
      "errors/index.ts → errors/diagnostics.ts → errors/index.ts",
    ]);
  });
});
