/**
 * A file that somebody names with `--output`: never one of the credentials' own, never another file of
 * credentials, never in the place of what is there without `--force`, and a plain file only.
 */

import { basename, dirname } from 'node:path';
import { type Fix, fault, platformCode } from '../faults/fault.ts';
import { again } from '../faults/fix.ts';
import { type Values, variableNames, variables } from '../variables.ts';
import type { Files, TemporaryFile, World } from '../world.ts';
import { parseEnv } from './dotenv-text.ts';
import { describeFileError, fileError, fileErrorFix } from './file-errors.ts';

export interface OutputFile {
  readonly path: string;
  /** That names it; `--output` when left out. */
  readonly flag?: string;
  readonly envFile: string;
  readonly force: boolean;
  /** Holds secrets. */
  readonly isPrivate?: boolean;
  /** The credentials that it is a copy of, where it is one: an earlier copy of the same may be replaced. */
  readonly copyOf?: Values;
  /** The Client ID of an app that does not exist: credentials of it are nobody's. */
  readonly madeUpApp?: string;
  /** Whether it may be replaced without `force`, by its content. */
  readonly mayReplace?: (content: string) => boolean;
  /** What to do instead. */
  readonly another: Fix;
  /** What to do instead of writing to a pipe or a device. */
  readonly redirected?: Fix;
}

export type OutputWorld = Pick<World, 'files' | 'machine'>;

export function outputGuard(output: OutputFile, { files, machine }: OutputWorld) {
  const shown = (path: string) => machine.displayPath(path) || path;

  function refusal(path: string, why: string, fix?: Fix, cause?: unknown) {
    const looks = [fileErrorFix(shown(path), platformCode(cause)), output.another];
    const fixes = fix === undefined ? looks : [fix];
    return fault('output-unwritable', { path: shown(path), why, fix: fixes }, { cause });
  }
  /** Throws `output-unwritable` for an error of the system, and other errors as they are. */
  function rethrow(error: unknown): never {
    throw refusal(output.path, describeFileError(error), undefined, error);
  }
  return {
    refusal,
    rethrow,
    /** Throws `output-unwritable` for what must not be written; `left` says how it came there. */
    async assertFree(path: string, left = '') {
      if (path === '') {
        const { flag = '--output' } = output;
        const why = 'it does not name a file';
        throw fault('output-unwritable', { path: `${flag} ""`, why, fix: [output.another] });
      }
      const objection = await objectionTo(path, output, files).catch(rethrow);
      if (objection !== undefined) {
        throw refusal(path, objection.why, objection.fix, objection.cause);
      }
      if ((await files.stat(path).catch(rethrow)) === undefined) return;
      // What cannot be read is nothing of ours.
      const content = await files.read(path).catch(() => undefined);
      if (content && holdsCredentials(content, output)) {
        throw refusal(path, 'it holds credentials, which may be nowhere else', output.another);
      }
      if (output.force) return;
      if (content && output.mayReplace?.(Buffer.from(content).toString())) return;
      const replace = { say: 'Replace it', run: again({ '--force': true }) };
      throw refusal(path, `it already exists${left}`, replace);
    },
  };
}

interface Objection {
  readonly why: string;
  readonly fix?: Fix | undefined;
  readonly cause?: Error;
}

/** What forbids writing the file, forced or not; `fix` where there is something better than to look and name another. */
async function objectionTo(
  path: string,
  { envFile, another, redirected, copyOf, madeUpApp }: OutputFile,
  files: Files,
): Promise<Objection | undefined> {
  const own = await ownFileAt(path, envFile, files);
  if (own !== undefined) return { why: own, fix: another };
  const holdsVariables = copyOf !== undefined || madeUpApp !== undefined;
  if (!holdsVariables && basename(path).toLowerCase() === '.env') {
    return { why: 'a file of that name is read as credentials', fix: another };
  }
  const facts = await files.stat(path);
  if (facts?.kind === 'folder') return { why: 'it is a folder' };
  if (facts?.kind === 'other') return { why: 'it is not a file', fix: redirected };
  if (facts?.isReadOnly !== true) return undefined;
  const cause = fileError('READ_ONLY', path);
  return { why: describeFileError(cause), cause };
}

/** What the file is to the credentials, whatever it is called: by a link, in other letters, by another way. */
async function ownFileAt(path: string, envFile: string, files: Files): Promise<string | undefined> {
  const output = await files.realPath(path);
  // Where its folder is missing, the output cannot be the file.
  const credentials = await files.realPath(envFile).catch(() => undefined);
  if (credentials === undefined) return undefined;
  if (await isSameFile(output, credentials, files)) return 'it holds the credentials';
  const rehearsal = `${credentials}.rehearsal`;
  if (await isSameFile(output, rehearsal, files)) return 'it holds the credentials of a rehearsal';
  if (!(await isSameFile(dirname(output), dirname(credentials), files))) return undefined;
  const [name, own] = [basename(output).toLowerCase(), basename(credentials).toLowerCase()];
  const rest = name.startsWith(own) ? name.slice(own.length) : '';
  if (/^\.(?:rehearsal\.)?lock/.test(rest)) return 'it is the lock of the credentials';
  if (/^\..*\.(?:tmp|old)$/.test(rest)) return 'this program keeps drafts of the credentials there';
  return undefined;
}

const secretNames = [variables.clientSecret, variables.refreshToken, variables.accessToken];
const identifyingNames = [variables.clientId, variables.adAccountId, variables.memberUrn];

/** A `.env` with a secret of ours in it, other than an earlier copy of what is written. */
function holdsCredentials(content: Uint8Array, { copyOf, madeUpApp }: OutputFile): boolean {
  const bytes = Buffer.from(content);
  if (!secretNames.some((name) => bytes.includes(name))) return false;
  const values: Readonly<Record<string, string>> = parseEnv(content);
  if (!secretNames.some((name) => (values[name] ?? '') !== '')) return false;
  if (values[variables.clientId] === madeUpApp) return false;
  const ours: readonly string[] = variableNames;
  const isCopy =
    copyOf !== undefined &&
    Object.keys(values).every((name) => ours.includes(name)) &&
    identifyingNames.every((name) => (values[name] ?? copyOf[name]) === copyOf[name]);
  return !isCopy;
}

/** Of two real paths. */
export async function isSameFile(one: string, other: string, files: Files): Promise<boolean> {
  if (one.toLowerCase() === other.toLowerCase()) return true;
  const [first, second] = [await files.stat(one), await files.stat(other)];
  return first !== undefined && first.identity === second?.identity;
}

/** Writes a short text whole; returns the path as it is shown. Throws `output-unwritable`; what was there is there then. */
export async function writeOutput(
  output: OutputFile,
  text: string,
  world: OutputWorld,
): Promise<string> {
  const { files, machine } = world;
  const { path, isPrivate = false } = output;
  const guard = outputGuard(output, world);
  await guard.assertFree(path);
  await files.removeLeftovers(path).catch(guard.rethrow);
  const draft = await files.openTemporary(path, { isPrivate }).catch(guard.rethrow);
  try {
    await draft.write(text).catch(guard.rethrow);
    // Links may have been laid meanwhile.
    await guard.assertFree(path);
    await finishDraft(draft, path, guard, files);
  } catch (error) {
    await draft.discard();
    throw error;
  }
  return machine.displayPath(path);
}

/** A name that is free is taken only while it is. */
async function finishDraft(
  draft: TemporaryFile,
  path: string,
  { refusal, rethrow }: ReturnType<typeof outputGuard>,
  files: Files,
): Promise<void> {
  const isThere = (await files.stat(path).catch(rethrow)) !== undefined;
  await draft.rename(path, isThere ? undefined : 'new').catch((error: unknown) => {
    if (platformCode(error) !== 'EEXIST') rethrow(error);
    throw refusal(path, 'another program has made it meanwhile');
  });
}
