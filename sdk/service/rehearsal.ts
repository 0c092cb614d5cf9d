import * as pulumi from "@pulumi/pulumi";
import type { FastlyClient } from "../fastly/client";
import { localApi } from "../fastly/localApi";
import { snakeCase } from "../fastly/snakeCase";
import { changeLink, changeThing, cloneVersion, commentVersion } from "../fastly/version";
import { withMark } from "../fastly/versionMark";
import type { StagedLink, StagedSetup } from "../plan/stagedSetup";
import { detailsOf, knownValue } from "../pulumi/details";
import { type MissingStore, withoutStore } from "../release/errors";
import { clock } from "../system/clock";

/** The version to rehearse. */
export interface Rehearsed {
  id: string;
  version: number;
  /** Its comment. */
  comment: string;
  baseUrl: string;
}

/**
 * How many milliseconds to wait because Fastly may not know a new version yet. The provider waits as long. An API on
 * this machine needs no wait.
 */
const CLONE_SETTLES = 7_000;

/**
 * Makes a copy of a version, with the backends and stores of the staging network. Returns the copy's number. The
 * prepared version itself goes live later. So the first thing that the copy gets is a comment that says what it is.
 */
export async function rehearse(
  client: FastlyClient,
  { id, version: other, comment, baseUrl }: Rehearsed,
  { things, links }: StagedSetup,
): Promise<number> {
  const version = await cloneVersion(client, id, other);
  if (localApi(baseUrl) === undefined) {
    await clock.wait(CLONE_SETTLES);
  }
  await commentVersion(client, id, version, withMark({ version, state: "rehearsal", other }, comment));
  for (const { place, name, settings } of things.flatMap(({ changes }) => changes)) {
    const form = await formOf(settings);
    if (Object.keys(form).length > 0) {
      await changeThing(client, { id, version, place, name }, form);
    }
  }
  for (const link of links) {
    await changeLink(client, { id, version, name: link.name }, await storeOf(client, id, link));
  }
  return version;
}

/** The settings by the API's names and with values as the API takes them. */
async function formOf(changes: Record<string, pulumi.Input<unknown>>): Promise<Record<string, string>> {
  const known = await detailsOf(pulumi.output(changes)).promise();
  return Object.fromEntries(
    Object.entries(known).map(([setting, value]) => [
      snakeCase(setting),
      typeof value === "boolean" ? String(Number(value)) : String(value ?? ""),
    ]),
  );
}

/** The id of the store that a link leads to on the staging network. @throws ComputeError when no store has the name. */
async function storeOf(client: FastlyClient, id: string, link: StagedLink): Promise<string> {
  const found = await findStore(client, link);
  if (found === undefined) {
    throw withoutStore(id, { ...link, store: link.existingName ?? "" });
  }
  return found;
}

async function findStore(client: FastlyClient, { kind, existingId, existingName }: StagedLink) {
  return existingName === undefined
    ? detailsOf(pulumi.output(existingId)).promise()
    : kind.linked.find(client, existingName);
}

/** The links whose store does not exist, as far as their ids are known. */
export async function linksWithoutStore(client: FastlyClient, { links }: StagedSetup): Promise<MissingStore[]> {
  const found = await Promise.all(
    links.map(async ({ name, kind, existingId, existingName }) => {
      const store = existingName ?? (await knownValue(pulumi.output(existingId)));
      const { find, has } = kind.linked;
      const isThere =
        store === undefined ||
        (existingName === undefined ? await has(client, store) : (await find(client, store)) !== undefined);
      return isThere ? [] : [{ name, kind, store }];
    }),
  );
  return found.flat();
}
