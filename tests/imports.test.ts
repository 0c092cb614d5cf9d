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

/**
 * The folders of `sdk`, from the top down: a file imports from its own folder and those below it. What is between the
 * same brackets knows nothing of each other.
 */
const ORDER = [
  ["plugin", "policy"],
  ["the root"],
  ["service"],
  ["adopt"],
  ["live"],
  ["plan"],
  ["setup"],
  ["package"],
  ["build"],
  ["sources"],
  ["fastly"],
  ["manifest"],
  ["pulumi"],
  ["errors"],
  ["system"],
];

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : "the root";
}

/** The imports that do not go down, as `from → to`. */
function upward(imports: Map<string, string[]>): string[] {
  const height = (file: string) => ORDER.findIndex((folders) => folders.includes(folderOf(file)));
  return [...imports].flatMap(([file, named]) =>
    named
      .filter((other) => folderOf(other) !== folderOf(file) && height(other) <= height(file))
      .map((other) => `${file} → ${other}`),
  );
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

  it("import from folders below their own only", () => {
    assert.deepEqual(upward(component), []);
  });

  it("are in folders of which all have their place in the order", () => {
    const folders = new Set([...component.keys()].map(folderOf));
    assert.deepEqual([...folders].sort(), ORDER.flat().sort());
  });

  it("are at most five in the root", () => {
    const inRoot = [...component.keys()].filter((file) => folderOf(file) === "the root");
    assert.ok(inRoot.length <= 5, inRoot.join(", "));
  });

  it("are judged by where they are", () => {
    const wrong: [string, string[]][] = [
      ["live/a.ts", ["adopt/b.ts", "live/c.ts", "plan/d.ts"]],
      ["errors/a.ts", ["pulumi/b.ts"]],
      ["policy/a.ts", ["plugin/b.ts", "index.ts", "setup/c.ts"]],
      ["index.ts", ["computeService.ts", "plugin/index.ts"]],
    ];
    assert.deepEqual(upward(new Map(wrong)), [
      "live/a.ts → adopt/b.ts",
      "errors/a.ts → pulumi/b.ts",
      "policy/a.ts → plugin/b.ts",
      "index.ts → plugin/index.ts",
    ]);
  });

  it("are all found, with what they import", () => {
    assert.ok(component.get("computeService.ts")?.includes("setup/declare.ts"));
    assert.deepEqual(cycles(new Map([...component, ["errors/index.ts", ["errors/diagnostics.ts"]]])).sort(), [
      "errors/diagnostics.ts → errors/index.ts → errors/diagnostics.ts",
      "errors/index.ts → errors/diagnostics.ts → errors/index.ts",
    ]);
  });
});
