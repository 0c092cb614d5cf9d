import { catalogue } from "../errors/catalogue";
import { inShell } from "../errors/commands";

const SMALLER =
  "Make the package smaller: build with optimization, strip debug information (`wasm-opt -Oz --strip-debug`), or move data to a KV store.";

/** The errors of packages that cannot be made, or are not the expected ones. */
export const packageError = catalogue({
  "package-name-empty": {
    what: "The manifest's `name` has no character that Fastly allows in the name of a package.",
    why: "The package takes its name from the manifest, with only ASCII letters, digits and dashes.",
    examples: [{ name: "..." }],
    explain: ({ name }: { name: string }) => ({
      problem: `Expected "name" to contain a letter or digit that Fastly can use in a package name but got ${JSON.stringify(name)}`,
      remedy: 'Use at least one of A-Z, a-z and 0-9 in the manifest\'s "name".',
    }),
  },
  "package-choice": {
    what: "The arguments name more than one package.",
    why: "`package.path`, `package.fromVersion` and `package.fromHash` each say which package to deploy.",
    examples: [{ component: "edge", keys: ["path", "fromVersion"] }],
    explain: ({ component, keys }: { component: string; keys: string[] }) => ({
      problem: `ComputeService "${component}": [package] has ${keys.join(" and ")}, but only one can say which package to deploy`,
      remedy: "Keep only one.",
    }),
  },
  "package-made-twice": {
    what: "Two services of the program pack different contents into the same file.",
    why: "The upload begins after all services are packed. Both services would get the second package.",
    examples: [{ path: "pkg/shop.tar.gz", manifest: "app/fastly.toml" }],
    explain: ({ path, manifest }: { path: string; manifest: string }) => ({
      problem: `Two services pack different contents into ${path} of ${manifest}`,
      remedy: "Give both services the same build and package arguments, or give each service its own directory.",
    }),
  },
  "package-not-kept": {
    what: "`package.fromHash` names a package that is not on this machine.",
    why: "This machine keeps the last five packages that it deployed, in `.fastly-compute/packages`.",
    examples: [
      {
        hash: "3fa2b9c1d2e4",
        directory: ".fastly-compute/packages",
        manifest: "app/fastly.toml",
        others: ["90ab12cd34ef"],
      },
    ],
    explain: (facts: { hash: string; directory: string; manifest: string; others: string[] }) => ({
      problem:
        `The package ${facts.hash}… is not in ${facts.directory} beside ${facts.manifest}` +
        (facts.others.length === 0 ? "" : `, which has ${facts.others.join("…, ")}…`),
      remedy:
        'Check out the commit that the package was built from, and deploy it. Or name an archive: { package: { path: "…" } }.',
    }),
  },
  "package-hash-unexpected": {
    what: "The package is not the one that `package.expectHash` names.",
    why: "Another package than the tested one would go live.",
    examples: [{ manifest: "app/fastly.toml", hash: "3fa2…", expected: "90ab…", path: "app/pkg/shop.tar.gz" }],
    explain: ({
      manifest,
      hash,
      expected,
      path,
    }: {
      manifest: string;
      hash: string;
      expected: string;
      path: string;
    }) => ({
      problem: `The package of ${manifest} has the files hash ${hash}, but "package.expectHash" is ${expected}`,
      remedy: `Deploy the artefact that was tested, or set "package.expectHash" to the hash of this package.\nTo see the hash, run: fastly compute hash-files --package ${inShell(path)}`,
    }),
  },
  "package-contents-too-large": {
    what: "The files of the package are larger than Fastly allows.",
    why: "Fastly allows at most 100 MB of contents in a package. Nothing was packed or uploaded.",
    examples: [{ manifest: "app/fastly.toml", bytes: 104_000_062, limit: 100_000_000 }],
    explain: ({ manifest, bytes, limit }: { manifest: string; bytes: number; limit: number }) => ({
      problem: `The contents of the package of ${manifest} have ${bytes} bytes; the limit is ${limit}`,
      remedy: SMALLER,
    }),
  },
  "package-too-large": {
    what: "The package is larger than Fastly allows.",
    why: "Fastly allows archives of at most 100 MB.",
    examples: [{ manifest: "app/fastly.toml", bytes: 104_000_062, limit: 100_000_000 }],
    explain: ({ manifest, bytes, limit }: { manifest: string; bytes: number; limit: number }) => ({
      problem: `The package of ${manifest} has ${bytes} bytes; the limit is ${limit}`,
      remedy: SMALLER,
    }),
  },
  "package-above-default-limit": {
    what: "The package is larger than most accounts may upload.",
    why: "An account may upload 50 MB, unless Fastly's support has raised its limit.",
    examples: [{ manifest: "app/fastly.toml", bytes: 52_000_062, limit: 50_000_000 }],
    explain: ({ manifest, bytes, limit }: { manifest: string; bytes: number; limit: number }) => ({
      problem: `The package of ${manifest} has ${bytes} bytes; Fastly accepts more than ${limit} only if your account has a higher limit`,
      remedy: SMALLER,
    }),
  },
  "package-path-unreadable": {
    what: "The file of `package.path` cannot be read.",
    why: "The file is deployed as it is, so it must exist before the program runs.",
    examples: [{ manifest: "app/fastly.toml", path: "bin/main.wasm", why: "does not exist" }],
    explain: ({ manifest, path, why }: { manifest: string; path: string; why: string }) => ({
      problem: `"package.path" of ${manifest} names ${JSON.stringify(path)}, which ${why}`,
      remedy: "Build the package first, or correct the path. The path starts at the directory of the manifest.",
    }),
  },
  "package-path-unfit": {
    what: "The file of `package.path` is neither a Wasm binary nor a package.",
    why: "The component looks at the first bytes of the file, not at its name.",
    examples: [{ manifest: "app/fastly.toml", path: "index.js" }],
    explain: ({ manifest, path }: { manifest: string; path: string }) => ({
      problem: `"package.path" of ${manifest} names ${JSON.stringify(path)}, which is neither WebAssembly nor a .tar.gz`,
      remedy: "Name a bin/main.wasm, or an archive that `fastly compute build` or `fastly compute pack` made.",
    }),
  },
  "archive-damaged": {
    what: "The archive of `package.path` cannot be unpacked.",
    why: "A download that was cut off looks like this. Fastly would refuse the same file.",
    examples: [{ path: "pkg/shop.tar.gz", reason: "unexpected end of file" }],
    explain: ({ path, reason }: { path: string | undefined; reason: string }) => ({
      problem: `Cannot read the archive ${path}: ${reason}`,
      remedy: "Make or download the archive again: it is damaged.",
    }),
  },
  "archive-incomplete": {
    what: "The archive of `package.path` lacks a file that every package has.",
    why: "Fastly accepts an archive only if it has a `fastly.toml` and a `main.wasm`.",
    examples: [{ path: "pkg/shop.tar.gz", missing: "fastly.toml" }],
    explain: ({ path, missing }: { path: string | undefined; missing: string }) => ({
      problem: `The archive ${path} has no ${missing}`,
      remedy: "Make the archive again. Run: fastly compute build",
    }),
  },
  "include-unfit": {
    what: "`package.include` names something that cannot be packed.",
    why: "A package has only regular files of the project. Links and other places differ between machines.",
    examples: [
      { path: "../shared.json", is: "outside" },
      { path: "data.json", is: "missing" },
      { path: "data", is: "a link" },
      { path: "socket", is: "no file" },
      { path: "data/caf\ufffd.txt", is: "unreadable" },
    ],
    explain: ({ path, is }: { path: string; is: keyof typeof UNFIT }) => ({
      problem: `Cannot include ${JSON.stringify(path)} in the package: it ${UNFIT[is][0]}`,
      remedy: UNFIT[is][1],
    }),
  },
  "file-changed-while-packed": {
    what: "A file changed while the component packed it.",
    why: "The package would have half of the old file and half of the new one.",
    examples: [{ file: "app/bin/main.wasm", before: 1000, after: 1200 }],
    explain: ({ file, before, after }: { file: string; before: number; after: number }) => ({
      problem: `${file} changed while it was packed (${before} bytes at first, then ${after})`,
      remedy: "Run the command again when no other process writes to this file.",
    }),
  },
  "cache-committed": {
    what: "The directory `.fastly-compute` is in the git repository.",
    why: "The directory says which Wasm belongs to which sources. Anyone who commits to it could have other code deployed.",
    examples: [{ name: "app/.fastly-compute", root: "/home/me/shop" }],
    explain: ({ name, root }: { name: string; root: string }) => ({
      problem: `${name} is committed to git, but only a build may say what was built from which sources`,
      remedy: `Run: git -C ${inShell(root)} rm -r --cached ${inShell(name)}`,
    }),
  },
  "project-read-only": {
    what: "The project's directory cannot be written to.",
    why: "Builds and packages are kept there, in `.fastly-compute`, `bin` and `pkg`.",
    examples: [{ reason: "EACCES: permission denied, mkdir '/src/app/.fastly-compute'" }],
    explain: ({ reason }: { reason: string }) => ({
      problem: `Cannot write to the project's directory: ${reason}`,
      remedy: "Make the directory writable: builds and packages are kept there.",
    }),
  },
  "disk-full": {
    what: "The disk is full, or the user's disk quota is used up.",
    why: "Builds and packages are kept in the project's directory. No half-written file stays.",
    examples: [{ reason: "ENOSPC: no space left on device, write" }],
    explain: ({ reason }: { reason: string }) => ({
      problem: `Cannot write the build or the package: ${reason}`,
      remedy:
        "Make room on the disk: builds and packages are kept in .fastly-compute and pkg of the project's directory.",
    }),
  },
});

const UNFIT = {
  outside: ["is outside the project's directory", "Copy the file into the project's directory first."],
  missing: ["does not exist", "Correct the path. The path starts at the directory of the manifest."],
  "a link": ["is a symbolic link or behind one", "Include the target of the link instead."],
  "no file": ["is neither a file nor a directory", "Remove it from `include`."],
  unreadable: ["cannot be read", "Make the file readable. Its name must be UTF-8."],
} as const;
