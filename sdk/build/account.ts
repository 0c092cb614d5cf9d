import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { parseToml } from "../manifest/toml";
import type { Account } from "../sources/account";
import { ancestors, isInside, nameIn, realOf, statOf, textOf } from "../sources/root";
import { programOutput } from "./programOutput";

/** A successful build. */
export interface AccountRequest {
  /** The project's directory, without links. */
  directory: string;
  /** The root of the account: all of its paths are below it. */
  root: string;
  command: string;
  /** The variables of the build. */
  environment: Record<string, string>;
  /** The directory of Cargo's output, for Rust. */
  target?: string;
}

/**
 * The files that the toolchain of a language reports as read. Only the plain command of the language has such an
 * account. Undefined when the build may have read other files too: then all files count.
 */
export async function accountOf(language: string, request: AccountRequest): Promise<Account | undefined> {
  const directories = await (language === "rust" ? ofCargo(request) : language === "go" ? ofGo(request) : undefined);
  if (directories === undefined) {
    return undefined;
  }
  const { directory, root } = request;
  const read = directories.flatMap((path) => [...waysTo(path), realOf(path) ?? path]);
  const inside = [directory, ...read].filter((path) => isInside(path, root));
  return [...new Set(inside.map((path) => nameIn(path, root) || "."))].sort();
}

/** The directory, and every directory that a path with `..` in it leads through: one of them may be a link. */
function waysTo(path: string): string[] {
  const parts = path.split(/(?=[/\\]\.\.(?:[/\\]|$))/);
  return parts.map((_, index) => resolve(parts.slice(0, index + 1).join("")));
}

/** The documented `go build` command, and TinyGo's, which is the default. */
const goBuild = /^(GOOS=wasip1 GOARCH=wasm )?go build (-buildvcs=false )?-o (\.\/)?bin\/main\.wasm( \.\/?)?$/;
const tinyGoBuild = /^tinygo build -target=wasi -gc=conservative -o \.\/bin\/main\.wasm \.\/$/;
/** Other settings let Go run programs, or read files that it does not list. */
const harmlessInGo =
  /^GO(OS|ARCH|PROXY|PRIVATE|NOPROXY|NOSUMDB|SUMDB|INSECURE|ROOT|PATH|CACHE|MODCACHE|TOOLCHAIN|FLAGS)$/;
const harmlessFlags = /^((-buildvcs=\w+|-trimpath|-mod=(readonly|vendor)) ?)*$/;

interface GoPackage {
  Dir?: string;
  ImportPath: string;
  Standard?: boolean;
  Module?: { Path: string; Dir?: string };
  Error?: object;
  DepsErrors?: object[];
}

/** Files of other compilers and assemblers. They may include files that Go does not see. */
const foreignFiles = "CgoFiles CFiles CXXFiles MFiles HFiles FFiles SFiles SwigFiles SwigCXXFiles SysoFiles".split(" ");

async function ofGo({ directory, root, command, environment }: AccountRequest): Promise<string[] | undefined> {
  const [program, flags] = tinyGoBuild.test(command) ? ["tinygo", ["-target=wasi"]] : ["go", []];
  const [isPlain, prefix] = program === "go" ? (goBuild.exec(command) ?? []) : [command];
  const unusual = Object.keys(environment).some((name) => /^(GO|CGO_)/.test(name) && !harmlessInGo.test(name));
  if (isPlain === undefined || unusual) {
    return undefined;
  }
  const target: Record<string, string> = prefix === undefined ? {} : { GOOS: "wasip1", GOARCH: "wasm" };
  const context = { directory, environment: { ...environment, ...target } };
  const fields = ["Dir", "ImportPath", "Standard", "Module", "Error", "DepsErrors", ...foreignFiles];
  const text = await programOutput(program, ["list", ...flags, "-deps", `-json=${fields.join()}`, "."], context);
  const goFlags = await programOutput("go", ["env", "GOFLAGS"], context);
  if (text === undefined || goFlags === undefined || !harmlessFlags.test(goFlags)) {
    return undefined;
  }
  const packages = text
    .split(/(?<=^})\n/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(part) as GoPackage & Record<string, unknown>)
    .filter(({ Standard, Dir }) => !Standard || (Dir !== undefined && isInside(Dir, root)));
  const isLocal = ({ Dir }: GoPackage) => Dir !== undefined && isInside(Dir, root);
  const unseen = packages.some(
    (one) => one.Error || one.DepsErrors || one.Dir === undefined || foreignFiles.some((files) => files in one),
  );
  // When a directory appears in the outer module, it takes the place of the nested module with that name.
  const local = new Set(packages.filter(isLocal).map(({ Module }) => Module?.Path ?? ""));
  const nested = packages.some(
    (one) => !isLocal(one) && [...local].some((path) => one.ImportPath.startsWith(`${path}/`)),
  );
  return unseen || nested ? undefined : packages.flatMap(({ Dir }) => Dir ?? []);
}

/** The default command. It names the binary. */
const cargoBuild = /^cargo build --bin ([\w-]+) --release --target (wasm32-wasip1) --color always$/;
/** Settings of Cargo that make it run no other program, and read no other file. */
const harmlessInCargo: Record<string, RegExp> = {
  build: /^(target|jobs|incremental)$/,
  net: /./,
  http: /./,
  term: /./,
  registry: /./,
  registries: /./,
};

interface Metadata {
  packages: { id: string; manifest_path: string; targets: { kind: string[] }[] }[];
  resolve: { root: string | null; nodes: { id: string; dependencies: string[] }[] } | null;
}

async function ofCargo(request: AccountRequest): Promise<string[] | undefined> {
  const { directory, command, environment, target } = request;
  const [, binary, platform] = cargoBuild.exec(command) ?? [];
  const unusual = Object.keys(environment).some(
    (name) => /^(RUST|CARGO_)/.test(name) && !/^(RUSTUP_\w+|CARGO_HOME|CARGO_NET_\w+)$/.test(name),
  );
  if (binary === undefined || platform === undefined || target === undefined || unusual || hasCargoSettings(request)) {
    return undefined;
  }
  const args = ["metadata", "--format-version", "1", "--filter-platform", platform, "--offline", "--locked"];
  const text = await programOutput("cargo", args, { directory, environment });
  const packages = text === undefined ? undefined : usedPackages(JSON.parse(text) as Metadata);
  const read = filesOf(textOf(join(target, platform, "release", `${binary}.d`)));
  // Cargo does not record what a build script or a macro reads.
  const runs = packages?.some(({ targets }) =>
    targets.some(({ kind }) => kind.includes("custom-build") || kind.includes("proc-macro")),
  );
  if (packages === undefined || runs || read.length === 0 || !read.every(isAbsolute)) {
    return undefined;
  }
  return [...packages.map(({ manifest_path }) => dirname(manifest_path)), ...read.map((path) => dirname(path))];
}

/**
 * The packages that the project's own package needs, and itself. Undefined when Cargo does not say which package is the
 * project's own.
 */
function usedPackages({ packages, resolve }: Metadata): Metadata["packages"] | undefined {
  if (!resolve?.root) {
    return undefined;
  }
  const used = new Set([resolve.root]);
  for (const id of used) {
    for (const dependency of resolve.nodes.find((node) => node.id === id)?.dependencies ?? []) {
      used.add(dependency);
    }
  }
  return packages.filter(({ id }) => used.has(id));
}

function hasCargoSettings({ directory, environment }: AccountRequest): boolean {
  const home = environment.CARGO_HOME ?? join(environment.HOME ?? homedir(), ".cargo");
  const places = [home, ...ancestors(directory).map((path) => join(path, ".cargo"))];
  return places
    .flatMap((place) => [join(place, "config.toml"), join(place, "config")])
    .filter((file) => statOf(file) !== undefined)
    .some((file) => {
      try {
        return Object.entries(parseToml(textOf(file))).some(([table, settings]) => {
          const known = harmlessInCargo[table];
          return known === undefined || !Object.keys(settings as object).every((key) => known.test(key));
        });
      } catch {
        return true;
      }
    });
}

/** The files of a Makefile's first rule. A space in a name has a backslash before it. */
function filesOf(makefile: string): string[] {
  const [rule = ""] = makefile.split("\n", 1);
  const start = rule.indexOf(": ");
  const files = start === -1 ? [] : rule.slice(start + 2).match(/(?:\\.|[^\s\\])+/g);
  return (files ?? []).map((file) => (sep === "/" ? file.replace(/\\(.)/g, "$1") : file));
}
