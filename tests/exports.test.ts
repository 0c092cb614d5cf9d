import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sourcesIn } from "./support/sourceFiles";

const ROOT = resolve(__dirname, "..");

/** Exports for others than our own files, with the reason. */
const FOR_OTHERS: Record<string, string> = {
  "sdk/errorCodes.ts ErrorCode": "a proof by types: every catalogue has codes of its own",
  "sdk/errorCodes.ts SHARED_CODES": "the same",
  "sdk/policy/index.ts computePolicies": "users write packs with it",
};

function filesOf(folder: string): Map<string, string> {
  const names = sourcesIn(folder, /\.(ts|js)$/);
  return new Map(names.map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), "utf8")]));
}

/** The text without comments. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** The names that a text imports from other files. */
function takenIn(text: string): string[] {
  const clauses = text.matchAll(/\{([^{}]*)\}\s*(?:from|= (?:require|await import)\(|: typeof import\()/g);
  const called = [...text.matchAll(/\brequire\("[^"]*"\)\.(\w+)/g)].map(([, name = ""]) => name);
  return [...called, ...[...clauses].flatMap(([, clause = ""]) => clause.match(/\w+/g) ?? [])];
}

/** Our own files that are imported as a whole, so that each of their exports counts as used. */
function wholeIn(file: string, text: string): string[] {
  const named = text.matchAll(/^import \* as \w+ from "(\.[^"]*)";$/gm);
  return [...named].map(([, path = ""]) => `${join(file, "..", path).replaceAll("\\", "/")}.ts`);
}

describe("an exported name", () => {
  it("is used outside of tests", () => {
    const files = new Map(["sdk", "local", "scripts", "bench"].flatMap((folder) => [...filesOf(folder)]));
    const bins = ["bin.js", "local/bin.js"].map((file) => readFileSync(join(ROOT, file), "utf8"));
    const taken = new Set([...files.values(), ...bins].flatMap(takenIn));
    const whole = new Set([...files].flatMap(([file, text]) => wholeIn(file, text)));
    const found: string[] = [];
    for (const [file, text] of files) {
      if (/^(sdk|local)\//.test(file) && !whole.has(file)) {
        const code = codeOf(text);
        const names = code.matchAll(/^export (?:async )?(?:const|function\*?|class|type|interface) (\w+)/gm);
        for (const [, name = ""] of names) {
          const isOwn = (code.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length > 1;
          if (!taken.has(name) && !isOwn) {
            found.push(`${file} ${name}`);
          }
        }
      }
    }
    assert.deepEqual(found.sort(), Object.keys(FOR_OTHERS).sort());
  });
});
