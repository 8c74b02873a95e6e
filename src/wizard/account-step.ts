/** The ad account: picked from those that the member can see, or named by number, address, URN or name. */

import { namedAccount } from '../checks/account-checks.ts';
import {
  type AccountList,
  accountLabels,
  accountNotListed,
  readAccountList,
} from '../checks/account-list.ts';
import { Session } from '../checks/session.ts';
import { accountIdOf } from '../credentials/credentials.ts';
import { readAccountId } from '../credentials/pasted-values.ts';
import { fault, faultIn, type SetupError } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import type { AdAccount } from '../linkedin/ad-accounts.ts';
import { done } from '../screen/layout.ts';
import { variables } from '../variables.ts';
import { constantText } from '../words.ts';
import type { Terminal } from '../world.ts';
import type { Context, Known } from './planner.ts';
import { save } from './saving.ts';

export async function takeAccount(known: Known, context: Context): Promise<Known> {
  const { linkedin, world } = context;
  const { mintedAt } = known;
  const session = new Session(known.loaded, { linkedin, mintedAt }, world);
  const list = await readAccountList(session, world.terminal);
  const { loaded } = session;
  const account = await choose(list, loaded.credentials.adAccountId, context);
  const changes = {
    [variables.adAccountId]: account.id,
    ...(list.member !== undefined && { [variables.memberUrn]: list.member }),
  };
  const next = await save({ ...known, loaded }, changes, context);
  const currency = account.currency === '' ? '' : `, ${account.currency}`;
  const name = `${namedAccount(account)}${currency}`;
  const only = list.accounts.length === 1 ? ', the only one you can see' : '';
  const text = `${name}${only}. Saved to ${next.loaded.displayPath}.`;
  world.terminal.say(done(text, world.terminal));
  return next;
}

async function choose(list: AccountList, inFile: string | undefined, context: Context) {
  const { request, world } = context;
  if (request.adAccount !== undefined) return pick(request.adAccount, list);
  const [first] = list.accounts;
  if (first === undefined) throw accountNotListed('', list);
  if (list.accounts.length === 1 && (await isWanted(first, context))) return first;
  if (world.terminal.interactive) return await askPerson(list, context);
  if (inFile === undefined) throw choiceNeeded(list, world.terminal);
  return pick(inFile, list);
}

function pick(accountId: string, list: AccountList): AdAccount {
  const account = list.accounts.find(({ id }) => id === accountId);
  if (account === undefined) throw accountNotListed(accountId, list);
  return account;
}

function choiceNeeded(list: AccountList, terminal: Terminal): SetupError {
  const lines = accountLabels(list, terminal).slice(0, 10);
  const run = own('setup', { '--ad-account': list.accounts[0]?.id ?? '' });
  return fault('input-needed', {
    question: 'Which ad account?',
    answeredBy: [
      { say: `You can see:\n${lines.join('\n')}` },
      { say: 'Name one of them, such as the first', run },
    ],
  });
}

const elsewhere = 'elsewhere';

async function askPerson(list: AccountList, context: Context): Promise<AdAccount> {
  const { terminal, prompts } = context.world;
  const labels = accountLabels(list, terminal);
  const visible = list.accounts.map(({ id, name }, index) => {
    return { value: id, label: labels[index] ?? id, short: name };
  });
  const another = 'Another one: paste its number, name or Campaign Manager address';
  for (let left = mostAttempts; left > 0; left -= 1) {
    const answer = await prompts.choose({
      id: 'ad-account',
      message: 'Ad account',
      choices: [...visible, { value: elsewhere, label: another }],
      find: (text) => namedIn(text, list)?.id,
    });
    const account = answer === elsewhere ? await askName(list, context) : pick(answer, list);
    if (await isWanted(account, context)) return account;
  }
  throw choiceNeeded(list, terminal);
}

/** How often an account that was not wanted after all is asked for again before the run ends. */
const mostAttempts = 3;

async function askName(list: AccountList, { world }: Context): Promise<AdAccount> {
  const typed = await world.prompts.text({
    id: 'ad-account-id',
    message: 'Number, address, URN or exact name',
    reject: (text) => faultIn(() => pickNamed(text, list))?.message,
  });
  return pickNamed(typed, list);
}

function pickNamed(text: string, list: AccountList): AdAccount {
  return namedIn(text, list) ?? pick(readAccountId(text), list);
}

/** The visible account of a number, an address, a URN, or of a name that no other one has. */
function namedIn(text: string, { accounts }: AccountList): AdAccount | undefined {
  const id = accountIdOf({ adAccountId: text });
  if (id !== undefined) return accounts.find((account) => account.id === id);
  const name = text.trim().toLowerCase();
  const named = accounts.filter((account) =>
    [account.name, account.exactName].some((one) => one.trim().toLowerCase() === name),
  );
  return named.length === 1 ? named[0] : undefined;
}

/** An account that gets no (new) numbers is used only with a yes. */
async function isWanted(account: AdAccount, { world }: Context): Promise<boolean> {
  const why = drawbackOf(account);
  if (why === undefined) return true;
  const run = own('setup', { '--ad-account': account.id });
  return await world.prompts.confirm({
    id: 'held-account',
    message: `${account.name} ${why}. Use it anyway?`,
    preset: false,
    answeredBy: [{ say: 'Name it to use it anyway', run }],
  });
}

function drawbackOf({ test, holds, status }: AdAccount): string | undefined {
  if (test) return 'is a test account and never has numbers';
  if (holds.length > 0) return 'is on hold, so only its past numbers can be read';
  if (status === 'ACTIVE') return undefined;
  return `is not active (${constantText(status)}), so it gets no new numbers`;
}
