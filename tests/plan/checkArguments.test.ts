import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Diagnostic, DiagnosticsError } from "../../sdk/errors/diagnostics";
import { checkArguments } from "../../sdk/plan/checkArguments";
import { packageSchema, referenced, type TypeSpec } from "../../sdk/plan/schema";
import { lateFindings } from "../../sdk/pulumi/lateChecks";

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
const among = (first: string) => {
  const names = Object.keys(packageSchema().resources[TYPE]?.inputProperties ?? {});
  assert.equal(names[0], first);
  return `Remove the argument. Known arguments here are: ${names.join(", ")}.`;
};

describe("unchecked arguments of a program", () => {
  for (const [title, args, expected] of [
    [
      "may have all values of their types",
      { directory: "./app", domains: ["a"], activate: false, verify: { path: "/" } },
      [],
    ],
    [
      "may be outputs and promises where values may be known later",
      { backends: { api: { address: pulumi.output("a"), port: Promise.resolve(443) } } },
      [],
    ],
    ["may be undefined", { environment: undefined, backends: undefined }, []],
    [
      "are refused with unknown names",
      {
        edgeCache: {},
        constructor: {},
        backends: { api: { healthcheck: { path: "/", notes: [] } } },
        environment: undefined,
      },
      [
        `Unknown argument [edgeCache] - ${among("directory")}`,
        `Unknown argument [constructor] - ${among("directory")}`,
        `Unknown argument [backends.api.healthcheck.notes] - Remove the argument. Known arguments here are: name, path, host, method, expectedResponse, checkInterval, timeout, threshold, window, initial, httpVersion, headers.`,
      ],
    ],
    ["may be missing here, because another check refuses that", undefined, []],
    [
      "are refused with a suggestion for a likely slip",
      { enviroment: "prod", backends: { api: { adress: "a" } } },
      [
        "Unknown argument [enviroment] - Did you mean [environment]?",
        "Unknown argument [backends.api.adress] - Did you mean [backends.api.address]?",
      ],
    ],
    [
      "are refused with wrong types",
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
      "are refused unless they are one of the choices",
      { existingService: "adpot" },
      [`Expected [existingService] to be one of refuse, adopt, ignore but got "adpot" - ${correct}`],
    ],
    [
      "are not shown when they may be secrets",
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
    it(`do not show a secret in ${section} at the wrong depth or with the wrong type`, () => {
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

/** A wrong value for each place in the arguments, by path. */
interface Wrong {
  path: string;
  plain: boolean;
  value: unknown;
  /** The arguments with this value there. */
  args(value: unknown): object;
}

const WRONG: Record<string, unknown> = { string: 7, boolean: "yes", integer: 1.5, number: "1", array: {}, object: [] };

function* wrongValues(
  properties: Record<string, TypeSpec>,
  path: string,
  within: (value: object) => object,
): Generator<Wrong> {
  for (const [key, spec] of Object.entries(properties)) {
    yield* wrongValue(spec, path + key, (value) => within({ [key]: value }));
  }
  yield { path: `${path}unread`, plain: true, value: {}, args: (value) => within({ unread: value }) };
}

function* wrongValue(spec: TypeSpec, path: string, args: (value: unknown) => object): Generator<Wrong> {
  const own = referenced(packageSchema(), spec);
  const type = own?.enum ? "string" : own ? "object" : (spec.type ?? "");
  if (type in WRONG) {
    yield { path, plain: spec.plain === true, value: WRONG[type], args };
  }
  const { additionalProperties, items } = spec;
  if (own?.properties !== undefined) {
    yield* wrongValues(own.properties, `${path}.`, (value) => {
      const required = (own.required ?? []).filter((key) => !Object.hasOwn(value, key));
      return args({ ...Object.fromEntries(required.map((key) => [key, "/"])), ...value });
    });
  } else if (additionalProperties !== undefined) {
    yield* wrongValue(additionalProperties, `${path}.x`, (value) => args({ x: value }));
  } else if (items !== undefined) {
    yield* wrongValue(items, `${path}[0]`, (value) => args([value]));
  }
}

describe("each argument of a program", () => {
  const properties = packageSchema().resources[TYPE]?.inputProperties ?? {};
  const all = [...wrongValues(properties, "", (value) => value)];
  const only = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ message, remedy }) => [message, remedy]);

  it("is found by this test", () => assert.ok(all.length > 400, String(all.length)));

  it("is refused when its type or its name is wrong", () => {
    for (const { path, value, args } of all) {
      const told = said(args(value));
      assert.equal(told.length, 1, `${path}: ${told.join()}`);
      assert.ok(told[0]?.includes(`[${path}]`), told[0]);
    }
  });

  it("is refused in the same words as an output, or must be a plain value", async () => {
    for (const { path, plain, value, args } of all) {
      if (plain) {
        const told = said(args(pulumi.output(value)));
        assert.ok(told.length === 1 && told[0]?.includes(`[${path}]`), `${path}: ${told.join()}`);
        continue;
      }
      const literal = (() => {
        try {
          checkArguments("edge", args(value), TYPE);
        } catch (error) {
          return only((error as DiagnosticsError).diagnostics);
        }
        return [];
      })();
      for (const late of [pulumi.output(value), Promise.resolve(value), pulumi.secret(value)]) {
        assert.deepEqual(only(await lateFindings(checkArguments("edge", args(late), TYPE))), literal, path);
      }
      const left = await lateFindings(checkArguments("edge", args(pulumi.output(undefined)), TYPE));
      const isRequired = ["healthcheck.path", "certificates.x.existingId"].some((each) => path.endsWith(each));
      assert.equal(left.length, isRequired ? 1 : 0, path);
    }
  });
});
