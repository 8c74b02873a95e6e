/** The app's two keys: the secret typed unseen, both checked for common mistakes and then by LinkedIn. */

import { keyChanges, keysOf } from '../credentials/credentials.ts';
import { readersText } from '../credentials/env-file.ts';
import { referencesInFile } from '../credentials/lacking.ts';
import {
  cleanPaste,
  clientIdComplaint,
  clientSecretComplaint,
  malformedKey,
  maskPastedKeys,
  pastedKeysComplaint,
  readPastedKeys,
  readPastedSecret,
  swappedKeys,
} from '../credentials/pasted-values.ts';
import { type Fix, fault, isFault } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import { type AppKeys, verifyKeys } from '../linkedin/oauth.ts';
import { done, faultText, indent, paragraph } from '../screen/layout.ts';
import { type VariableName, variables } from '../variables.ts';
import { sentence } from '../words.ts';
import type { Context, Known } from './planner.ts';
import { checkTokens } from './proof-step.ts';
import { save } from './saving.ts';

/** How often a refused pair is asked for again before the run ends with the refusal. */
const mostAttempts = 3;

export async function takeKeys(known: Known, context: Context): Promise<Known> {
  const { terminal } = context.world;
  const given = keysOf(known.loaded.credentials);
  // A new secret from the environment needs nobody to type it.
  if (!terminal.interactive && given !== undefined) return await verifyStoredKeys(known, context);
  terminal.say(paragraph('Auth tab › Application credentials', terminal, indent));
  for (let left = mostAttempts, preset = presetId(known); ; left -= 1) {
    const typed = await askKeys(preset, context);
    try {
      const keys = await acceptedKeys(typed, context);
      const next = await save({ ...known, keys: 'accepted' }, keyChanges(keys), context);
      const { displayPath, credentials } = next.loaded;
      const readers = readersText(await context.world.files.readers(context.request.envFile));
      const saved = `Saved to ${displayPath} (${readers}).`;
      terminal.say(done(`LinkedIn accepts this pair. ${saved}`, terminal));
      // Tokens outlive a secret that was replaced: what still works is not asked for again.
      const hasTokens = (credentials.accessToken ?? credentials.refreshToken) !== undefined;
      return hasTokens ? await checkTokens(next, context) : next;
    } catch (error) {
      if (!isFault(error, 'client-rejected') || left === 1) throw error;
      terminal.say(faultText(error, terminal));
      preset = typed.clientId;
    }
  }
}

/** The Client ID in the file, unless it looks like something that must not be shown. */
function presetId({ loaded }: Known): string | undefined {
  const { clientId } = loaded.credentials;
  return clientId === undefined || clientIdComplaint(clientId) !== undefined ? undefined : clientId;
}

async function askKeys(known: string | undefined, { world }: Context): Promise<AppKeys> {
  const { prompts, terminal } = world;
  // Where nobody can be asked, the fault is to name the one that is missing.
  const typed =
    known !== undefined && !terminal.interactive
      ? known
      : await prompts.text({
          id: 'client-id',
          message: 'Client ID            ',
          read: cleanPaste,
          reject: (text) => sentence(pastedKeysComplaint(text)),
          echo: (typed) => maskPastedKeys(typed, terminal.unicode ? '•' : '*'),
          answeredBy: [keyMissing(variables.clientId)],
          ...(known === undefined ? {} : { preset: known }),
        });
  const { clientId, clientSecret: pasted } = readPastedKeys(typed);
  if (pasted !== undefined) {
    terminal.say(done('The secret came with it.', terminal));
    return { clientId, clientSecret: pasted };
  }
  const clientSecret = await prompts.secret({
    id: 'client-secret',
    message: 'Primary Client Secret',
    read: (text) => readPastedSecret(text, clientId),
    reject: (text) => sentence(clientSecretComplaint(text, clientId)),
    answeredBy: [keyMissing(variables.clientSecret)],
  });
  return { clientId, clientSecret };
}

function keyMissing(variable: VariableName): Fix {
  return { say: `Put ${variable} into the .env or the environment, then run`, run: own('setup') };
}

/** Secrets of older apps look like ids: when the pair is refused, the swapped pair is tried, too. */
async function acceptedKeys(keys: AppKeys, { linkedin, world }: Context): Promise<AppKeys> {
  try {
    await verifyKeys(keys, linkedin);
    return keys;
  } catch (error) {
    const swapped = swappedKeys(keys);
    if (!isFault(error, 'client-rejected') || swapped === undefined) throw error;
    const accepted = await verifyKeys(swapped, linkedin).then(
      () => true,
      () => false,
    );
    if (!accepted) throw error;
    world.terminal.say('     The two were swapped; taken the right way round.');
    return swapped;
  }
}

/** Checks the shape of the keys that are there, then asks LinkedIn. Throws `keys-malformed`, `client-rejected`. */
export async function verifyStoredKeys(known: Known, context: Context): Promise<Known> {
  const { credentials, file, values } = known.loaded;
  const keys = keysOf(credentials);
  if (keys === undefined) return known;
  const malformed = malformedKey(keys);
  if (malformed !== undefined) throw fault('keys-malformed', malformed);
  await verifyKeys(keys, context.linkedin);
  const names = [variables.clientId, variables.clientSecret];
  const references = referencesInFile(known.loaded, names);
  const areSaved = names.every(
    (name) => references.includes(name) || file?.values[name]?.trim() === values[name]?.trim(),
  );
  const proven: Known = { ...known, keys: 'accepted' };
  return areSaved ? proven : await save(proven, keyChanges(keys), context);
}
