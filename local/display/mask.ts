import { formsOf, fragmentsOf, hideFragments, linesOf } from "pulumi-fastly-compute/internal";
import { type PropertyMap, Secret, type Value } from "../engine/value";
import { containsSecret, isMap, mapValue } from "../engine/values";

/** A structure that is secret as a whole holds plain words as well, so only its longer texts count. */
const SHORTEST_IN_STRUCTURE = 8;

/**
 * The texts that must not be shown. What was a secret by itself is one everywhere. Parts of one are the texts of a
 * structure that was secret as a whole, and the lines of a text: they are none where the program gives the same in plain,
 * or what is plain could be hidden by putting it beside a secret.
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

  /** Takes in what is secret, and what is not, in a resource's inputs or a stack's outputs. */
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
 * A resource's properties as they are shown. The secrets themselves are marked, and not the lists that hold them.
 * Providers know of no secrets, and may bring the members of a list into another order. So the engine takes the whole
 * list for a secret. What is the provider bridge's own is left out.
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
    // The names of the properties that have defaults. An item of a user may have this name, and is no list.
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
