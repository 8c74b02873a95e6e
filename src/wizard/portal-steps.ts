/** The four steps in LinkedIn's developer portal: nothing to type here, only to see that it is done. */

import { defaultRedirectUris } from '../consent/redirect.ts';
import { browserDidNotStart } from '../consent/wording.ts';
import type { Context, Known, Step, StepId } from './planner.ts';
import * as wording from './wording.ts';

type PortalStep = Extract<StepId, 'app' | 'page' | 'product' | 'redirect'>;

export const portalSteps: Readonly<Record<PortalStep, Step>> = {
  app: { title: 'Create the app', run: createApp },
  page: { title: 'Prove that the app belongs to your Page', run: verifyPage },
  product: { title: 'Ask for the Advertising API', run: requestProduct },
  redirect: { title: 'Tell LinkedIn where to send you back', run: registerRedirect },
};

/** The portal, in the browser when there is one. That a page has opened cannot be known. */
export async function openPage(address: string, { request, world }: Context): Promise<void> {
  const { terminal, browser } = world;
  const opens = request.openBrowser && browser.available;
  const shown = terminal.paint('copy', address);
  terminal.say(
    opens ? `     Opening ${shown}; if nothing opens, go there.\n` : `     Open ${shown}\n`,
  );
  if (opens && !(await browser.open(new URL(address)))) browserDidNotStart(terminal);
}

async function createApp(known: Known, context: Context): Promise<Known> {
  const { terminal, prompts } = context.world;
  await openPage(`${context.linkedin.endpoints.apps}/new`, context);
  terminal.say(wording.createApp()(terminal));
  await prompts.pause({ id: 'app-created', message: 'Press Enter when the app exists' });
  return known;
}

async function verifyPage(known: Known, { world }: Context): Promise<Known> {
  world.terminal.say(wording.verifyPage(world.terminal));
  await world.prompts.pause({
    id: 'page-sent',
    message: 'Press Enter when it is sent',
  });
  return known;
}

async function requestProduct(known: Known, { world }: Context): Promise<Known> {
  const { terminal, prompts } = world;
  terminal.say(wording.requestProduct(terminal));
  const company = await prompts.text({
    id: 'company',
    message: 'Your company\'s name (Enter writes "we")',
    preset: '',
  });
  terminal.say(`\n${wording.useCaseScreen(company.trim())(terminal)}`);
  await prompts.pause({
    id: 'product-requested',
    message: 'Press Enter when the request is sent (c copies the text)',
    copy: [wording.useCase(company.trim())],
  });
  return known;
}

async function registerRedirect(known: Known, context: Context): Promise<Known> {
  const { terminal, prompts } = context.world;
  const redirectUris = redirectUrisOf(context);
  terminal.say(wording.registerRedirect(redirectUris)(terminal));
  await prompts.pause({
    id: 'redirect-registered',
    message:
      redirectUris.length === 1
        ? 'Press Enter when it is listed (c copies it)'
        : 'Press Enter when both are listed (c copies the first, c again the second)',
    copy: redirectUris,
  });
  return known;
}

export function redirectUrisOf({ request }: Context): readonly string[] {
  return request.redirectUri === undefined ? defaultRedirectUris : [request.redirectUri];
}
