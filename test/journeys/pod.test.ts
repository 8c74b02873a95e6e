/** Every command in a hardened container: see support/pod.ts for what there is not. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { buildOnce } from '../support/build.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { describeInPod, openPod, type Pod, user } from '../support/pod.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

/** The access token has to be renewed. */
const due = () => storedCredentials({ daysAgo: 61 });

function mintings({ simulator }: Pod): number {
  return simulator().log.filter(({ grantType }) => grantType === 'refresh_token').length;
}

const printToken = [process.execPath, '-p', 'process.env.LINKEDIN_ACCESS_TOKEN'];
const csv = ['report', '--from', '7d', '--format', 'csv'];

/** Arguments, exit code, what stdout or stderr says, and how often a token was minted. */
type Row = readonly [argv: readonly string[], exitCode: number, says: RegExp, minted: number];

/** What needs no file that can be written. */
const readers: readonly Row[] = [
  [['verify'], 0, /Ready\./, 1],
  [['verify', '--json'], 0, /"outcome": "ready"/, 1],
  [['status'], 0, /Access token/, 0],
  [['token'], 0, /^AQX\S+\n$/m, 1],
  [['run', '--', ...printToken], 0, /^AQX\S+\n$/m, 1],
  [['accounts'], 0, /Acme Europe/, 1],
  [csv, 0, /^date,campaign_id/, 1],
  [['export', '--format', 'docker'], 0, /^LINKEDIN_CLIENT_ID=/, 0],
];

async function expectRow(pod: Pod, row: Row, env = {}, flags: readonly string[] = []) {
  const [[command = '', ...rest], exitCode, says, minted] = row;
  const outcome = await pod.run([command, ...flags, ...rest], env);
  const said = `${outcome.stdout}\n${outcome.stderr}`;
  expect({ ...outcome, minted: mintings(pod) }).toMatchObject({ exitCode, minted });
  expect(said).toMatch(says);
  expect(said).not.toMatch(/This should not have happened/);
}

describeInPod('with values from the environment alone', () => {
  it.each(readers)('%j', async (...row) => {
    // Room for next to nothing.
    const memory = { NODE_OPTIONS: '--max-old-space-size=24' };
    await expectRow(await openPod(), row, { ...due(), ...memory });
  });

  it.each<Row>([
    [['refresh'], 2, /There is no \.env to save a new token in/, 0],
    [['refresh', '--file', '/new.env'], 2, /env-file-unwritable/, 0],
    [['setup', '--no-input'], 2, /env-file-unwritable/, 0],
    [['remind'], 2, /output-unwritable/, 0],
    [[...csv, '--output', '/ads.csv'], 2, /output-unwritable/, 0],
  ])('%j is refused before anything is asked', async (...row) => {
    await expectRow(await openPod(), row, due());
  });

  it('refresh creates the file that --file names on a volume, for its user alone', async () => {
    const pod = await openPod();
    const values = due();
    const path = join(pod.volume, 'linkedin.env');
    await expectRow(pod, [['refresh', '--file', path], 0, /Saved to/, 1], values);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(`LINKEDIN_CLIENT_SECRET=${values['LINKEDIN_CLIENT_SECRET']}\n`);
    expect(text).not.toContain(values['LINKEDIN_ACCESS_TOKEN']);
    expect(statSync(path)).toMatchObject({ uid: user, mode: 0o100600 });
    expect(readdirSync(pod.volume)).toEqual(['linkedin.env']);
  });
});

describeInPod('the CronJob that renews', () => {
  it('mints in its first container and leaves a Secret for its last one', async () => {
    const pod = await openPod();
    const values = due();
    const { jobTemplate } = parseAllDocuments(readFileSync('deploy/kubernetes.yaml', 'utf8'))
      .map((document) => document.toJS())
      .find(({ metadata }) => metadata.name === 'linkedin-ads-renew').spec;
    for (const { args, envFrom } of jobTemplate.spec.template.spec.initContainers) {
      const there = args.map((word: string) => word.replace('/work', pod.volume));
      const outcome = await pod.run(there, envFrom === undefined ? {} : values);
      expect(outcome).toMatchObject({ exitCode: 0, stdout: '' });
    }
    const secret = parse(await readFile(join(pod.volume, 'secret.yaml'), 'utf8'));
    expect(secret).toMatchObject({ kind: 'Secret', metadata: { name: 'linkedin-ads' } });
    const { LINKEDIN_ACCESS_TOKEN: token, LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: end } = values;
    const { stringData } = secret;
    expect(Object.keys(stringData).toSorted()).toEqual(Object.keys(values).toSorted());
    expect(stringData).toMatchObject({
      LINKEDIN_CLIENT_SECRET: values['LINKEDIN_CLIENT_SECRET'],
      LINKEDIN_REFRESH_TOKEN: values['LINKEDIN_REFRESH_TOKEN'],
      LINKEDIN_ACCESS_TOKEN: expect.not.stringContaining(token ?? '-'),
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: expect.not.stringContaining(end ?? '-'),
    });
    expect(mintings(pod)).toBe(1);
  });
});

describeInPod('with a mounted Secret', () => {
  it.each(readers)('%j', async (...row) => {
    const pod = await openPod();
    await pod.mount(due());
    await expectRow(pod, row, {}, ['--file', pod.secret]);
  });

  it.each<Row>([
    [['token'], 0, /Renewed, and not saved: .* cannot be written/, 1],
    [['refresh'], 2, /env-file-unwritable/, 0],
    [['setup', '--no-input'], 2, /env-file-unwritable/, 0],
  ])('%j says that it cannot be written', async (...row) => {
    const pod = await openPod();
    await pod.mount(due());
    await expectRow(pod, row, {}, ['--file', pod.secret]);
  });

  it('reads the values that are mounted later', async () => {
    const pod = await openPod();
    await pod.mount(appKeys);
    expect((await pod.run(['token', '--file', pod.secret])).exitCode).toBe(4);
    const values = storedCredentials();
    await pod.mount(values);
    const token = `${values['LINKEDIN_ACCESS_TOKEN']}\n`;
    expect(await pod.run(['token', '--file', pod.secret])).toMatchObject({
      exitCode: 0,
      stdout: token,
    });
  });
});

describeInPod('with a file on a volume', () => {
  it('renews it and leaves nothing beside it', async () => {
    const pod = await openPod();
    const path = join(pod.volume, '.env');
    await writeFile(path, envText(due()), { mode: 0o600 });
    await chown(path, user, user);
    for (const argv of [['token'], ['verify'], ['setup', '--no-input'], ['refresh']]) {
      expect(await pod.run(argv, {}, pod.volume)).toMatchObject({ exitCode: 0 });
    }
    expect(mintings(pod)).toBe(2);
    expect(readdirSync(pod.volume)).toEqual(['.env']);
    expect(statSync(path)).toMatchObject({ uid: user, mode: 0o100600 });
  });

  it('asks git about it, although the user has no home', async () => {
    const pod = await openPod();
    execFileSync('git', ['init', '-q', pod.volume]);
    const path = join(pod.volume, '.env');
    await writeFile(path, envText(storedCredentials()), { mode: 0o600 });
    for (const one of [path, join(pod.volume, '.git')]) await chown(one, user, user);
    const { stdout, stderr, exitCode } = await pod.run(['status'], {}, pod.volume);
    expect(`${stdout}${stderr}`).toMatch(/NOT ignored by git/i);
    expect(exitCode).toBe(0);
  });

  it('says how the port is brought over, although the user has no name', async () => {
    const pod = await openPod();
    const env = { ...appKeys, SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' };
    const argv = ['setup', '--no-input', '--no-browser', '--timeout', '1'];
    const { stderr, exitCode } = await pod.run(argv, env, pod.volume);
    expect(stderr).toMatch(/ssh -L (\d+):localhost:\1 192\.0\.2\.2\n/);
    expect(exitCode).toBe(4);
  });
});
