import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pushpinSettings } from "../../../local/edge/pushpin";
import { pushpinConfiguration, pushpinRoutes } from "../../../local/edge/pushpinConfiguration";
import { parseToml } from "../../../sdk/manifest/toml";

const manifestWith = (table: string) => `manifest_version = 3\nname = "shop"\n[local_server.pushpin]\n${table}\n`;

describe("[local_server.pushpin]", () => {
  const enabled = "enable = true\n";
  const found = { command: "/bin/sh", proxyPort: 7677, publishPort: 5561 };
  const cases: [what: string, table: string, directory: string | undefined, settings: unknown, says?: RegExp][] = [
    ["has no settings when it is off", 'enable = false\npushpin_path = "/bin/sh"', "/app", undefined],
    ["has no settings without enable", 'pushpin_path = "/bin/sh"', "/app", undefined],
    ["has no settings when enable is not a boolean", 'enable = "true"\npushpin_path = "/bin/sh"', "/app", undefined],
    ["has the ports of the Fastly CLI by default", `${enabled}pushpin_path = "/bin/sh"`, "/app", found],
    [
      "has the default ports for 0",
      `${enabled}pushpin_path = "/bin/sh"\nproxy_port = 0\npublish_port = 0`,
      "/app",
      found,
    ],
    [
      "may have other ports",
      `${enabled}pushpin_path = "/bin/sh"\nproxy_port = 1\npublish_port = 2`,
      undefined,
      { command: "/bin/sh", proxyPort: 1, publishPort: 2 },
    ],
    [
      "may be in the directory of the app",
      `${enabled}pushpin_path = "bin/p"`,
      "/app",
      { ...found, command: resolve("/app/bin/p") },
    ],
    [
      "has no settings when the path is relative to an unknown directory",
      `${enabled}pushpin_path = "bin/p"`,
      undefined,
      undefined,
      /"bin\/p" is in the app/,
    ],
    [
      "has no settings, and a hint, when Pushpin is not installed",
      enabled,
      "/app",
      undefined,
      /^Pushpin is not installed, so the program has no Fanout\. Install it \(https:.*pushpin_path = "…"$/,
    ],
  ];
  for (const [what, table, directory, settings, says] of cases) {
    it(what, () => {
      const told: string[] = [];
      assert.deepEqual(
        pushpinSettings(parseToml(manifestWith(table)), directory, told, { PATH: "/nowhere" }),
        settings,
      );
      assert.equal(told.length, says === undefined ? 0 : 1);
      assert.match(told.join(), says ?? /^$/);
    });
  }

  it("is ignored when it is not a table", () => {
    for (const text of ["", "local_server = 1", "[local_server]\npushpin = true"]) {
      assert.equal(pushpinSettings(parseToml(text), "/app", []), undefined);
    }
  });
});

describe("the configuration for Pushpin", () => {
  const routes: [what: string, table: Parameters<typeof pushpinRoutes>[0], lines: string, says?: RegExp][] = [
    ["a route to a backend", { api: { url: "http://localhost:3000" } }, "id=api localhost:3000,over_http\n"],
    [
      "backends by TLS, with a Host of their own, and in a directory",
      { a: { url: "https://x.example", override_host: "y.example" }, b: { url: "http://x.example/v1/" } },
      "id=a x.example:443,over_http,ssl,host=y.example\nid=b,replace_beg=/v1 x.example:80,over_http\n",
    ],
    [
      "quotes around names and paths with special characters",
      { 'a "b\\", #=c': { url: "http://x/a,b=c" } },
      'id="a \\"b\\\\\\", #=c",replace_beg="/a,b=c" x:80,over_http\n',
    ],
    ["no name with a line break", { "a\nb": { url: "http://x" } }, "", /cannot reach backend "a\nb"/],
    [
      "no Host with a line break",
      { a: { url: "http://x", override_host: "h\n* evil:1" } },
      "",
      /cannot reach backend "a"/,
    ],
    ["no address of IPv6", { a: { url: "http://[::1]:80" } }, "", /cannot reach backend "a"/],
    ["no invalid address", { a: { url: "x" }, b: {} }, "", /backend "a".*backend "b"/],
    [
      "a backend without its certificates",
      { a: { url: "https://x", ca_certificate: "CA" } },
      "id=a x:443,over_http,ssl\n",
      /neither the authority nor the client certificate of backend "a"/,
    ],
  ];
  for (const [what, table, lines, says] of routes) {
    it(`has ${what}`, () => {
      const told: string[] = [];
      assert.equal(pushpinRoutes(table, told), lines);
      assert.match(told.join(), says ?? /^$/);
    });
  }

  it("makes it listen on loopback only, and report to nobody", () => {
    const text = pushpinConfiguration({ directory: "/d", port: 7677, publishPort: 5561, needsZurl: false });
    assert.deepEqual(text.match(/^.*\b(?:\d+\.\d+\.\d+\.\d+|port)\b.*$/gm), [
      "http_port=127.0.0.1:7677",
      "push_in_spec=tcp://127.0.0.1:5562",
      "push_in_sub_specs=tcp://127.0.0.1:5563",
      "push_in_http_addr=127.0.0.1",
      "command_spec=tcp://127.0.0.1:5564",
    ]);
    assert.match(text, /^updates_check=off$/m);
    assert.doesNotMatch(text, /zurl/);
  });
});
