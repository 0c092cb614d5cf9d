import type * as pulumi from "@pulumi/pulumi";
import { readObject } from "../fastly/answers";
import { undefinedIfUnknown } from "../fastly/apiAnswer";
import type { FastlyClient } from "../fastly/client";
import { snakeCase } from "../fastly/snakeCase";
import { setupError } from "./errors";
import { defined } from "./inputs";
import { ownKind } from "./kind";
import { type Blocks, object } from "./lines";
import type { Service } from "./places";
import type { Report } from "./report";
import { ReviewResource } from "./review";

/**
 * The Image Optimizer's defaults for requests that do not say otherwise. The product has to be enabled for the service.
 * First an `up` without this argument makes the service. Then `fastly products --enable=image_optimizer` enables the
 * product.
 */
export interface ImageOptimizerArgs {
  /** Whether GIFs can become MP4 videos. Default `false`. */
  allowVideo?: boolean;
  /** The quality of JPEG images, from `1` to `100`. Default `85`. */
  jpegQuality?: number;
  /** The type of JPEG images: `auto`, `baseline` or `progressive`. Default `auto`. */
  jpegType?: string;
  /** How images are scaled down: `lanczos3`, `lanczos2`, `bicubic`, `bilinear` or `nearest`. Default `lanczos3`. */
  resizeFilter?: string;
  /** Whether images can be enlarged beyond their size. Default `false`. */
  upscale?: boolean;
  /** Whether browsers that accept WebP get it. Default `false`. */
  webp?: boolean;
  /** The quality of WebP images, from `1` to `100`. Default `85`. */
  webpQuality?: number;
}

/** The settings as reviewers see them: all of them, including defaults. */
export interface ImageOptimizerFacts {
  /** Always `default settings`. */
  name: string;
  /** Whether GIFs can become MP4 videos. */
  allowVideo: boolean;
  /** The quality of JPEG images. */
  jpegQuality: number;
  /** The type of JPEG images. */
  jpegType: string;
  /** How images are scaled down. */
  resizeFilter: string;
  /** Whether images can be enlarged beyond their size. */
  upscale: boolean;
  /** Whether browsers that accept WebP get it. */
  webp: boolean;
  /** The quality of WebP images. */
  webpQuality: number;
}

/** The default settings of the Image Optimizer. */
export class ImageOptimizer extends ReviewResource<ImageOptimizerFacts> {
  /** @internal */
  static readonly __pulumiType = "fastly-compute:index:ImageOptimizer";

  /** @internal */
  constructor(name: string, facts: ImageOptimizerFacts, opts: pulumi.ComponentResourceOptions) {
    super(ImageOptimizer.__pulumiType, name, facts, opts);
  }
}

type Settings = Required<ImageOptimizerArgs>;

/** The defaults of Fastly and the provider. */
const DEFAULTS: Settings = {
  allowVideo: false,
  jpegQuality: 85,
  jpegType: "auto",
  resizeFilter: "lanczos3",
  upscale: false,
  webp: false,
  webpQuality: 85,
};

const KEYS = Object.keys(DEFAULTS) as (keyof Settings)[];

const CHOICES: Partial<Record<keyof Settings, readonly string[]>> = {
  jpegType: ["auto", "baseline", "progressive"],
  resizeFilter: ["lanczos3", "lanczos2", "bicubic", "bilinear", "nearest"],
};

/** The block of the service that has the settings. */
export const IMAGE_OPTIMIZER_BLOCK = "imageOptimizerDefaultSettings";

/** The name for people. */
const NAME = "default settings";

/** The provider's default name for the block. */
const BLOCK_NAME = "image_optimizer_default_settings";

/** The settings that differ from Fastly's defaults. Undefined without a block. */
export function settingsIn(block: unknown): Partial<Settings> | undefined {
  const [settings] = [block].flat() as (Partial<Settings> | null | undefined)[];
  if (typeof settings !== "object" || settings === null) {
    return undefined;
  }
  const given = KEYS.filter((key) => settings[key] !== undefined && settings[key] !== null);
  return Object.fromEntries(given.filter((key) => settings[key] !== DEFAULTS[key]).map((key) => [key, settings[key]]));
}

export interface ImageOptimizerArguments {
  imageOptimizer?: ImageOptimizerArgs;
}

function resolve(given: ImageOptimizerArgs | undefined, report: Report): ImageOptimizerFacts[] {
  if (given === undefined) {
    return [];
  }
  const settings = defined(given);
  for (const key of KEYS) {
    const wanted = CHOICES[key];
    const value = settings[key];
    const isFit =
      wanted !== undefined
        ? wanted.includes(String(value))
        : typeof value !== "number" || (Number.isInteger(value) && value >= 1 && value <= 100);
    if (value !== undefined && !isFit) {
      const range = wanted === undefined ? "a whole number from 1 to 100" : wanted.join(", ");
      const facts = { setting: key, wanted: range, shown: JSON.stringify(value) };
      report.error(["imageOptimizer", key], setupError.explain("image-optimizer-unfit", facts));
    }
  }
  return [{ name: NAME, ...DEFAULTS, ...settings }];
}

export const IMAGE_OPTIMIZER = ownKind<ImageOptimizerArguments, ImageOptimizerFacts[], ImageOptimizerFacts>({
  noun: "Image Optimizer",
  arguments: { imageOptimizer: { isPublic: () => true } },
  resolve: ({ imageOptimizer }, { report }) => resolve(imageOptimizer, report),
  facts: (settings) => settings,
  files: undefined,
  readable: undefined,
  nameAtFastly: undefined,
  review: { child: ImageOptimizer, label: () => "image-optimizer", output: "imageOptimizer" },
  blocks: ([settings]) =>
    settings === undefined ? {} : ({ [IMAGE_OPTIMIZER_BLOCK]: { ...settings, name: BLOCK_NAME } } as Service),
  places: [],
  // Exists only while the product is enabled.
  single: {
    property: IMAGE_OPTIMIZER_BLOCK,
    isVersioned: true,
    async readNames(client, service, version) {
      const { [IMAGE_OPTIMIZER_BLOCK]: block } = await read(client, service, version);
      return Object.keys(settingsIn(block) ?? {}).length === 0 ? [] : [NAME];
    },
    read,
    things(block) {
      const settings = settingsIn(block);
      return settings && [{ ...settings, name: NAME }];
    },
  },
  withDefaults: ({ [IMAGE_OPTIMIZER_BLOCK]: block }) =>
    block === undefined ? {} : ({ [IMAGE_OPTIMIZER_BLOCK]: { name: BLOCK_NAME, ...DEFAULTS, ...block } } as Service),
  compared: undefined,
  hasContents: false,
  lines: ({ [IMAGE_OPTIMIZER_BLOCK]: live }, { [IMAGE_OPTIMIZER_BLOCK]: declared }) => {
    const settings = declared === undefined ? settingsIn(live) : undefined;
    const isDefault = settings === undefined || Object.keys(settings).length === 0;
    return { lines: isDefault ? [] : [`imageOptimizer: ${object(settings)},`], undeclarable: [] };
  },
});

/** The settings of a version as the provider reads them. None while the product is off. */
async function read(client: FastlyClient, service: string, version: number): Promise<Blocks> {
  const path = `/service/${service}/version/${version}/image_optimizer_default_settings`;
  const live = await readObject<Record<string, unknown>>(client, path, {}).catch(undefinedIfUnknown);
  if (live === undefined) {
    return {};
  }
  return { [IMAGE_OPTIMIZER_BLOCK]: Object.fromEntries(KEYS.map((key) => [key, live[snakeCase(key)]])) };
}
