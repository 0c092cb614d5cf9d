/** A preview says of a step that fails that it is the preview which failed; an `up` does not. */
export function withoutPrefix(error: string): string {
  return error.replace(/^(error: )?Preview failed: /, "$1");
}

/** The real engine adds why an inline program has ended: all errors in one line, each of which it has told before. */
export function withoutSummary(errors: string[]): string[] {
  const others = errors.filter((error) => !error.startsWith("One or more errors occurred"));
  return others.length > 0 ? others : errors;
}

/** What a person reads under `Diagnostics:` in a run's text, by resource, without the engine's own words. */
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
