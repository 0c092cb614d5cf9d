export { createDisplay, type Display, type DisplayOptions, renderFullDiff, type Terminal } from "./display";
export { type MarkdownOptions, renderMarkdown } from "./markdown";
