/** The four steps in LinkedIn's developer portal; buttons and tabs are named as LinkedIn labels them. */

import { needsAdAccount, productsIn } from '../checks/purposes.ts';
import { defaultRedirectUris } from '../consent/redirect.ts';
import { browserDidNotStart } from '../consent/wording.ts';
import { indent, labelled, paragraph, verbatim } from '../screen/layout.ts';
import { type Context, type Known, wantedPurposes } from './planner.ts';
import { askBeforeRequest } from './review-questions.ts';

/** What is to be copied to LinkedIn is indented further. */
const copied = `${indent}  `;

/** Opens a page in the browser where there is one. Whether it appeared cannot be known, so the address is shown, too. */
export async function openPage(address: string, { request, world }: Context): Promise<void> {
  const { terminal, browser } = world;
  const opens = request.openBrowser && browser.available;
  const shown = terminal.paint('copy', address);
  const text = opens ? `Opening ${shown}; if nothing opens, go there.` : `Open ${shown}`;
  terminal.say(`     ${text}\n`);
  if (opens && !(await browser.open(new URL(address)))) browserDidNotStart(browser, terminal);
}

export async function createApp(known: Known, context: Context): Promise<Known> {
  const { terminal, prompts } = context.world;
  await openPage(`${context.linkedin.endpoints.apps}/new`, context);
  const fields = {
    'App name': 'Pectus Marketing  (any name without "LinkedIn" in it)',
    'LinkedIn Page': "your company's Page; this cannot be changed later",
    'Privacy policy': "your policy's address",
    'App logo': 'your logo',
  };
  for (const [label, text] of Object.entries(fields)) {
    terminal.say(labelled(label, text, terminal, copied));
  }
  terminal.say(paragraph('\nTick the terms, then Create app.', terminal, indent));
  await prompts.pause({ id: 'app-created', message: 'Press Enter when the app exists' });
  return known;
}

export async function verifyPage(known: Known, { world }: Context): Promise<Known> {
  const text =
    'Settings tab › Verify › Generate URL. Send that address to a super admin of the Page; they open it and confirm. It is valid for 30 days.';
  world.terminal.say(paragraph(text, world.terminal, indent));
  await world.prompts.pause({ id: 'page-sent', message: 'Press Enter when it is sent' });
  return known;
}

const formerName =
  'It was called Marketing Developer Platform until 2023; guides still call it that.';

const developmentTier =
  'An approved app begins in the Development tier. Should LinkedIn refuse it your ad account then: Products tab › View Ad Accounts › Add Ad Account, enter its number, Save.';

export async function requestProduct(known: Known, { request, world }: Context): Promise<Known> {
  const { terminal, prompts } = world;
  const wanted = wantedPurposes(known, request);
  const requested = productsIn(wanted);
  const requests = requested.map(
    (product) =>
      `Products tab › ${product} › Request access.${product === 'Advertising API' ? ` ${formerName}` : ''}`,
  );
  terminal.say(paragraph(requests.join('\n'), terminal, indent));
  const productsTab = await askBeforeRequest(requested, world);
  if (productsTab !== 'request') return { ...known, productsTab };
  const typed = await prompts.text({
    id: 'company',
    message: 'Your company\'s name (Enter writes "we")',
    preset: '',
  });
  const useCase = wanted.map((purpose) => purpose.useCase(typed.trim())).join(' ');
  const intro = 'When the form asks what for, this describes it:';
  terminal.say(`\n${paragraph(intro, terminal, indent)}`);
  terminal.say(terminal.paint('copy', paragraph(useCase, terminal, copied)));
  if (wanted.some(needsAdAccount)) {
    terminal.say(`\n${paragraph(developmentTier, terminal, indent)}`);
  }
  await prompts.pause({
    id: 'product-requested',
    message: 'Press Enter when the request is sent (c copies the text)',
    copy: [useCase],
  });
  return known;
}

export async function registerRedirect(known: Known, context: Context): Promise<Known> {
  const { terminal, prompts } = context.world;
  const redirectUris = redirectUrisOf(context);
  const isOne = redirectUris.length === 1;
  const add = `Auth tab › OAuth 2.0 settings › pencil › add ${isOne ? 'this' : 'both'}, then Update:\n`;
  terminal.say(paragraph(add, terminal, indent));
  for (const redirectUri of redirectUris) terminal.say(verbatim(redirectUri, terminal, copied));
  terminal.say(paragraph(`\n${usualMistakes(redirectUris)}`, terminal, indent));
  await prompts.pause({
    id: 'redirect-registered',
    message: isOne
      ? 'Press Enter when it is listed (c copies it)'
      : 'Press Enter when both are listed (c copies the first, c again the second)',
    copy: redirectUris,
  });
  return known;
}

/** The four usual ones, for the addresses that are to be registered. */
function usualMistakes(redirectUris: readonly string[]): string {
  const { hostname, port } = new URL(redirectUris[0] ?? '');
  const other = hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  const ports = redirectUris.length === 1 ? `port ${port}` : 'each with its own port';
  return `Exactly so: http, not https; ${hostname}, not ${other}; ${ports}; no slash at the end.`;
}

export function redirectUrisOf({ request }: Context): readonly string[] {
  return request.redirectUri === undefined ? defaultRedirectUris : [request.redirectUri];
}
