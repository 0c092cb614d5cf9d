import assert from "node:assert/strict";
import { describeUnversioned } from "../../sdk/release/unversioned";

describe("the contents that a rollback does not restore", () => {
  const [settings, cfg] = ['the contents of the dictionary "settings"', 'the contents of the config store "cfg"'];
  const table: [what: string, declared: string[], changed: string[], said: string | undefined][] = [
    ["are none when none are declared", [], [], undefined],
    ["are named even if this run did not write them", [settings], [], settings],
    ["are marked when this run wrote them", [cfg, settings], [settings], `${settings} (changed by this run), ${cfg}`],
    ["are named when this run removed the last item", [], [settings], `${settings} (changed by this run)`],
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
