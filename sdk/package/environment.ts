import { delimiter, isAbsolute, resolve } from "node:path";
import { buildError } from "../build/buildErrors";
import { type Diagnostic, diagnostic, throwErrors } from "../errors/diagnostics";
import { isInside } from "../sources/root";
import { variableName } from "../system/commandLine";
import { FILE_LIMITS, readRegularText, whyUnread } from "../system/files";
import { isInsideProject } from "../system/insideProject";
import { knownForm } from "../system/secretForms";
import { fragmentsOf, hideFragments } from "../system/secretTexts";
import { trimmed } from "../system/trim";
import type { PackageRequest } from "./args";

/**
 * The places where a build finds things: they count on this machine only. `PATH` counts by the programs found in it.
 */
const places = new Set(
  `PATH HOME USERPROFILE APPDATA LOCALAPPDATA SYSTEMROOT COMSPEC PATHEXT TEMP TMP CARGO_HOME RUSTUP_HOME GOROOT GOPATH
  GOCACHE GOMODCACHE GOENV TINYGOROOT WASI_SDK_PATH NVM_DIR VOLTA_HOME PNPM_HOME BUN_INSTALL ASDF_DIR ASDF_DATA_DIR
  MISE_DATA_DIR PYENV_ROOT VIRTUAL_ENV UV_CACHE_DIR UV_PYTHON_INSTALL_DIR SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS
  HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY`.split(/\s+/),
);

/** How the toolchains build: these count on every machine. */
const settings = [
  /^(LANG|LC_ALL|LC_CTYPE|TZ|SOURCE_DATE_EPOCH)$/,
  /^(RUSTFLAGS|RUSTC|RUSTC_\w+|RUSTUP_TOOLCHAIN|CARGO_(BUILD|ENCODED|INCREMENTAL|NET|PROFILE|TARGET|UNSTABLE)\w*)$/,
  /^(GO(FLAGS|OS|ARCH|TOOLCHAIN|PROXY|PRIVATE|NOPROXY|NOSUMDB|SUMDB|INSECURE|WORK|EXPERIMENT)|CGO_\w+)$/,
  /^(NODE_(ENV|OPTIONS|PATH)|UV_(PYTHON|INDEX|OFFLINE)|PYTHONPATH|CC|CXX|AR|LD|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS)$/,
];

const secretName =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_(KEY|PWD|AUTH|COOKIE|DSN|SALT)$/i;

type Variables = Record<string, string>;
type WithScripts = Pick<PackageRequest, "directory" | "scripts" | "build" | "manifestName">;

/** The variables of a build: it sees these and no others, and its fingerprint covers all of them. */
export interface BuildEnvironment {
  /** Variables of this process by which programs find things and each other. */
  places: Variables;
  /** Variables of this process that say how to build. Variables of the project override them. */
  settings: Variables;
}

/**
 * The environment of a build: the documented variables of the process, then `env_vars`, `env_file` and
 * `build.environment`. A build runs code from dependencies. Such code has no business with other variables, such as
 * credentials. And what a build does not see cannot change its result.
 */
export function buildEnvironment(
  request: WithScripts,
  processEnvironment = process.env,
  platform: string = process.platform,
): BuildEnvironment {
  const inherited = Object.entries(processEnvironment).filter((entry): entry is [string, string] => !!entry[1]);
  const { envVars, envFile } = request.scripts;
  const declared = [
    ...parseLines(envVars, "scripts.env_vars", request.manifestName),
    ...(envFile === undefined ? [] : readEnvFile(request.directory, envFile, request.manifestName)),
  ];
  return {
    places: Object.fromEntries(
      inherited
        .filter(([name]) => places.has(name.toUpperCase()))
        .map(([name, value]) => [
          variableName(name, platform),
          name.toUpperCase() === "PATH" ? pathWithout(value, isOfRunner) : value,
        ]),
    ),
    settings: {
      ...Object.fromEntries(inherited.filter(([name]) => settings.some((pattern) => pattern.test(name)))),
      ...Object.fromEntries(declared),
      ...request.build?.environment,
    },
  };
}

/** The environment for asking programs for their version. Nothing in it comes from the project. */
export function environmentOutside(directory: string): Variables {
  const { places } = buildEnvironment({ directory, scripts: { envVars: [] }, manifestName: "" });
  const isOfProject = (path: string) => !isAbsolute(path) || isInside(path, directory);
  return { ...places, PATH: pathWithout(places.PATH ?? "", isOfProject) };
}

/** `npm run`, `npx` and others put directories in front of `PATH`. These only show how this program was started. */
function isOfRunner(directory: string): boolean {
  return directory.split(/[/\\]/).includes("node_modules");
}

function pathWithout(path: string, isUnwanted: (directory: string) => boolean): string {
  return path
    .split(delimiter)
    .filter((directory) => !isUnwanted(directory))
    .join(delimiter);
}

/** Values this short, such as switches, are hidden only where they stand alone on a line. */
const shortestHidden = 6;

/**
 * Replaces values of variables in a line of output, when their name or form marks them as secret. Each line of a value
 * with several lines is replaced.
 */
export function hideSecrets(environment: Record<string, string>): (line: string) => string {
  const fragments = Object.entries(environment)
    .filter(([name, value]) => secretName.test(name) || knownForm(value) !== undefined)
    .flatMap(([, value]) => [value, passwordOf(value)])
    .flatMap((value) => fragmentsOf(value));
  return (line) => hideFragments(line, fragments, shortestHidden);
}

/** The password in a URL: it may be printed without the rest of the URL. */
function passwordOf(value: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:([^/@\s]+)@/i.exec(value)?.[1] ?? "";
}

function readEnvFile(directory: string, name: string, manifestName: string): [string, string][] {
  if (!isInsideProject(directory, name)) {
    throw buildError("env-file-outside", { file: name, manifest: manifestName });
  }
  let text: string;
  try {
    text = readRegularText(resolve(directory, name), FILE_LIMITS.settings);
  } catch (error) {
    throw buildError("env-file-unreadable", { file: name, manifest: manifestName, why: whyUnread(error) });
  }
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.trim());
  return parseLines(lines, undefined, name).map(([key, value]) => [key, trimmed(value, `"'`)]);
}

/** Splits `KEY=VALUE` lines. Blank lines and comments are allowed in a file. Values never appear in messages. */
function parseLines(lines: readonly string[], key: string | undefined, file: string): [string, string][] {
  const problems: Diagnostic[] = [];
  const result: [string, string][] = [];
  for (const [index, line] of lines.entries()) {
    if (key === undefined && (line === "" || line.startsWith("#"))) {
      continue;
    }
    const equals = line.indexOf("=");
    if (equals <= 0) {
      const explanation = buildError.explain(
        "env-line-malformed",
        key === undefined ? {} : { key: `${key}[${index}]` },
      );
      problems.push(diagnostic("error", explanation, { file, line: key === undefined ? index + 1 : undefined, key }));
    } else {
      result.push([line.slice(0, equals), line.slice(equals + 1)]);
    }
  }
  throwErrors(() => buildError.explain("env-unusable", { file, isFile: key === undefined }), problems);
  return result;
}
