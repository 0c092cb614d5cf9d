import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cliError } from "../../local/cli/errors";
import { ERRORS_PAGE, type Example, errorsPage, examples } from "../../scripts/errorsPage";
import { ComputeError } from "../../sdk/errors";
import { DiagnosticsError, diagnostic, formatDiagnostic } from "../../sdk/errors/diagnostics";
import { manifestError } from "../../sdk/manifest/errors";
import { sourcesIn } from "../support/sourceFiles";

const ROOT = resolve(__dirname, "../..");

/** The most words of a sentence: a reader in a hurry does not take in more. */
const MOST_WORDS = 22;

const all = [...examples().values()].flat(2);

describe("errors of the component and its stand-ins", () => {
  it("have their code at the end of the first line, and their code and facts as data", () => {
    const error = manifestError("manifest-not-utf8", { file: "fastly.toml", line: 2 });
    assert.ok(error instanceof ComputeError);
    assert.equal(
      error.message,
      "fastly.toml is not UTF-8 text (line 2) [manifest-not-utf8]\nSave the file as UTF-8: TOML requires this encoding.",
    );
    assert.equal(error.code, "manifest-not-utf8");
    assert.deepEqual(error.facts, { file: "fastly.toml", line: 2 });
  });

  it("with several findings have a code of their own, and one for each finding", () => {
    const finding = diagnostic("error", manifestError.explain("store-declared-twice", { name: "kv" }), {
      file: "fastly.toml",
      line: 3,
    });
    assert.match(formatDiagnostic(finding), /^"kv" is .* \(fastly\.toml:3\) \[store-declared-twice\]\n {2}Remove/);
    const error = new DiagnosticsError(manifestError.explain("manifest-unusable", { file: "fastly.toml" }), [finding]);
    assert.equal(error.code, "manifest-unusable");
    assert.match(error.message, /^fastly\.toml cannot be used: 1 problem \[manifest-unusable\]\n"kv" is/);
  });

  it("are all on the page of errors: npm run docs:errors", () => {
    assert.ok(readFileSync(ERRORS_PAGE, "utf8") === errorsPage(), "docs/errors.md is not what the catalogues say");
  });

  it("describe as data which effect their remedies have on a resource", () => {
    const commands = { forget: /pulumi state delete/, "refresh-target": /refresh --target/, replace: /up --replace/ };
    for (const { code, explanation } of all) {
      const done = Object.entries(commands).filter(([, command]) => command.test(explanation.remedy));
      assert.deepEqual(
        [explanation.effect].flatMap((effect) => effect ?? []),
        done.map(([effect]) => effect),
        code,
      );
    }
  });

  it("have each command after `Run:`, or on a separate line below it", () => {
    const command = /(?<!`)\b(pulumi|npm|npx|cargo|git|fastly) [a-z]/g;
    /** The text before a command. `run pulumi up once with …` means a change of the program between two runs. */
    const behind = /([Rr]un(,[^.]*)?: |, then |[Rr]un |by a | \| |\n {2,})$/;
    const bare = all.flatMap(({ code, explanation: { remedy } }) =>
      [...remedy.matchAll(command)]
        .map(({ index }) => remedy.slice(0, index))
        .filter((before) => !behind.test(before) || (/\n {2,}$/.test(before) && !/[Rr]un:(\n {2,}.*)*$/.test(before)))
        .map((before) => `${code}: …${before.slice(-60)}`),
    );
    assert.deepEqual(bare, []);
  });

  it("have nothing but one command behind `Run:`, so that the rest of the line can be copied", () => {
    const copied = all.flatMap(({ code, explanation: { remedy } }) =>
      remedy.split("\n").flatMap((line) => {
        const [, command] = /^(?:.*[Rr]un(?:,[^:]*)?: | {2,}(?=(?:pulumi|npm|npx|fastly|git) ))(.*)$/.exec(line) ?? [];
        return command === undefined ? [] : [{ code, command }];
      }),
    );
    assert.ok(copied.length > 80);
    assert.deepEqual(
      copied.filter(({ command }) => /, then |, and | && |; |\. |[.,;:]$/.test(command)).map(Object.values),
      [],
    );
  });

  it("have a code of their catalogue, which the compiler checks", () => {
    const words = { problem: "It is broken", remedy: "Mend it." };
    // @ts-expect-error: words without a code
    assert.ok(() => new ComputeError(words));
    // @ts-expect-error: words that no catalogue has
    assert.ok(() => new ComputeError({ ...words, code: "broken", facts: {} }));
    // @ts-expect-error: a code that this catalogue does not have
    assert.ok(() => cliError("broken"));
  });

  it("are in catalogues, and the page has all catalogues", () => {
    const listed = (folder: string) => readFileSync(join(ROOT, folder, "errorCodes.ts"), "utf8");
    const forgotten = ["sdk", "local"].flatMap((folder) =>
      sourcesIn(folder)
        .filter((file) => / = catalogue\(/.test(readFileSync(join(ROOT, folder, file), "utf8")))
        .filter((file) => !listed(folder).includes(`"./${file.replace(/\.ts$/, "")}"`))
        .map((file) => join(folder, file)),
    );
    assert.deepEqual(forgotten, []);
  });

  it("have unique codes", () => {
    const codes = [...examples().values()].flatMap((errors) => errors.flatMap(([first]) => first?.code ?? []));
    assert.deepEqual(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      [],
    );
  });

  it("are all asserted by a test", () => {
    const files = sourcesIn("tests").filter(
      (file) => /\.test\.ts$|^checks\/cases\//.test(file) && !file.startsWith("errors/"),
    );
    const texts = files.map((file) => readFileSync(join(ROOT, "tests", file), "utf8")).join("\n");
    const codes = [...new Set(all.map(({ code }) => code))];
    const untested = codes.filter((code) => !new RegExp(`"${code}"|\\[${code}\\\\*\\]`).test(texts));
    assert.deepEqual(untested.sort(), []);
  });

  for (const { code, definition, explanation } of all) {
    describe(code, () => {
      it("is written in short sentences", () => {
        assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
        const long = [definition.what, definition.why, explanation.problem, explanation.remedy]
          .flatMap(sentences)
          .filter((sentence) => sentence.split(/\s+/).length > MOST_WORDS);
        assert.deepEqual(long, []);
      });

      it("states the problem without a full stop, and has a remedy", () => {
        assert.doesNotMatch(`${explanation.problem}${explanation.remedy}`, /undefined|\[object|NaN/);
        assert.doesNotMatch(explanation.problem.split("\n", 1)[0] ?? "", /\.$/);
        assert.match(definition.what, /\.$/);
        assert.match(definition.why, /\.$/);
        assert.ok(isDoable(explanation), `nothing to run, to write or to set: ${explanation.remedy}`);
      });
    });
  }
});

/** The texts between full stops. Code counts as one word, however long it is. */
function sentences(text: string): string[] {
  return text
    .replace(/`[^`]*`|\{ [^}]* \}|"[^"]*"/g, "code")
    .split(/[.?!:;](?=\s|$)|\n/)
    .map((sentence) => sentence.trim());
}

/** A command, or a sentence that begins with what to do. */
function isDoable({ remedy }: Example["explanation"]): boolean {
  return (
    /\brun: |^pulumi |\bTo (use|have|keep|go on|link|take over this service|deploy) ?/i.test(remedy) ||
    remedy.split(/[.?:]\s|\n/).some((sentence) => TO_DO.has(sentence.split(" ", 1)[0] ?? ""))
  );
}

const TO_DO = new Set(
  (
    "Activate Add Answer Ask Did Bring Build Check Choose Copy Correct Create Declare Delete Deploy Enable Give Go Include Install Keep Leave Let Link List Make Mend Move Name " +
    "Pass Point Put Raise Remove Rename Replace Resolve Restore Run Save Say See Set Split Stage Start Stop Take Use Wait Write"
  ).split(" "),
);
