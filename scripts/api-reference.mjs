// Writes docs/api.md from what the build found in the declarations; with --check, says whether it is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doors } from './declarations.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'docs/api.md');

const intro = `# API reference

Made from the declarations by \`npm run docs\`; edit the comments in \`src/\`, not this page. The package is made of ES
modules and needs nothing beside it. Its declarations name types of the platform (\`AbortSignal\`, \`Request\`): they come
with TypeScript's own \`DOM\` library, which is there unless \`lib\` leaves it out, or with \`@types/node\`.
`;

const kinds = ['Function', 'Class', 'Variable', 'Interface', 'TypeAlias'];

const text = [intro, ...Object.keys(doors).map(doorText)].join('\n');
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('docs/api.md is not what the declarations say: run `npm run docs`.');
  process.exitCode = 1;
}

function doorText(door) {
  const model = JSON.parse(readFileSync(join(root, `dist/api/${door}.api.json`), 'utf8'));
  const items = model.members[0].members.toSorted(
    (one, other) =>
      kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
      one.name.localeCompare(other.name, 'en'),
  );
  const name = door === 'index' ? 'pectus-linkedin' : `pectus-linkedin/${door}`;
  const contents = items.map((item) => link(item.name)).join(' · ');
  const declarations = readFileSync(join(root, `dist/${door}.d.ts`), 'utf8');
  const texts = items.map((item) => itemText(item, declarations));
  return [`## ${name}\n`, `${contents}\n`, ...texts].join('\n');
}

function itemText(item, declarations) {
  const { summary, throws, examples } = commentOf(item);
  const parts = [`### ${item.name}`, summary, signatureOf(item, declarations), membersOf(item)];
  if (throws !== undefined) parts.push(`**Throws** ${throws}`);
  parts.push(...examples.map((example) => `**Example**\n\n${example}`));
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** Interfaces and classes are told by the table of their members. */
function signatureOf({ kind, name, excerptTokens, extendsTokenRanges: ranges = [] }, declarations) {
  if (kind === 'Class') return undefined;
  if (kind === 'Interface') {
    const bases = ranges.map(({ startIndex, endIndex }) =>
      typeOf(excerptTokens.slice(startIndex, endIndex)),
    );
    return bases.length === 0 ? undefined : `All of ${bases.join(' and ')}.`;
  }
  // What the model knows of a type has lost the comments of its members.
  const declared = new RegExp(`^export declare (type ${name}\\b[^]*?;)\\n$`, 'm').exec(
    declarations,
  );
  const code =
    declared === null ? excerptTokens.map(({ text: part }) => part).join('') : broken(declared[1]);
  return `\`\`\`ts\n${code
    .replace(/^export (declare )?/, '')
    .replace(/;$/, '')
    .trim()}\n\`\`\``;
}

/** A long list of alternatives, one to a line. */
function broken(code) {
  return code.length > 120 && !code.includes('\n')
    ? code.replaceAll(/(?<= =) | (?=\| )/g, '\n  ')
    : code;
}

function membersOf({ kind, members = [] }) {
  if (!['Class', 'Interface'].includes(kind) || members.length === 0) return undefined;
  const rows = members.map((member) => {
    const { summary } = commentOf(member);
    return `| \`${memberName(member)}\` | ${memberType(member)} | ${cell(summary)} |`;
  });
  return ['| member | type | what |', '| --- | --- | --- |', ...rows].join('\n');
}

function memberName({ kind, name, isOptional, parameters = [] }) {
  if (kind === 'Constructor')
    return `new (${parameters.map((one) => one.parameterName).join(', ')})`;
  if (kind.startsWith('Method'))
    return `${name}(${parameters.map((one) => one.parameterName).join(', ')})`;
  return isOptional ? `${name}?` : name;
}

function memberType({ excerptTokens, propertyTypeTokenRange, returnTypeTokenRange }) {
  const range = propertyTypeTokenRange ?? returnTypeTokenRange;
  return range === undefined ? '' : typeOf(excerptTokens.slice(range.startIndex, range.endIndex));
}

/** In code, with links to the types of this package. */
function typeOf(tokens) {
  return tokens
    .map(({ kind, text, canonicalReference = '' }) => {
      if (kind === 'Reference' && canonicalReference.startsWith('pectus-linkedin!'))
        return link(text);
      return text.replace(/^(\s*)(.*?)(\s*)$/s, (_, before, code, after) =>
        code === '' ? text : `${before}\`${cell(code)}\`${after}`,
      );
    })
    .join('');
}

function link(name) {
  return `[\`${name}\`](#${name.toLowerCase()})`;
}

/** A table's cell ends at a bar, and at a line break. */
function cell(text) {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

function commentOf({ docComment = '' }) {
  const lines = docComment.split('\n').slice(1, -2);
  const [summary = '', ...blocks] = lines
    .map((line) => line.replace(/^ \* ?/, ''))
    .join('\n')
    .split(/^@(?=throws|example)/m)
    .map((block) => block.trim());
  const block = (tag) =>
    blocks.filter((one) => one.startsWith(tag)).map((one) => one.slice(tag.length).trim());
  return { summary, throws: block('throws')[0], examples: block('example') };
}
