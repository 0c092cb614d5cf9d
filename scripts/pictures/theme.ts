/** The colours of a page, and the numbered colours of a terminal. They are GitHub's. */
export const THEMES = {
  light: {
    page: "#f6f8fa",
    box: "#ffffff",
    edge: "#d0d7de",
    text: "#1f2328",
    accent: "#0550ae",
    palette: {
      1: "#cf222e",
      2: "#116329",
      3: "#9a6700",
      5: "#8250df",
      8: "#59636e",
      9: "#cf222e",
      10: "#116329",
      12: "#0550ae",
      13: "#6639ba",
      14: "#1b7c83",
    },
  },
  dark: {
    page: "#0d1117",
    box: "#151b23",
    edge: "#3d444d",
    text: "#e6edf3",
    accent: "#79c0ff",
    palette: {
      1: "#ff7b72",
      2: "#56d364",
      3: "#e3b341",
      5: "#bc8cff",
      8: "#9198a1",
      9: "#ffa198",
      10: "#56d364",
      12: "#79c0ff",
      13: "#d2a8ff",
      14: "#39c5cf",
    },
  },
} as const;

export type Theme = keyof typeof THEMES;

/** A picture with a size, on the page's colour, with a title for people who cannot see it. */
export function svg(theme: Theme, size: { width: number; height: number }, title: string, parts: string[]): string {
  const { width, height } = size;
  const { page, edge } = THEMES[theme];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${page}" stroke="${edge}"/>`,
    ...parts,
    "</svg>",
  ].join("\n")}\n`;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export const SANS = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";
export const MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
