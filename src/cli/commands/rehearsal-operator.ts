/** A scripted operator for a rehearsal without a person: answers by question id, and a browser that presses Allow. */

import type { LinkedInPage } from '../../consent/wording.ts';
import type { Prompts, Question } from '../../questions.ts';
import { alignLeft } from '../../screen/text-lines.ts';
import { Secret } from '../../secret.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { World } from '../../world.ts';
import { untilAborted } from './simulate.ts';

export function withScriptedOperator(world: World, app: Simulator['app']): World {
  const tab = createTab(world);
  return {
    ...world,
    terminal: { ...world.terminal, interactive: true },
    prompts: promptsOf(world, app, tab),
    browser: { available: true, open: tab.open },
  };
}

/** Each question is printed with its answer, so that the screen reads as it would with a person. */
function promptsOf({ terminal }: World, app: Simulator['app'], tab: Tab): Prompts {
  const answers: Readonly<Record<string, string>> = {
    'client-id': app.clientId,
    company: 'Acme',
    'product-added': 'yes',
  };
  const say = ({ message }: Question, answer: string) =>
    terminal.say(`? ${alignLeft(message, 22)} ${answer}`);
  return {
    async text(question) {
      const answer = answers[question.id] ?? question.preset ?? '';
      say(question, answer);
      return answer;
    },
    async secret(question) {
      say(question, terminal.unicode ? '••••••••••••' : '************');
      return new Secret(app.clientSecret);
    },
    async confirm(question) {
      // A rehearsal leaves nothing behind but its own .env.
      const answer = question.preset && question.id !== 'write-reminder';
      say(question, answer ? 'Yes' : 'No');
      return answer;
    },
    async choose(question) {
      const { choices, preset, id } = question;
      const page = id === 'linkedin-page' ? await tab.page() : undefined;
      const wanted = page ?? answers[id] ?? preset ?? choices[0]?.value;
      const choice = choices.find(({ value }) => value === wanted);
      if (choice === undefined) throw new Error(`the rehearsal has no answer to ${id}`);
      say(question, choice.short ?? choice.label);
      return choice.value;
    },
    pause: async (question) => say(question, '(Enter)'),
    textWhileWaiting: async ({ signal }) => await pressR(tab, signal),
  };
}

/** Presses r when LinkedIn shows an error page; otherwise waits until the answer comes another way. */
async function pressR(tab: Tab, signal: AbortSignal): Promise<Secret | undefined> {
  const aborted = untilAborted(signal).then(() => undefined);
  const stuck = tab.page().then((page) => (page === undefined ? aborted : new Secret('r')));
  return await Promise.race([aborted, stuck]);
}

type Tab = ReturnType<typeof createTab>;

/** Portal pages need no visit; the consent page is read, Allow pressed, and the redirect followed for real. */
function createTab(world: Pick<World, 'exchange' | 'signal'>) {
  let visit: Promise<ErrorPage | undefined> = Promise.resolve(undefined);
  return {
    async open(url: URL): Promise<boolean> {
      // The listener answers only after the token exchange, so nobody may wait for it here.
      if (!url.pathname.startsWith('/developers/')) {
        visit = allow(url, world).catch(() => 'redirect-unregistered');
      }
      return true;
    },
    page: () => visit,
  };
}

/** What LinkedIn shows where it sends nobody back. */
type ErrorPage = Extract<LinkedInPage, 'redirect-unregistered' | 'app-disabled'>;

async function allow(
  opened: URL,
  { exchange, signal }: Pick<World, 'exchange' | 'signal'>,
): Promise<ErrorPage | undefined> {
  // The listener's own page leads to LinkedIn.
  const start = await exchange({ method: 'GET', url: opened.href, signal });
  const url = start.headers.get('location') ?? opened.href;
  let answer = await exchange({ method: 'GET', url, signal });
  if (answer.status === 200) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    answer = await exchange({ method: 'POST', url, headers, body: 'decision=allow', signal });
  }
  // An error page may lead back, too, after a moment.
  const refreshed = /url=(.*)$/.exec(answer.headers.get('refresh') ?? '')?.[1];
  const back = answer.headers.get('location') ?? refreshed;
  if (back !== undefined) {
    await exchange({ method: 'GET', url: back, signal });
    return undefined;
  }
  return Buffer.from(answer.body).includes('application is disabled')
    ? 'app-disabled'
    : 'redirect-unregistered';
}
