/** The words of a line of PowerShell, by the rules of its language for what fixes use of it (about_Parsing, about_Quoting_Rules). */

export interface PowerShellLine {
  /** What `$env:` sets before the command. */
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** In PowerShell these are the same. */
const singleQuotes = "['\u2018-\u201b]";
const token = new RegExp(
  [
    `${singleQuotes}((?:[^'\u2018-\u201b]|${singleQuotes}{2})*)${singleQuotes}`,
    '"((?:[^"`$]|\\$env:\\w+|\\$\\(\\$env:\\w+\\))*)"',
    '([^\\s\'"`$&|<>{}(),;@#\u2018-\u201b]+)',
  ].join('|'),
  'y',
);
const assignment = new RegExp(
  `\\$env:(\\w+)=${singleQuotes}((?:[^'\u2018-\u201b]|${singleQuotes}{2})*)${singleQuotes}(?:; |$)`,
  'y',
);
const unquoted = (text: string) =>
  text.replace(new RegExp(`${singleQuotes}(?=${singleQuotes})(.)`, 'g'), '$1');

/** Throws for what PowerShell would read anything into. */
export function readPowerShell(line: string): PowerShellLine {
  const env: Record<string, string> = {};
  let at = 0;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (let set = next(assignment); set !== null; set = next(assignment)) {
    env[set[1] ?? ''] = unquoted(set[2] ?? '');
  }
  const isCalled = next(/& /y) !== null;
  const words: string[] = [];
  while (at < line.length) {
    if (words.length > 0 && next(/,? /y) === null) throw new Error(`no blank at ${at} of ${line}`);
    const start = at;
    const match = next(token);
    if (match === null) throw new Error(`no word at ${at} of ${line}`);
    const [, single, double, bare] = match;
    // A quoted text is no command, `--` is taken away, and a dash begins a parameter, which ends at a dot or colon.
    if (start === 0 && bare === undefined && !isCalled) throw new Error(`a text: ${line}`);
    if (bare !== undefined && (bare === '--' || /^-[^-][^.:]*[.:]/.test(bare))) {
      throw new Error(`a parameter: ${line}`);
    }
    words.push(single === undefined ? (double ?? bare ?? '') : unquoted(single));
  }
  return { env, words };
}
