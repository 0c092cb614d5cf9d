/** A version of `@pulumi/fastly` of each major version. */
export const FASTLY_VERSIONS = { 11: "11.1.0", 12: "12.5.1" } as const;

type Major = keyof typeof FASTLY_VERSIONS;

/** The major version that all tests of programs are to take the SDK for: `TEST_FASTLY=12`. Default: the installed one's. */
export const TEST_FASTLY = process.env.TEST_FASTLY as Major | undefined;

/** The code that makes a program take the SDK for a version of this major one; none for the installed version. */
export function fastlyPrelude(major: Major | undefined = TEST_FASTLY): string {
  return major === undefined
    ? ""
    : `require("@pulumi/fastly/package.json").version = ${JSON.stringify(FASTLY_VERSIONS[major])};\n`;
}

/**
 * Takes the installed `@pulumi/fastly` for another version, which is what the component looks at and what the SDK tells
 * the engine. What a resource is given inside its properties is the same for both.
 */
export async function asFastly<T>(major: Major, work: () => Promise<T>): Promise<T> {
  const manifest = require("@pulumi/fastly/package.json") as { version: string };
  const { version } = manifest;
  manifest.version = FASTLY_VERSIONS[major];
  try {
    return await work();
  } finally {
    manifest.version = version;
  }
}

if (TEST_FASTLY !== undefined) {
  (require("@pulumi/fastly/package.json") as { version: string }).version = FASTLY_VERSIONS[TEST_FASTLY];
}
