import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
/** The table of where a change goes. */
const [, TABLE = ""] =
  /^## Where a change goes\n([\s\S]*?)^Data flows/m.exec(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8")) ?? [];

/** The files and folders that a line names. A file without a folder is beside the one before it. */
function placesIn(line: string): string[] {
  let folder: string | undefined;
  return [...line.matchAll(/`([^`…\s]+)`/g)].flatMap(([, name = ""]) => {
    if (!/\/|\.(ts|json|md)$/.test(name)) {
      return [];
    }
    if (!name.includes("/") && folder === undefined) {
      return [];
    }
    const place = name.includes("/") || existsSync(join(ROOT, name)) ? name : `${folder}/${name}`;
    folder = /\.\w+$/.test(place) ? dirname(place) : place;
    return [place];
  });
}

describe("the places for a change in CONTRIBUTING.md", () => {
  const places = TABLE.split("\n").flatMap(placesIn);

  it("exist", () => {
    assert.ok(places.length > 40);
    assert.deepEqual(
      places.filter((place) => !existsSync(join(ROOT, place))),
      [],
    );
  });

  it("include every folder of the two packages", () => {
    const folders = ["sdk", "local"].flatMap((top) =>
      readdirSync(join(ROOT, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
        .map(({ name }) => `${top}/${name}`),
    );
    assert.deepEqual(
      folders.filter((folder) => !places.some((place) => place === folder || place.startsWith(`${folder}/`))),
      [],
    );
  });
});

describe("the README of a folder", () => {
  /** A file is beside the README, in a folder that the same paragraph names, or at a path from above. */
  function missingIn(readme: string): string[] {
    const folder = dirname(join(ROOT, readme));
    const paragraphs = readFileSync(join(ROOT, readme), "utf8").split(/\n\n|\n(?=\|)/);
    return paragraphs.flatMap((paragraph) => {
      const named = [...paragraph.matchAll(/`([\w./-]+)`/g)].map(([, name = ""]) => name);
      const places = [
        ROOT,
        dirname(folder),
        folder,
        ...named.filter((name) => name.startsWith("../")).map((name) => join(folder, name)),
      ];
      return named
        .filter((name) => /^[\w/-]*\w\.(ts|js|md|json)$/.test(name))
        .filter((file) => !places.some((place) => existsSync(join(place, file))));
    });
  }

  const readmes = ["sdk", "local"].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: "utf8" })
      .filter((name) => basename(name) === "README.md" && !/node_modules|dist/.test(name))
      .map((name) => `${top}/${name}`),
  );

  for (const readme of readmes) {
    it(`names files that exist: ${readme}`, () => {
      assert.deepEqual(missingIn(readme), []);
    });
  }
});
