/** The major version of the Fastly provider, and so of `@pulumi/fastly`: what the two take and do differs. */
export type ProviderMajor = 11 | 12;

/** The major of a version such as `12.5.1`; by default that of the `@pulumi/fastly` which is installed here. */
export function providerMajor(version: string = installedVersion()): ProviderMajor {
  return Number.parseInt(version, 10) < 12 ? 11 : 12;
}

/** The version that the SDK tells the engine, which chooses the plug-in by it. */
export function installedVersion(): string {
  const { version } = require("@pulumi/fastly/package.json") as { version: string };
  return version;
}
