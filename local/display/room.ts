/** A line or a block of a report. */
export interface Entry {
  text: string;
  /** The shorter form for when there is not enough room. Default: the same. */
  short?: string;
  /** When there is not enough room, the lightest come first. */
  weight: number;
}

/** Decides how much of a report's part is shown: some entries, and the number of the others in words. */
export type Room = (entries: readonly Entry[], noun: string, separator?: string) => Shown;

/** The shown entries. */
export interface Shown {
  /** The entries below these lines of a heading. Empty without entries. */
  under(heading: readonly string[]): string;
}

export const everything: Room = (entries, _, separator = "\n") => ({
  under: (heading) => (entries.length === 0 ? "" : [...heading, ...entries.map(({ text }) => text)].join(separator)),
});

/** At most this many characters, without headings. */
export function cut(characters: number): Room {
  return (entries, noun, separator = "\n") => {
    const sorted = entries
      .map((entry, place) => ({ ...entry, place }))
      .sort((a, b) => a.weight - b.weight || a.place - b.place);
    let left = characters;
    const kept = sorted.filter(({ text, short = text }) => {
      left -= short.length + separator.length;
      return left >= 0;
    });
    const missing = entries.length - kept.length;
    const texts = kept.map(({ text, short = text }) => short);
    return {
      under: (heading) =>
        entries.length === 0
          ? ""
          : [
              [...heading, ...texts].join(separator),
              ...(missing === 0 ? [] : [`**${missing} more ${noun} are not shown.**`]),
            ].join("\n\n"),
    };
  };
}
