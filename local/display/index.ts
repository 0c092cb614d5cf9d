export { createDisplay, type Display, type DisplayOptions, renderFullDiff } from "./display";
export { type MarkdownOptions, renderMarkdown } from "./markdown";
export type { Terminal } from "./terminal";
