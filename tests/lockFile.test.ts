import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const { packages } = JSON.parse(readFileSync(resolve(__dirname, "../package-lock.json"), "utf8")) as {
  packages: Record<string, { integrity?: string; inBundle?: boolean; link?: boolean }>;
};

describe("the lock file", () => {
  it("has a digest of each package, except those of the Fastly CLI, for which the registry has none", () => {
    const without = Object.entries(packages)
      .filter(([path, entry]) => path.startsWith("node_modules/") && entry.integrity === undefined)
      .filter(([, entry]) => entry.inBundle !== true && entry.link !== true)
      .map(([path]) => path);
    assert.deepEqual(
      without.filter((path) => !path.startsWith("node_modules/@fastly/cli-")),
      [],
    );
  });
});
