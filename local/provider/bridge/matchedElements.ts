import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { PropertyMap, Value } from "../../engine/value";
import { equal, isMap } from "../../engine/values";

/**
 * For each element of a set, the element of another list that the bridge takes for the same. Provider 11 matches by
 * place. Provider 12 pairs the elements with the most in common: a shared property counts 1, and 2 more with the same
 * value.
 */
export function matchedElements(
  elements: readonly Value[],
  others: readonly Value[],
  major: ProviderMajor,
): (Value | undefined)[] {
  if (major < 12 || !elements.every(isMap) || !others.every(isMap)) {
    return elements.map((_, index) => others[index]);
  }
  const pairs = elements.flatMap((element, index) =>
    others.map((other, otherIndex) => ({ index, otherIndex, score: likeness(element, other) })),
  );
  const matched: (Value | undefined)[] = elements.map(() => undefined);
  const used = new Set<number>();
  for (const { index, otherIndex } of pairs.sort((a, b) => b.score - a.score)) {
    if (matched[index] !== undefined || used.has(otherIndex)) continue;
    matched[index] = others[otherIndex];
    used.add(otherIndex);
  }
  return matched;
}

function likeness(element: PropertyMap, other: PropertyMap): number {
  const shared = Object.keys(element).filter((key) => Object.hasOwn(other, key));
  return shared.reduce((score, key) => score + (equal(element[key], other[key]) ? 3 : 1), 0);
}
