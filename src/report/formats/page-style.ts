/** How the report's page looks: light or dark, wide, on a phone or on paper. */

import { createHash } from 'node:crypto';

export const pageStyle = `
:root {
  color-scheme: light;
  --ground: #f5f5f3; --card: #fff; --ink: #1d1d1b; --soft: #5d5d58; --line: #e3e3de;
  --spend: #1f6f54; --impressions: #3b6fb6; --clicks: #7a56b3; --leads: #b3661a;
  --hover: #1d1d1b14; --shade: #1d1d1b33; --gap: #f3dcae; --gap-ink: #6f4500; --gap-ground: #fbf0da;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
  color-scheme: dark;
  --ground: #161615; --card: #20201f; --ink: #ecece8; --soft: #a9a9a2; --line: #383835;
  --spend: #5fbf98; --impressions: #7aa9e8; --clicks: #b597ea; --leads: #e6a45c;
  --hover: #ecece81f; --shade: #000000b0; --gap: #57431a; --gap-ink: #f0c675; --gap-ground: #3d3118;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2.5rem 1.25rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 72rem; margin: 0 auto; }
h1, h2, p, figure, dl, dd { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.25; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.0625rem; line-height: 1.4; }
header { margin-bottom: 1.5rem; }
header p { margin-top: 0.25rem; }
.soft, header p, footer, dt, figcaption, summary, .axis, .days { color: var(--soft); font-size: 0.875rem; }
.card, .missing {
  margin-bottom: 1rem; padding: 1.25rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.875rem;
}
.missing { border-color: var(--gap); background: var(--gap-ground); color: var(--gap-ink); }
.totals { display: flex; flex-wrap: wrap; gap: 1.25rem 2.25rem; }
.totals dd { font-size: 1.375rem; line-height: 1.35; font-weight: 600; font-variant-numeric: tabular-nums; }
.charts { display: grid; gap: 1.25rem; margin-top: 0.75rem; }
.plot { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr); column-gap: 0.625rem; margin-top: 0.75rem; }
.axis {
  display: flex; flex-direction: column; justify-content: space-between; text-align: right;
  margin: -0.625rem 0; font-size: 0.75rem; font-variant-numeric: tabular-nums;
}
svg { display: block; width: 100%; height: 6rem; overflow: visible; }
.tall svg { height: 13rem; }
.grid { stroke: var(--line); vector-effect: non-scaling-stroke; }
.spend { fill: var(--spend); }
.impressions { fill: var(--impressions); }
.clicks { fill: var(--clicks); }
.leads { fill: var(--leads); }
.gap { fill: var(--gap); }
.hit { fill: transparent; }
g:hover > .hit { fill: var(--hover); }
.days { grid-column: 2; display: flex; height: 1.125rem; margin-top: 0.5rem; font-size: 0.75rem; }
/* A column each, so that a label stands under its bar; it may reach into the empty ones beside it. */
.days > span { flex: 1 1 0; display: flex; justify-content: center; width: 0; white-space: nowrap; }
summary { width: fit-content; cursor: pointer; }
/* A shade at the right edge until everything is scrolled into sight: a number cut there looks like a smaller one. */
.scroll {
  overflow-x: auto; margin-top: 0.75rem;
  background:
    linear-gradient(to left, var(--card) 50%, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(to left, var(--shade), transparent) right / 1.5rem 100% no-repeat scroll;
}
:focus-visible { outline: 2px solid var(--impressions); outline-offset: 2px; border-radius: 0.25rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.5rem 0 0.5rem 1.25rem; text-align: right; white-space: nowrap; vertical-align: top; font-weight: 400; }
/* Stays in sight while the numbers are scrolled sideways on a phone. */
th:first-child {
  position: sticky; left: 0; padding: 0.5rem 0; background: var(--card); text-align: left; white-space: normal;
}
thead th { color: var(--soft); border-bottom: 1px solid var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tfoot > tr > * { border-top: 2px solid var(--line); font-weight: 600; }
tbody th { min-width: 10rem; overflow-wrap: anywhere; }
.campaigns tbody th { font-weight: 500; }
.campaigns .soft { display: block; font-size: 0.75rem; font-weight: 400; }
footer { margin-top: 1.5rem; }
@media (max-width: 40rem) {
  body { padding: 1.5rem 0.75rem; }
  h1 { font-size: 1.375rem; }
  .card, .missing { padding: 1rem; }
  .totals { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.75rem 1rem; }
  .totals dd { font-size: 1.125rem; }
  .tall svg { height: 9rem; }
  .plot { grid-template-columns: 2.75rem minmax(0, 1fr); }
  tbody th { min-width: 8.5rem; }
}
@media print {
  body { padding: 0; background: none; font-size: 0.75rem; }
  .card { break-inside: avoid; border: 0; padding: 0; }
  .campaigns { break-inside: auto; }
  tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  details { display: none; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** Nothing is loaded and nothing runs; the one style block is known by its hash. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
