/** A sign-in from the invitation to its end: by browser, by a pasted address, or not at all. */

import { Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askConsent, type Consent, type ConsentRequest } from '../../src/consent/consent.ts';
import { endedPage, faultPage, successPage } from '../../src/consent/pages.ts';
import { fault } from '../../src/faults/fault.ts';
import { Cancelled } from '../../src/world.ts';
import { quietTerminal } from '../support/terminal.ts';

import { createConsentWorld, type Script, type TestConsentWorld } from './consent-world.ts';
import { freePort, knock, type Reply, refusalAt } from './visitors.ts';

const clientId = '78abcdefghij12';
const success = {
  clientId,
  scopes: ['r_ads', 'r_ads_reporting'],
  accessUntil: new Date('2027-01-21T10:00:00Z'),
  refreshUntil: new Date('2027-11-22T10:00:00Z'),
  next: 'Go back to your terminal to choose the ad account.',
};

type Request = ConsentRequest<string>;

interface Situation
  extends Script,
    Partial<Pick<Request, 'openBrowser' | 'settle' | 'pasteTokens'>> {}

interface SignIn extends TestConsentWorld {
  readonly consent: Promise<Consent<string>>;
  readonly redirectUri: string;
  readonly consentAddress: string;
  readonly state: string;
  /** The parameters that each settling got. */
  readonly settlings: readonly Readonly<Record<string, string>>[];
  /** Where LinkedIn sends the browser after Allow. */
  readonly target: string;
  visit(target?: string): Promise<Reply>;
}

let port: number;
let current: TestConsentWorld;
let started: Promise<unknown> | undefined;

beforeEach(async () => {
  port = await freePort();
});

afterEach(async () => {
  current?.interrupt();
  await started?.catch(() => {});
  for (const address of ['127.0.0.1', '::1']) {
    expect(await refusalAt(port, address)).toBe('ECONNREFUSED');
  }
});

function requestOf(changes: Partial<Request>): Request {
  return {
    redirectUris: [`http://localhost:${port}/callback`],
    timeoutSeconds: 300,
    openBrowser: true,
    clientId,
    address: () => new URL('https://www.linkedin.com/oauth/v2/authorization'),
    pasteTokens: async () => undefined,
    settle: async () => ({ value: 'gold', page: success }),
    ...changes,
  };
}

/** A sign-in that is waiting for its answer. */
async function signIn(situation: Situation = {}): Promise<SignIn> {
  const scripted = createConsentWorld(situation);
  const settlings: Record<string, string>[] = [];
  const redirectUri = `http://localhost:${port}/callback`;
  let state = '';
  let consentAddress = '';
  const request: Request = {
    redirectUris: [redirectUri],
    timeoutSeconds: 300,
    openBrowser: situation.openBrowser ?? true,
    clientId,
    address: (uri, secret) => {
      state = secret.reveal();
      const address = new URL('https://www.linkedin.com/oauth/v2/authorization');
      address.search = String(new URLSearchParams({ redirect_uri: uri, state }));
      consentAddress = address.href;
      return address;
    },
    pasteTokens: situation.pasteTokens ?? (async () => undefined),
    settle: async (params, uri, secret) => {
      settlings.push({ ...Object.fromEntries(params), uri, secret: secret.reveal() });
      return (await situation.settle?.(params, uri, secret)) ?? { value: 'gold', page: success };
    },
  };
  const consent = askConsent(request, scripted.world);
  current = scripted;
  started = consent;
  // A rejection is looked at later, by the test.
  consent.catch(() => {});
  while (scripted.liveLine() === undefined) await new Promise((resolve) => setImmediate(resolve));
  const target = `/callback?code=AQT0&state=${state}`;
  return {
    ...scripted,
    consent,
    redirectUri,
    consentAddress,
    state,
    settlings,
    target,
    visit: (to = target) => knock(port, { target: to }),
  };
}

describe('an answer in the browser', () => {
  it('is settled, shown, and ends the wait', async () => {
    const { consent, visit, redirectUri, state, settlings } = await signIn();
    const { html } = successPage(success);
    expect(await visit()).toMatchObject({ status: 200, body: html });
    expect(await consent).toEqual({ kind: 'settled', value: 'gold', redirectUri });
    expect(settlings).toEqual([{ code: 'AQT0', state, uri: redirectUri, secret: state }]);
  });

  it('is held until it is settled, and settled once', async () => {
    let settle = () => {};
    const held = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const { consent, visit, settlings } = await signIn({
      settle: async () => {
        await held;
        return { value: 'gold', page: success };
      },
    });
    let answered = false;
    const page = visit().finally(() => {
      answered = true;
    });
    while (settlings.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await visit()).status).toBe(410);
    expect(answered).toBe(false);
    settle();
    expect((await page).status).toBe(200);
    await consent;
    expect(settlings).toHaveLength(1);
  });

  it('shows the fault that settling ended with', async () => {
    const error = fault('code-rejected', {});
    const { consent, visit } = await signIn({ settle: () => Promise.reject(error) });
    expect(await visit()).toMatchObject({
      status: 200,
      body: faultPage(error, quietTerminal).html,
    });
    await expect(consent).rejects.toBe(error);
  });

  it('stays calm when settling ends with a bug', async () => {
    const bug = new TypeError('undefined is not a token');
    const { consent, visit } = await signIn({ settle: () => Promise.reject(bug) });
    expect(await visit()).toMatchObject({ status: 200, body: endedPage.html });
    await expect(consent).rejects.toBe(bug);
  });

  it('counts without anybody at the terminal', async () => {
    const { consent, visit } = await signIn({ interactive: false });
    await visit();
    expect((await consent).kind).toBe('settled');
  });
});

describe('a pasted address', () => {
  it('is an answer like any other', async () => {
    const { consent, type, redirectUri, state, target, settlings } = await signIn();
    await type(` "http://localhost:${port}${target}" `);
    expect(await consent).toEqual({ kind: 'settled', value: 'gold', redirectUri });
    expect(settlings).toEqual([{ code: 'AQT0', state, uri: redirectUri, secret: state }]);
  });

  it('uses the state up: the browser comes too late', async () => {
    const { consent, type, target } = await signIn({
      settle: async () => {
        expect(await refusalAt(port, '127.0.0.1')).toBe('ECONNREFUSED');
        return { value: 'gold', page: success };
      },
    });
    await type(`http://localhost:${port}${target}`);
    await consent;
  });

  it('that is wrong is complained about, and the wait goes on', async () => {
    const { consent, type, visit, complaints, settlings } = await signIn();
    await type('AQT0');
    await type(`http://localhost:${port}/callback?code=AQT0&state=${'z'.repeat(43)}`);
    expect(complaints).toEqual([
      expect.stringMatching(/^That is not an address\. /),
      expect.stringMatching(/^That address is from an older sign-in\. /),
    ]);
    await visit();
    await consent;
    expect(settlings).toHaveLength(1);
  });

  it('that LinkedIn refused ends with the fault of settling', async () => {
    const error = fault('consent-declined', { reason: 'you pressed Cancel' });
    const { consent, type, state } = await signIn({ settle: () => Promise.reject(error) });
    await type(`http://localhost:${port}/callback?error=user_cancelled_authorize&state=${state}`);
    await expect(consent).rejects.toBe(error);
  });
});

describe('the terminal', () => {
  it('says where to go, what to paste and which keys there are', async () => {
    const { consent, visit, said, opened, consentAddress } = await signIn();
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    await visit();
    await consent;
    expect(said).toEqual([
      '     Opening your browser. If no page of LinkedIn appears, open this address:',
      `       ${consentAddress}`,
      '     On another machine? Paste the address you end up on right here.',
      '     Does LinkedIn say "The redirect_uri does not match"? Press r.',
      "     Have tokens from LinkedIn's token generator? Press t.",
      '',
    ]);
    expect(opened.map(({ href }) => href)).toEqual([consentAddress]);
  });

  it('has the address alone on a line where no browser was wanted', async () => {
    const { consent, visit, said, opened, consentAddress } = await signIn({
      openBrowser: false,
      interactive: false,
    });
    await visit();
    await consent;
    expect(said).toEqual([
      '     Open this address in a browser:',
      consentAddress,
      '     Waiting for LinkedIn, 300 seconds at most.',
    ]);
    expect(opened).toEqual([]);
  });

  it('has the ready tunnel where the operator sits elsewhere', async () => {
    const tunnel = ['ssh', '-L', `${port}:localhost:${port}`, 'ada@198.51.100.7'] as const;
    const { consent, visit, said, opened, consentAddress } = await signIn({
      browser: 'missing',
      tunnel,
    });
    await visit();
    await consent;
    expect(said).toEqual([
      '     There is no browser here. Open this address in one:',
      consentAddress,
      '     Is the browser on another machine? Run this there first, and keep it running:',
      `       ${tunnel.join(' ')}`,
      '     Or paste the address you end up on right here.',
      '     Does LinkedIn say "The redirect_uri does not match"? Press r.',
      "     Have tokens from LinkedIn's token generator? Press t.",
      '',
    ]);
    expect(opened).toEqual([]);
  });

  it('says so when no browser starts, and waits on', async () => {
    const { consent, said, visit, pass } = await signIn({ browser: 'fails' });
    await pass(1);
    expect(said.at(-1)).toBe('     No browser could be started; the address above works in any.');
    await visit();
    expect((await consent).kind).toBe('settled');
    expect(said).toHaveLength(7);
  });

  it.each([
    true,
    false,
  ])('counts down and counts stray visits (interactive: %s)', async (interactive) => {
    const { consent, liveLine, visit, pass } = await signIn({ interactive });
    expect(liveLine()).toBe('Waiting for LinkedIn … 5:00 left');
    await pass(48);
    expect(liveLine()).toBe('Waiting for LinkedIn … 4:12 left');
    await visit('/favicon.ico');
    await pass(1);
    expect(liveLine()).toBe('Waiting for LinkedIn … 4:11 left (1 stray visit ignored)');
    await visit('/callback?error=user_cancelled_authorize&state=forged');
    await pass(10);
    expect(liveLine()).toBe('Waiting for LinkedIn … 4:01 left (2 stray visits ignored)');
    await visit();
    await consent;
    expect(liveLine()).toBeUndefined();
  });

  it('shows the state in the address alone', async () => {
    const { consent, visit, said, state, liveLine } = await signIn();
    expect(said.filter((line) => line.includes(state))).toHaveLength(1);
    expect(liveLine()).not.toContain(state);
    expect((await visit()).body).not.toContain(state);
    await consent;
  });
});

describe('where the system lets nobody listen', () => {
  beforeEach(() => {
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      const refusal = Object.assign(new Error('listen EPERM'), { code: 'EPERM' });
      queueMicrotask(() => this.emit('error', refusal));
      return this;
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('the answer is pasted, and the browser goes straight to LinkedIn', async () => {
    const { consent, said, opened, consentAddress, type, target, redirectUri } = await signIn();
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(opened.map(({ href }) => href)).toEqual([consentAddress]);
    expect(said[2]).toContain('This system does not let a program listen here (EPERM).');
    await type(`http://localhost:${port}${target}`);
    expect(await consent).toEqual({ kind: 'settled', value: 'gold', redirectUri });
  });

  it('and nobody can paste it, that is a fault', async () => {
    const { world, said } = createConsentWorld({ interactive: false });
    started = askConsent(requestOf({}), world);
    await expect(started).rejects.toMatchObject({
      code: 'listening-refused',
      message: expect.stringMatching(new RegExp(`\\b${port}\\b.*EPERM|EPERM.*\\b${port}\\b`)),
    });
    expect(said).toEqual([]);
  });
});

describe('the state', () => {
  it('has 256 random bits, anew for every sign-in', async () => {
    const first = await signIn();
    await first.visit();
    await first.consent;
    const second = await signIn();
    await second.visit();
    await second.consent;
    for (const { state } of [first, second]) expect(state).toMatch(/^[\w-]{43}$/);
    expect(first.state).not.toBe(second.state);
  });
});

describe('when LinkedIn shows a page of its own', () => {
  const early = [
    'The redirect_uri does not match the registered value',
    "Client_id doesn't match, or the client_id is unknown",
    'The application is disabled',
    'Nothing yet, keep waiting',
  ];

  it('r asks what it says, and an unregistered address is a fault', async () => {
    const { consent, type, asked, redirectUri, questions } = await signIn({
      pageSays: ['redirect-unregistered'],
    });
    await type('r');
    expect(questions).toEqual([
      { id: 'redirected-address', keys: ['r', 't'] },
      {
        id: 'linkedin-page',
        message: "What does LinkedIn's page say?",
        preset: 'nothing-yet',
        escape: 'nothing-yet',
      },
    ]);
    await expect(consent).rejects.toMatchObject({
      code: 'redirect-unregistered',
      message: expect.stringContaining(redirectUri),
    });
    expect(asked).toEqual([early]);
  });

  it('an unknown client is a fault', async () => {
    const { consent, type } = await signIn({ pageSays: ['client-rejected'] });
    await type('r');
    await expect(consent).rejects.toMatchObject({
      facts: { clientId },
      code: 'client-rejected',
      message: expect.stringContaining(clientId.slice(0, 4)),
    });
  });

  it('a disabled app is a fault', async () => {
    const { consent, type } = await signIn({ pageSays: ['app-disabled'] });
    await type('r');
    await expect(consent).rejects.toMatchObject({ code: 'app-disabled', exit: 3 });
  });

  it('the wait goes on, with the whole time, when nothing is shown yet', async () => {
    const { consent, type, visit, pass, liveLine } = await signIn({ pageSays: ['nothing-yet'] });
    await pass(290);
    await type('r');
    await pass(20);
    expect(liveLine()).toBe('Waiting for LinkedIn … 4:40 left');
    await visit();
    expect((await consent).kind).toBe('settled');
  });

  it('the end of the wait asks too, and can be put off', async () => {
    const { consent, pass, asked } = await signIn({ pageSays: ['nothing-yet', 'other'] });
    await pass(300);
    await pass(300);
    await expect(consent).rejects.toMatchObject({
      code: 'consent-timeout',
      message: expect.stringContaining('300 seconds'),
    });
    expect(asked).toEqual([
      [...early, 'Something else, or nothing'],
      [...early, 'Something else, or nothing'],
    ]);
  });

  it('an answer that comes while the question stands counts more', async () => {
    let visits: readonly Promise<Reply>[] = [];
    const { consent, type, visit } = await signIn({
      pageSays: ['redirect-unregistered'],
      whileAsked: async () => {
        visits = [visit(), visit()];
        // The first is let in and held, so whichever is answered now was the second.
        await Promise.race(visits);
      },
    });
    await type('r');
    expect((await consent).kind).toBe('settled');
    const replies = await Promise.all(visits);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 410]);
  });

  it('is a fault at once where nobody can be asked', async () => {
    const { consent, pass } = await signIn({ interactive: false });
    await pass(300);
    await expect(consent).rejects.toMatchObject({ code: 'consent-timeout' });
  });
});

describe('leaving', () => {
  it('t hands over to pasting tokens', async () => {
    const { consent, type, settlings } = await signIn({ pasteTokens: async () => 'silver' });
    await type('t');
    expect(await consent).toEqual({ kind: 'tokens', value: 'silver' });
    expect(settlings).toEqual([]);
  });

  it('t without a token goes back to the same wait', async () => {
    const { consent, type, visit } = await signIn({ pasteTokens: async () => undefined });
    await type('t');
    await visit();
    expect(await consent).toEqual({
      kind: 'settled',
      value: 'gold',
      redirectUri: expect.any(String),
    });
  });

  it.each([true, false])('an interruption cancels (interactive: %s)', async (interactive) => {
    const { consent, interrupt } = await signIn({ interactive });
    interrupt();
    await expect(consent).rejects.toBeInstanceOf(Cancelled);
  });

  it('a bug of the terminal stays what it is', async () => {
    const bug = new TypeError('no such terminal');
    const { world } = createConsentWorld();
    const prompts = { ...world.prompts, textWhileWaiting: () => Promise.reject(bug) };
    started = askConsent(requestOf({}), { ...world, prompts });
    await expect(started).rejects.toBe(bug);
  });

  it('t without a token begins the whole time anew', async () => {
    const { consent, type, visit, pass, liveLine } = await signIn();
    await pass(290);
    await type('t');
    await pass(20);
    expect(liveLine()).toBe('Waiting for LinkedIn … 4:40 left');
    await visit();
    await consent;
  });

  it('Ctrl-C at the question cancels', async () => {
    const { consent, pressCtrlC } = await signIn();
    await pressCtrlC();
    await expect(consent).rejects.toBeInstanceOf(Cancelled);
  });

  it('an interruption before the start opens nothing', async () => {
    const { world, interrupt, opened, said } = createConsentWorld();
    interrupt();
    const consent = askConsent(requestOf({}), world);
    await expect(consent).rejects.toBeInstanceOf(Cancelled);
    await expect(consent).rejects.toMatchObject({ cause: new Error('interrupted') });
    expect([...opened, ...said]).toEqual([]);
  });

  it('a bug in making the address frees the port', async () => {
    const { world } = createConsentWorld();
    started = askConsent(
      requestOf({
        address: () => {
          throw new TypeError('no such address');
        },
      }),
      world,
    );
    await expect(started).rejects.toThrow('no such address');
  });
});
