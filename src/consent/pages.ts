/** The pages that the browser shows when LinkedIn has sent it back. */

import { createHash } from 'node:crypto';
import { shortClientId } from '../credentials/credentials.ts';
import { dateText } from '../days.ts';
import type { Fix, SetupError } from '../faults/fault.ts';
import { scopeWords } from '../linkedin/scopes.ts';
import { escaped } from '../screen/sanitize.ts';
import type { Terminal } from '../world.ts';

export interface Page {
  readonly status: number;
  readonly html: string;
  readonly location?: string;
}

export interface SuccessFacts {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Undefined where LinkedIn did not say. */
  readonly accessUntil: Date | undefined;
  readonly refreshUntil?: Date | undefined;
  /** What to do now, as a sentence: "Go back to your terminal to choose the ad account." */
  readonly next: string;
}

const style = `
:root {
  color-scheme: light dark;
  --ground: #f5f5f3; --card: #fff; --ink: #1d1d1b; --soft: #5d5d58; --line: #e3e3de;
  --good: #17683f; --good-ground: #e3f3ea; --wait: #7d4e00; --wait-ground: #fbf0da; --link: #0b57a4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #161615; --card: #20201f; --ink: #ecece8; --soft: #a9a9a2; --line: #383835;
    --good: #7fd6a6; --good-ground: #1c3a2a; --wait: #f0c675; --wait-ground: #3d3118; --link: #8fc1f5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 24px 16px;
  display: grid; place-items: center; grid-template-columns: minmax(0, 1fr);
  background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main {
  width: 100%; max-width: 540px; padding: 40px;
  background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  overflow-wrap: anywhere;
}
.mark {
  display: block; width: 56px; height: 56px; margin: 0 0 24px; padding: 14px; border-radius: 50%;
  fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round;
}
.good { color: var(--good); background: var(--good-ground); }
.wait { color: var(--wait); background: var(--wait-ground); }
h1 { margin: 0 0 12px; font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
p { margin: 0 0 12px; }
dl {
  margin: 20px 0; padding: 16px 0; border: solid var(--line); border-width: 1px 0;
  display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px 24px;
}
dt, .soft { color: var(--soft); }
dd { margin: 0; }
ol { margin: 20px 0; padding: 0 0 0 24px; }
li { margin: 0 0 10px; padding-left: 4px; }
li::marker { color: var(--soft); }
a { color: var(--link); }
code {
  display: inline-block; max-width: 100%; overflow-x: auto; vertical-align: bottom;
  padding: 0 6px; border-radius: 5px; background: var(--ground); white-space: nowrap;
  font: 0.9em/1.7 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
}
.soft { font-size: 14px; }
main > :last-child { margin-bottom: 0; }
@media (max-width: 480px) {
  main { padding: 28px 22px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd + dt { margin-top: 10px; }
  code { white-space: normal; }
}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing is loaded, cached, framed or passed on as a referrer; the one style block is allowed by its hash. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

const marks = {
  good: '<svg class="mark good" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12.5l5.5 5.5L20 6.5"/></svg>\n',
  wait: '<svg class="mark wait" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v10M12 19.5v.5"/></svg>\n',
  none: '',
} as const;

export function successPage(facts: SuccessFacts): Page {
  const { clientId, scopes, accessUntil, refreshUntil, next } = facts;
  const rows = {
    App: shortClientId(clientId),
    'It may': scopes.map((scope) => scopeWords[scope] ?? scope).join(', '),
    ...(accessUntil && { 'Access token': `until ${dateText(accessUntil)}` }),
    'Refresh token':
      refreshUntil === undefined
        ? 'none; sign in again before then'
        : `until ${dateText(refreshUntil)}`,
  };
  const list = Object.entries(rows).map(
    ([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`,
  );
  return messagePage(200, "You're signed in", {
    mark: 'good',
    body: `<dl>${list.join('\n')}</dl>
<p>${escaped(next)} You can close this tab.</p>`,
  });
}

/** The words of the terminal. The request was answered, so the status is no error either. */
export function faultPage(error: SetupError, terminal: Pick<Terminal, 'command'>): Page {
  const steps = error.fix.map((one) => `<li>${stepHtml(one, terminal)}</li>`);
  const more = error.docs === undefined ? '' : `More: ${link(escaped(error.docs))} `;
  return messagePage(200, 'Not yet', {
    mark: 'wait',
    body: `<p>${escaped(error.message)}</p>
<ol>${steps.join('\n')}</ol>
<p class="soft">${more}(${escaped(error.code)})</p>`,
  });
}

/** For every visit that is not LinkedIn's answer to this sign-in: gives nothing away. */
export const strayPage = messagePage(404, 'Nothing to see here');

/** For the same answer once more: a reload, or a second tab. */
export const usedPage = messagePage(410, 'Already used', {
  body: '<p>This sign-in went through to your terminal before. Go on there; you can close this tab.</p>',
});

/** The page that sends the browser on to LinkedIn does so once. */
export const startedPage = messagePage(410, 'Go back to your terminal', {
  body: '<p>This page was opened before. The address in your terminal leads to the same sign-in.</p>',
});

/** When the sign-in ended in a way that only the terminal explains. */
export const endedPage = messagePage(200, 'Go back to your terminal', {
  mark: 'wait',
  body: '<p>The sign-in did not go through. Your terminal says why.</p>',
});

function messagePage(
  status: number,
  heading: string,
  { mark = 'none', body = '' }: { mark?: keyof typeof marks; body?: string } = {},
): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(heading)}</title>
<style>${style}</style>
</head>
<body>
<main>
${marks[mark]}<h1>${escaped(heading)}</h1>
${body}
</main>
</body>
</html>
`;
  return { status, html };
}

function stepHtml({ say, run }: Fix, terminal: Pick<Terminal, 'command'>): string {
  if (run === undefined) return escaped(say);
  const copied =
    'open' in run ? link(escaped(run.open)) : `<code>${escaped(terminal.command(run).text)}</code>`;
  return `${escaped(say)}: ${copied}`;
}

function link(safeAddress: string): string {
  // A long address breaks after a slash rather than anywhere.
  const text = safeAddress.replace(/\/(?=\w)/g, '/<wbr>');
  return `<a href="${safeAddress}" target="_blank" rel="noreferrer">${text}</a>`;
}
