/** HTML in which text is escaped unless it was made here. */

import { escaped } from '../../screen/sanitize.ts';

export interface Markup {
  readonly html: string;
}

export type Content = string | number | Markup | readonly Markup[] | undefined;

/** `markup\`<p>${text}</p>\``: what is put in is text, whatever it looks like, unless it is Markup. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const pieces = parts.map((part, index) => part + htmlOf(contents[index]));
  return { html: pieces.join('') };
}

function htmlOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return 'html' in content ? content.html : content.map(({ html }) => html).join('');
}
