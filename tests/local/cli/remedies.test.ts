import assert from "node:assert/strict";
import { type Invocation, parseInvocation } from "../../../local/cli/invocation";
import { asLocalCommands } from "../../../local/cli/remedies";
import { examples } from "../../../scripts/errorsPage";

/** Texts about `pulumi` itself, or for users who have it. */
const NO_COMMAND = /^pulumi (package (add|get-schema)|policy new)\b/;

/** Words of a sentence around a command: `run: pulumi up once with …`. */
const WORDS = /^(again\.?|once|with|that|then|or|and|has|,|[A-Z].*)$/;

describe("the commands in remedies", () => {
  const invocation = parseInvocation(["up"]) as Invocation;
  const texts = [...examples().values()].flat(2).map(({ code, explanation }) => {
    return { code, text: asLocalCommands([explanation.problem, explanation.remedy].flat().join("\n"), invocation) };
  });
  // Commands in the engine's own errors, which are the real engine's.
  texts.push({ code: "unprotect", text: asLocalCommands("`pulumi state unprotect 'urn:x'`", invocation) });

  it("work without Pulumi", () => {
    const left = texts.flatMap(({ code, text }) =>
      [...text.matchAll(/(?:[Rr]un:? |`|^ {2})(pulumi [a-z]+ ?[a-z-]*)/gm)]
        .map(([, command = ""]) => command)
        .filter((command) => !NO_COMMAND.test(command))
        .map((command) => `${code}: ${command}`),
    );
    assert.deepEqual(left, []);
  });

  it("have existing options and arguments", () => {
    let count = 0;
    for (const { code, text } of texts) {
      for (const [, line = ""] of text.matchAll(/npx fastly-compute-local ([^\n`]*)/g)) {
        const words = (line.match(/'[^']*'|<[^>]*>|[^\s,]+|,/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));
        const end = words.findIndex(
          (word, index) => index > 0 && WORDS.test(word) && !words[index - 1]?.startsWith("--"),
        );
        const args = (end === -1 ? words : words.slice(0, end)).map((word) => word.replace(/\.$/, ""));
        count += 1;
        // Stands for the same command with the user's own arguments.
        if (args.at(-1) === "…") continue;
        assert.doesNotThrow(() => parseInvocation([...args]), `${code}: ${line}`);
      }
    }
    assert.ok(count > 50);
  });
});
