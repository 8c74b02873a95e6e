/** The operator's part in a rehearsal without one: answers by question id, and a browser that presses Allow. */

import { alignLeft, firstColumn } from '../../screen/text-lines.ts';
import { Secret } from '../../secret.ts';
import type { Prompts, Question, World } from '../../world.ts';

interface Keys {
  readonly clientId: string;
  readonly clientSecret: string;
}

export function playOperator(world: World, app: Keys): World {
  const tab = openTab(world);
  return {
    ...world,
    terminal: { ...world.terminal, interactive: true },
    prompts: promptsOf(world, app, tab),
    browser: { available: true, open: tab.open },
  };
}

/** What the operator sees in the browser. */
interface Tab {
  readonly open: (url: URL) => Promise<boolean>;
  /** Resolves when LinkedIn shows an error page instead of sending the operator back. */
  readonly stuck: () => Promise<void>;
}

/** Each question is printed with its answer, so that the screen reads as it would with a person. */
function promptsOf({ terminal }: World, app: Keys, tab: Tab): Prompts {
  const answers: Readonly<Record<string, string>> = {
    'client-id': app.clientId,
    company: 'Acme',
    'product-added': 'yes',
    'linkedin-page': 'redirect-unregistered',
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
      const wanted = answers[id] ?? preset ?? choices[0]?.value;
      const choice = choices.find(({ value }) => value === wanted);
      if (choice === undefined) throw new Error(`the rehearsal has no answer to ${id}`);
      say(question, choice.short ?? firstColumn(choice.label));
      return choice.value;
    },
    pause: async (question) => say(question, '(Enter)'),
    textWhileWaiting: (question) => untilStuck(tab, question.signal),
  };
}

/** Presses r when LinkedIn shows an error page; otherwise waits until the answer comes another way. */
async function untilStuck({ stuck }: Tab, signal: AbortSignal): Promise<Secret | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return await Promise.race([aborted, stuck().then(() => new Secret('r'))]);
}

/** Portal pages need no visit; the consent page is read, Allow pressed, and the redirect followed for real. */
function openTab(world: Visiting): Tab {
  let visit: Promise<boolean> = Promise.resolve(true);
  return {
    async open(url) {
      // The listener holds its answer until the exchange is through, so nobody may wait for it here.
      if (!url.pathname.startsWith('/developers/')) visit = allow(url, world).catch(() => false);
      return true;
    },
    async stuck() {
      if (await visit) await new Promise(() => {});
    },
  };
}

type Visiting = Pick<World, 'exchange' | 'signal'>;

/** False when LinkedIn sent nobody back. */
async function allow(opened: URL, { exchange, signal }: Visiting): Promise<boolean> {
  // The listener's own page leads to LinkedIn.
  const start = await exchange({ method: 'GET', url: opened.href, signal });
  const url = start.headers.get('location') ?? opened.href;
  let answer = await exchange({ method: 'GET', url, signal });
  if (answer.status === 200) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    answer = await exchange({ method: 'POST', url, headers, body: 'decision=allow', signal });
  }
  const back = answer.headers.get('location');
  if (back !== undefined) await exchange({ method: 'GET', url: back, signal });
  return back !== undefined;
}
