import { Secret, type Value } from "../engine/value";
import { isMap } from "../engine/values";

/** Shorter secrets would black out half of every message; Pulumi draws the line at the same length. */
const SHORTEST = 3;

/** A structure that is secret as a whole holds plain words as well, so only its longer texts count. */
const SHORTEST_IN_STRUCTURE = 8;

/** Adds the texts that are secret in a resource's inputs, or in a stack's outputs, to `secrets`. */
export function collectSecrets(value: Value | undefined, secrets: Set<string>): void {
  if (value instanceof Secret) {
    if (typeof value.value === "string") {
      addSecret(value.value, secrets);
    } else {
      collectTexts(value.value, secrets);
    }
  } else if (Array.isArray(value) || isMap(value)) {
    for (const element of Object.values(value)) {
      collectSecrets(element, secrets);
    }
  }
}

function collectTexts(value: Value, secrets: Set<string>): void {
  if (typeof value === "string") {
    addSecret(value, secrets, SHORTEST_IN_STRUCTURE);
  } else if (Array.isArray(value) || isMap(value)) {
    for (const element of Object.values(value)) {
      collectTexts(element, secrets);
    }
  } else if (value instanceof Secret) {
    collectSecrets(value, secrets);
  }
}

/** Line by line as well, since build output comes in lines. */
export function addSecret(text: string, secrets: Set<string>, shortest = SHORTEST): void {
  for (const part of [text, ...text.split("\n")]) {
    if (part.trim().length >= shortest) {
      secrets.add(part.trim());
    }
  }
}

/** `text` with every known secret replaced by `[secret]`. */
export function mask(text: string, secrets: ReadonlySet<string>): string {
  const found = [...secrets].filter((secret) => text.includes(secret)).sort((a, b) => b.length - a.length);
  return found.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
}
