import { delimiter } from "node:path";

/** A version of `@pulumi/fastly` for each major version. */
export const FASTLY_VERSIONS = { 11: "11.1.0", 12: "12.5.1" } as const;

type Major = keyof typeof FASTLY_VERSIONS;

/** The major version that all tests of programs take the SDK for: `TEST_FASTLY=12`. Default: the installed one. */
export const TEST_FASTLY = process.env.TEST_FASTLY as Major | undefined;

/** Code that makes a program take the SDK for a version with this major. Empty for the installed version. */
export function fastlyPrelude(major: Major | undefined = TEST_FASTLY): string {
  return major === undefined
    ? ""
    : `require("@pulumi/fastly/package.json").version = ${JSON.stringify(FASTLY_VERSIONS[major])};\n`;
}

/**
 * Takes the installed `@pulumi/fastly` for another version. The component reads that version, and the SDK gives it to
 * the engine. The inputs inside a resource's properties are the same for both.
 */
export async function asFastly<T>(major: Major, work: () => Promise<T>): Promise<T> {
  const manifest = require("@pulumi/fastly/package.json") as { version: string };
  const { version } = manifest;
  const { PATH } = process.env;
  manifest.version = FASTLY_VERSIONS[major];
  const provider = process.env[providerVariable(major)];
  if (isReal && provider !== undefined) {
    process.env.PATH = `${provider}${delimiter}${PATH}`;
  }
  try {
    return await work();
  } finally {
    manifest.version = version;
    process.env.PATH = PATH;
  }
}

const isReal = process.env.TEST_ENGINE === "pulumi";

/** The variable with the directory of a major version's real provider. Tests that change the version use it. */
const providerVariable = (major: Major) => `FASTLY_PROVIDER_${major}`;

/** Skips a suite that needs the real providers of both versions, where there is only one. */
export function needsBothProviders(): void {
  before(function () {
    const missing = ([11, 12] as const).map(providerVariable).filter((name) => process.env[name] === undefined);
    if (isReal && missing.length > 0) {
      console.log(`      skipped: ${missing.join(" and ")} name no directory of a provider`);
      this.skip();
    }
  });
}

if (TEST_FASTLY !== undefined) {
  (require("@pulumi/fastly/package.json") as { version: string }).version = FASTLY_VERSIONS[TEST_FASTLY];
}
