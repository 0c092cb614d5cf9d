import assert from "node:assert/strict";
import { buildScript, LANGUAGES } from "../../sdk/build/languages";
import type { AdoptedService } from "../../sdk/command/live";
import { manifestText } from "../../sdk/command/written";
import { parseToml } from "../../sdk/manifest/toml";

describe("the language in the manifest of a live service", () => {
  const languageFor = (language?: string) =>
    parseToml(manifestText({ id: "ID", details: { name: "shop" }, language } as AdoptedService)).language;

  it("is each one that the component can build, python too", () => {
    assert.ok(LANGUAGES.includes("python"));
    for (const language of LANGUAGES) {
      assert.equal(languageFor(language), language);
      assert.ok(
        language === "rust" || buildScript({ directory: ".", manifestName: "fastly.toml", language, scripts: {} }),
      );
    }
  });

  it("is other for all that need a script, and for none", () => {
    assert.deepEqual(["other", "zig", "", undefined].map(languageFor), ["other", "other", "other", "other"]);
  });
});
