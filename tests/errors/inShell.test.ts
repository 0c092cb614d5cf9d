import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { type Example, examples } from "../../scripts/errorsPage";
import type { Words } from "../../sdk/errors/explanation";

/** Facts that are commands or parts of them, as `howToSet` and `deleteCommand` make them. */
const COMMANDS = /^(again|commands?|help|how|inConfig|plain|remedy|remove|ways|without)$/;

/** Facts that have no special characters: ids of Fastly, versions, and names that Fastly, Pulumi or this package give. */
const PLAIN = /\.(api|dependency|id|product|service|stack|target)$|^service-name-taken\.holder$/;

const HOSTILE = `it's "my" $shop MARK`;

/** Each command of a remedy, up to the end of its line. */
function commandsOf(remedy: string): string[] {
  const command = /(?:[Rr]un(?:,[^.\n]*)?: |^ {2,})((?:cargo|cd|fastly|git|ls|mv|node|npm|npx|pulumi|rustup) .*)$/gm;
  return [...remedy.matchAll(command)].map(([, text = ""]) => text);
}

/** The words of a command, as a shell passes them on. Placeholders such as `<id>` are plain words. */
function wordsOf(command: string): string[] {
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", `set -eu; printf '%s\\0' ${command.replace(/<[^>]*>/g, "VALUE")}`],
    {
      encoding: "utf8",
    },
  );
  assert.equal(status, 0, `${command}\n${stderr}`);
  return stdout.split("\0");
}

/** The facts with `text` in place of the value. */
function replaced(facts: unknown, value: string, text: string): unknown {
  if (typeof facts === "string") {
    return facts === value ? text : facts;
  }
  if (Array.isArray(facts)) {
    return facts.map((fact) => replaced(fact, value, text));
  }
  return typeof facts === "object" && facts !== null
    ? Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, replaced(fact, value, text)]))
    : facts;
}

function textsOf(fact: unknown): string[] {
  return typeof fact === "string"
    ? [fact]
    : typeof fact === "object" && fact !== null
      ? Object.values(fact).flatMap(textsOf)
      : [];
}

/** The commands of the error that have `text`, when it is in place of the value. A fact may also be the key of a table. */
function commandsWith(text: string, value: string, { explanation, definition }: Example): string[] {
  const { explain } = definition as { explain(facts: object): Words };
  try {
    const { remedy } = explain(replaced(explanation.facts, value, text) as object);
    return commandsOf(remedy).filter((command) => command.includes("MARK"));
  } catch {
    return [];
  }
}

/** Each text of an error's facts that appears in a command. */
function partsOfCommands(example: Example): [fact: string, value: string][] {
  return Object.entries(example.explanation.facts).flatMap(([fact, given]) =>
    textsOf(given)
      .filter((value) => !COMMANDS.test(fact) && commandsWith("MARK", value, example).length > 0)
      .map((value): [string, string] => [fact, value]),
  );
}

describe("a command in an error", () => {
  const rows = [...examples().values()]
    .flat(2)
    .flatMap((example) => partsOfCommands(example).map(([fact, value]) => ({ example, fact, value })));

  it("has texts from outside for many errors", () => assert.ok(rows.length > 20, String(rows.length)));

  for (const { example, fact, value } of rows.filter(({ example, fact }) => !PLAIN.test(`${example.code}.${fact}`))) {
    it(`of ${example.code} keeps the ${fact} as one word, whatever characters the ${fact} has`, () => {
      for (const command of commandsWith(HOSTILE, value, example)) {
        assert.ok(
          wordsOf(command).some((word) => word.includes(HOSTILE)),
          command,
        );
      }
    });
  }
});
