import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { KINDS } from "../sdk/setup/kinds";
import { sourcesIn } from "./support/sourceFiles";

const ROOT = resolve(__dirname, "..");
const COMPONENT = "pulumi-fastly-compute";
const SEAM = `${COMPONENT}/internal`;

interface Imports {
  /** Our own files that each file imports, for values or for types. */
  files: Map<string, string[]>;
  /** The names of packages that it imports, each once. */
  packages: Map<string, string[]>;
}

function importsOf(folder: string): Imports {
  const files = sourcesIn(folder).map((file) => join(folder, file));
  const named = new Map(files.map((file) => [file, namedIn(readFileSync(join(ROOT, file), "utf8"))]));
  const ours = (file: string, name: string) => fileAt(join(ROOT, dirname(file), name));
  const chosen = (choose: (file: string, names: string[]) => string[]) =>
    new Map([...named].map(([file, names]) => [file, choose(file, names)]));
  return {
    files: chosen((file, names) => names.filter((name) => name.startsWith(".")).map((name) => ours(file, name))),
    packages: chosen((_, names) => [...new Set(names.filter((name) => !name.startsWith(".")))]),
  };
}

/** The imports of a file, at its start or in a function. */
function namedIn(text: string): string[] {
  const patterns = [
    /^(?:import|export)\b[^;]*?\bfrom "([^"]*)";$/gm,
    /^import "([^"]*)";$/gm,
    /\b(?:require|import)\("([^"]*)"\)/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
}

function fileAt(path: string): string {
  const found = [`${path}.ts`, join(path, "index.ts"), path].find((candidate) => existsSync(candidate));
  assert.ok(found, `there is no ${path}`);
  return relative(ROOT, found);
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
 * The folders of `sdk`, top down: a file imports from its own folder and those below. Folders in the same brackets must
 * not import from each other.
 */
const ORDER = [
  ["internal"],
  ["plugin", "policy"],
  ["the root"],
  ["command", "service"],
  ["checks"],
  ["release"],
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
  const [, folder, inFolder] = file.split("/");
  return inFolder === undefined || folder === undefined ? "the root" : folder;
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

function outside(imports: Imports, folder: string): [file: string, files: string[]][] {
  return [...imports.files]
    .map(([file, named]): [string, string[]] => [file, named.filter((other) => !other.startsWith(`${folder}/`))])
    .filter(([, others]) => others.length > 0);
}

const component = importsOf("sdk");
const local = importsOf("local");

describe("the files of the component", () => {
  it("never import the local stand-ins, which no production program loads", () => {
    const named = [...component.packages].filter(([, names]) => names.some((name) => name.startsWith(COMPONENT)));
    assert.deepEqual(named, []);
    assert.deepEqual(
      outside(component, "sdk").filter(([, others]) => others.some((file) => file.startsWith("local/"))),
      [],
    );
  });

  it("never import each other in a circle, not even for types", () => {
    assert.deepEqual(cycles(component.files), []);
  });

  it("import from folders below their own only", () => {
    assert.deepEqual(upward(component.files), []);
  });

  it("are in folders, and each folder has a position in the order of imports", () => {
    const folders = new Set([...component.files.keys()].map(folderOf));
    assert.deepEqual([...folders].sort(), ORDER.flat().sort());
  });

  it("number at most five at the top level", () => {
    const inRoot = [...component.files.keys()].filter((file) => folderOf(file) === "the root");
    assert.ok(inRoot.length <= 5, inRoot.join(", "));
  });

  it("are checked by their folder", () => {
    const wrong: [string, string[]][] = [
      ["sdk/live/a.ts", ["sdk/adopt/b.ts", "sdk/live/c.ts", "sdk/plan/d.ts"]],
      ["sdk/errors/a.ts", ["sdk/pulumi/b.ts"]],
      ["sdk/policy/a.ts", ["sdk/plugin/b.ts", "sdk/index.ts", "sdk/setup/c.ts"]],
      ["sdk/index.ts", ["sdk/computeService.ts", "sdk/plugin/index.ts"]],
    ];
    assert.deepEqual(upward(new Map(wrong)), [
      "sdk/live/a.ts → sdk/adopt/b.ts",
      "sdk/errors/a.ts → sdk/pulumi/b.ts",
      "sdk/policy/a.ts → sdk/plugin/b.ts",
      "sdk/index.ts → sdk/plugin/index.ts",
    ]);
  });

  it("keep no state for the life of the process, except in these files", () => {
    const reasons: Record<string, string> = {
      "sdk/pulumi/program.ts": "what the components of one run have to know of each other",
      "sdk/pulumi/run.ts": "which run this is: a process may have several",
      "sdk/errorCodes.ts": "a proof for the compiler, with nothing in it",
      "sdk/plan/schema.ts": "a file of the package, read once",
      "sdk/manifest/nearMiss.ts": "what a text is folded to: the same for ever",
      "sdk/package/index.ts": "no more builds at once than the machine has processors",
      "sdk/package/pack.ts": "who writes a file: two services may pack the same",
      "sdk/package/builtWasm.ts": "builds of this process: several services may have one project",
      "sdk/system/fileLock.ts": "who holds a file in this process",
      "sdk/system/hashedFile.ts": "a buffer, which has nothing of before when it is used",
      "sdk/fastly/proxy.ts": "the connections to a proxy, which serve many requests",
    };
    const keeping = [...component.files.keys()].filter((file) =>
      /^(?:export )?(?:let |const \w+(?:: .+?)? = (?:new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)|\[\];|perRun\(|limitTo\())/m.test(
        readFileSync(join(ROOT, file), "utf8"),
      ),
    );
    assert.deepEqual(keeping.sort(), Object.keys(reasons).sort());
  });

  it("send requests to Fastly's API in sdk/fastly only", () => {
    const asking = [...component.files.keys()].filter(
      (file) =>
        !file.startsWith("sdk/fastly/") &&
        /\.request\(\s*"[A-Z]+",\s*["`]/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    assert.deepEqual(asking, []);
    // This asks a service, like its visitors do.
    const byHttp = [...component.packages].filter(([, names]) => names.some((name) => /^(node:)?https?$/.test(name)));
    assert.deepEqual(
      byHttp.map(([file]) => file).filter((file) => !file.startsWith("sdk/fastly/")),
      ["sdk/live/request.ts"],
    );
  });

  it("read file times synchronously only in the module that clears Node's cache of modules", () => {
    const looking = [...component.files.keys()].filter((file) =>
      /^import [^;]*\b(stat|lstat|fstat|rm)Sync\b[^;]*from "(node:)?fs"|\bfs\.(stat|lstat|fstat|rm)Sync\b/m.test(
        readFileSync(join(ROOT, file), "utf8"),
      ),
    );
    assert.deepEqual(looking, ["sdk/system/stats.ts"]);
  });

  it("name a specific kind only in these files, and use the registry elsewhere", () => {
    const reasons: Record<string, string> = {
      "sdk/computeService.ts": "an output for each: the schema analyzer reads them",
      "sdk/plan/args.ts": "an argument for each: the schema analyzer reads them",
      "sdk/plan/releaseArgs.ts": "an argument for backends on the staging network",
      "sdk/plan/stagedSetup.ts": "backends on the staging network",
      "sdk/plan/summary.ts": "the types of the outputs",
      "sdk/plan/setup.ts": "a service answers for one domain at least",
      "sdk/checks/dictionaries.ts": "the provider loses and keeps items of dictionaries only",
      "sdk/checks/change.ts": "the configuration of a log endpoint whose name passes to another one",
      "sdk/checks/imageOptimizer.ts": "settings that the provider can neither bring nor take away by itself",
      "sdk/checks/domains.ts": "versionless domains, which no version has",
      "sdk/service/domains.ts": "versionless domains, which no version has",
      "sdk/service/domainHolders.ts": "versionless domains, which no version has",
      "sdk/certificate.ts": "certificates of domains",
      "sdk/checks/certificates.ts": "certificates of domains",
      "sdk/service/certificates.ts": "certificates of domains",
      "sdk/checks/domainCertificates.ts": "certificates of domains",
      "sdk/service/domainCertificates.ts": "certificates of domains",
      "sdk/checks/ownCertificates.ts": "certificates that domains are served with",
      "sdk/service/ownCertificates.ts": "certificates that domains are served with",
      "sdk/service/leavingItems.ts": "dictionaries with items that a resource of the program had",
      "sdk/service/outputs.ts": "the address of the first domain",
      "sdk/service/steps.ts": "certificates of domains: their module is loaded for those who have some",
      "sdk/policy/backendTls.ts": "a policy about backends in the service resource",
      "sdk/policy/certificates.ts": "a policy about certificates, as of domains",
      "sdk/policy/products.ts": "a policy about products",
    };
    const kinds = Object.keys(KINDS).join("|");
    // As a member, a key or an argument. Texts may name kinds anywhere.
    const naming = new RegExp(`[.?]\\b(${kinds})\\b|[\\[({,] *"(${kinds})"|\\b(${kinds})\\b[?!]?:|[{,] (${kinds})[ ,]`);
    const named = [...component.files.keys()].filter(
      (file) =>
        !/^sdk\/(setup|manifest|fastly|command)\/|[eE]rrors\.ts$/.test(file) &&
        readFileSync(join(ROOT, file), "utf8")
          .replace(/\/\*[\s\S]*?\*\/|\/\/ .*|tags: .*|^import[^;]*;/gm, "")
          .split("\n")
          .some((line) => naming.test(line)),
    );
    assert.deepEqual(named.sort(), Object.keys(reasons).sort());
  });

  it("detect mocks only in sdk/pulumi and in the lookup of credentials", () => {
    const knowing = [...component.files].filter(([, imported]) => imported.includes("sdk/pulumi/mocks.ts"));
    assert.deepEqual(
      knowing.map(([file]) => file).filter((file) => !file.startsWith("sdk/pulumi/")),
      ["sdk/fastly/credentials.ts"],
    );
  });

  it("are all found with their imports", () => {
    assert.ok(component.files.get("sdk/service/steps.ts")?.includes("sdk/setup/declare.ts"));
    const circle = new Map([...component.files, ["sdk/errors/index.ts", ["sdk/errors/diagnostics.ts"]]]);
    assert.deepEqual(cycles(circle).sort(), [
      "sdk/errors/diagnostics.ts → sdk/errors/index.ts → sdk/errors/diagnostics.ts",
      "sdk/errors/index.ts → sdk/errors/diagnostics.ts → sdk/errors/index.ts",
    ]);
  });
});

describe("the files of the local stand-ins", () => {
  it("import only the seam and the fast start from the component", () => {
    assert.deepEqual(outside(local, "local"), []);
    const named = [...new Set([...local.packages.values()].flat())].filter((name) => name.startsWith(COMPONENT));
    assert.deepEqual(named.sort(), [`${COMPONENT}/fast`, SEAM]);
  });

  it("use every export of the seam", () => {
    const names = (text: string) =>
      [...text.matchAll(/[\w$]+/g)].map(([name]) => name).filter((name) => name !== "type");
    const lists = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].flatMap(([, list = ""]) => names(list));
    const seam = lists(readFileSync(join(ROOT, "sdk/internal/index.ts"), "utf8"), /^export \{([^}]*)\}/gm);
    const used = [...local.files.keys()].flatMap((file) =>
      lists(readFileSync(join(ROOT, file), "utf8"), new RegExp(`^import (?:type )?\\{([^}]*)\\} from "${SEAM}"`, "gm")),
    );
    assert.deepEqual([...new Set(used)].sort(), seam.sort());
  });

  it("never import each other in a circle, not even for types", () => {
    assert.deepEqual(cycles(local.files), []);
  });

  it("import only packages in their package.json", () => {
    const { dependencies, peerDependencies } = require(join(ROOT, "local/package.json"));
    // Only types are imported from this package: the code is that of Pulumi's SDK (local/engine/protobuf.ts).
    const allowed = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), "google-protobuf"]);
    const packageOf = (name: string) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[0] ?? "";
    const used = new Set(
      [...local.packages.values()]
        .flat()
        .filter((name) => !name.startsWith("node:"))
        .map(packageOf),
    );
    assert.deepEqual([...used].sort(), [...allowed].sort());
  });
});

describe("tests, scripts and benchmarks", () => {
  it("import the sources of the stand-ins, not their directory, which means the compiled package", () => {
    const sources = ["tests", "scripts", "bench"].flatMap((folder) =>
      sourcesIn(folder).map((file) => join(folder, file)),
    );
    const loose = sources.filter((file) => /"(\.\.\/)+local\/?"/.test(readFileSync(join(ROOT, file), "utf8")));
    assert.deepEqual(loose, []);
  });
});
