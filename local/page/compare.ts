import type { State, Version } from "../api/state";
import { type Section, versionFacts } from "./facts";
import { isSet, shownFact } from "./secrets";

export interface Change {
  /** The kind, such as `Backend`. */
  section: string;
  name: string;
  what: "added" | "removed" | "changed";
  /** The fields that differ, as they are shown. A credential may differ, but is never shown. */
  fields: { field: string; before: string; after: string }[];
}

type Thing = Section["things"][number];

/** The differences in `after`, in the order of a version's page. */
export function compareVersions(before: Version, after: Version, state: State): Change[] {
  const old = versionFacts(before, state);
  return versionFacts(after, state).flatMap(({ singular, things }, index) => {
    const oldThings = old[index]?.things ?? [];
    const changed = things.map((thing) => compare(singular, find(oldThings, thing.name), thing));
    const removed = oldThings.filter(({ name }) => find(things, name) === undefined);
    return [...changed, ...removed.map((thing) => compare(singular, thing, undefined))].filter(
      (change) => change.what !== "changed" || change.fields.length > 0,
    );
  });
}

function find(things: readonly Thing[], name: string): Thing | undefined {
  return things.find((thing) => thing.name === name);
}

function compare(section: string, before: Thing | undefined, after: Thing | undefined): Change {
  const names = new Set([...Object.keys(before?.facts ?? {}), ...Object.keys(after?.facts ?? {})]);
  const differing = [...names].filter((field) => {
    const [old, now] = [before?.facts[field] ?? null, after?.facts[field] ?? null];
    return old !== now && (isSet(old) || isSet(now));
  });
  return {
    section,
    name: (after ?? before)?.name ?? "",
    what: before === undefined ? "added" : after === undefined ? "removed" : "changed",
    fields: differing.map((field) => ({
      field,
      before: before === undefined ? "" : shownFact(before, field),
      after: after === undefined ? "" : shownFact(after, field),
    })),
  };
}
