import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { runInNewContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { undeclared } from "../../sdk/adopt/undeclared";
import type { Kind } from "../../sdk/setup/kind";
import { KINDS, type KindName } from "../../sdk/setup/kinds";
import type { Block, Blocks } from "../../sdk/setup/lines";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import "../support/fastlyVersion";
import { byName, LIVE, type Live, logBlock, meaning, named } from "../support/liveThings";
import { makeReport } from "../support/report";
import { sourcesOf } from "../support/sources";

const RUNS = process.env.TEST_LONG ? 2_000 : 25;

/** The arguments in the lines, with the secrets that the user was asked to put into the configuration. */
function evaluated(lines: string[], secrets: Map<string, unknown>): object {
  const config = {
    requireSecret(key: string) {
      assert.ok(secrets.has(key), `no value for ${key}`);
      return pulumi.secret(secrets.get(key));
    },
  };
  const args = runInNewContext(`({ ${lines.join("\n")} })`, { config }) as object;
  return here(args) as object;
}

/** The same as objects of this context. */
function here(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Array.from(value, here);
  }
  return typeof value === "object" && value !== null && !pulumi.Output.isInstance(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, here(member)]))
    : value;
}

/** Every value of the live things, by the configuration key that a line may give it. */
function secretsOf({ backends = [], healthchecks = [], ...rest }: Record<string, unknown>): Map<string, unknown> {
  const secrets = new Map<string, unknown>();
  for (const block of [backends, ...Object.values(rest)].flat() as Block[]) {
    for (const [setting, value] of Object.entries(block)) {
      secrets.set(`${block.name}-${setting}`, value);
    }
    for (const { headers = [] } of healthchecks as { headers?: string[] }[]) {
      const seen = new Map<string, number>();
      for (const header of headers) {
        const key = `${block.name}-${header.split(":")[0]}`;
        const count = (seen.get(key) ?? 0) + 1;
        seen.set(key, count);
        secrets.set(count === 1 ? key : `${key}-${count}`, header);
      }
    }
  }
  return secrets;
}

/** The meaning of the lines as arguments. */
async function pasted({ blocks, types = {} }: Live): Promise<{ service: Blocks; links: Block[]; said: string[] }> {
  const { lines, undeclarable } = undeclared(blocks, {}, (link) => types[link]);
  assert.deepEqual(undeclarable, []);
  const args = { generatedDomain: false, ...evaluated(lines, secretsOf(blocks)) };
  const { report, said } = makeReport();
  const before: Record<string, unknown> = {};
  const service: Blocks = {};
  const links: Block[] = [];
  for (const [name, kind] of Object.entries(KINDS) as [KindName, Kind][]) {
    const resolved = kind.resolve(args, { ...sourcesOf(report), before });
    before[name] = resolved;
    if (kind.linked === undefined) {
      Object.assign(service, kind.blocks(resolved));
    } else {
      for (const { facts, args } of resolved as { facts: { name: string }; args: { existingId?: string } }[]) {
        links.push({ name: facts.name, resourceId: args.existingId, kind });
      }
    }
  }
  return { service, links, said: said().filter((line) => line.startsWith("error")) };
}

describe("the lines that adoption prints", () => {
  for (const [name, live] of Object.entries(LIVE) as [KindName, fc.Arbitrary<Live>][]) {
    it(`declare the live configuration, setting by setting: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(live, async (thing) => {
          const { service, links, said } = await pasted(thing);
          assert.deepEqual(said, []);
          const { resourceLinks = [], healthchecks, ...blocks } = thing.blocks;
          if (KINDS[name].linked === undefined) {
            const { healthchecks: declared, ...rest } = byName(await meaning(service));
            // A block without a setting, or with defaults only, declares nothing. Undeclared settings stay as they are.
            const nothing = byName(await meaning({ [KINDS[name].single?.property ?? ""]: {} }));
            const wanted = byName(await meaning(blocks));
            assert.deepEqual(rest, isDeepStrictEqual(wanted, nothing) ? {} : wanted);
            const checks = (healthchecks ?? []) as Block[];
            for (const check of (declared ?? []) as Block[]) {
              const [wanted] = (await meaning({ healthchecks: checks })).healthchecks as Block[];
              assert.deepEqual({ ...check, name: "up" }, wanted);
            }
            assert.equal(Boolean(declared), checks.length > 0);
          } else {
            const wanted = (resourceLinks as Block[]).map((link) => ({ ...link, kind: KINDS[name] }));
            assert.deepEqual(byName({ links }), byName({ links: wanted }));
          }
        }),
        { numRuns: RUNS, ...(process.env.TEST_LONG ? {} : { seed: 16 }) },
      );
    });
  }

  for (const provider of LOG_PROVIDERS.values()) {
    it(`declare every setting of a live log endpoint of ${provider.title}`, async () => {
      await fc.assert(
        fc.asyncProperty(named(logBlock(provider)), async (blocks) => {
          const { service, said } = await pasted({ blocks: { [provider.property]: blocks } });
          assert.deepEqual(said, []);
          assert.deepEqual(byName(await meaning(service)), byName(await meaning({ [provider.property]: blocks })));
        }),
        { numRuns: RUNS, ...(process.env.TEST_LONG ? {} : { seed: 16 }) },
      );
    });
  }
});
