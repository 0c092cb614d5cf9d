import assert from "node:assert/strict";
import { parseManifest } from "../../sdk/manifest";
import { findings, parsed } from "./parsed";

describe("a manifest with mistakes", () => {
  it("is refused with all of them, each with its line and remedy", () => {
    const text = `name = 1
authors = "me"
service_id = ["x"]
[scripts]
build = true
env_vars = ["A=1", 2]
[setup]
config_stores = []
[setup.backends]
plain = "example.com"
[setup.backends.api]
port = "443"
[setup.backends.'api.example.com']
port = 443.5
[setup.products.fanout]
enable = "yes"
[[setup.kv_stores]]
name = "x"
[local_server]
secret_stores.s = { file = "f" }
kv_stores = { k = "x" }
pushpin = { proxy_port = 70000 }
`;
    assert.deepEqual(findings(text), [
      'Expected "name" to be a string but got 1 (fastly.toml:1) [manifest-wrong-type]\n  Write the value in quotes: name = "1"',
      'Expected "authors" to be a list of strings but got a string (fastly.toml:2) [manifest-wrong-type]\n  Put the value in brackets: authors = ["…"]',
      'Expected "service_id" to be a string but got a list (fastly.toml:3) [manifest-wrong-type]\n  Write the value in quotes: service_id = "…"',
      'Expected "scripts.build" to be a string but got true (fastly.toml:5) [manifest-wrong-type]\n  Write the value in quotes: build = "true"',
      'Expected "scripts.env_vars.1" to be a string but got a number (fastly.toml:6) [manifest-wrong-type]\n  Put the value in quotes.',
      'Expected "setup.config_stores" to be a table but got a list (fastly.toml:8) [manifest-wrong-type]\n  Give each one a name: [setup.config_stores.<name>] instead of [[setup.config_stores]].',
      'Expected "setup.backends.plain" to be a table but got a string (fastly.toml:10) [manifest-wrong-type]\n  Write [setup.backends.plain] with its keys on the lines below.',
      'Expected "setup.backends.api.port" to be a number but got "443" (fastly.toml:12) [manifest-wrong-type]\n  Write the number without quotes and without a fraction: port = 443',
      "Expected \"setup.backends.'api.example.com'.port\" to be a whole number but got 443.5 (fastly.toml:14) [manifest-wrong-type]\n  Write the number without quotes and without a fraction: port = 443",
      'Expected "setup.products.fanout.enable" to be true or false but got "yes" (fastly.toml:16) [manifest-wrong-type]\n  Write enable = true or enable = false, without quotes.',
      'Expected "setup.kv_stores" to be a table but got a list (fastly.toml:17) [manifest-wrong-type]\n  Give each one a name: [setup.kv_stores.<name>] instead of [[setup.kv_stores]].',
      'Expected "local_server.secret_stores.s" to be a table with file and format but got a table without format (fastly.toml:20) [manifest-wrong-type]\n  Write both, in quotes: file = "…" and format = "json"',
      'Expected "local_server.kv_stores.k" to be a list of entries or a file but got a string (fastly.toml:21) [manifest-wrong-type]\n  Write [[local_server.kv_stores.k]] with a key and data.',
      'Expected "local_server.pushpin.proxy_port" to be a port but got 70000 (fastly.toml:22) [manifest-wrong-type]\n  Write a number from 0 to 65535: proxy_port = 7676',
    ]);
    assert.equal(parseManifest(text, "fastly.toml").manifest, undefined);
  });

  const secrets = [
    "[setup.config_stores.c.items.k]\nvalue = 4711",
    "[local_server.config_stores.c.contents]\nk = 4711",
    "[setup.config_stores.c.items]\nk = '4711'",
    "[setup.secret_stores.c.entries]\nk = '4711'",
    "[local_server.secret_stores]\nk = '4711'",
    "[scripts]\nenv_vars = [4711]",
    '[scripts]\nenv_vars = "4711"',
    "[[local_server.secret_stores.s]]\nkey = 'k'\ndata = 4711",
    'name = "a" 4711',
    "password = 4711 = 4711",
  ];
  for (const text of secrets) {
    it(`is shown without values that may be secrets: ${JSON.stringify(text)}`, () => {
      const [finding] = findings(text);
      assert.ok(finding);
      assert.doesNotMatch(finding, /4711/);
    });
  }

  const syntax: { title: string; text: string; finding: string }[] = [
    {
      title: "a key that is defined twice",
      text: 'name = "a"\nname = "b"\n',
      finding:
        "Not valid TOML: trying to redefine an already defined table or value (fastly.toml:2) [manifest-syntax]\n  Remove one of the two definitions of name.",
    },
    {
      title: "a merge conflict",
      text: 'name = "a"\n<<<<<<< HEAD\nlanguage = "rust"\n=======\n',
      finding:
        "Not valid TOML: illegal character in key (fastly.toml:2) [manifest-syntax]\n  Resolve the merge conflict: the file has lines that start with <<<<<<<, ======= or >>>>>>>.",
    },
    {
      title: "a template",
      text: 'name = "a"\n{{#if x}}\n',
      finding:
        "Not valid TOML: illegal character in key (fastly.toml:2) [manifest-syntax]\n  Set `directory` to the directory of the finished fastly.toml: this file is a template with placeholders.",
    },
    {
      title: "a string without its end",
      text: 'name = "a\n',
      finding:
        "Not valid TOML: control characters are not allowed in strings (fastly.toml:1) [manifest-syntax]\n  Correct the line. https://toml.io/en/v1.0.0 describes the format.",
    },
  ];
  for (const { title, text, finding } of syntax) {
    it(`gets a remedy for ${title}`, () => assert.deepEqual(findings(text), [finding]));
  }
});

describe("a key that nothing reads", () => {
  const cases: [string, string][] = [
    [
      '[setup.backends.a]\naddess = "x"',
      '"setup.backends.a.addess" (fastly.toml:2)\n  Did you mean "setup.backends.a.address"?',
    ],
    [
      '[setup.backends.a]\nurl = "x"',
      '"setup.backends.a.url" (fastly.toml:2)\n  Give the hostname as address, and the port as port.',
    ],
    [
      "[setup.backends.a]\nuse_ssl = true\nweight = 1",
      '"use_ssl", "weight" of "setup.backends.a" (fastly.toml:2)\n  Move the setting to the program. The manifest keys here are: description, prompt, address, port.',
    ],
    ["[localserver]", '"localserver" (fastly.toml:1)\n  Did you mean "local_server"?'],
    ["[local-server]", '"local-server" (fastly.toml:1)\n  Did you mean "local_server"?'],
    ['[[backends]]\nname = "x"', '"backends" (fastly.toml:1)\n  Did you mean "setup.backends"?'],
    ['build = "make"', '"build" (fastly.toml:1)\n  Did you mean "scripts.build"?'],
    ['Name = "x"', '"Name" (fastly.toml:1)\n  Did you mean "name"?'],
    ['langauge = "x"', '"langauge" (fastly.toml:1)\n  Did you mean "language"?'],
    ['[scripts]\npostbuild = "x"', '"scripts.postbuild" (fastly.toml:2)\n  Did you mean "scripts.post_build"?'],
    [
      '[scripts]\nservice_id = "x"',
      '"scripts.service_id" (fastly.toml:2)\n  Move service_id above the first [table] of the file.',
    ],
    [
      '[setup.secret_stores.s.entries.e]\nvalue = "x"',
      '"setup.secret_stores.s.entries.e.value" (fastly.toml:2)\n  Remove the value, and replace the secret where it was issued: a manifest is not a place for secrets.',
    ],
  ];
  for (const [text, finding] of cases) {
    it(`causes a warning with a remedy: ${JSON.stringify(text)}`, () => {
      parsed(text, [
        `Unknown ${finding.includes('", "') ? "keys" : "key"} ${finding.replace("\n", " [manifest-key-unread]\n")}`,
      ]);
    });
  }

  // An up would remove the live things below it.
  for (const [text, key, line, meant] of [
    ["[setup.backend.a]", "setup.backend", 1, "setup.backends"],
    ["[setup.kv_store.a]", "setup.kv_store", 1, "setup.kv_stores"],
    ["[setup.dictionary.a]", "setup.dictionary", 1, "setup.dictionaries"],
    ["[setup.log_endpoint.a]", "setup.log_endpoint", 1, "setup.log_endpoints"],
    ["[setup.config-stores.a]", "setup.config-stores", 1, "setup.config_stores"],
  ] as const) {
    it(`causes an error when it is a section of [setup]: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(findings(text), [
        `Unknown key "${key}" (fastly.toml:${line}) [manifest-key-unread]\n  Did you mean "${meant}"?`,
      ]);
    });
  }

  for (const text of [
    "[env]\na = 1",
    "[catalog]",
    'version = "1"',
    "[local_server.rate_counter]\nx = 1",
    'title = "x"',
  ]) {
    it(`is ignored when it resembles no key: ${JSON.stringify(text)}`, () => {
      parsed(text);
    });
  }
});

describe("a key that only other tools read", () => {
  it("causes a warning when its type is wrong", () => {
    parsed("[setup.backends.a]\nprompt = 1\n[local_server.backends.b]\ngrpc = 1\n", [
      'Expected "setup.backends.a.prompt" to be a string but got 1 (fastly.toml:2) [manifest-wrong-type]\n  Write the value in quotes: prompt = "1"',
      'Expected "local_server.backends.b.grpc" to be true or false but got 1 (fastly.toml:4) [manifest-wrong-type]\n  Write grpc = true or grpc = false, without quotes.',
    ]);
  });

  it("causes a warning when it is an invalid input type", () => {
    parsed('[setup.dictionaries.d.items.k]\ninput_type = "passwort"\n', [
      '"passwort" is not a known input_type, so every value is accepted (fastly.toml:2) [input-type-unknown]\n  Set `input_type` to one of string, number, integer, email, url, http-header, password.',
    ]);
  });

  it("causes a warning when a store has both names", () => {
    const manifest = parsed('[setup.object_stores.s]\n[setup.kv_stores.s]\nfile = "f"\n', [
      '"s" is declared as an object store and as a KV store, which are the same thing (fastly.toml:1) [store-declared-twice]\n  Remove [setup.object_stores.s]; [setup.kv_stores.s] is used.',
    ]);
    assert.deepEqual(manifest.setup.kvStores, { s: { section: "kv_stores", file: "f", items: {} } });
  });
});
