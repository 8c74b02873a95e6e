/** The door for the host product: `verify`, which gives what `verify --json` prints, and `load`. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type FixReport, load, Secret, type Verification, verify } from '../src/index.ts';
import { buildOnce } from './support/build.ts';
import { openHost } from './support/host.ts';
import { leaksIn } from './support/leaks.ts';
import { startPiped } from './support/piped-program.ts';
import type { EarlierSignIn } from './support/stored-credentials.ts';

beforeAll(buildOnce);

/** The report with each command as it is when the program is called by its name. */
function withName(report: Verification) {
  const named = (fixes: readonly FixReport[] = []) =>
    fixes.map(({ say, command }) => ({
      say,
      command: command?.replace('node bin/pectus-linkedin.js', 'pectus-linkedin'),
    }));
  const checks = report.checks.map((check) => ({ ...check, fix: named(check.fix) }));
  const error = report.error && { ...report.error, fix: named(report.error.fix) };
  return JSON.parse(JSON.stringify({ ...report, checks, error }));
}

describe('verify', () => {
  it.each<[string, EarlierSignIn, string]>([
    ['all is well', {}, 'ready'],
    ['the access token has to be renewed', { daysAgo: 61 }, 'ready'],
    ['the numbers may not be read', { scopes: ['r_ads'] }, 'scope-missing'],
    ['the year is over', { daysAgo: 366 }, 'refresh-token-rejected'],
  ])('gives the object that --json prints when %s', async (_, signIn, result) => {
    const { envFile, environment: env } = await openHost(signIn);
    const before = await readFile(envFile);
    const report = await verify({ envFile });
    await writeFile(envFile, before);
    const args = ['verify', '--json', '--env-file', envFile];
    const { stdout } = await startPiped(args, { cwd: process.cwd(), env }).ended;

    expect(report.outcome).toBe(result);
    // A host did not start the program, so its name is all there is to say of it.
    expect(withName(report)).toEqual(withName(JSON.parse(stdout)));
  });

  it('gives a verdict, too, where there is no file', async () => {
    const { folder } = await openHost();
    const { outcome, exitCode } = await verify({ envFile: join(folder, 'elsewhere.env') });
    expect({ outcome, exitCode }).toEqual({ outcome: 'env-file-missing', exitCode: 4 });
  });

  it('stops when it is aborted', async () => {
    const { envFile } = await openHost();
    const reason = new Error('the page was closed');
    await expect(verify({ envFile, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('load', () => {
  it('reads the file as every command does, with secrets that do not print themselves', async () => {
    const { envFile, values } = await openHost();
    const written = await values();
    const credentials = await load({ envFile });

    const revealed = Object.entries(credentials).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]);
    expect(Object.fromEntries(revealed)).toEqual({
      clientId: written['LINKEDIN_CLIENT_ID'],
      clientSecret: written['LINKEDIN_CLIENT_SECRET'],
      accessToken: written['LINKEDIN_ACCESS_TOKEN'],
      accessExpiresAt: new Date(written['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT'] ?? ''),
      refreshToken: written['LINKEDIN_REFRESH_TOKEN'],
      refreshExpiresAt: new Date(written['LINKEDIN_REFRESH_TOKEN_EXPIRES_AT'] ?? ''),
      scopes: ['r_ads', 'r_ads_reporting'],
      adAccountId: '512345678',
    });
    const { LINKEDIN_CLIENT_SECRET: a = '', LINKEDIN_ACCESS_TOKEN: b = '' } = written;
    const shown = `${JSON.stringify(credentials)}${inspect(credentials)}${credentials.accessToken}`;
    expect(leaksIn(shown, [a, b])).toEqual([]);
  });

  it('lets the environment win, and does without a file', async () => {
    const { envFile, folder } = await openHost();
    vi.stubEnv('LINKEDIN_AD_ACCOUNT_ID', '509876543');
    expect((await load({ envFile })).adAccountId).toBe('509876543');
    expect(await load({ envFile: join(folder, 'elsewhere.env') })).toEqual({
      adAccountId: '509876543',
    });
  });

  it('says when there is nothing to read', async () => {
    const { folder } = await openHost();
    const loading = load({ envFile: join(folder, 'elsewhere.env') });
    await expect(loading).rejects.toMatchObject({ code: 'env-file-missing', exit: 4 });
  });
});
