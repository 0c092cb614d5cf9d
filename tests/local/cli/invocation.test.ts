import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { COMMANDS, type CommandName, OPTIONS, type Option } from "../../../local/cli/commands";
import { parseInvocation } from "../../../local/cli/invocation";
import { misspelled } from "../../support/misspelled";

describe("a command line", () => {
  it("gets its defaults", () => {
    assert.deepEqual(parseInvocation(["up"]), {
      command: "up",
      dir: ".",
      stack: "dev",
      diff: false,
      yes: false,
      strict: false,
      skipPreview: false,
      refresh: false,
      runProgram: false,
      configPath: false,
      given: [],
      asSecret: false,
      asPath: false,
      targetDependents: false,
      force: false,
      config: [],
      secret: [],
      target: [],
      replace: [],
      policyPack: [],
      policyPackConfig: [],
      engine: "embedded",
      report: undefined,
      file: undefined,
      api: undefined,
      state: undefined,
      port: undefined,
      backend: [],
      noReload: false,
      json: false,
      showSecrets: false,
      requests: undefined,
      vary: [],
    });
  });

  it("is parsed with all options", () => {
    const text = "-s prod -y --skip-preview --diff --refresh -c a=1 --config b=2 --secret c=3 --config-path -t urn:x";
    const more = "--replace urn:y --engine auto --dir app --report r.md --api http://127.0.0.1:1 --state s";
    const packs = "--policy-pack a --policy-pack-config a.json --policy-pack b --policy-pack-config b.json";
    assert.deepEqual(parseInvocation(["up", ...`${text} ${more} ${packs}`.split(" ")]), {
      command: "up",
      dir: "app",
      stack: "prod",
      diff: true,
      yes: true,
      strict: false,
      skipPreview: true,
      refresh: true,
      runProgram: false,
      configPath: true,
      given: [],
      asSecret: false,
      asPath: false,
      targetDependents: false,
      force: false,
      config: ["a=1", "b=2"],
      secret: ["c=3"],
      target: ["urn:x"],
      replace: ["urn:y"],
      policyPack: ["a", "b"],
      policyPackConfig: ["a.json", "b.json"],
      engine: "auto",
      report: "r.md",
      file: undefined,
      api: "http://127.0.0.1:1",
      state: "s",
      port: undefined,
      backend: [],
      noReload: false,
      json: false,
      showSecrets: false,
      requests: undefined,
      vary: [],
    });
    assert.equal(parseInvocation(["serve", "--port", "8080"])?.port, 8080);
    const dev = parseInvocation(["dev", "--port", "0", "--backend", "a=http://x", "--no-reload", "--strict"]);
    assert.deepEqual([dev?.port, dev?.backend, dev?.noReload, dev?.strict], [0, ["a=http://x"], true, true]);
  });

  it("is parsed with the arguments of its command", () => {
    const set = parseInvocation(["config", "set", "--secret", "--path", "a.b", "x=y", "-s", "prod"]);
    assert.deepEqual(
      [set?.command, set?.given, set?.asSecret, set?.asPath, set?.secret, set?.stack],
      ["config set", ["a.b", "x=y"], true, true, [], "prod"],
    );
    const removal = parseInvocation(["state", "delete", "--target-dependents", "urn:x", "--force", "-y"]);
    assert.deepEqual(
      [removal?.command, removal?.given, removal?.targetDependents, removal?.force, removal?.yes],
      ["state delete", ["urn:x"], true, true, true],
    );
    assert.equal(parseInvocation(["config"])?.command, "config");
  });

  it("shows the help without a command, or with --help anywhere", () => {
    for (const args of [[], ["help"], ["--help"], ["-h"], ["up", "--help"], ["serve", "-h"]]) {
      assert.equal(parseInvocation(args), undefined, args.join(" "));
    }
  });

  const refused: [line: string, message: string][] = [
    ["deploy", 'Unknown command "deploy" [usage-unfit]\nDid you mean "up"? Run: npx fastly-compute-local --help'],
    ["shpi", 'Unknown command "shpi" [usage-unfit]\nRun: npx fastly-compute-local --help'],
    ["previw", 'Unknown command "previw" [usage-unfit]\nDid you mean "preview"? Run: npx fastly-compute-local --help'],
    [
      "up --yess",
      'Unknown option "--yess" of up [usage-unfit]\nDid you mean "--yes"? Run: npx fastly-compute-local up --help',
    ],
    ["up -y -x", 'Unknown option "-x" of up [usage-unfit]\nRun: npx fastly-compute-local up --help'],
    [
      "state unprotekt urn:x",
      'Unknown command "state" [usage-unfit]\nDid you mean "state unprotect"? Run: npx fastly-compute-local --help',
    ],
    [
      "config sett a b",
      'config takes no argument, but got "sett" [usage-unfit]\nDid you mean "config set"? Run: npx fastly-compute-local config --help',
    ],
    [
      "stack ls qa",
      'stack ls takes no argument, but got "qa" [usage-unfit]\nRun: npx fastly-compute-local stack ls --help',
    ],
    [
      "stack qa",
      'stack takes no argument, but got "qa" [usage-unfit]\nDid you mean "--stack qa"? Run: npx fastly-compute-local stack --help',
    ],
    [
      "up --skip-previw",
      'Unknown option "--skip-previw" of up [usage-unfit]\nDid you mean "--skip-preview"? Run: npx fastly-compute-local up --help',
    ],
    ["serve --diff", 'Unknown option "--diff" of serve [usage-unfit]\nRun: npx fastly-compute-local serve --help'],
    [
      "up dev",
      'up takes no argument, but got "dev" [usage-unfit]\nDid you mean "--stack dev"? Run: npx fastly-compute-local up --help',
    ],
    [
      "state",
      'Unknown command "state" [usage-unfit]\nDid you mean "state delete"? Run: npx fastly-compute-local --help',
    ],
    [
      "stack init prod -s dev",
      'Unknown command "stack init" [usage-unfit]\nDid you mean "up --stack prod"? Run: npx fastly-compute-local --help',
    ],
    [
      "stack rm",
      'Unknown command "stack rm" [usage-unfit]\nDid you mean "destroy --stack NAME"? Run: npx fastly-compute-local --help',
    ],
    [
      "stack constructor",
      'stack takes no argument, but got "constructor" [usage-unfit]\nDid you mean "--stack constructor"? Run: npx fastly-compute-local stack --help',
    ],
    ["config set a", "config set needs VALUE [usage-unfit]\nRun: npx fastly-compute-local config set --help"],
    [
      "config get a b",
      'config get takes KEY, but got "b" [usage-unfit]\nRun: npx fastly-compute-local config get --help',
    ],
    [
      "up --engine terraform",
      'Unknown engine "terraform" [engine-unknown]\nUse --engine embedded, --engine auto or --engine pulumi.',
    ],
    [
      "serve --port http",
      'Expected --port to be a number up to 65535 but got "http" [port-option-unfit]\nGive a number up to 65535, or remove --port to use any free port.',
    ],
    [
      "up --stack",
      "Option '-s, --stack <value>' argument missing [usage-unfit]\nRun: npx fastly-compute-local up --help",
    ],
  ];
  const suggested = (args: string[]) => {
    try {
      parseInvocation(args);
    } catch (error) {
      return / \[usage-unfit\]\nDid you mean "(.*)"\? Run: /.exec((error as Error).message)?.[1];
    }
    return undefined;
  };
  const commands = Object.keys(COMMANDS) as CommandName[];

  it("is refused with the command that it probably means, for every command", () => {
    for (const command of commands) {
      for (const word of misspelled(command, commands)) {
        // One letter is more likely the name of a stack.
        if (!/ .$/.test(word)) assert.equal(suggested(word.split(" ")), command, word);
      }
    }
  });

  it("is refused with the option that it probably means, for every option", () => {
    for (const command of commands) {
      const names = [...COMMANDS[command].options, "help" as const].map(
        (name) => (OPTIONS[name] as Option).flag ?? name,
      );
      for (const name of names) {
        for (const word of misspelled(name, names)) {
          assert.equal(suggested([...command.split(" "), `--${word}`]), `--${name}`, `${command} --${word}`);
        }
      }
    }
  });

  for (const [line, message] of refused) {
    it(`is refused with a remedy: ${line}`, () => {
      assert.throws(() => parseInvocation(line.split(" ")), { message });
    });
  }
});
