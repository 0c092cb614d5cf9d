import { catalogue } from "../errors/catalogue";

const SMALLER =
  "Leave out what is not needed: build with optimization, and strip debug information (`wasm-opt -Oz --strip-debug`). Move data to a KV store.";

/** The errors of packages that cannot be made, or are not the expected ones. */
export const packageError = catalogue({
  "package-name-empty": {
    what: "The manifest's name has no character that Fastly takes in the name of a package.",
    why: "The package is named after the manifest's `name`, with ASCII letters, digits and dashes only.",
    examples: [{ name: "..." }],
    tell: ({ name }: { name: string }) => ({
      problem: `Expected "name" to contain a letter or digit that Fastly can use in a package name but got ${JSON.stringify(name)}`,
      remedy: 'Use at least one of A-Z, a-z and 0-9 in the manifest\'s "name".',
    }),
  },
  "package-choice": {
    what: "The arguments name more than one package.",
    why: "`path`, `fromVersion` and `fromHash` of `package` each say which package to deploy.",
    examples: [{ component: "edge", keys: ["path", "fromVersion"] }],
    tell: ({ component, keys }: { component: string; keys: string[] }) => ({
      problem: `ComputeService "${component}": [package] has ${keys.join(" and ")}, which each say which package to deploy`,
      remedy: "Keep one of them.",
    }),
  },
  "package-made-twice": {
    what: "Two services of the program pack different contents into the same file.",
    why: "The file is uploaded after all services were packed. The second package would be deployed to both.",
    examples: [{ path: "pkg/shop.tar.gz", manifest: "app/fastly.toml" }],
    tell: ({ path, manifest }: { path: string; manifest: string }) => ({
      problem: `Two services pack different contents into ${path} of ${manifest}`,
      remedy: "Give both the same build and package arguments, or give each a directory of its own.",
    }),
  },
  "package-not-kept": {
    what: "`package.fromHash` names a package that is not on this machine.",
    why: "The last five packages that this machine deployed are kept in `.fastly-compute/packages`.",
    examples: [
      {
        hash: "3fa2b9c1d2e4",
        directory: ".fastly-compute/packages",
        manifest: "app/fastly.toml",
        others: ["90ab12cd34ef"],
      },
    ],
    tell: (facts: { hash: string; directory: string; manifest: string; others: string[] }) => ({
      problem:
        `The package ${facts.hash}… is not in ${facts.directory} beside ${facts.manifest}` +
        (facts.others.length === 0 ? "" : `, which has ${facts.others.join("…, ")}…`),
      remedy:
        "Check out the commit that it was built from and deploy that, or name its archive with { package: { path } }.",
    }),
  },
  "package-hash-unexpected": {
    what: "The package is not the one that `package.expectHash` names.",
    why: "Another package than the tested one would go live.",
    examples: [{ manifest: "app/fastly.toml", hash: "3fa2…", expected: "90ab…", path: "app/pkg/shop.tar.gz" }],
    tell: ({ manifest, hash, expected, path }: { manifest: string; hash: string; expected: string; path: string }) => ({
      problem: `The package of ${manifest} has the files hash ${hash}, but "package.expectHash" is ${expected}`,
      remedy: `Deploy the artefact that was tested, or set "package.expectHash" to the hash of this one.\nTo see the hash, run: fastly compute hash-files --package ${path}`,
    }),
  },
  "package-contents-too-large": {
    what: "The files of the package are larger than Fastly takes.",
    why: "Fastly takes no package with more than 100 MB of contents. Nothing is packed or uploaded.",
    examples: [{ manifest: "app/fastly.toml", bytes: 104_000_062, limit: 100_000_000 }],
    tell: ({ manifest, bytes, limit }: { manifest: string; bytes: number; limit: number }) => ({
      problem: `The contents of the package of ${manifest} have ${bytes} bytes; the limit is ${limit}`,
      remedy: SMALLER,
    }),
  },
  "package-too-large": {
    what: "The package is larger than Fastly takes.",
    why: "Fastly takes no archive of more than 100 MB.",
    examples: [{ manifest: "app/fastly.toml", bytes: 104_000_062, limit: 100_000_000 }],
    tell: ({ manifest, bytes, limit }: { manifest: string; bytes: number; limit: number }) => ({
      problem: `The package of ${manifest} has ${bytes} bytes; the limit is ${limit}`,
      remedy: SMALLER,
    }),
  },
  "package-above-default-limit": {
    what: "The package is larger than most accounts may upload.",
    why: "An account may upload 50 MB, unless Fastly's support raised its limit.",
    examples: [{ manifest: "app/fastly.toml", bytes: 52_000_062, limit: 50_000_000 }],
    tell: ({ manifest, bytes, limit }: { manifest: string; bytes: number; limit: number }) => ({
      problem: `The package of ${manifest} has ${bytes} bytes; Fastly accepts more than ${limit} only when the limit of the account was raised`,
      remedy: SMALLER,
    }),
  },
  "package-path-unreadable": {
    what: "The file of `package.path` cannot be read.",
    why: "The file is deployed as it is, so that it has to be there before the program runs.",
    examples: [{ manifest: "app/fastly.toml", path: "bin/main.wasm", why: "does not exist" }],
    tell: ({ manifest, path, why }: { manifest: string; path: string; why: string }) => ({
      problem: `"package.path" of ${manifest} names ${JSON.stringify(path)}, which ${why}`,
      remedy: "Build the package first, or correct the path; it is relative to the directory of the manifest.",
    }),
  },
  "package-path-unfit": {
    what: "The file of `package.path` is neither a Wasm binary nor a package.",
    why: "The first bytes of a file tell what it is, whatever its name says.",
    examples: [{ manifest: "app/fastly.toml", path: "index.js" }],
    tell: ({ manifest, path }: { manifest: string; path: string }) => ({
      problem: `"package.path" of ${manifest} names ${JSON.stringify(path)}, which is neither WebAssembly nor a .tar.gz`,
      remedy: "Name a bin/main.wasm or an archive made by `fastly compute build` or `fastly compute pack`.",
    }),
  },
  "archive-damaged": {
    what: "The archive of `package.path` cannot be unpacked.",
    why: "A download that was cut off looks like this. Fastly would refuse the same file.",
    examples: [{ path: "pkg/shop.tar.gz", reason: "unexpected end of file" }],
    tell: ({ path, reason }: { path: string | undefined; reason: string }) => ({
      problem: `Cannot read the archive ${path}: ${reason}`,
      remedy: "Make it again; it is damaged.",
    }),
  },
  "archive-incomplete": {
    what: "The archive of `package.path` lacks a file that each package has.",
    why: "Fastly takes an archive for a package when it has a `fastly.toml` and a `main.wasm`.",
    examples: [{ path: "pkg/shop.tar.gz", missing: "fastly.toml" }],
    tell: ({ path, missing }: { path: string | undefined; missing: string }) => ({
      problem: `The archive ${path} has no ${missing}`,
      remedy: "Make it anew. Run: fastly compute build",
    }),
  },
  "include-unfit": {
    what: "`package.include` names something that cannot be packed.",
    why: "A package has regular files of the project only. Links and places elsewhere differ between machines.",
    examples: [
      { path: "../shared.json", is: "outside" },
      { path: "data.json", is: "missing" },
      { path: "data", is: "a link" },
      { path: "socket", is: "no file" },
    ],
    tell: ({ path, is }: { path: string; is: keyof typeof UNFIT }) => ({
      problem: `Cannot include ${JSON.stringify(path)} in the package: it ${UNFIT[is][0]}`,
      remedy: UNFIT[is][1],
    }),
  },
  "file-changed-while-packed": {
    what: "A file changed while it was packed.",
    why: "The package would have half of the old file and half of the new one.",
    examples: [{ file: "app/bin/main.wasm", before: 1000, after: 1200 }],
    tell: ({ file, before, after }: { file: string; before: number; after: number }) => ({
      problem: `${file} changed while it was packed (${before} bytes at first, then ${after})`,
      remedy: "Run the command again when no other process writes to the file.",
    }),
  },
  "cache-committed": {
    what: "The directory `.fastly-compute` is in the git repository.",
    why: "It says which Wasm a build of the sources gave. Whoever commits to it could have something else deployed.",
    examples: [{ name: "app/.fastly-compute", root: "/home/me/shop" }],
    tell: ({ name, root }: { name: string; root: string }) => ({
      problem: `${name} is committed: it says what was built from which sources, which nobody may say but a build`,
      remedy: `Run: git -C ${root} rm -r --cached ${name}`,
    }),
  },
  "project-read-only": {
    what: "Nothing can be written to the project's directory.",
    why: "What is built and packed is kept there, in `.fastly-compute`, `bin` and `pkg`.",
    examples: [{ reason: "EACCES: permission denied, mkdir '/src/app/.fastly-compute'" }],
    tell: ({ reason }: { reason: string }) => ({
      problem: `Cannot write to the project's directory: ${reason}`,
      remedy: "Make it writable: what is built and packed is kept there.",
    }),
  },
  "disk-full": {
    what: "The disk is full, or the user's share of it is used up.",
    why: "What is built and packed is kept in the project's directory. Nothing half-written stays.",
    examples: [{ reason: "ENOSPC: no space left on device, write" }],
    tell: ({ reason }: { reason: string }) => ({
      problem: `Cannot write what is built and packed: ${reason}`,
      remedy: "Make room on the disk: it is kept in .fastly-compute and pkg of the project's directory.",
    }),
  },
});

const UNFIT = {
  outside: ["is outside the project's directory", "Copy what the package needs into the directory first."],
  missing: ["does not exist", "Correct the path; it is relative to the directory of the manifest."],
  "a link": ["is a symbolic link or behind one", "Include the file or directory it points to instead."],
  "no file": ["is neither a file nor a directory", "Remove it from `include`."],
} as const;
