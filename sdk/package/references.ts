/** What a file names beyond itself that a build may depend on. */
export interface References {
  /** Paths as they are written: those that lead upwards, and those of local dependencies. */
  paths: string[];
  /** Names of environment variables that otherwise do not count; see `isAmbient`. */
  variables: string[];
}

const none: References = { paths: [], variables: [] };

/** Characters that end a path in source code, configuration and shell scripts. Globs are cut to their directory. */
const end = String.raw`\s"'\`<>()\[\],;*?{}|$#=`;
/** `../x`, `./../x`, `a/../../x` and a lone `..`. */
const upwards = new RegExp(String.raw`(?<=^|[\s"'\`=(:<>,[])(?:[^:${end}]*/)?\.\.(?=/|["'\s]|$)[^${end}]*`, "gm");
/** `file:x` in package.json; the other schemes are those of Yarn and pnpm. */
const npmPath = /"(?:file|link|portal):([^"]+)"/g;
const cargoPath = /\bpath\s*=\s*["']([^"']+)["']/g;
const goPath = /(?=[./])(?<=(?:=>|use|\(|^)\s*)(\.{0,2}\/[^\s)]*)/gm;

const localDependencies: Record<string, RegExp> = {
  "package.json": npmPath,
  "Cargo.toml": cargoPath,
  "config.toml": cargoPath,
  "pyproject.toml": cargoPath,
  "go.mod": goPath,
  "go.work": goPath,
};

/**
 * The environment variables that tell who, where and in which CI run someone is. They differ from run to run without
 * changing a build, except in a project that names them.
 */
const ambient =
  /\b(?:HOME|USER|USERNAME|LOGNAME|HOSTNAME|HOST|TMPDIR|TEMP|TMP|(?:GITHUB|RUNNER|ACTIONS|GITLAB|CI|BUILDKITE|CIRCLE|TRAVIS|JENKINS|BITBUCKET|DRONE|CODEBUILD)_[A-Z][A-Z0-9_]*|BUILD_(?:ID|NUMBER|TAG|URL))\b/g;

/** Whether a variable counts only when the project names it. */
export function isAmbient(variable: string): boolean {
  return variable.replace(ambient, "") === "";
}

/** The references of a file with this name and content. Binary files have none. */
export function referencesIn(name: string, content: Buffer): References {
  if (content.subarray(0, 8192).includes(0)) {
    return none;
  }
  const text = content.toString("utf8");
  const paths = text.includes("..") ? (text.match(upwards) ?? []) : [];
  const local = localDependencies[name];
  const named = local === undefined ? [] : [...text.matchAll(local)].map((match) => match[1] ?? "");
  return {
    paths: [...new Set([...paths, ...named])].filter((path) => path !== ""),
    variables: [...new Set(text.match(ambient) ?? [])],
  };
}
