import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import yaml from "js-yaml";
import { readStackConfig } from "../../local/cli/config";
import type { Invocation } from "../../local/cli/invocation";
import { readHttpFile } from "../../local/compare/httpFile";
import { examples } from "../../scripts/errorsPage";
import { ComputeError } from "../../sdk/errors";
import { parseManifest } from "../../sdk/manifest";
import { checkSteps } from "../support/workflow";
import { type Block, ROOT, words } from "./blocks";
import { isRunOnFreshClone, misunderstood } from "./commands";
import { asProgram, makePack, makeProgram, OPEN_MANIFEST, runProgram } from "./runs";

/** The files of the project that is compiled and deployed as a whole. */
export const PROJECT_FILES = ["Pulumi.yaml", "package.json", "tsconfig.json"];

const SHOP = 'new ComputeService("edge", { directory: "./app" });';

/** The remedies of each error, and its text as a terminal shows it. */
const errorTexts = new Map(
  [...examples().values()]
    .flat()
    .map((variants) => [
      variants[0]?.code ?? "",
      variants.flatMap(({ explanation }) => [explanation.remedy, new ComputeError(explanation).message]),
    ]),
);

/** How to run each kind of block. The first match counts. */
export const KINDS: { is: string; fits(block: Block): boolean; run(block: Block): Promise<void> | void }[] = [
  {
    is: "what an error of that code says",
    fits: ({ language, heading }) => language === "text" && errorTexts.has(heading),
    run: ({ text, heading }) => {
      const said = errorTexts.get(heading) ?? [];
      assert.ok(said.includes(text.trimEnd()), `no error says this: ${text}`);
    },
  },
  {
    is: "an excerpt of an example",
    fits: ({ language, text }) => ["ts", "yaml", "python"].includes(language) && exampleOf(text) !== undefined,
    run: ({ text }) => assert.equal(missingLine(text, exampleOf(text) ?? ""), undefined, "a line that no example has"),
  },
  {
    is: "requests as `compare` reads them",
    fits: ({ language }) => language === "http",
    run: ({ text, place }) => assert.ok(readHttpFile(text, place).length > 0),
  },
  {
    is: "a program without the component, which tests/docs/starts.test.ts brings under it",
    fits: ({ language, text }) => language === "ts" && text.includes("new fastly.ServiceCompute("),
    run: ({ place }) => assert.match(place, /^docs\/guide\/from-pulumi-fastly\.md:/),
  },
  {
    is: "a program that takes a service over, as tests/docs/starts.test.ts does with it",
    fits: ({ language, text }) => language === "ts" && text.includes('existingService: "adopt"'),
    run: ({ place }) => assert.match(place, /^docs\/guide\/from-(fastly-cli|pulumi-fastly)\.md:/),
  },
  {
    is: "a program whose release asks the service, which answers in tests/endToEnd/release.test.ts",
    fits: ({ language, text }) => language === "ts" && text.includes("release: {"),
    run: async ({ text }) => assert.deepEqual((await runProgram(text, { operation: "preview" })).errors, []),
  },
  {
    is: "a program for a service that has a product, as tests/endToEnd/transforms.test.ts deploys it",
    fits: ({ language, text }) => language === "ts" && text.includes("imageOptimizerDefaultSettings"),
    run: async ({ text }) => assert.deepEqual((await runProgram(text, { operation: "preview" })).errors, []),
  },
  {
    is: "a program that deploys",
    fits: ({ language, text }) => language === "ts" && /new (ComputeService|Certificate)\(/.test(text),
    run: async ({ text }) => {
      const { errors, secondChanges } = await runProgram(text);
      assert.deepEqual(errors, []);
      assert.deepEqual(secondChanges, ["same"]);
    },
  },
  {
    is: "a policy pack that judges",
    fits: ({ language, text }) => language === "ts" && text.includes("new PolicyPack("),
    run: async ({ text }) => {
      const { violated } = await runProgram(SHOP, {
        operation: "preview",
        policyPacks: [{ directory: makePack(asProgram(text)) }],
      });
      assert.deepEqual(violated, ["required-log-endpoints"]);
    },
  },
  {
    is: "the first imports of a program, which is deployed with them as a whole",
    fits: ({ language, text }) => language === "ts" && text.split("\n").every((line) => /^(import .*)?$/.test(line)),
    run: ({ place }) => assert.match(place, /^docs\/guide\/fast-runs\.md:/),
  },
  {
    is: "a script that runs",
    fits: ({ language }) => language === "ts",
    run: async ({ text }) => {
      const directory = makeProgram({
        "package.json": '{ "name": "script", "main": "index.js" }',
        "index.js": `const { ComputeService } = require("pulumi-fastly-compute");\nexports.url = (${SHOP.replace(";", "")}).url;`,
        "script.mjs": text,
      });
      const { stdout } = await promisify(execFile)(process.execPath, ["script.mjs"], { cwd: directory });
      assert.match(stdout, /^true https?:\/\/\w+-\w+\.edgecompute\.app\S* shop\n$/);
    },
  },
  {
    is: "commands that give values to settings",
    fits: ({ language, text }) =>
      language === "sh" && text.split("\n").some((line) => line.startsWith("pulumi config set")),
    run: setValues,
  },
  {
    is: "commands that a newcomer runs on a fresh clone",
    fits: ({ heading, language }) => language === "sh" && heading === "pulumi-fastly-compute",
    run: ({ text }) => {
      for (const command of commandsOf(text)) {
        assert.ok(isRunOnFreshClone(command), `.ci/run does not run ${command}`);
      }
    },
  },
  {
    is: "the command that tests/examples/policy.test.ts runs",
    fits: ({ heading, text }) => heading === "Policies and review" && text.startsWith("npx fastly-compute-local "),
    run: ({ text }) => assert.equal(commandsOf(text).length, 1),
  },
  {
    is: "commands that exist as they are written",
    fits: ({ language, text }) =>
      language === "sh" &&
      /^(cd|npm (ci|install)|npx fastly-compute-local|npx pulumi-fastly-compute|pulumi)\s/.test(text),
    run: ({ text }) =>
      assert.deepEqual(
        commandsOf(text).flatMap((command) => misunderstood(command) ?? []),
        [],
      ),
  },
  {
    is: "a test run",
    fits: ({ language, text }) => language === "sh" && text.startsWith("npx mocha "),
    run: async ({ text }) => {
      const [, , ...args] = words(text);
      const mocha = join(ROOT, "node_modules/mocha/bin/mocha.js");
      const { stdout } = await promisify(execFile)(process.execPath, [mocha, ...args], { cwd: ROOT });
      assert.match(stdout, / passing /);
    },
  },
  {
    is: "a manifest",
    fits: ({ language }) => language === "toml",
    run: ({ text, place }) => {
      const whole = /^manifest_version/m.test(text) ? text : `manifest_version = 3\nname = "shop"\n\n${text}`;
      assert.deepEqual(parseManifest(whole, place).diagnostics, []);
    },
  },
  {
    is: "a file of a project that deploys",
    fits: ({ file }) => file !== undefined,
    run: ({ file, text }) => {
      assert.ok(
        PROJECT_FILES.includes(file ?? ""),
        "the project of the next test is made of these: tests/docs/kinds.ts",
      );
      yaml.load(text);
    },
  },
  {
    is: "steps of a workflow",
    fits: ({ language, text }) => language === "yaml" && text.startsWith("- "),
    run: ({ text }) => {
      const steps = yaml.load(text);
      checkSteps(steps);
      for (const command of steps.flatMap(({ run }) => commandsOf(run ?? ""))) {
        assert.equal(misunderstood(command), undefined);
      }
    },
  },
  {
    is: "a list of directories",
    fits: ({ language }) => language === "",
    run: ({ text }) => {
      let parent = "";
      for (const [, indent = "", name = ""] of text.matchAll(/^( *)(\S+)\//gm)) {
        parent = indent === "" ? name : parent;
        const path = indent === "" ? name : `${parent}/${name}`;
        assert.ok(statSync(join(ROOT, path)).isDirectory(), path);
      }
    },
  },
];

/** The example's file. Its path in the example is the comment at the start of a block. */
function exampleOf(text: string): string | undefined {
  const [, path] = /^(?:\/\/|#) (\S+\.(?:ts|yaml|py))\n/.exec(text) ?? [];
  if (path === undefined) {
    return undefined;
  }
  const [title = ""] = /.*ComputeService\(.*|type: .*ComputeService|describe\(.*|it\(.*/.exec(text) ?? [];
  const alike = readdirSync(join(ROOT, "examples"))
    .map((example) => join(ROOT, "examples", example, path))
    .filter((file) => existsSync(file) && readFileSync(file, "utf8").includes(title));
  return alike.find((file) => missingLine(text, file) === undefined) ?? alike[0];
}

/** The first line of an excerpt that its file does not have after the previous lines. */
function missingLine(text: string, file: string): string | undefined {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim());
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .find((line) => {
      const index = lines.indexOf(line);
      lines.splice(0, index + 1);
      return index < 0;
    });
}

function commandsOf(text: string): string[] {
  return text
    .split(/\n|&&/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/**
 * The commands must be those in the error about missing values. With the values that they set, the error is gone. Other
 * commands of the block are only parsed.
 */
async function setValues({ text }: Block): Promise<void> {
  const commands = commandsOf(text);
  const settings = commands.filter((command) => command.startsWith("pulumi config set"));
  for (const command of commands.filter((each) => !settings.includes(each))) {
    assert.equal(misunderstood(command), undefined);
  }
  const structured = settings.filter((command) => command.includes("--path"));
  const { errors: missing } = await runProgram(SHOP, { operation: "preview", manifest: OPEN_MANIFEST });
  const given: Record<"config" | "secret", string[]> = { config: [], secret: [] };
  for (const command of settings) {
    const [key, value] = words(command)
      .filter((word) => !word.startsWith("-"))
      .slice(3);
    given[command.includes("--secret") ? "secret" : "config"].push(`${key}=${value}`);
  }
  for (const command of structured) {
    const { groups } = /^(?<asked>.*) \S+$/.exec(command) ?? {};
    assert.ok(missing.join("\n").includes(groups?.asked ?? command), missing.join("\n"));
  }
  const configuration = readStackConfig({ root: "/nonexistent", name: "shop", config: {} } as never, {
    ...({ stack: "staging", configPath: structured.length > 0 } as Invocation),
    ...given,
  });
  const manifest = structured.length > 0 ? OPEN_MANIFEST : undefined;
  const { errors } = await runProgram(SHOP, { manifest, ...configuration });
  assert.deepEqual(errors, []);
}
