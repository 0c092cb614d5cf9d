import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { LOCAL_CATALOGUES } from "../local/errorCodes";
import { CATALOGUES } from "../sdk/errorCodes";
import { ComputeError } from "../sdk/errors";
import type { Definition, Explanation } from "../sdk/errors/explanation";

/** The page of all errors: `docs/errors.md`. */
export const ERRORS_PAGE = resolve(__dirname, "../docs/errors.md");

/** The words of an error with example facts. */
export interface Example {
  code: string;
  definition: Definition<object>;
  explanation: Explanation;
}

/** Every form that the words of an error can take, by catalogue. */
export function examples(): Map<string, Example[][]> {
  return new Map(
    Object.entries({ ...CATALOGUES, ...LOCAL_CATALOGUES }).map(([title, catalogue]) => {
      const { definitions, explain } = catalogue as unknown as {
        definitions: Record<string, Definition<object>>;
        explain(code: string, facts: object): Explanation;
      };
      const errors = Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1));
      return [
        title,
        errors.map(([code, definition]) =>
          (definition.examples ?? [{}]).map((facts) => ({ code, definition, explanation: explain(code, facts) })),
        ),
      ];
    }),
  );
}

export function errorsPage(): string {
  const groups = [...examples()];
  const index = groups.flatMap(([title, errors]) => [
    `| **${title}** | |`,
    ...errors.flatMap(([first]) =>
      first === undefined ? [] : [`| [\`${first.code}\`](#${first.code}) | ${first.definition.what} |`],
    ),
  ]);
  return `${[
    "# Errors",
    "<!-- Made by `npm run docs:errors` from the catalogues (`errors.ts`) of sdk and local. Do not edit. -->",
    "Every error and warning has a code, in brackets at the end of its first line. The code stays the same; the words " +
      "may change. A program reads the code as `code` of the `ComputeError`. The sections that begin with “Local” have " +
      "the errors of `pulumi-fastly-compute-local`.",
    ["| Code | What happened |", "| --- | --- |", ...index].join("\n"),
    ...groups.flatMap(([title, errors]) => [`## ${title}`, ...errors.map(entry)]),
  ].join("\n\n")}\n`;
}

function entry(variants: Example[]): string {
  const [first] = variants;
  if (first === undefined) {
    return "";
  }
  const { code, definition } = first;
  const remedies = [...new Set(variants.map(({ explanation }) => explanation.remedy))];
  return [
    `### ${code}`,
    `**What happened.** ${definition.what}`,
    `**Why.** ${definition.why}`,
    `**What to do.** ${remedies.length === 1 ? "" : "It depends on what happened:"}`.trim(),
    remedies.map(block).join("\n\n"),
    "**Example.**",
    block(new ComputeError(first.explanation).message),
  ].join("\n\n");
}

function block(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

if (require.main === module) {
  writeFileSync(ERRORS_PAGE, errorsPage());
}
