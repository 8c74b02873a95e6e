/** What the simulator's pages have in common: one box in the middle of an empty page, plain HTML without a script. */

import { escaped } from '../screen/sanitize.ts';

export function entry(name: string, html: string): string {
  return `<dt>${name}</dt><dd>${html}</dd>`;
}

export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Nothing from elsewhere; light or dark. */
const style = `
:root {
  color-scheme: light dark;
  --ground: #f4f4f1; --box: #fff; --ink: #1d1d1b; --quiet: #63635e;
  --line: #dededa; --field: #f4f4f1; --main: #1f5f4a; --on-main: #fff; --note: #8a4b00; --note-ground: #fdf1dd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #161615; --box: #212120; --ink: #ececea; --quiet: #a3a39d;
    --line: #3a3a37; --field: #191918; --main: #7cc7aa; --on-main: #10261d; --note: #f0c274; --note-ground: #352913;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: 100%; max-width: 30rem; padding: 2rem; background: var(--box);
  border: 1px solid var(--line); border-radius: 0.875rem;
}
main > :last-child { margin-bottom: 0; }
main, dd { min-width: 0; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
p, ul, dl { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
li + li { margin-top: 0.25rem; }
.label {
  margin: -2rem -2rem 1.5rem; padding: 0.5rem 2rem; border-radius: 0.8125rem 0.8125rem 0 0;
  background: var(--note-ground); color: var(--note); font-size: 0.875rem;
}
.quiet { color: var(--quiet); font-size: 0.875rem; }
.link, a { color: var(--main); text-decoration: underline; text-underline-offset: 0.15em; }
dt { color: var(--quiet); font-size: 0.875rem; }
dd { margin: 0.125rem 0 1rem; }
dd ul { margin: 0; padding: 0; list-style: none; }
code {
  display: inline-block; max-width: 100%; padding: 0.125rem 0.5rem; border-radius: 0.375rem;
  background: var(--field); font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  overflow-wrap: anywhere; user-select: all;
}
nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1.0625rem; }
.fields { display: grid; gap: 0.75rem; margin: 0 0 1rem; }
.fields button { justify-self: start; }
label { display: block; color: var(--quiet); font-size: 0.875rem; }
input[type="text"], textarea {
  display: block; width: 100%; margin-top: 0.25rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line);
  border-radius: 0.5rem; background: var(--field); color: var(--ink); font: inherit;
}
.wrong { color: var(--note); }
.aside { padding: 0.75rem 1rem; border-radius: 0.5rem; background: var(--note-ground); color: var(--note); }
.aside p { margin-bottom: 0.5rem; }
.choice { display: flex; gap: 0.75rem; justify-content: flex-end; }
button {
  min-width: 7rem; padding: 0.625rem 1.25rem; border: 1px solid var(--line); border-radius: 2rem;
  background: none; color: inherit; font: inherit; cursor: pointer;
}
button.main { border-color: var(--main); background: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
@media (max-width: 26rem) {
  main { padding: 1.5rem; }
  .label { margin: -1.5rem -1.5rem 1.25rem; padding: 0.5rem 1.5rem; }
  button { flex: 1; min-width: 0; }
}
`;

/** `content` is HTML already; the title is text. */
export function pageLayout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)} · rehearsal</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<p class="label">Rehearsal page. This is not LinkedIn.</p>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`;
}
