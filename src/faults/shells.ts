/** How a command is written for the shell that it is pasted into, so that its words arrive as they are. */

export type Shell = 'posix' | 'git-bash' | 'powershell' | 'cmd';

type Variables = Readonly<Record<string, string>>;
type Words = readonly string[];

interface Syntax {
  /** Words in which this shell reads nothing but themselves. */
  readonly plain: RegExp;
  readonly quote: (word: string) => string;
  /** Before a program whose name is quoted. */
  readonly call: string;
  readonly withVariables: (variables: Variables, line: string) => string;
  readonly set: (variables: Variables) => string;
  readonly unset: (names: Words) => string;
  /** What other systems have in the place of the POSIX programs that fixes name. */
  readonly programs: Readonly<Record<string, (args: Words) => string>>;
}

/** A program and its arguments. */
export function shellLine(words: Words, shell: Shell): string {
  const line = words.map((word) => quoted(word, shell)).join(' ');
  const { plain, call } = syntaxes[shell];
  return plain.test(words[0] ?? '') ? line : call + line;
}

/** One word, as the shell reads it back; a command is never broken into lines. */
export function quoted(word: string, shell: Shell): string {
  const { plain, quote } = syntaxes[shell];
  return plain.test(word) ? word : quote(word);
}

/** A program that fixes name by its POSIX name, as the shell's system has it. */
export function programLine(program: string, args: Words, shell: Shell): string {
  const own = syntaxes[shell].programs[program];
  return own === undefined ? shellLine([program, ...args], shell) : own(args);
}

export function withVariables(variables: Variables, line: string, shell: Shell): string {
  return syntaxes[shell].withVariables(variables, line);
}

export function setLine(variables: Variables, shell: Shell): string {
  return syntaxes[shell].set(variables);
}

export function unsetLine(names: Words, shell: Shell): string {
  return syntaxes[shell].unset(names);
}

// --- POSIX -------------------------------------------------------------------------------------------

const posix: Syntax = {
  // zsh looks for a program named after a leading `=`.
  plain: /^(?!=)[\w@%+=:,./-]+$/,
  quote: (word) =>
    invisible.test(word)
      ? `$'${[...word].map(inAnsiQuotes).join('')}'`
      : `'${word.replaceAll("'", "'\\''")}'`,
  call: '',
  withVariables: (variables, line) => `${posixAssignments(variables)} ${line}`.trimStart(),
  set: (variables) => `export ${posixAssignments(variables)}`,
  unset: (names) => `unset ${names.join(' ')}`,
  programs: {},
};

function posixAssignments(variables: Variables): string {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value, 'posix')}`);
  return set.join(' ');
}

/** A POSIX shell, and the processes and the rights of Windows. It takes the switches of a program for paths. */
const gitBash: Syntax = {
  ...posix,
  programs: {
    chmod: (args) =>
      attributeLine(args, (path) => quoted(path, 'posix')) ??
      `MSYS_NO_PATHCONV=1 icacls ${quoted(lastOf(args), 'posix')} ${ownerOnly} "$USERDOMAIN\\\\$USERNAME:F"`,
    ps: (args) => `MSYS_NO_PATHCONV=1 ${shellLine(taskList(lastOf(args)), 'posix')}`,
  },
};

/** What a screen does not show, or shows as a space. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0]/u;

/** The $'…' of bash, zsh, ksh and POSIX 2024, which takes bytes in octal. */
function inAnsiQuotes(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (!invisible.test(character)) return character;
  const bytes = Array.from(new TextEncoder().encode(character));
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

// --- Windows -----------------------------------------------------------------------------------------

/** Names on Windows hold no such characters. */
function oneLine(word: string): string {
  return word.replace(/\p{Cc}/gu, '?');
}

/** The C runtime takes a backslash before a quote for its escape. */
function withBackslashesDoubled(word: string, quote: string): string {
  return word.replace(/(\\*)"/g, `$1$1${quote}`).replace(/\\+$/, '$&$&');
}

/** Who may write is in the access list; that anybody may is an attribute beside it. */
function attributeLine([change, path = '']: Words, pathOf: (path: string) => string) {
  return change === 'u+w' ? `attrib -R ${pathOf(path)}` : undefined;
}

/** Of `icacls`; the name of the user's account follows. */
const ownerOnly = '/inheritance:r /grant:r';
const taskList = (pid: string): Words => ['tasklist', '/fi', `PID eq ${pid}`];
const driveOf = (path: string) => /^[a-z]:/i.exec(path)?.[0];
const lastOf = (args: Words) => args.at(-1) ?? '';

const powershell: Syntax = {
  // A comma makes a list; `--` is taken out, and `-a.b` made two words of, unless it is quoted.
  plain: /^(?:[\w+=:./\\][\w+=:./\\-]*|--?\w[\w-]*)$/,
  quote: (word) => inSingleQuotes(/["\s]/.test(word) ? withBackslashesDoubled(word, '\\"') : word),
  call: '& ',
  withVariables: (variables, line) => [...powershellAssignments(variables), line].join('; '),
  set: (variables) => powershellAssignments(variables).join('; '),
  unset: (names) => `Remove-Item ${names.map((name) => `Env:${name}`).join(', ')}`,
  programs: {
    chmod: (args) =>
      attributeLine(args, (path) => powershellPath(path, 'new')) ??
      `icacls ${powershellPath(lastOf(args), 'new')} ${ownerOnly} "$env:USERDOMAIN\\$($env:USERNAME):F"`,
    ls: (args) => `Get-Acl ${powershellPath(lastOf(args))}`,
    mkdir: (args) => `mkdir ${powershellPath(lastOf(args), 'new')}`,
    mv: ([from = '', to = '']) =>
      `Move-Item -Force ${powershellPath(from)} ${powershellPath(to, 'new')}`,
    rm: (args) =>
      `Remove-Item ${args.includes('-r') ? '-Recurse ' : ''}${powershellPath(lastOf(args))}`,
    df: (args) => {
      const drive = driveOf(lastOf(args))?.slice(0, 1);
      return `Get-PSDrive ${drive ?? '-PSProvider FileSystem'}`;
    },
    ps: (args) => `Get-Process -Id ${lastOf(args)}`,
    // `curl` and `npm` are an alias and a script, and scripts are forbidden at first.
    curl: (args) => shellLine(['curl.exe', ...args], 'powershell'),
    npm: (args) => shellLine(['npm.cmd', ...args], 'powershell'),
  },
};

function powershellAssignments(variables: Variables): Words {
  return Object.entries(variables).map(([name, value]) => `$env:${name}=${inSingleQuotes(value)}`);
}

/** In PowerShell a typographic quote ends a string as well. */
function inSingleQuotes(word: string): string {
  return `'${oneLine(word).replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** Brackets are wildcards where a path is looked for. */
function powershellPath(path: string, as?: 'new'): string {
  const literal = /[[\]]/.test(path) && as !== 'new' ? '-LiteralPath ' : '';
  return literal + (/^[\w:.\\-]+$/.test(path) ? path : inSingleQuotes(path));
}

const cmd: Syntax = {
  plain: /^[\w+:./\\@-]+$/,
  quote: (word) => inDoubleQuotes(oneLine(word)),
  call: '',
  withVariables: (variables, line) => [...cmdAssignments(variables), line].join('&& '),
  set: (variables) => cmdAssignments(variables).join('& ').trimEnd(),
  unset: (names) => names.map((name) => `set "${name}="`).join(' & '),
  programs: {
    chmod: (args) =>
      attributeLine(args, cmdPath) ??
      `icacls ${cmdPath(lastOf(args))} ${ownerOnly} "%USERDOMAIN%\\%USERNAME%:F"`,
    ls: (args) => `dir /q ${cmdPath(lastOf(args))}`,
    mkdir: (args) => `mkdir ${cmdPath(lastOf(args))}`,
    mv: (args) => `move /y ${args.map(cmdPath).join(' ')}`,
    rm: (args) => `${args.includes('-r') ? 'rmdir /s' : 'del'} ${cmdPath(lastOf(args))}`,
    df: (args) => {
      const drive = driveOf(lastOf(args));
      return drive === undefined
        ? `dir ${cmdPath(lastOf(args))}`
        : `fsutil volume diskfree ${drive}`;
    },
    ps: (args) => shellLine(taskList(lastOf(args)), 'cmd'),
  },
};

/** Between quotes a variable is still replaced: each `%` stands outside of them, so that no name is between two. */
function inDoubleQuotes(word: string): string {
  if (word === '') return '""';
  const parts = word.split('%').map((part) => withBackslashesDoubled(part, '""'));
  return parts.map((part) => (part === '' ? '' : `"${part}"`)).join('%');
}

function cmdAssignments(variables: Variables): Words {
  return Object.entries(variables).map(([name, value]) => setInCmd(name, oneLine(value)));
}

/** Quotes would become part of a value that holds a `%`, which must stand outside of them. */
function setInCmd(name: string, value: string): string {
  if (!value.includes('%')) return `set "${name}=${value}" `;
  return `set ${name}=${value.replace(/[\^&|<>%"()]/g, '^$&')}`;
}

/**
 * Commands of cmd's own take a slash for the beginning of a switch, a backslash at the end as it is, and not all of
 * them a name in several quotes: a folder that is called as a variable is (`%PATH%`) cannot be told to them.
 */
function cmdPath(path: string): string {
  const word = oneLine(path.replaceAll('/', '\\'));
  return cmd.plain.test(word) ? word : `"${word}"`;
}

const syntaxes: Readonly<Record<Shell, Syntax>> = {
  posix,
  'git-bash': gitBash,
  powershell,
  cmd,
};
