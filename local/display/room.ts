/** A line or a block of a report. */
export interface Entry {
  text: string;
  /** What stands for it where there is not room for everything; by default the same. */
  short?: string;
  /** Where not all have room, those that weigh least come first. */
  weight: number;
}

/** How much of a part of a report is shown: some of its entries, and in words how many are not. */
export type Room = (entries: readonly Entry[], noun: string, separator?: string) => Shown;

/** What is shown of the entries. */
export interface Shown {
  /** With the lines of a heading over it; nothing at all without entries. */
  under(heading: readonly string[]): string;
}

export const everything: Room = (entries, _, separator = "\n") => ({
  under: (heading) => (entries.length === 0 ? "" : [...heading, ...entries.map(({ text }) => text)].join(separator)),
});

/** No more than this many characters, headings not counted. */
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
