import type { DiffResult, PropertyDiff, ProviderResource } from "./contract";
import { forProvider } from "./marshal";
import { covers, parsePath } from "./propertyPath";
import type { StoredResource } from "./storedResource";
import { equal, unwrapSecrets } from "./values";

const NO_CHANGES: DiffResult = {
  changes: false,
  diffs: [],
  replaces: [],
  detailedDiff: {},
  deleteBeforeReplace: false,
};

/** The entry of `replaceOnChanges` that means "the last create or update was incomplete". */
const INIT_ERROR = "#initerror";

/**
 * The differences of `next` from `old`. A component differs when its inputs do. A custom resource differs when its
 * provider says so. `replaceOnChanges` then turns changes into replacements.
 */
export async function diffResource(
  old: StoredResource,
  next: StoredResource,
  provider: ProviderResource | undefined,
  options: { ignoreChanges: string[]; replaceOnChanges: string[] },
): Promise<DiffResult> {
  if (provider === undefined) {
    if (equal(old.inputs, next.inputs)) return NO_CHANGES;
    // Only a provider can say which properties differ.
    return { ...NO_CHANGES, changes: true };
  }
  const diff = await provider.diff({
    urn: next.urn,
    id: old.id ?? "",
    oldInputs: forProvider(old.inputs),
    oldOutputs: unwrapSecrets(old.outputs),
    newInputs: forProvider(next.inputs),
    ...(options.ignoreChanges.length > 0 && { ignoreChanges: options.ignoreChanges }),
  });
  return applyReplaceOnChanges(diff, options.replaceOnChanges, (old.initErrors?.length ?? 0) > 0);
}

/** Turns changes covered by one of the paths into replacements. */
export function applyReplaceOnChanges(diff: DiffResult, paths: readonly string[], hasInitErrors: boolean): DiffResult {
  if (hasInitErrors && paths.includes(INIT_ERROR)) {
    return {
      ...diff,
      changes: true,
      diffs: [...diff.diffs, INIT_ERROR],
      replaces: [...diff.replaces, INIT_ERROR],
    };
  }
  const patterns = paths.filter((path) => path !== INIT_ERROR).map(parsePath);
  if (patterns.length === 0 || !diff.changes) return diff;
  const detailedDiff: Record<string, PropertyDiff> = {};
  const replaces = new Set(diff.replaces);
  const matches = (path: string) => patterns.some((pattern) => covers(pattern, parsePath(path)));
  for (const [path, property] of Object.entries(diff.detailedDiff)) {
    if (matches(path)) {
      replaces.add(path);
      detailedDiff[path] = { ...property, kind: asReplace(property.kind) };
    } else detailedDiff[path] = property;
  }
  if (Object.keys(detailedDiff).length === 0) {
    for (const property of diff.diffs) if (matches(property)) replaces.add(property);
  }
  return { ...diff, replaces: [...replaces], detailedDiff };
}

function asReplace(kind: PropertyDiff["kind"]): PropertyDiff["kind"] {
  return kind.endsWith("-replace") ? kind : (`${kind}-replace` as PropertyDiff["kind"]);
}
