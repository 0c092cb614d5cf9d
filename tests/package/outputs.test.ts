import assert from "node:assert/strict";
import { classifyWrites, type Outputs } from "../../sdk/package/outputs";
import type { Source } from "../../sdk/package/sources";

type Files = Record<string, string>;
const sources = (files: Files): Map<string, Source> =>
  new Map(Object.entries(files).map(([path, hash]) => [path, { hash, executable: false }]));

interface Case {
  title: string;
  before: Files;
  after: Files;
  known?: Outputs;
  lastSuspects?: string[];
  ignored?: string[];
  outputs: Outputs;
  suspects: string[];
}

const cases: Case[] = [
  { title: "nothing that stayed the same", before: { a: "1" }, after: { a: "1" }, outputs: {}, suspects: [] },
  {
    title: "a new file of a new kind as an output",
    before: { "src/a.ts": "1" },
    after: { "src/a.ts": "1", "src/a.map": "2" },
    outputs: { "src/a.map": ["2"] },
    suspects: [],
  },
  {
    title: "a new file beside others of its kind as somebody's",
    before: { "src/a.ts": "1" },
    after: { "src/a.ts": "1", "src/b.ts": "2" },
    outputs: {},
    suspects: ["src/b.ts"],
  },
  {
    title: "a new file that git ignores as an output",
    before: { "src/a.ts": "1" },
    after: { "src/a.ts": "1", "src/b.ts": "2" },
    ignored: ["src/b.ts"],
    outputs: { "src/b.ts": ["2"] },
    suspects: [],
  },
  {
    title: "an edited source as somebody's, even when git ignores it",
    before: { ".env": "1" },
    after: { ".env": "2" },
    ignored: [".env"],
    outputs: {},
    suspects: [".env"],
  },
  {
    title: "a changed file in a directory for outputs as an output, before and after",
    before: { "dist/a.js": "1" },
    after: { "dist/a.js": "2" },
    outputs: { "dist/a.js": ["1", "2"] },
    suspects: [],
  },
  {
    title: "a changed output as an output",
    before: { x: "1" },
    after: { x: "2" },
    known: { x: ["1"] },
    outputs: { x: ["1", "2"] },
    suspects: [],
  },
  {
    title: "an output that was edited before the build as somebody's",
    before: { x: "edited" },
    after: { x: "2" },
    known: { x: ["1"] },
    outputs: { x: ["1"] },
    suspects: ["x"],
  },
  {
    title: "a file that the last build changed too as an output",
    before: { x: "1" },
    after: { x: "2" },
    lastSuspects: ["x"],
    outputs: { x: ["1", "2"] },
    suspects: [],
  },
  { title: "a source that is gone as somebody's", before: { x: "1" }, after: {}, outputs: {}, suspects: ["x"] },
];

describe("classifyWrites", () => {
  for (const { title, before, after, known = {}, lastSuspects = [], ignored = [], outputs, suspects } of cases) {
    it(`takes ${title}`, () => {
      const isIgnored = (paths: string[]) => new Set(paths.filter((path) => ignored.includes(path)));
      assert.deepEqual(classifyWrites(sources(before), sources(after), known, lastSuspects, isIgnored), {
        outputs,
        suspects,
      });
    });
  }
});
