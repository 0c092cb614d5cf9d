import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { checkArguments } from "../sdk/checkArguments";
import type { DiagnosticsError } from "../sdk/diagnostics";

const TYPE = "fastly-compute:index:ComputeService";

function said(args: unknown): string[] {
  try {
    checkArguments("edge", args, TYPE);
    return [];
  } catch (error) {
    return (error as DiagnosticsError).diagnostics.map(({ message, remedy }) => `${message} - ${remedy}`);
  }
}

const correct = "Correct the argument.";

describe("arguments that no compiler has seen", () => {
  for (const [title, args, expected] of [
    ["take what their types allow", { directory: "./app", domains: ["a"], activate: false, verify: { path: "/" } }, []],
    [
      "take outputs and promises where values may be known later",
      { backends: { api: { address: pulumi.output("a"), port: Promise.resolve(443) } } },
      [],
    ],
    ["take what is left open", { environment: undefined, backends: undefined }, []],
    ["take other names, of a program's own use", { owner: "team", backends: { api: { notes: 1 } } }, []],
    ["are left to others when there are none", undefined, []],
    [
      "are told of a likely slip of the pen",
      { enviroment: "prod", backends: { api: { adress: "a" } } },
      [
        "Nothing reads [enviroment] - Did you mean [environment]?",
        "Nothing reads [backends.api.adress] - Did you mean [backends.api.address]?",
      ],
    ],
    [
      "have the right types",
      { activate: "false", domains: ["a", 1], backends: [], verify: { status: 200.5 }, serviceName: 7 },
      [
        `Expected [activate] to be true or false but got "false" - ${correct}`,
        `Expected [domains[1]] to be a string but got 1 - ${correct}`,
        `Expected [backends] to be an object but got a list - ${correct}`,
        `Expected [verify.status] to be a whole number but got 200.5 - ${correct}`,
        `Expected [serviceName] to be a string but got 7 - ${correct}`,
      ],
    ],
    [
      "are one of the choices",
      { existingService: "adpot" },
      [`Expected [existingService] to be one of refuse, adopt, ignore but got "adpot" - ${correct}`],
    ],
    [
      "are not shown where they may be secrets",
      { secretStores: { keys: { entries: { TOKEN: 271828 } } }, backends: { api: { port: "s3cr3t" } } },
      [
        `Expected [secretStores.keys.entries.TOKEN] to be a string but got a number - ${correct}`,
        `Expected [backends.api.port] to be a whole number but got a string - ${correct}`,
      ],
    ],
  ] as const) {
    it(title, () => assert.deepEqual(said(args), expected));
  }

  const CANARY = "CANARY-hunter2";
  for (const [section, at] of Object.entries({
    secretStores: ["keys", "entries", "TOKEN", "deep"],
    dictionaries: ["settings", "items", "key", "deep"],
    configStores: ["settings", "items", "key", "deep"],
    kvStores: ["words", "items", "key", "deep"],
    logEndpoints: ["access", "https", "headerValue", "deep"],
    backends: ["api", "healthcheck", "method", "deep"],
    build: ["environment", "TOKEN", "deep"],
  })) {
    it(`do not show a secret that was put into ${section} at the wrong depth, or as something else`, () => {
      let told = 0;
      for (let depth = 0; depth <= at.length; depth++) {
        for (const value of [CANARY, [CANARY], { [at[depth] ?? "x"]: [CANARY] }, 20011]) {
          const given = at.slice(0, depth).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
          const messages = said({ [section]: given }).join("\n");
          assert.ok(!/CANARY|20011/.test(messages), messages);
          told += messages === "" ? 0 : 1;
        }
      }
      assert.ok(told > 3, String(told));
    });
  }
});
