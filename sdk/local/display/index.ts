export { createDisplay, type Display, type DisplayOptions, type Terminal } from "./display";
export { type MarkdownOptions, renderMarkdown } from "./markdown";
