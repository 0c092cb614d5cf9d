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
    ["that is off", 'enable = false\npushpin_path = "/bin/sh"', "/app", undefined],
    ["that says nothing", 'pushpin_path = "/bin/sh"', "/app", undefined],
    ["that is no switch", 'enable = "true"\npushpin_path = "/bin/sh"', "/app", undefined],
    ["with the ports of the Fastly CLI", `${enabled}pushpin_path = "/bin/sh"`, "/app", found],
    ["with 0 for them", `${enabled}pushpin_path = "/bin/sh"\nproxy_port = 0\npublish_port = 0`, "/app", found],
    [
      "with ports of its own",
      `${enabled}pushpin_path = "/bin/sh"\nproxy_port = 1\npublish_port = 2`,
      undefined,
      { command: "/bin/sh", proxyPort: 1, publishPort: 2 },
    ],
    ["in the app", `${enabled}pushpin_path = "bin/p"`, "/app", { ...found, command: resolve("/app/bin/p") }],
    ["in an app that nobody knows", `${enabled}pushpin_path = "bin/p"`, undefined, undefined, /"bin\/p" is in the app/],
    [
      "where it is not installed",
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

  it("leaves alone what is no table", () => {
    for (const text of ["", "local_server = 1", "[local_server]\npushpin = true"]) {
      assert.equal(pushpinSettings(parseToml(text), "/app", []), undefined);
    }
  });
});

describe("what Pushpin is told", () => {
  const routes: [what: string, table: Parameters<typeof pushpinRoutes>[0], lines: string, says?: RegExp][] = [
    ["a backend", { api: { url: "http://localhost:3000" } }, "id=api localhost:3000,over_http\n"],
    [
      "backends by TLS, with a Host of their own, and in a directory",
      { a: { url: "https://x.example", override_host: "y.example" }, b: { url: "http://x.example/v1/" } },
      "id=a x.example:443,over_http,ssl,host=y.example\nid=b,replace_beg=/v1 x.example:80,over_http\n",
    ],
    [
      "names and paths that it would take for more",
      { 'a "b\\", #=c': { url: "http://x/a,b=c" } },
      'id="a \\"b\\\\\\", #=c",replace_beg="/a,b=c" x:80,over_http\n',
    ],
    ["no name that would be another line", { "a\nb": { url: "http://x" } }, "", /cannot reach backend "a\nb"/],
    ["no Host that would", { a: { url: "http://x", override_host: "h\n* evil:1" } }, "", /cannot reach backend "a"/],
    ["no address of IPv6", { a: { url: "http://[::1]:80" } }, "", /cannot reach backend "a"/],
    ["no address that is none", { a: { url: "x" }, b: {} }, "", /backend "a".*backend "b"/],
    [
      "a backend whose certificates it cannot be told",
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

  it("is to listen on loopback only, and to tell nobody", () => {
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
