import type * as pulumi from "@pulumi/pulumi";
import type { Explanation } from "../../errors/explanation";
import { checkedInput } from "../checkedInput";
import type { Report } from "../report";
import type { KvItemSettings } from "./args";
import type { Content } from "./content";
import { directoryError } from "./directoryErrors";

/** Fastly's documented limit, in bytes. */
const LONGEST_METADATA = 2000;

/** Lays the settings of single items over the contents. */
export function withSettings(
  store: string,
  contents: Record<string, Content>,
  given: Record<string, KvItemSettings> | undefined,
  report: Report,
): Record<string, Content> {
  if (given === undefined) {
    return contents;
  }
  const laid = { ...contents };
  for (const [key, settings] of Object.entries(given)) {
    // A program in JavaScript may say undefined for none.
    const { metadata, timeToLive } = settings ?? {};
    const path = ["kvStores", store, "itemSettings", key];
    const content = Object.hasOwn(contents, key) ? contents[key] : undefined;
    if (content === undefined) {
      report.error(path, directoryError.explain("kv-settings-unread", { store, key: key.slice(0, 60) }));
      continue;
    }
    checkTimeToLive(store, `itemSettings.${key}.timeToLive`, timeToLive, path, report);
    laid[key] = {
      ...content,
      ...(metadata !== undefined && { metadata: checkedMetadata(store, key, metadata, path, report) }),
      ...(timeToLive !== undefined && { timeToLive }),
    };
  }
  return laid;
}

export function checkTimeToLive(
  store: string,
  place: string,
  seconds: number | undefined,
  path: string[],
  report: Report,
): void {
  if (seconds !== undefined && !(Number.isSafeInteger(seconds) && seconds >= 1)) {
    report.error(path, directoryError.explain("kv-time-to-live-unfit", { store, place, shown: String(seconds) }));
  }
}

function checkedMetadata(
  store: string,
  key: string,
  metadata: pulumi.Input<string>,
  path: string[],
  report: Report,
): pulumi.Input<string> {
  return checkedInput(metadata, (text) => metadataProblem(store, key, text), path, report);
}

function metadataProblem(store: string, key: string, text: string): Explanation | undefined {
  const bytes = Buffer.byteLength(text);
  const is =
    bytes > LONGEST_METADATA ? `have ${bytes} bytes` : /\p{Cc}/u.test(text) ? "have control characters" : undefined;
  return is === undefined
    ? undefined
    : directoryError.explain("kv-metadata-unfit", { store, key: key.slice(0, 60), is });
}
