import { Resolver } from "node:dns/promises";
import { readObject } from "../fastly/answers";
import type { NeededRecord } from "../fastly/certificates";
import type { FastlyClient } from "../fastly/client";

/** The present DNS answers for a name and a record type. */
export type DnsLookup = (name: string, type: string) => Promise<string[]>;

/** The public DNS, or the local one of a stand-in on this machine. No answer and a failure both give an empty list. */
export function lookupOf(client: FastlyClient): DnsLookup {
  const ask = client.isLocal ? standIn(client) : world();
  return (name, type) => ask(name, type).catch(() => []);
}

function world(): DnsLookup {
  const resolver = new Resolver({ timeout: 3000, tries: 1 });
  return async (name, type) => ((await resolver.resolve(name, type)) as unknown[]).map(String);
}

function standIn(client: FastlyClient): DnsLookup {
  return async (name, type) => {
    const path = `/local/dns?name=${encodeURIComponent(name)}`;
    const { records } = await readObject<{ records: { type: string; values: string[] }[] }>(client, path, {
      records: "list?",
    });
    return (records ?? []).filter((record) => record.type === type).flatMap(({ values }) => values);
  };
}

/** A record that the DNS lacks, with the answer that it gives instead. */
export interface MissingRecord extends NeededRecord {
  answers: string[];
}

/**
 * The missing records. For each domain that is the first one, as any one is enough.
 *
 * @param waiting the records of each domain that still needs one.
 */
export async function missingRecords(
  waiting: { records: NeededRecord[] }[],
  lookup: DnsLookup,
): Promise<MissingRecord[]> {
  const found = await Promise.all(
    waiting.map(async ({ records }) => {
      const asked = await Promise.all(
        records.map(async (record) => ({ ...record, answers: await lookup(record.name, record.type) })),
      );
      const isThere = asked.some(({ values, answers }) => answers.some((answer) => values.includes(bare(answer))));
      return isThere ? [] : asked.slice(0, 1);
    }),
  );
  return found.flat();
}

function bare(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}
