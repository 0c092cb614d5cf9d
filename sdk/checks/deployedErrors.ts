import { catalogue } from "../errors/catalogue";
import { remedyOf, startAgain } from "../errors/repair";

const id = "SU1Z0isxPaozGVKXdv0eY";
const urn = "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::edge";

/** The differences of the live service from what was declared. */
export interface Difference {
  id: string;
  version: number;
  differences: string[];
  remedy?: string;
}

function differs(how: string, { id, version, differences, remedy = "Run: pulumi up --refresh" }: Difference) {
  const said = differences.join("\n  ");
  return {
    problem: `Version ${version} of the service ${id} ${how}, but differs from the program:\n  ${said}`,
    remedy,
  };
}

/** Errors of a run that succeeded for the engine, although the live service is not the declared one. */
export const deployedError = catalogue({
  "not-active": {
    what: "No version of the service is active.",
    why: "Someone deactivated the service at Fastly. Neither a refresh nor another `up` activates it again.",
    examples: [{ id, version: 3 }],
    explain: ({ id, version }: { id: string; version: number }) => ({
      problem: `No version of the service ${id} is active: someone deactivated it at Fastly`,
      remedy: `Activate version ${version} again. Run:\n  fastly service-version activate --service-id=${id} --version=${version}\n  pulumi up`,
    }),
  },
  "never-active": {
    what: "The service has never had an active version.",
    why: "An earlier run failed half-way. The service never answered a request, so it can be replaced.",
    examples: [
      { id, urn, isAdopted: false },
      { id, urn, isAdopted: true },
    ],
    explain: ({ id, urn, isAdopted }: { id: string; urn: string; isAdopted: boolean }) => ({
      problem: `The service ${id} has never had an active version`,
      ...remedyOf(startAgain(urn, isAdopted)),
    }),
  },
  "not-as-declared": {
    what: "The active version differs from the program.",
    why: "An earlier run failed half-way, but the state has what was planned. Each difference is listed.",
    examples: [{ id, version: 3, differences: ["the backend api (api.example.com:443) is missing"] }],
    explain: (facts: Difference) => differs("is active", facts),
  },
  "draft-not-as-declared": {
    what: "The prepared version differs from the program.",
    why: "An earlier run failed half-way, but the state has what was planned. Each difference is listed.",
    examples: [{ id, version: 3, differences: ["the backend api (api.example.com:443) is missing"] }],
    explain: (facts: Difference) => differs("was prepared", facts),
  },
  "not-staged": {
    what: "The staging network has another version than the prepared one.",
    why: "Someone staged another version, or Fastly did not answer the request.",
    examples: [{ id, version: 3, staged: 2 }],
    explain: ({ id, version, staged }: { id: string; version: number; staged: number | undefined }) => ({
      problem: `Version ${version} of the service ${id} was prepared, but ${staged === undefined ? "no version" : `version ${staged}`} is on the staging network`,
      remedy: `Stage version ${version}. Run:\n  fastly service-version stage --service-id=${id} --version=${version}\n  pulumi up`,
    }),
  },
  "wrong-answer": {
    what: "The service does not answer as `verify` demands.",
    why: "The version is active and stays active. The edge needs up to a minute to serve a new version.",
    examples: [{ url: "https://www.example.com/health", wrong: "answers 500 instead of 200", seconds: 60 }],
    explain: ({ url, wrong, seconds }: { url: string; wrong: string; seconds: number }) => ({
      problem: `The declared version is active, but ${url} ${wrong} after ${seconds} seconds`,
      remedy:
        "Correct the program, or go back to an earlier package with { package: { fromVersion: <number> } }. Then run: pulumi up",
    }),
  },
  "version-of-a-new-service": {
    what: "`package.fromVersion` is given for a new service.",
    why: "A new service has no earlier version.",
    examples: [{ version: 3 }],
    explain: ({ version }: { version: number }) => ({
      problem: `"package.fromVersion" is ${version}, but this run makes a new service, which has no earlier version`,
      remedy: 'Remove "package.fromVersion", or give the package by its hash: { package: { fromHash: "…" } }.',
    }),
  },
  "version-of-another-service": {
    what: "`package.fromVersion` belongs to another service than that of the stack.",
    why: "The same number means another package there.",
    examples: [
      { version: 3, other: "OTHER", named: " of app/fastly.toml", id, hash: "3fa2" },
      { version: 3, other: "OTHER", named: "", id },
    ],
    explain: (facts: { version: number; other: string; named: string; id: string; hash?: string }) => ({
      problem: `"package.fromVersion" is ${facts.version}, a version of the service ${facts.other}${facts.named}; but this stack has the service ${facts.id}`,
      remedy:
        facts.hash === undefined
          ? `Correct "package.fromVersion": version ${facts.version} of ${facts.id} has no package.`
          : `To deploy version ${facts.version} of ${facts.id}, give its package by the hash: { package: { fromHash: "${facts.hash}" } }`,
    }),
  },
  "version-of-no-service": {
    what: "`package.fromVersion` is given, but the component does not know of which service.",
    why: "The manifest names no service, and none was deployed from this directory.",
    examples: [{ version: 3, file: "app/fastly.toml" }],
    explain: ({ version, file }: { version: number; file: string }) => ({
      problem: `"package.fromVersion" is ${version}, but ${file} names no service, and none was deployed from this directory`,
      remedy: 'Give the package by its hash: { package: { fromHash: "…" } }.',
    }),
  },
  "version-without-package": {
    what: "The version that `package.fromVersion` names has no package.",
    why: "The version was never completed, or does not exist.",
    examples: [{ version: 3, id }],
    explain: ({ version, id }: { version: number; id: string }) => ({
      problem: `Version ${version} of the service ${id} has no package`,
      remedy: `Correct "package.fromVersion". To see the versions, run: fastly service-version list --service-id=${id}`,
    }),
  },
  "package-not-here": {
    what: "The package must be uploaded, but was not built on this machine.",
    why: "The live package was made from the same sources, so the component built nothing.",
    examples: [{ manifest: "app/fastly.toml", filename: "app/pkg/shop.tar.gz" }],
    explain: ({ manifest, filename }: { manifest: string; filename: string }) => ({
      problem: `The package of ${manifest} must be uploaded, but ${filename} was not built: the live package was made from the same sources`,
      remedy: "Build the package in one run: set { build: { cache: false } }. Then run: pulumi up",
    }),
  },
  "package-replaced": {
    what: "The file of the package got another content before the upload.",
    why: "Another run, or another component of the program, packs into the same file. Its package would have gone live.",
    examples: [{ filename: "app/pkg/shop.tar.gz" }],
    explain: ({ filename }: { filename: string }) => ({
      problem: `The package ${filename} was not uploaded: another run or component has replaced the file since it was packed`,
      remedy:
        "If two components of the program have this directory, give them the same package, or a directory each. If another run has it, wait for that run. Then run: pulumi up",
    }),
  },
});
