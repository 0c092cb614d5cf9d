import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";

/** A request that go-fastly's tests have sent to the real API, with its answer. */
export interface Interaction {
  /** The file below go-fastly's `fastly`, and the place in it: `fixtures/backends/create 1`. */
  name: string;
  folder: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  answer: string;
  answerHeaders: Record<string, string>;
}

interface Recorded {
  interactions?: {
    request: { body?: string; headers?: Record<string, string[]>; url: string; method: string };
    response: { body?: string; headers?: Record<string, string[]>; code: number };
  }[];
}

/** The interactions by folder. Those of one folder are in the order in which they happened. */
export function readFixtures(goFastly: string): Map<string, Interaction[]> {
  const root = join(goFastly, "fastly");
  const folders = new Map<string, { when: number; phase: number; place: number; interaction: Interaction }[]>();
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(^|\/)fixtures\/.*\.yaml$/.test(name),
  );
  const sources = testSources(root);
  for (const file of files.sort()) {
    const folder = folderOf(file);
    const list = folders.get(folder) ?? [];
    folders.set(folder, list);
    const { interactions = [] } = parse(readFileSync(join(root, file), "utf8")) as Recorded;
    interactions.forEach(({ request, response }, index) => {
      const { pathname, search } = new URL(request.url);
      const answerHeaders = single(response.headers);
      const interaction: Interaction = {
        name: `${file.replace(/\.yaml$/, "")} ${index + 1}`,
        folder,
        method: request.method,
        path: `${pathname}${search}`,
        headers: single(request.headers),
        body: request.body ?? "",
        status: response.code,
        answer: response.body ?? "",
        answerHeaders,
      };
      const when = Date.parse(answerHeaders.date ?? "");
      list.push({
        when: Number.isNaN(when) ? (list.at(-1)?.when ?? 0) : when,
        phase: phaseOf(file.replace(/\.yaml$/, "")),
        place: placeIn(sources, file),
        interaction,
      });
    });
  }
  return new Map(
    [...folders].map(([name, list]) => [
      name,
      list.sort((a, b) => a.when - b.when || order(a, b)).map(({ interaction }) => interaction),
    ]),
  );
}

/** The folder of related fixtures: those of one test file. */
function folderOf(file: string): string {
  return /^fixtures\/[^/]+/.exec(file)?.[0] ?? file.replace(/\/fixtures\/.*/, "");
}

/** Answers have times in seconds only. Within one second, the tests' sources give the order, or else the names do. */
const PHASES = [
  /ensure-disabled|before|service_create|create_service|create[_-]stores?(_\d+)?$/,
  /version$/,
  /(?<!service_)create(?![_-](stores?|service))|enable_|insert|add/,
  /get|list|check|info/,
  /update|verify/,
  /after-update/,
  /delete(?!_store|_service)|disable_/,
  /after-delete|after-disable/,
  /cleanup|delete_/,
];

function phaseOf(name: string): number {
  const last = name.split("/").at(-1) ?? "";
  return PHASES.reduce((found, phase, index) => (phase.test(last) ? index : found), 3);
}

interface Place {
  phase: number;
  /** The place of the name in the test's source. -1 for a name that the source builds. */
  place: number;
}

function order(a: Place, b: Place): number {
  const [first, last] = [Math.min(a.phase, b.phase), Math.max(a.phase, b.phase)];
  const known = a.place >= 0 && b.place >= 0 && first >= 2 && last < 6;
  return known ? a.place - b.place : a.phase - b.phase;
}

/** The sources of the tests by the folder of their fixtures. */
function testSources(root: string): Map<string, string> {
  const sources = new Map<string, string>();
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith("_test.go"))) {
    const text = readFileSync(join(root, file), "utf8");
    const folders = file.includes("/")
      ? [dirname(file)]
      : [...text.matchAll(/"(\w+)\//g)].map(([, name]) => `fixtures/${name}`);
    for (const folder of new Set(folders)) {
      sources.set(folder, (sources.get(folder) ?? "") + text);
    }
  }
  return sources;
}

function placeIn(sources: Map<string, string>, file: string): number {
  return (sources.get(folderOf(file)) ?? "").indexOf(`${basename(file, ".yaml")}"`);
}

function single(headers: Record<string, string[]> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, [value = ""]]) => [name.toLowerCase(), value]));
}
