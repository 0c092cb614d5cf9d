import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { COMMANDS } from "../../local/cli/commands";
import { parseInvocation } from "../../local/cli/invocation";
import { parseInvocation as parseLive } from "../../sdk/command/invocation";
import { forget } from "../../sdk/errors/commands";
import { fastlyBinary } from "../support/fastlyCli";
import { ROOT, words } from "./blocks";

const { scripts, name, version, peerDependencies } = require(join(ROOT, "package.json"));
/** The files that `npm pack` makes from both packages. */
const PACKED = [`./${name}-${version}.tgz`, `./${name}-local-${version}.tgz`];

/**
 * Commands that are only parsed, because another test or a machine with more than Node runs them. Everything else in a
 * shell block runs here.
 */
const ONLY_UNDERSTOOD: { command: RegExp; reason: string; understood(command: string): boolean }[] = [
  {
    command: /^npm run fastly:(deploy|publish)$/,
    reason: "scripts that compute-js-static-publish writes into the app's package.json",
    understood: () => true,
  },
  {
    command: /^pulumi (import|state delete)$/,
    reason: "named without what it is about",
    understood: () => true,
  },
  {
    command: /^pulumi state delete /,
    reason: "the command of remedies, which tests/endToEnd/leaving.test.ts runs",
    understood: (command) => command === forget(/'(.*)'/.exec(command)?.[1] ?? ""),
  },
  {
    command: /^pulumi stack --show-urns$/,
    reason: "Pulumi's own, and its output is not of this package",
    understood: () => true,
  },
  {
    command: /^npm (ci|test|run \S+)( -- .*)?$/,
    reason: ".ci/run runs what a newcomer is told to run; the scripts are there",
    understood: (command) => command === "npm ci" || Object.hasOwn(scripts, command.split(" ").slice(1).at(-1) ?? ""),
  },
  {
    command: /^cd examples\/\w+$/,
    reason: "a directory of the repository",
    understood: (command) => existsSync(join(ROOT, command.split(" ")[1] ?? "")),
  },
  {
    command: /^npm ci --prefix app$/,
    reason: "what the app of an example depends on; tests/examples and the demo do it",
    understood: () => true,
  },
  {
    command: /^npm install /,
    reason: "tests/install installs the package in an empty project",
    understood: (command) =>
      words(command)
        .slice(2)
        .filter((word) => !word.startsWith("-"))
        .every((word) =>
          [name, `${name}-local`, ...PACKED, ...Object.keys(peerDependencies)].includes(word.replace(/(?<=.)@.*/, "")),
        ),
  },
  {
    command: /^npm pack /,
    reason: "tests/install makes both packages, and installs their files in an empty project",
    understood: (command) => /^npm pack( --workspace local)? --pack-destination <your project>$/.test(command),
  },
  {
    command: /^pulumi (stack export( --show-secrets)?|preview --json)$/,
    reason: "what pulumi-fastly-compute drift asks of the real engine: tests/command/drift.test.ts",
    understood: () => true,
  },
  {
    command: /^pulumi (preview|up|refresh|destroy)( |$)/,
    reason: "the commands and options of Pulumi that the local engine has as well",
    understood: (command) => isUnderstoodLocally(words(command).slice(1)),
  },
  {
    command: /^pulumi (stack (init|select) [a-z]+|login)$/,
    reason: "Pulumi's own, which the local engine has no need of",
    understood: () => true,
  },
  {
    command: /^pulumi config set( --path| --secret)*$/,
    reason: "named without a value; tests/local/cli runs it with one",
    understood: () => true,
  },
  {
    command: /^pulumi package add( |$)/,
    reason: "tests/install starts the plug-in from where the package is installed",
    understood: (command) => ["", `./node_modules/${name}`].includes(words(command)[3] ?? ""),
  },
  {
    command: /^pulumi new( <[^>]*>\/template)?$/,
    reason: "tests/template.test.ts makes of the template what that makes",
    understood: () => existsSync(join(ROOT, "template/javascript/Pulumi.yaml")),
  },
  {
    command: /^pulumi new typescript$/,
    reason: "needs Pulumi's templates, which are downloaded",
    understood: () => true,
  },
  {
    command: /^npx fastly-compute-local( |$)/,
    reason: "tests/local/cli.test.ts runs each of these",
    understood: (command) => isUnderstoodLocally(words(command).slice(2)),
  },
  {
    command: /^(npx )?pulumi-fastly-compute( |$)/,
    reason: "tests/command runs each of these",
    understood: (command) => {
      const [first = ""] = command.split(" | ");
      const args = words(first.replaceAll("<id>", "ID")).filter(
        (word) => word !== "npx" && word !== "pulumi-fastly-compute",
      );
      return isUnderstood(args);
    },
  },
  {
    command: /^fastly /,
    reason: "of the Fastly CLI, which says whether it has them",
    understood: (command) => {
      const named = command
        .split(" ")
        .slice(1)
        .filter((word) => /^[a-z-]+$/.test(word))
        .join(" ");
      const known = asked.get(named) ?? isOfTheFastlyCli(named);
      asked.set(named, known);
      return known;
    },
  },
  {
    command: /^cargo install( viceroy --locked)?$/,
    reason: "compiles for minutes",
    understood: () => true,
  },
];

/** The Fastly CLI's answers about its commands: the documents name the same ones again and again. */
const asked = new Map<string, boolean>();

function isOfTheFastlyCli(command: string): boolean {
  const binary = fastlyBinary();
  return binary === undefined || spawnSync(binary, [...command.split(" "), "--help"], { stdio: "ignore" }).status === 0;
}

/** The problem of a command in the running text, or of one in a block that cannot run here. */
export function misunderstood(command: string): string | undefined {
  const entry = ONLY_UNDERSTOOD.find((each) => each.command.test(command));
  if (entry === undefined) {
    return `no test knows how to check \`${command}\`: tests/docs/commands.ts`;
  }
  return entry.understood(command) ? undefined : `\`${command}\` does not exist as it is written (${entry.reason})`;
}

/** Whether a newcomer's command is one that `.ci/run` runs on a fresh clone. */
export function isRunOnFreshClone(command: string): boolean {
  const lines = readFileSync(join(ROOT, ".ci/run"), "utf8").split("\n");
  return lines.some((line) => line === command || line.startsWith(`${command} `));
}

function isUnderstood(args: string[]): boolean {
  try {
    parseLive(args.length === 1 && args[0] === "adopt" ? ["adopt", "--service-id", "ID"] : args);
    return true;
  } catch {
    return false;
  }
}

function isUnderstoodLocally(args: readonly string[]): boolean {
  const option = args.at(-1)?.replace(/^--/, "") as keyof typeof COMMANDS | undefined;
  const incomplete = option !== undefined && ["policy-pack", "report"].includes(option);
  try {
    return parseInvocation(incomplete ? [...args, "VALUE"] : args) !== undefined;
  } catch {
    return false;
  }
}
