/** The major version of the Fastly provider, and so of `@pulumi/fastly`. The two differ in what they accept and do. */
export type ProviderMajor = 11 | 12;

/** The major of a version such as `12.5.1`. Default: the installed `@pulumi/fastly`. */
export function providerMajor(version: string = installedVersion()): ProviderMajor {
  return Number.parseInt(version, 10) < 12 ? 11 : 12;
}

/** The version that the SDK gives the engine. The engine chooses the plug-in by it. */
export function installedVersion(): string {
  const { version } = require("@pulumi/fastly/package.json") as { version: string };
  return version;
}
