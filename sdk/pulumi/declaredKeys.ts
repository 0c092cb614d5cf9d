import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "./details";
import { isMocked } from "./mocks";
import { program } from "./program";

/** The keys that one link of a store declares. */
export interface DeclaredKeys {
  keys(): string[];
  has(key: string): boolean;
}

/** A store that keys are declared for. */
export interface KeyedStore {
  /** The kind, by Fastly's name for it. */
  kind: string;
  /** The name at Fastly. Undefined for a store that is linked by id. */
  name: pulumi.Input<string | undefined>;
  id: pulumi.Input<string>;
}

/**
 * Notes the keys that are declared for a store. Several components, or several links of one component, may share a
 * store. The id of a store that is linked by name may become known late: when the component waits for another one.
 */
export function noteKeys({ kind, name, id }: KeyedStore, keys: DeclaredKeys): void {
  const { declaredKeys, awaitedKeys } = program();
  const noted: (typeof declaredKeys)[number] = { kind, keys };
  if (!isMocked()) {
    declaredKeys.push(noted);
  }
  if (typeof name === "string") {
    noted.name = name;
  } else {
    onceKnown(name, (known) => {
      noted.name = known;
    });
  }
  onceKnown(id, (store) => {
    noted.store = store;
    if (keys.keys().length > 0) {
      for (const awaited of awaitedKeys.filter((each) => each.store === store)) {
        awaited.act();
      }
    }
  });
}

/** Acts when the program declares a key of the store, before this call or later. */
export function whenDeclared(storeId: pulumi.Input<string>, act: (store: string) => void): void {
  const { declaredKeys, awaitedKeys } = program();
  onceKnown(storeId, (store) => {
    awaitedKeys.push({ store, act: () => act(store) });
    if (declaredKeys.some((each) => each.store === store && each.keys.keys().length > 0)) {
      act(store);
    }
  });
}

function onceKnown(value: pulumi.Input<string | undefined>, act: (known: string) => void): void {
  // All unit tests of a process may share their mocks.
  if (!isMocked()) {
    // Without an id nothing is written. The failure is reported elsewhere.
    knownValue(pulumi.output(value)).then(
      (known) => known !== undefined && act(known),
      () => {},
    );
  }
}

/**
 * Whether the program declares a key of the store elsewhere than in `own`. While the id of a link by name is not known,
 * the link counts unless the store has another name.
 *
 * @param own the keys as they were noted.
 */
export function isDeclaredElsewhere(store: unknown, key: string, own: DeclaredKeys): boolean {
  const { declaredKeys } = program();
  const self = declaredKeys.find((each) => each.keys === own);
  const isSame = ({ kind, name, store: known }: (typeof declaredKeys)[number]) =>
    known === undefined
      ? name !== undefined && kind === self?.kind && (self.name === undefined || self.name === name)
      : known === store;
  return declaredKeys.some((each) => each.keys !== own && isSame(each) && each.keys.has(key));
}
