import { createHash } from "node:crypto";
import { Html, html } from "./html";

const STYLE = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1c2430; --soft: #5b6675; --line: #dfe3e8;
  --link: #0b5fc0; --good: #0a6b3d; --good-back: #dff5e8; --bad: #a3182b; --bad-back: #fde4e7; --note-back: #e8edf4; }
@media (prefers-color-scheme: dark) { :root { --back: #11151b; --card: #191f27; --text: #e4e8ee; --soft: #9aa5b4;
  --line: #2c3541; --link: #77b3ff; --good: #6fdba0; --good-back: #123524; --bad: #ff98a3; --bad-back: #43171d;
  --note-back: #252e3a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1rem; color: var(--soft); }
footer { padding: 1rem 1.5rem 2rem; color: var(--soft); font-size: .87rem; }
h1 { margin: .6rem 0 .2rem; font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 1.6rem 0 .5rem; font-size: 1.2rem; }
h3, section > h2 { margin: 0 0 .5rem; font-size: 1.05rem; }
h4 { margin: .9rem 0 .2rem; font-size: .95rem; }
p { margin: .3rem 0; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
section { margin: 1.1rem 0; padding: .9rem 1.1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .5rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top;
  font-weight: normal; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-size: .82rem; white-space: nowrap; }
tbody th { min-width: 8rem; font-weight: 600; overflow-wrap: break-word; }
time, .id { white-space: nowrap; }
tr[aria-current] > * { background: var(--note-back); }
code { font: .87em ui-monospace, monospace; overflow-wrap: anywhere; }
.soft, .unset { color: var(--soft); }
.badge { display: inline-block; padding: 0 .55em; border-radius: 1em; background: var(--note-back); font-size: .82rem; }
.good { background: var(--good-back); color: var(--good); }
.bad { background: var(--bad-back); color: var(--bad); }
.hidden { font-style: italic; color: var(--soft); }
summary { color: var(--link); cursor: pointer; white-space: nowrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem 1rem; margin: .3rem 0; font-size: .87rem; }
dt { color: var(--soft); }
dd { margin: 0; }
`;

/** A page loads, runs, frames and sends nothing, whatever a service's values contain. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A complete page. `title` is also its heading. */
export function layout(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · local Fastly</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><nav aria-label="Local Fastly"><a href="/manage">Local Fastly</a> · a stand-in on this machine, read-only here</nav></header>
<main>
<h1>${title}</h1>
${content}
</main>
<footer>Nothing here is at fastly.com. Not shown: credentials of log endpoints and backends, and what is in secret stores.</footer>
</body>
</html>
`.text;
}
