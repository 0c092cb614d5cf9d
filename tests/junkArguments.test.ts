import { equal, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Certificate, ComputeService, IssuedCertificate } from "../sdk";
import { ComputeError } from "../sdk/errors";
import { packageSchema, referenced, type TypeSpec } from "../sdk/plan/schema";
import { underMocks } from "./support/mocks";

class Instance {
  readonly member = 1;
}

/** Values of every JavaScript type, by their names in failures. */
const JUNK: Record<string, () => unknown> = {
  null: () => null,
  true: () => true,
  "0": () => 0,
  "-1": () => -1,
  "1.5": () => 1.5,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  "1e300": () => 1e300,
  "no text": () => "",
  text: () => "junk",
  "a NUL": () => "\0",
  "half a surrogate": () => "\ud800",
  "a path upwards": () => "../../..",
  "a line break": () => "a\nb",
  "a long text": () => "x".repeat(10_000),
  bigint: () => 1n,
  symbol: () => Symbol("junk"),
  function: () => () => {},
  "no list": () => [],
  "a list of nothing": () => [null],
  "a list of undefined": () => [undefined],
  "a list of texts": () => ["a", "a"],
  "a list in a list": () => [[]],
  "a list of objects": () => [{}],
  "no object": () => ({}),
  "an object of null": () => ({ a: null }),
  "an object of undefined": () => ({ a: undefined }),
  "an object of objects": () => ({ a: {} }),
  "an object of texts": () => ({ a: "b" }),
  "an object of lists": () => ({ a: [] }),
  "an object without prototype": () => Object.assign(Object.create(null), { a: 1 }),
  __proto__: () => JSON.parse('{ "__proto__": { "a": 1 } }'),
  constructor: () => ({ constructor: 1, toString: null, hasOwnProperty: 0 }),
  "a text as an object": () => Object("text"),
  "a date": () => new Date(0),
  "an invalid date": () => new Date(Number.NaN),
  "a map": () => new Map([["a", 1]]),
  "a set": () => new Set(["a"]),
  "a pattern": () => /a/,
  "an error": () => new Error("junk"),
  "a buffer": () => Buffer.from("junk"),
  "an instance": () => new Instance(),
  "a class": () => Instance,
  "an output": () => pulumi.output(1),
  "an output of null": () => pulumi.output(null),
  "a secret": () => pulumi.secret("junk"),
  "a promise": () => Promise.resolve(1),
};

type Path = string[];

/** Every place in the arguments. A list or map has one member. */
function placesOf(properties: Record<string, TypeSpec>, path: Path = [], seen: string[] = []): Path[] {
  const schema = packageSchema();
  const below = (spec: TypeSpec, at: Path): Path[] => {
    const own = referenced(schema, spec);
    const inner = spec.items ?? spec.additionalProperties;
    if (own?.properties !== undefined && !seen.includes(spec.$ref ?? "")) {
      return [at, ...placesOf(own.properties, at, [...seen, spec.$ref ?? ""])];
    }
    return inner === undefined ? [at] : [at, ...below(inner, [...at, spec.items ? "0" : "key"])];
  };
  return Object.entries(properties).flatMap(([key, spec]) => below(spec, [...path, key]));
}

/** Arguments with a value at a place, and whatever is around it. */
function withValue(path: Path, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) {
    return value;
  }
  const inner = withValue(rest, value);
  return first === "0" ? [inner] : { [first]: inner };
}

describe("junk instead of an argument", () => {
  let directory: string;
  // Errors that come later, from outputs, are for the tests of each argument.
  let ignored = 0;
  const ignore = () => {
    ignored++;
  };
  before(async () => {
    process.on("unhandledRejection", ignore);
    await underMocks(() => {}, { preview: true });
    directory = mkdtempSync(join(tmpdir(), "junk-"));
    writeFileSync(join(directory, "main.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    writeFileSync(
      join(directory, "fastly.toml"),
      'manifest_version = 3\nname = "a"\n[setup.backends.key]\naddress = "a.example.com"\n[setup.kv_stores.key]\n',
    );
  });
  after(async () => {
    // A refused component leaves work in progress, which fails later. Without a listener the process would end.
    for (let seen = -1; seen !== ignored; ) {
      seen = ignored;
      await setTimeout(500);
    }
    process.off("unhandledRejection", ignore);
    // Refused outputs never resolve, and the SDK would fail the process for that. Some packing is still in progress.
    process.prependListener("exit", () => {
      require("@pulumi/pulumi/runtime/debuggable").leakedPromises();
      rmSync(directory, { recursive: true, force: true });
    });
  });

  const { inputProperties } = packageSchema().resources["fastly-compute:index:ComputeService"] ?? {
    inputProperties: {},
  };

  /** How the declaration of a component ends: without an error, or with one for people. */
  function end(make: () => unknown): Error | undefined {
    try {
      make();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  const base = () => ({ directory, package: { path: "main.wasm" } });
  const isForPeople = (error: Error | undefined) => error === undefined || error instanceof ComputeError;

  it("causes one error with the reason, at every place", async function () {
    this.timeout(600_000);
    equal(
      end(() => new ComputeService("edge", base())),
      undefined,
    );
    const places = placesOf(inputProperties);
    const ends = { well: 0, refused: 0 };
    const raw: string[] = [];
    const all = places.flatMap((place) => Object.keys(JUNK).map((what) => [place, what] as const));
    // Each run tries a part of all values, another one for each argument.
    const tried = process.env.TEST_LONG ? all : all.filter((_, index) => index % 11 === 0);
    for (const [place, what] of tried) {
      const args = { ...base(), ...(withValue(place, JUNK[what]?.()) as object) };
      const error = end(() => new ComputeService("edge", args as never));
      if (!isForPeople(error)) {
        raw.push(
          `${place.join(".")} = ${what}: ${error?.message.split("\n")[0]} ${error?.stack
            ?.split("\n")
            .find((line) => line.includes("/sdk/"))
            ?.trim()}`,
        );
      }
      ends[error === undefined ? "well" : "refused"] += 1;
    }
    console.log(
      `      ${tried.length} of ${all.length} pieces of junk in ${places.length} places: ${JSON.stringify(ends)}`,
    );
    equal(raw.length, 0, `${raw.length}:\n${raw.slice(0, 60).join("\n")}`);
    ok(places.length > 100);
  });

  it("causes one error instead of all arguments, of the name, or of the options", async () => {
    const raw: string[] = [];
    const nothing = { nothing: () => undefined };
    for (const [what, junk] of Object.entries({ ...JUNK, ...nothing })) {
      const makes = {
        args: () => new ComputeService("edge", junk() as never),
        name: () => new ComputeService(junk() as never, { directory }),
        options: () => new ComputeService("edge", { directory }, junk() as never),
        "args of a certificate": () => new Certificate("www", junk() as never),
        "domains of a certificate": () => new Certificate("www", { domains: junk() } as never),
        "options of a certificate": () => new Certificate("www", { domains: ["www.example.com"] }, junk() as never),
        "args of an issued certificate": () => new IssuedCertificate("www", junk() as never),
        "options of an issued certificate": () =>
          new IssuedCertificate("www", { subscriptionId: "sub" }, junk() as never),
      };
      for (const [place, make] of Object.entries(makes)) {
        const error = end(make);
        if (error instanceof TypeError || error instanceof RangeError) {
          raw.push(
            `${place} = ${what}: ${error.message.split("\n")[0]} ${error?.stack
              ?.split("\n")
              .find((line) => line.includes("/sdk/"))
              ?.trim()}`,
          );
        }
      }
    }
    equal(raw.length, 0, raw.join("\n"));
  });
});
