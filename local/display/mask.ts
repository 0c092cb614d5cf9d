import { formsOf, fragmentsOf, hideFragments, linesOf } from "pulumi-fastly-compute/internal";
import { type PropertyMap, Secret, type Value } from "../engine/value";
import { containsSecret, isMap, mapValue } from "../engine/values";

/** A structure that is secret as a whole also has plain words, so only its longer texts count. */
const SHORTEST_IN_STRUCTURE = 8;

/**
 * The texts that must not be shown. A text that was a secret by itself is always one. Parts of a secret are the lines
 * of a text, and the texts of a secret structure. A part is no secret when the program also gives it in plain.
 * Otherwise plain text could be hidden by putting it beside a secret.
 */
export class KnownSecrets implements Iterable<string> {
  readonly #certain = new Set<string>();
  readonly #parts = new Set<string>();
  readonly #plain = new Set<string>();

  constructor(texts: Iterable<string> = []) {
    for (const text of texts) {
      this.add(text);
    }
  }

  add(text: string): void {
    for (const form of formsOf(text)) {
      this.#certain.add(form);
    }
    for (const line of linesOf(text)) {
      this.#parts.add(line);
    }
  }

  /** Learns the secret and the plain texts in a resource's inputs or a stack's outputs. */
  learn(value: Value | undefined): void {
    if (value instanceof Secret) {
      this.#learnSecret(value.value);
    } else if (typeof value === "string") {
      this.#plain.add(value);
    } else if (Array.isArray(value) || isMap(value)) {
      for (const element of Object.values(value)) {
        this.learn(element);
      }
    }
  }

  #learnSecret(value: Value): void {
    if (typeof value === "string") {
      this.add(value);
    } else {
      this.#learnStructure(value);
    }
  }

  #learnStructure(value: Value): void {
    if (value instanceof Secret) {
      this.#learnSecret(value.value);
    } else if (typeof value === "string") {
      for (const fragment of fragmentsOf(value, SHORTEST_IN_STRUCTURE)) {
        this.#parts.add(fragment);
      }
    } else if (Array.isArray(value) || isMap(value)) {
      for (const element of Object.values(value)) {
        this.#learnStructure(element);
      }
    }
  }

  *[Symbol.iterator](): Iterator<string> {
    yield* this.#certain;
    for (const text of this.#parts) {
      if (!this.#plain.has(text)) {
        yield text;
      }
    }
  }
}

/**
 * A resource's properties as they are shown. The secrets themselves are marked, and not the lists around them.
 * Providers know no secrets, and may reorder the members of a list. So the engine marks the whole list as secret.
 * Properties of the provider's bridge are left out.
 */
export function shownProperties(properties: PropertyMap): PropertyMap {
  const own = Object.entries(properties).filter(([key]) => !key.startsWith("__"));
  return Object.fromEntries(own.map(([key, value]) => [key, shownValue(value)]));
}

function shownValue(value: Value): Value {
  return mapValue(value, (inner) => {
    if (inner instanceof Secret) {
      return containsSecret(inner.value) ? shownValue(inner.value) : inner;
    }
    // The names of the properties with defaults. A user's own item with this name is not a list.
    return isMap(inner) && Array.isArray(inner[DEFAULTS]) ? shownValue(withoutDefaults(inner)) : undefined;
  });
}

const DEFAULTS = "__defaults";

function withoutDefaults({ [DEFAULTS]: _, ...properties }: PropertyMap): PropertyMap {
  return properties;
}

/** `text` with every known secret replaced by `[secret]`. */
export function mask(text: string, secrets: Iterable<string>): string {
  return hideFragments(text, secrets);
}
