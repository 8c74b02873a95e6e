/** Names as they are shown: safe, cut to the width of a column, and still distinct. */

import width from 'fast-string-width';
import { plainText } from '../../screen/sanitize.ts';
import type { Terminal } from '../../world.ts';
import type { ReportRow, Subject } from '../report.ts';
import { subjectText } from './wording.ts';

/** No name is as long; without a limit one could be a page of its own. Characters. */
const longest = 1_000;

/** What LinkedIn has no name for is "campaign 444555666". */
export function shownName({ id, name = '' }: Pick<ReportRow, 'id' | 'name'>, by: Subject): string {
  return plainText(name, longest) || `${subjectText(by)} ${id}`;
}

type IdAndName = { readonly id: string; readonly name: string };
export type NameRoom = Pick<Terminal, 'columns' | 'unicode'>;

/** With the id beside those that would read alike: "Spring promo (444555666)". */
export function distinctNames(all: readonly IdAndName[], room: NameRoom): readonly string[] {
  const texts = all.map(({ name }) => shortened(name, room));
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return all.map((named, index) => {
    const text = texts[index] ?? '';
    return times.get(text) === 1 ? text : nameAndId(named, room);
  });
}

/** What is cut is the name: the id is there to be copied. */
export function nameAndId({ id, name }: IdAndName, { columns, unicode }: NameRoom): string {
  const mark = ` (${id})`;
  const short = shortened(name, { columns: columns - mark.length, unicode });
  return shortened(short + mark, { columns, unicode });
}

const characters = new Intl.Segmenter('en');

/** Cut out of the middle: campaign names begin alike ("EMEA_LeadGen_…") and differ at the end. */
export function shortened(text: string, { columns, unicode }: NameRoom): string {
  if (width(text) <= columns) return text;
  const ellipsis = unicode ? '…' : '...';
  const parts = [...characters.segment(text)].map(({ segment }) => segment);
  const room = columns - ellipsis.length;
  const head = fitting(parts, Math.ceil(room / 2));
  const tail = fitting(parts.reverse(), room - width(head.join('')));
  return head.join('') + ellipsis + tail.reverse().join('');
}

function fitting(parts: readonly string[], columns: number): string[] {
  let left = columns;
  const end = parts.findIndex((part) => {
    left -= width(part);
    return left < 0;
  });
  return parts.slice(0, end === -1 ? parts.length : end);
}
