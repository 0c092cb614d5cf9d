import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import type { PropertyMap } from "../../engine/value";
import { equal } from "../../engine/values";
import { backend } from "../blocks/backend";
import type { Block, Place } from "../blocks/block";
import { dictionary } from "../blocks/dictionary";
import { domain } from "../blocks/domain";
import { healthcheck } from "../blocks/healthcheck";
import { imageOptimizer } from "../blocks/imageOptimizer";
import { logging } from "../blocks/logging";
import { packageField, readPackage, uploadPackage } from "../blocks/package";
import { productEnablement } from "../blocks/productEnablement";
import { resourceLink } from "../blocks/resourceLink";
import type { ResourceData } from "../bridge/resourceData";
import type { Field } from "../bridge/schema";
import { identity } from "../bridge/sets";
import { asMap } from "../bridge/values";

/** One part of a service's versions. */
interface Part {
  readonly field: Field;
  process(data: ResourceData, place: Place): Promise<void>;
  read(data: ResourceData, place: Place): Promise<void>;
}

const packagePart: Part = {
  field: packageField,
  process: async (data, place) => {
    const value = asMap(data.get("package"));
    if (value !== undefined) await uploadPackage(value, place);
  },
  read: async (data, place) => data.set("package", await readPackage(asMap(data.get("package")), place)),
};

/** The parts in the order of the provider's requests. Only version 12 makes a health check before its backend. */
function partsOf(major: ProviderMajor): readonly Part[] {
  const origins = major >= 12 ? [healthcheck, backend(major)] : [backend(major), healthcheck];
  const settings = [productEnablement(major), imageOptimizer(major), ...logging(major), dictionary];
  return [...[domain, ...origins, ...settings].map(blockPart), packagePart, blockPart(resourceLink)];
}

const PARTS: Record<ProviderMajor, readonly Part[]> = { 11: partsOf(11), 12: partsOf(12) };

export function partFields(major: ProviderMajor): readonly Field[] {
  return PARTS[major].map(({ field }) => field);
}

export function anyPartChanged(data: ResourceData, major: ProviderMajor): boolean {
  return PARTS[major].some(({ field }) => data.hasChange(field.name));
}

/** Writes the changes into a version. */
export async function writeParts(data: ResourceData, place: Place): Promise<void> {
  for (const part of PARTS[place.major]) {
    if (data.hasChange(part.field.name)) await part.process(data, place);
  }
}

/**
 * Reads a version into the state. It reads the parts in the state, or all parts after an import or a foreign
 * activation.
 */
export async function readParts(data: ResourceData, place: Place): Promise<void> {
  const all = data.bool("imported") || data.bool("forceRefresh");
  for (const part of PARTS[place.major]) {
    if (all || data.elements(part.field.name).length > 0) await part.read(data, place);
  }
}

function blockPart(block: Block): Part {
  const { name } = block.field;
  return {
    field: block.field,
    process: (data, place) => processBlock(block, data.oldElements(name), data.elements(name), place),
    read: async (data, place) => {
      const value = await block.read(data.elements(name), place);
      if (value !== undefined) data.set(name, value);
    },
  };
}

/** Deletes first, then creates, then updates. Elements with the same name are the same. */
async function processBlock(block: Block, old: PropertyMap[], wanted: PropertyMap[], place: Place): Promise<void> {
  const { fields } = block.field;
  const keys = (elements: PropertyMap[]) => new Set(elements.map((element) => identity(fields, element)));
  const [oldKeys, wantedKeys] = [keys(old), keys(wanted)];
  const named = (elements: PropertyMap[], name: unknown) => elements.find((element) => element.name === name);
  const gone = old.filter((element) => !wantedKeys.has(identity(fields, element)) && !named(wanted, element.name));
  const differing = wanted.filter((element) => !oldKeys.has(identity(fields, element)));
  for (const element of gone) await block.delete(element, place);
  for (const element of differing) {
    if (!named(old, element.name)) await block.create(element, place);
  }
  for (const element of differing) {
    const before = named(old, element.name);
    if (before !== undefined) await block.update(element, modifiedIn(element, before), place);
  }
}

function modifiedIn(element: PropertyMap, before: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(element).filter(([name, value]) => !equal(value, before[name] ?? null)));
}
