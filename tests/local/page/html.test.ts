import assert from "node:assert/strict";
import { html } from "../../../local/page/html";
import { indexPage } from "../../../local/page/indexPage";
import { servicePage } from "../../../local/page/servicePage";
import { logEndpoint, service, stamps, state, version } from "./state";

const HOSTILE = `<img src=x onerror="alert(1)">'&`;

describe("the markup of the page", () => {
  const cases: [what: string, markup: { text: string }, expected: string][] = [
    ["escapes a text", html`<b>${HOSTILE}</b>`, "<b>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;</b>"],
    ["takes markup as it is", html`<b>${html`<i>${"<"}</i>`}</b>`, "<b><i>&lt;</i></b>"],
    ["takes lists of both", html`${["<", html`<br>`, 3]}`, "&lt;<br>3"],
  ];
  for (const [what, { text }, expected] of cases) {
    it(what, () => assert.equal(text, expected));
  }

  it("contains no element from a value, wherever the value is", () => {
    const shop = service({
      ...{ id: HOSTILE, name: HOSTILE, comment: HOSTILE, products: { [HOSTILE]: { mode: HOSTILE } } },
      versions: [
        version(1, {
          active: true,
          comment: HOSTILE,
          domains: [{ name: HOSTILE, comment: HOSTILE, ...stamps }],
          backends: [{ name: HOSTILE, address: HOSTILE, ...stamps } as never],
          dictionaries: [{ id: "d1", name: HOSTILE, write_only: false, ...stamps }],
          logging: [{ ...logEndpoint("https", () => HOSTILE), name: HOSTILE }],
          links: [{ id: "l1", name: HOSTILE, resource_id: HOSTILE, resource_type: "config", ...stamps }],
        }),
      ],
      dictionaryItems: { d1: [{ item_key: HOSTILE, item_value: HOSTILE, ...stamps }] },
    });
    const all = state({
      services: [shop],
      configStores: [
        {
          ...{ id: HOSTILE, name: HOSTILE, ...stamps },
          items: [{ item_key: HOSTILE, item_value: HOSTILE, ...stamps }],
        },
      ],
      acls: [{ id: "a1", name: HOSTILE, entries: [{ prefix: HOSTILE, action: HOSTILE }] }],
      managedDomains: [{ id: "m1", fqdn: HOSTILE, service_id: HOSTILE, description: HOSTILE, ...stamps }],
    });
    for (const page of [indexPage(all), servicePage(shop, all) ?? ""]) {
      assert.ok(!page.includes("<img"));
      assert.ok(!page.includes('onerror="'));
      assert.ok(page.includes("&lt;img src=x"));
    }
  });
});
