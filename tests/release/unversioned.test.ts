import assert from "node:assert/strict";
import { describeUnversioned } from "../../sdk/release/unversioned";

describe("what going back does not take back", () => {
  const [settings, cfg] = ['the contents of the dictionary "settings"', 'the contents of the config store "cfg"'];
  const table: [what: string, declared: string[], changed: string[], said: string | undefined][] = [
    ["is nothing where nothing of the kind is declared", [], [], undefined],
    ["is named though this run has not written it", [settings], [], settings],
    ["is told apart when this run has", [cfg, settings], [settings], `${settings} (changed by this run), ${cfg}`],
    ["is named when its last item went in this run", [], [settings], `${settings} (changed by this run)`],
  ];
  for (const [what, declared, changed, said] of table) {
    it(what, () => {
      assert.equal(
        describeUnversioned({ declared, changed: new Set(changed), asBefore: [], stays: new Map() }),
        said && `These contents, which belong to no version, stay as they are now: ${said}`,
      );
    });
  }
});
