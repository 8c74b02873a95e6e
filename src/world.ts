/** Everything outside the process, in parts small enough to replace. `node/` holds the real ones. */

import type { CommandLine, Invocation } from './faults/command-line.ts';
import type { Command } from './faults/fix.ts';
import type { Prompts } from './questions.ts';

/** Colour is for three things only: the step's number, a verdict's mark, what to copy. */
export type Paint = 'step' | 'good' | 'warning' | 'bad' | 'copy';

export interface Terminal {
  /** A person can be asked: stdin and stderr are terminals, and asking was not forbidden. */
  readonly interactive: boolean;
  /** Width of stderr in characters. */
  readonly columns: number;
  /** Whether ✓ and block characters can be shown. */
  readonly unicode: boolean;
  readonly colors: boolean;
  /** Whether `result` lands on a screen, where a secret has no place. */
  readonly resultIsShown: boolean;
  paint(role: Paint, text: string): string;
  /**
   * A command as it can be pasted here: this program as it was called, with its file, for this shell; or as if
   * it had been called with other arguments.
   */
  command(run: Command, called?: Pick<Invocation, 'argv' | 'file'>): CommandLine;
  /** Narration for people: always stderr. Adds the line break; a no-break space becomes a space. */
  say(text: string): void;
  /** The command's answer for pipes and scripts: always stdout, as it is. Adds the line break. */
  result(text: string): void;
  /** An answer for people on stdout, in what the terminal can show. Adds the line break. */
  show(text: string): void;
  /**
   * A piece of a long answer, to stdout as it is; resolves when it may go on. Rejects with the system's own
   * error, and with `ReaderStalled` when the program was interrupted and nobody reads.
   */
  write(text: string): Promise<void>;
  /** One transient line on stderr that the next output replaces; undefined clears it. Silent off a terminal. */
  progress(text: string | undefined): void;
}

export interface Browser {
  /** Whether a browser can be expected to appear in front of the operator. */
  readonly available: boolean;
  /** What keeps the system from starting one, in a sentence, where that is known. */
  readonly obstacle?: string;
  /** True when a browser was started; false is an ordinary answer, never an exception. */
  open(url: URL): Promise<boolean>;
}

export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when that comes first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface FileStats {
  readonly kind: 'file' | 'folder' | 'other';
  /** Permission bits (0o777), undefined where the system or the disk has none. */
  readonly mode: number | undefined;
  /** By its bits or its attribute, whatever this process may do all the same. */
  readonly isReadOnly: boolean;
  readonly modifiedAt: Date;
  /** The same for all names of one file, hard links and other spellings included. */
  readonly identity: string;
}

/** `others` than its owner and its group. */
export type Readers = `${'you' | 'its owner'} ${'alone' | 'and its group'}` | 'others';

export interface PathStats {
  readonly kind: 'file' | 'folder' | 'symbolic link' | 'named pipe' | 'socket' | 'device';
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface TemporaryFile {
  write(text: string): Promise<void>;
  /** Gives it the name, in the place of what has it; as a `new` file, EEXIST where something has it. */
  rename(name: string, as?: 'new'): Promise<void>;
  discard(): Promise<void>;
}

/** Failures are the platform's own errors with their `code` (EACCES, …), or have one of file-errors.ts. */
export interface Files {
  /** The bytes, or undefined when there is no such file. A pipe may be silent for some seconds. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The same, of a file that others write in place: not while they do. */
  readStable(path: string): Promise<Uint8Array | undefined>;
  /** Where the path really leads, symlinks followed; the file itself need not be there yet. */
  realPath(path: string): Promise<string>;
  /** Facts about the file behind any symlink, or undefined when there is none. */
  stat(path: string): Promise<FileStats | undefined>;
  /** Who may read the file; undefined where the system does not say, or there is none. */
  readers(path: string): Promise<Readers | undefined>;
  /** What stands at the path, symlinks not followed, or undefined when nothing does. Opens nothing. */
  lstat(path: string): Promise<PathStats | undefined>;
  /** Fails as writing the file would; changes nothing. A missing one is fine. */
  assertWritable(path: string): Promise<void>;
  /**
   * Replaces the file by what `contentOf` makes of its content: by a new file in the same folder, created
   * exclusively, flushed, renamed; where that cannot be, by writing over it, the old content beside it.
   * Follows a symlink; keeps owner, group, access list and attributes, but no right of others. `contentOf`
   * is called again when somebody else has written, and when it says by undefined: this is not whole.
   */
  replace(
    path: string,
    contentOf: (content: Uint8Array | undefined) => Uint8Array | undefined,
  ): Promise<void>;
  /**
   * A file written piece by piece, that stands under its name only when it is whole. It keeps what `replace`
   * keeps, and the rights of others, and is refused where the file that is there could not be written.
   * A private one is for its owner alone, and for the group that may read the file that is there.
   */
  openTemporary(path: string, options?: { readonly isPrivate?: boolean }): Promise<TemporaryFile>;
  /**
   * Clears away what killed writers left beside the file. Whoever holds its lock takes back what was
   * written over it in part.
   */
  removeLeftovers(path: string, as?: 'locked'): Promise<void>;
  /** Creates the file, 0600; false when one is there already. */
  create(path: string, text: string): Promise<boolean>;
  /** Sets the time of the file to the present every second, until what it returns is called. */
  startHeartbeat(path: string): () => Promise<void>;
  /** Removes the file; a missing one is fine. */
  remove(path: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the exchange at once; it rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Sent on a new connection: one that was kept may be gone, and this must not be sent again. */
  readonly newConnection?: boolean;
  /** Whether a 200 may be megabytes long and take minutes. */
  readonly mayBeLong?: boolean;
}

export interface HttpResponse {
  /** Three digits, any of them: LinkedIn is known to answer 999. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Whole and decoded. */
  readonly body: Uint8Array;
}

/**
 * One request and its answer to the end; a redirect is an answer like another. Bounded in time, size and
 * connections. Rejects with the system's own error, which has a `code`, and with `ExchangeError`.
 */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>;

export type ExchangeCode =
  /** Of name, proxy and TLS together. */
  | 'CONNECT_LATE'
  | 'ANSWER_LATE'
  | 'ANSWER_STOPPED'
  | 'ANSWER_SLOW'
  | 'ANSWER_BROKEN'
  | 'ANSWER_TOO_LARGE'
  | 'ANSWER_ENCODING'
  | 'PROXY_REFUSED'
  /** Its own certificate; the cause has the code. */
  | 'PROXY_UNTRUSTED';

/** An exchange without an answer, for a reason that the system has no code for. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly code: ExchangeCode;
  readonly status: number | undefined;

  constructor(code: ExchangeCode, status?: number, options?: ErrorOptions) {
    super(status === undefined ? code : `${code} (HTTP ${status})`, options);
    this.code = code;
    this.status = status;
  }
}

/** The process environment as it was at the start. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `unknown`: git is not installed, or does not answer for this repository. */
export type GitStatus = 'no-repository' | 'unknown' | 'ignored' | 'not-ignored' | 'tracked';

export type ChildExit =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly number: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-executable'; readonly error: unknown };

export interface ProcessFacts {
  /** Tells it from a later process of the same number. */
  readonly start: string;
  readonly startedAt: Date;
  /** One that has ended keeps its number until its parent looks at it. */
  readonly state: 'running' | 'stopped' | 'ended';
}

export interface Machine {
  readonly pid: number;
  readonly hostname: string;
  /** What starts this program from any folder, whatever the search path is: Node and the script. */
  readonly program: readonly string[];
  /** Set when the operator sits at another machine: the command that brings a port over. */
  readonly sshTunnel?: (port: number) => Command;
  isRunning(pid: number): boolean;
  /** Where process numbers mean the same as here: a boot and a process namespace, else a host name. */
  processNamespace(): Promise<string>;
  /** Undefined where the system does not tell. */
  processFacts(pid: number): Promise<ProcessFacts | undefined>;
  gitStatus(path: string): Promise<GitStatus>;
  /** Who listens on the port, as a person would name it ("node, process 4711"), where it can be told. */
  portListener(port: number): Promise<string | undefined>;
  /** Runs a program in the foreground, with our stdin, stdout and stderr; signals are its own. */
  run(program: string, args: readonly string[], env: Env): Promise<ChildExit>;
  /** Programs that a shell would find, by the beginning of their names. */
  programNames(beginning: string): Promise<readonly string[]>;
  /** Long work begins whose objects live briefly: they get no more room than there is by now. */
  capYoungGeneration(): void;
  /** The shown form of a path: relative to the working folder when inside it. */
  displayPath(path: string): string;
  /** The whole path, from the root on. */
  fullPath(path: string): string;
}

export interface World {
  readonly terminal: Terminal;
  readonly prompts: Prompts;
  readonly browser: Browser;
  readonly clock: Clock;
  readonly files: Files;
  readonly exchange: Exchange;
  readonly env: Env;
  readonly machine: Machine;
  /** Aborted by Ctrl-C or a termination signal. */
  readonly signal: AbortSignal;
}

export class ReaderStalled extends Error {
  override readonly name = 'ReaderStalled';
}

/** Something has to be said once the error that ended the command has been told. */
export class ErrorWithFollowUp extends Error {
  readonly followUp: () => Promise<void>;

  constructor(cause: unknown, say: () => Promise<void>) {
    super('ended', { cause });
    this.followUp = say;
  }
}

/** Ctrl-C: quiet, one line, exit 130. */
export class Cancelled extends Error {
  constructor(cause?: unknown) {
    super('cancelled', { cause });
  }
}
