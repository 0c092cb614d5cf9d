import type { Engine } from "./engines";

/** Removes what a preview adds to the error of a step: that the preview failed. An `up` does not add that. */
export function withoutPrefix(error: string): string {
  return error.replace(/^(error: )?Preview failed: /, "$1");
}

/**
 * Removes what an engine adds at the end: that the run failed. For an inline program the real engine also repeats the
 * error, or has all errors in one line. Only the real engine may repeat anything.
 */
export function withoutSummary(errors: string[], engine: Engine): string[] {
  const isReal = engine === "pulumi";
  const added = isReal ? /^(One or more errors occurred|(preview|update) failed$)/ : /^(preview|update) failed$/;
  const others = errors.filter((error) => !added.test(error));
  return others.length === 0 ? errors : isReal ? [...new Set(others)] : others;
}

/** The messages under `Diagnostics:` in a run's text, by resource, without the engine's own words. */
export function diagnosticsOf(text: string): Record<string, string> {
  const [, section = ""] = /\nDiagnostics:\n([\s\S]*?)\n\nResources:/.exec(text) ?? [];
  const told: Record<string, string> = {};
  for (const block of section.split(/\n\n(?= {2}\S)/)) {
    const [resource = "", ...lines] = block.split("\n").map((line) => line.trimEnd());
    const messages = lines.filter((line) => !/^ {4}error: (preview|update) failed$/.test(line));
    if (messages.length > 0) {
      told[resource.trim().replace(/:$/, "")] = messages
        .map((line) => withoutPrefix(line.replace(/^ {4}/, "")))
        .join("\n");
    }
  }
  return told;
}
