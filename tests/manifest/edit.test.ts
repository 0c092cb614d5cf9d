import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { removeServiceId, setServiceId } from "../../sdk/manifest/edit";
import { parseToml } from "../../sdk/manifest/toml";
import { corpus } from "./corpus";
import { tomlText } from "./generate";

const ID = "SU1Z0isxPaozGVKXdv0eY";
const RUNS = process.env.TEST_LONG ? 100_000 : 2_000;

describe("setting service_id in a manifest", () => {
  const cases: { title: string; before: string; after: string }[] = [
    {
      title: "replaces the value",
      before: 'name = "a"\nservice_id = "old"\n',
      after: `name = "a"\nservice_id = "${ID}"\n`,
    },
    {
      title: "replaces an empty value and keeps the comment",
      before: 'service_id = ""  # note\n',
      after: `service_id = "${ID}"  # note\n`,
    },
    { title: "keeps single quotes", before: "service_id='old'", after: `service_id='${ID}'` },
    {
      title: "replaces a string of several lines",
      before: 'service_id = """\nold"""\nname = "a"',
      after: `service_id = "${ID}"\nname = "a"`,
    },
    { title: "finds a quoted key", before: '"service_id" = "old"\n', after: `"service_id" = "${ID}"\n` },
    { title: "finds a key in literal quotes", before: "'service_id' = \"old\"\n", after: `'service_id' = "${ID}"\n` },
    {
      title: "finds a key with an escape",
      before: '"service\\u005fid" = "old"\n',
      after: `"service\\u005fid" = "${ID}"\n`,
    },
    {
      title: "finds the upper-case key that the Fastly CLI reads",
      before: 'SERVICE_ID = "old"\n',
      after: `SERVICE_ID = "${ID}"\n`,
    },
    {
      title: "prefers the lower-case key, as the Fastly CLI does",
      before: 'SERVICE_ID = "old"\nservice_id = ""\n',
      after: `SERVICE_ID = "old"\nservice_id = "${ID}"\n`,
    },
    {
      title: "keeps indentation and spaces",
      before: '  service_id   =   "old"   \n',
      after: `  service_id   =   "${ID}"   \n`,
    },
    {
      title: "inserts after the last root key",
      before: 'name = "a"\n\n[scripts]\nbuild = "b"\n',
      after: `name = "a"\nservice_id = "${ID}"\n\n[scripts]\nbuild = "b"\n`,
    },
    {
      title: "leaves a table its comment",
      before: 'name = "a"\n# about scripts\n[scripts]\n',
      after: `name = "a"\nservice_id = "${ID}"\n# about scripts\n[scripts]\n`,
    },
    {
      title: "inserts with the root keys' indentation",
      before: '  name = "a"\n  [scripts]\n',
      after: `  name = "a"\n  service_id = "${ID}"\n  [scripts]\n`,
    },
    {
      title: "inserts after a dotted key",
      before: 'local_server.viceroy_version = "1"\n',
      after: `local_server.viceroy_version = "1"\nservice_id = "${ID}"\n`,
    },
    {
      title: "inserts after a list of several lines",
      before: 'authors = [\n  "a", # ]\n  "b",\n]\n[scripts]\n',
      after: `authors = [\n  "a", # ]\n  "b",\n]\nservice_id = "${ID}"\n[scripts]\n`,
    },
    {
      title: "inserts first where a table is first",
      before: "[scripts]\n",
      after: `service_id = "${ID}"\n[scripts]\n`,
    },
    {
      title: "inserts first where a list of tables is first",
      before: "[[x]]\na = 1\n",
      after: `service_id = "${ID}"\n[[x]]\na = 1\n`,
    },
    {
      title: "inserts above a table's own comment",
      before: "# about scripts\n[scripts]\n",
      after: `service_id = "${ID}"\n# about scripts\n[scripts]\n`,
    },
    {
      title: "inserts below the comment at the top of the file",
      before: "# This file\n# describes\n\n[scripts]\n",
      after: `# This file\n# describes\nservice_id = "${ID}"\n\n[scripts]\n`,
    },
    { title: "fills an empty file", before: "", after: `service_id = "${ID}"\n` },
    { title: "appends to comments", before: "# only this\n", after: `# only this\nservice_id = "${ID}"\n` },
    { title: "adds no final line break", before: 'name = "a"', after: `name = "a"\nservice_id = "${ID}"` },
    {
      title: "writes CRLF where the file does",
      before: 'name = "a"\r\n[scripts]\r\n',
      after: `name = "a"\r\nservice_id = "${ID}"\r\n[scripts]\r\n`,
    },
    { title: "keeps a byte order mark", before: "\uFEFF[scripts]\n", after: `\uFEFFservice_id = "${ID}"\n[scripts]\n` },
    {
      title: "passes over the text in a string of several lines",
      before: 'description = """\nservice_id = "x"\n[t]\n"""\n',
      after: `description = """\nservice_id = "x"\n[t]\n"""\nservice_id = "${ID}"\n`,
    },
    {
      title: "passes over the same key in a table",
      before: '[env]\nservice_id = "x"\n',
      after: `service_id = "${ID}"\n[env]\nservice_id = "x"\n`,
    },
    {
      title: "passes over the same key in an inline table",
      before: 'a = { service_id = "x" }\n',
      after: `a = { service_id = "x" }\nservice_id = "${ID}"\n`,
    },
    {
      title: "passes over a key that is commented out",
      before: '# service_id = "x"\nname = "a"\n',
      after: `# service_id = "x"\nname = "a"\nservice_id = "${ID}"\n`,
    },
  ];
  for (const { title, before, after } of cases) {
    it(title, () => assert.deepEqual(setServiceId(before, ID), { text: after }));
  }

  it("changes nothing when the id is already there", () => {
    const text = `service_id = "${ID}" # note\n`;
    assert.deepEqual(setServiceId(text, ID), { text });
  });

  const refusals: [string, string, string][] = [
    ["a text that is no TOML", "name = = 1", "the file is not valid TOML"],
    ["a table of that name", '[service_id]\na = "b"\n', "service_id is a table in this file"],
    ["a dotted key of that name", 'service_id.a = "b"\n', "service_id is a table in this file"],
    ["a list of tables of that name", "[[service_id]]\n", "service_id is a table in this file"],
  ];
  for (const [title, text, refused] of refusals) {
    it(`refuses ${title} and gives the line to paste`, () => {
      assert.deepEqual(setServiceId(text, ID), { refused, line: `service_id = "${ID}"` });
    });
  }

  it("refuses an id that is impossible in TOML", () => {
    assert.deepEqual(setServiceId("", "\u007f"), {
      refused: "the edit could not be proved to change nothing else",
      line: 'service_id = "\u007f"',
    });
  });
});

describe("removing service_id from a manifest", () => {
  const cases: [string, string, string][] = [
    ["takes out the line", 'name = "a"\nservice_id = "x" # note\n\n[t]\n', 'name = "a"\n\n[t]\n'],
    ["takes out a value of several lines", "service_id = '''\nx'''\nname = \"a\"\n", 'name = "a"\n'],
    ["takes out both spellings that the Fastly CLI reads", 'service_id = "x"\nSERVICE_ID = "y"', ""],
    ["takes the line break before the last line", 'name = "a"\r\nservice_id = "x"', 'name = "a"'],
    ["leaves other keys of that name", '[t]\nservice_id = "x"\n', '[t]\nservice_id = "x"\n'],
    ["leaves a text that is no TOML", "service_id = ", "service_id = "],
    ["keeps a byte order mark", '\uFEFFservice_id = "x"\n[t]\n', "\uFEFF[t]\n"],
  ];
  for (const [title, before, after] of cases) {
    it(title, () => assert.equal(removeServiceId(before), after));
  }
});

describe("editing service_id", () => {
  it("of any text changes one value or inserts one line, and can be undone", () => {
    let proved = 0;
    fc.assert(
      fc.property(tomlText, (text) => {
        proved += checkEdit(text) ? 1 : 0;
      }),
      { numRuns: RUNS, seed: 4711 },
    );
    assert.ok(proved > RUNS * 0.6, `only ${proved} of ${RUNS} texts were edited`);
  });

  it("of every real manifest changes one value or inserts one line, and can be undone", function () {
    const edited = [...corpus(this)].filter(([name, text]) => isToml(text) && checkEdit(text, name));
    assert.equal(edited.length, 202);
  });
});

/** Checks everything that must hold for one text. Returns false when the edit was refused. */
function checkEdit(text: string, name?: string): boolean {
  const without = removeServiceId(text);
  assert.equal(removeServiceId(without), without, name);
  const edit = setServiceId(text, ID);
  if ("refused" in edit) {
    assert.equal(isToml(text) && typeof idOf(text) !== "object", false, edit.refused);
    return false;
  }
  assert.equal(removeServiceId(edit.text), without, name);
  assert.equal(idOf(edit.text), ID);
  assert.equal(idOf(without), undefined);
  assert.deepEqual(setServiceId(edit.text, ID), edit);
  if (idOf(text) === undefined) {
    assert.equal(without, text, name);
    assert.equal(edit.text.split("\n").length, text === "" ? 2 : text.split("\n").length + 1);
  } else {
    assertOnlyValueReplaced(text, edit.text);
  }
  return true;
}

/** Asserts that `after` equals `before`, except for the value of the id. */
function assertOnlyValueReplaced(before: string, after: string): void {
  const old = idOf(before);
  const starts = [`"${ID}"`, `'${ID}'`].flatMap((quoted) =>
    [...after.matchAll(new RegExp(quoted, "g"))].map((m) => m.index),
  );
  const fits = starts.some((start) => {
    const rest = after.slice(start + ID.length + 2);
    const value = before.slice(start, before.length - rest.length);
    return (
      before === after.slice(0, start) + value + rest &&
      isToml(`value = ${value}`) &&
      isDeepStrictEqual(parseToml(`value = ${value}`).value, old)
    );
  });
  assert.ok(fits, JSON.stringify({ before, after }));
}

function idOf(text: string): unknown {
  const values = parseToml(text.replace(/^\uFEFF/, ""));
  return values.service_id ?? values.SERVICE_ID;
}

function isToml(text: string): boolean {
  try {
    parseToml(text.replace(/^\uFEFF/, ""));
    return true;
  } catch {
    return false;
  }
}
