/** The pages that we serve: what they say, and what they must not hold. */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  endedPage,
  faultPage,
  pageHeaders,
  startedPage,
  strayPage,
  successPage,
  usedPage,
} from '../../src/consent/pages.ts';
import { fault } from '../../src/faults/fault.ts';
import { fixLines } from '../support/fix-lines.ts';
import { quietTerminal } from '../support/terminal.ts';

const facts = {
  clientId: '78abcdefghij12',
  scopes: ['r_ads', 'r_ads_reporting', 'rw_dmp_segments'],
  accessUntil: new Date('2027-01-21T23:30:00Z'),
  refreshUntil: new Date('2027-11-02T00:30:00Z'),
  next: 'Go back to your terminal to choose the ad account.',
};

/** What a person reads, block by block. */
function textOf(html: string): string[] {
  const body = html.slice(html.indexOf('<body>'));
  const blocks = body.replace(/<\/?(a|wbr|code)\b[^>]*>/g, '').replace(/<[^>]+>/g, '\n');
  const plain = blocks.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return plain.split('\n').filter((line) => line.trim() !== '');
}

describe('the page after success', () => {
  it('tells the app, what it may do, both dates and what comes next', () => {
    const { status, html } = successPage(facts);
    expect({ status, text: textOf(html) }).toEqual({
      status: 200,
      text: [
        "You're signed in",
        'App',
        '78ab…12',
        'It may',
        'see ad accounts, see their numbers, rw_dmp_segments',
        'Access token',
        'until 21 Jan 2027',
        'Refresh token',
        'until 2 Nov 2027',
        'Go back to your terminal to choose the ad account. You can close this tab.',
      ],
    });
  });

  it('leaves out the access token whose end LinkedIn did not say', () => {
    const text = textOf(successPage({ ...facts, accessUntil: undefined }).html);
    expect(text).not.toContain('Access token');
    expect(text).toContain('Refresh token');
  });

  it('has each fact in a row of its own, as text', () => {
    const { html } = successPage({ ...facts, scopes: ['<b>'], next: 'Go <on>.' });
    expect(html).toContain(
      '<dl><dt>App</dt><dd>78ab…12</dd>\n<dt>It may</dt><dd>&lt;b&gt;</dd>\n<dt>Access token</dt>',
    );
    expect(html).toContain('<p>Go &lt;on&gt;. You can close this tab.</p>');
    expect(html).toContain('<svg class="mark good"');
  });

  it('says so when there is no refresh token', () => {
    const { refreshUntil: _, ...without } = facts;
    expect(textOf(successPage(without).html)).toContain('none; sign in again before then');
  });

  it('does not show the whole Client ID', () => {
    expect(successPage(facts).html).not.toContain(facts.clientId);
  });
});

describe('the page after a fault', () => {
  const error = fault('redirect-unregistered', { redirectUri: 'http://localhost:27365/callback' });

  it("has the terminal's words, numbered", () => {
    const { status, html } = faultPage(error, quietTerminal);
    expect({ status, text: textOf(html) }).toEqual({
      status: 200,
      text: [
        'Not yet',
        error.message,
        ...fixLines(error.fix),
        `More: ${error.docs} (${error.code})`,
      ],
    });
    expect(html.match(/<ol>|<li>/g)).toEqual(['<ol>', ...error.fix.map(() => '<li>')]);
  });

  it('numbers its steps, one to a line, under the mark of something to wait for', () => {
    const { html } = faultPage(error, quietTerminal);
    expect(html).toContain('</li>\n<li>');
    expect(html).toContain('<svg class="mark wait"');
    expect(html).toContain(`(${error.code})</p>`);
  });

  it('has nothing to read where there is no page about it', () => {
    const error = fault('env-file-unwritable', { path: '.env', why: 'the disk is full' });
    expect(error.docs).toBeUndefined();
    expect(faultPage(error, quietTerminal).html).toContain(
      '<p class="soft">(env-file-unwritable)</p>',
    );
  });

  it("links LinkedIn's addresses, in new tabs", () => {
    expect(faultPage(error, quietTerminal).html).toContain(
      'pencil: <a href="https://www.linkedin.com/developers/apps" target="_blank" rel="noreferrer">https://<wbr>www.linkedin.com/<wbr>developers/<wbr>apps</a></li>',
    );
  });

  it('sets the command apart', () => {
    expect(faultPage(error, quietTerminal).html).toContain(
      'Then sign in: <code>pectus-linkedin setup --from consent</code>',
    );
  });

  it('leaves an address in a command as it is', () => {
    const host = 'www.linkedin.com';
    const error = fault('network-unreachable', { host, why: 'it timed out' });
    const { html } = faultPage(error, quietTerminal);
    expect(html).toContain('answers: <code>curl -I https://www.linkedin.com</code></li>');
  });

  it('shows markup in a fact as text', () => {
    const reason = `<img src=x onerror="alert('1')"> & so on`;
    const { html } = faultPage(fault('consent-declined', { reason }), quietTerminal);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; so on');
    expect(html).not.toContain('<img');
  });
});

describe('every page', () => {
  const pages = [
    successPage(facts),
    faultPage(fault('code-rejected', {}), quietTerminal),
    strayPage,
    usedPage,
    endedPage,
  ];

  it('is whole in itself: no script, no form, nothing from elsewhere', () => {
    for (const { html } of pages) {
      expect(html).not.toMatch(/<(script|form|img|link|iframe|object|base)\b|\s(src|style|on\w+)=/);
      expect(html).not.toMatch(/url\(|@import/);
    }
  });

  it('has a language, a viewport, a title and one heading', () => {
    for (const { html } of pages) {
      expect(html).toMatch(/^<!doctype html>\n<html lang="en">\n/);
      expect(html).toContain(
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
      );
      expect(html).toMatch(/<title>[^<]+<\/title>/);
      expect(html.match(/<h1>/g)).toHaveLength(1);
    }
  });

  it('is sent with headers that keep it from being kept, framed, or told on', () => {
    const style = /<style>(.*)<\/style>/s.exec(strayPage.html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pageHeaders).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    });
  });

  it.each([
    [
      'an answer that came before',
      usedPage,
      410,
      'Already used',
      'This sign-in went through to your terminal before. Go on there; you can close this tab.',
    ],
    [
      'a page that was opened before',
      startedPage,
      410,
      'Go back to your terminal',
      'This page was opened before. The address in your terminal leads to the same sign-in.',
    ],
    [
      'a sign-in that did not go through',
      endedPage,
      200,
      'Go back to your terminal',
      'The sign-in did not go through. Your terminal says why.',
    ],
  ])('of %s says what happened', (_, page, status, heading, text) => {
    expect([page.status, ...textOf(page.html)]).toEqual([status, heading, text]);
    expect(page.html).toContain(`<title>${heading}</title>`);
  });

  it('says nothing to a stray visit that a stranger could use', () => {
    expect(strayPage.status).toBe(404);
    expect(textOf(strayPage.html)).toEqual(['Nothing to see here']);
  });
});
