import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import {
  type DeployedService,
  LocalFastly,
  localStack,
  type Operation,
  type PolicyPackOptions,
} from "../../local/index";
import { makePackage } from "../../sdk/package";
import { linkPackages } from "../support/packages";
import { MANIFEST, makeProject, TINY_WASM } from "../support/project";
import { certificateFor, newKey } from "../support/x509";
import { ROOT } from "./blocks";

/** The start of a program, when a block leaves it out. */
const PRELUDE = `import * as pulumi from "@pulumi/pulumi";
import { Certificate, ComputeService } from "pulumi-fastly-compute";
const config = new pulumi.Config();
`;

/** The same for a policy pack. */
const PACK_PRELUDE = `import { PolicyPack } from "@pulumi/policy";
import { computePolicies } from "pulumi-fastly-compute/policy";
`;

/** A manifest that leaves two things open, like those in the documents. */
export const OPEN_MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.api]

[setup.secret_stores.keys.entries.TOKEN]
`;

/** A user's own certificate. */
const KEY = newKey();
const PEM = certificateFor({ key: KEY, domains: ["www.example.com"], ends: new Date(Date.now() + 90 * 86_400_000) });
const UPLOADED = { "shop:key": KEY, "shop:certificate": PEM };

/** A complete program with this text. */
export function asProgram(text: string): string {
  const prelude = text.includes("new PolicyPack(") ? PACK_PRELUDE : PRELUDE;
  return /^import /m.test(text) ? text : `${prelude}${text}`;
}

export interface ProgramRun {
  errors: string[];
  /** The violated policies. */
  violated: string[];
  /** The kinds of changes that a second `up` makes. */
  secondChanges: string[];
  outputs: Record<string, unknown>;
  /** The services that serve requests afterwards, by name. */
  services: Record<string, DeployedService>;
  /** The comments of its versions. */
  versionComments: string[];
  /** A file of the program's directory. Undefined when it does not exist. */
  read(file: string): string | undefined;
}

export interface ProgramOptions {
  manifest?: string;
  operation?: Extract<Operation, "preview" | "up">;
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  policyPacks?: PolicyPackOptions[];
}

/** Runs a program as the stack `staging` of a project with `./app`. An `up` runs twice. */
export async function runProgram(text: string, options: ProgramOptions = {}): Promise<ProgramRun> {
  const { operation = "up", manifest = MANIFEST } = options;
  const [folder = "app"] = /(?<=directory: "\.\/)[\w-]+(?=")/.exec(text) ?? [];
  const directory = makeProject({
    [`${folder}/fastly.toml`]: manifest,
    [`${folder}/bin/main.wasm`]: TINY_WASM,
    [`${folder}/public/index.html`]: "<h1>",
    [`${folder}/public/drafts/next.html`]: "<h2>",
  });
  const hash = await makeArtefact(directory);
  const fastly = await LocalFastly.start({ edge: false });
  const before = { directory: process.cwd(), pr: process.env.PR_NUMBER };
  try {
    process.chdir(directory);
    process.env.PR_NUMBER = "7";
    const stack = localStack({
      program: () => evaluate(asProgram(text), directory),
      project: "shop",
      stack: "staging",
      fastly,
      config: { "shop:packageHash": hash, "shop:apiHost": "api.example.com", ...UPLOADED, ...options.config },
      secretConfig: { "shop:token": "s3cr3t", "shop:datadogToken": "s3cr3t", ...options.secretConfig },
      policyPacks: options.policyPacks,
    });
    const { ok, errors, outputs, events } = await stack[operation]();
    const again = ok && operation === "up" ? await stack.up() : undefined;
    return {
      errors,
      violated: events.flatMap((event) => (event.kind === "policy" ? [event.policy] : [])),
      secondChanges: Object.keys(again?.changes ?? {}),
      outputs,
      services: Object.fromEntries(
        fastly
          .services()
          .filter(({ versions }) => versions.some(({ active }) => active))
          .map(({ name }) => [name, fastly.deployed(name)]),
      ),
      versionComments: fastly.services().flatMap(({ versions }) => versions.map(({ comment }) => comment)),
      read: (file) => {
        const path = join(directory, file);
        return existsSync(path) ? readFileSync(path, "utf8") : undefined;
      },
    };
  } finally {
    process.chdir(before.directory);
    if (before.pr === undefined) {
      delete process.env.PR_NUMBER;
    } else {
      process.env.PR_NUMBER = before.pr;
    }
    await fastly.stop();
  }
}

/** A directory with a Pulumi program and its Compute project, and the packages that `npm install` would put there. */
export function makeProgram(files: Record<string, string>, packages: readonly string[] = []): string {
  const directory = makeProject({ "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM, ...files });
  linkPackages(directory, packages);
  return directory;
}

/** Puts a package of the project beside it, as if it was built elsewhere. Returns its hash. */
export async function makeArtefact(directory: string): Promise<string> {
  const elsewhere = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
  const made = await makePackage({
    directory: elsewhere,
    name: "shop",
    language: "other",
    scripts: { envVars: [] },
    manifestText: MANIFEST,
    manifestName: "fastly.toml",
    preview: true,
    log: () => {},
  });
  mkdirSync(join(directory, "app/pkg"), { recursive: true });
  copyFileSync(made?.path ?? "", join(directory, "app/pkg/shop.tar.gz"));
  return made?.filesHash ?? "";
}

/** Runs the text of a program in this process. Its exports are the stack's outputs. */
export function evaluate(text: string, directory: string): object {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module = { exports: {} };
  new Function("module", "exports", "require", "__dirname", outputText)(
    module,
    module.exports,
    createRequire(join(ROOT, "index.js")),
    directory,
  );
  return module.exports;
}

/** Writes a policy pack with this program. */
export function makePack(text: string): string {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const directory = makeProject({
    "PulumiPolicy.yaml": "runtime: nodejs\n",
    "package.json": '{ "name": "pack", "version": "1.0.0", "main": "index.js" }',
  });
  linkPackages(directory);
  writeFileSync(join(directory, "index.js"), outputText);
  return directory;
}
