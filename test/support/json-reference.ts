/** docs/json.md as a schema: its tables, and what a value is that they do not describe. */

interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
}

export type JsonReference = ReadonlyMap<string, readonly Member[]>;

export function readReference(text: string): JsonReference {
  const sections = text.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = ''] = section.split('\n');
      const rows = [...section.matchAll(/^\| `([\w*]+)(\??)` \| ([^|]+) \|/gm)];
      const members = rows.map(([, name = '', optional, type = '']) => {
        return { name, isOptional: optional === '?', type: type.trim() };
      });
      return [title, members] as const;
    }),
  );
}

export interface Judge {
  readonly reference: JsonReference;
  /** Each member that was seen, as `Check.code`. */
  readonly seen: Set<string>;
}

/** What is wrong with the answer of a command: one line each. */
export function complaintsOf(command: string, answer: object, judge: Judge): readonly string[] {
  const common = judge.reference.get('Every answer') ?? [];
  const own = judge.reference.get(command) ?? [];
  const isFailed = 'error' in answer;
  const members = own.map((one) => ({ ...one, isOptional: one.isOptional || isFailed }));
  const ours = Object.fromEntries(common.map(({ name }) => [name, Reflect.get(answer, name)]));
  const commonNames = common.map(({ name }) => name);
  const rest = Object.fromEntries(
    Object.entries(answer).filter(([name]) => !commonNames.includes(name)),
  );
  const present = Object.fromEntries(
    Object.entries(ours).filter(([, value]) => value !== undefined),
  );
  return [
    ...inObject({ title: 'Every answer', members: common }, present, judge),
    ...inObject({ title: command, members }, rest, judge),
  ];
}

interface Described {
  readonly title: string;
  readonly members: readonly Member[];
}

function inObject({ title, members }: Described, value: object, judge: Judge): readonly string[] {
  const names = Object.keys(value);
  const lacking = members.filter((one) => {
    return !one.isOptional && one.name !== '*' && !names.includes(one.name);
  });
  return [
    ...lacking.map(({ name }) => `${title}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const member =
        members.find((other) => other.name === name) ?? members.find((other) => other.name === '*');
      if (member === undefined) return [`${title}.${name} is not described`];
      judge.seen.add(`${title}.${member.name}`);
      return ofType(member.type, one, `${title}.${name}`, judge);
    }),
  ];
}

function ofType(type: string, value: unknown, at: string, judge: Judge): readonly string[] {
  const [, one] = /^(.*)\[\]$/.exec(type) ?? [];
  if (one !== undefined) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item) => ofType(one, item, at, judge));
  }
  const [, title] = /^\[(.+)\]\(#.+\)$/.exec(type) ?? [];
  if (title === undefined) {
    const found = value === null ? 'null' : typeof value;
    return type.split(', ').includes(found) ? [] : [`${at} is a ${found}, not ${type}`];
  }
  const members = judge.reference.get(title);
  if (members === undefined) return [`${title} is not described`];
  if (typeof value !== 'object' || value === null) return [`${at} is no object`];
  if (/^[a-z]/.test(title)) return complaintsOf(title, value, judge);
  return inObject({ title, members }, value, judge);
}
