/** The sources as trees, for the test about the code itself: what each file imports, calls, spells out. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseAst } from 'vitest/node';

export interface Import {
  /** A path below `src`, or the name of a package or of a module of Node's. */
  readonly target: string;
  readonly line: number;
  /** Types are gone at run time; what is imported dynamically is loaded only when it is used. */
  readonly kind: 'static' | 'type' | 'dynamic';
}

/** As the ESTree specification has it, with TypeScript's nodes. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

export interface Source {
  /** Below `src`, as in `linkedin/api.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Every node of the tree, outer ones first. */
  readonly nodes: readonly Node[];
}

const root = join(import.meta.dirname, '../../src');

export function readSources(): readonly Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => sourceOf(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')));
}

export function sourceOf(path: string, text: string): Source {
  const nodes = everyNode(parseAst(text, { lang: 'ts' }));
  const source = { path, text, nodes, imports: [] };
  const imports = nodes.flatMap((node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return [];
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier)
      : specifier;
    return [{ target, line: lineOf(source, node), kind: importKind(node) }];
  });
  return { ...source, imports };
}

export function lineOf({ text }: Pick<Source, 'text'>, { start }: Node): number {
  return text.slice(0, start).split('\n').length;
}

export function isFunction({ type }: Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(type);
}

/** From the first line of the node to its last, both included. */
export function lineCount({ text }: Source, { start, end }: Node): number {
  return text.slice(start, end).split('\n').length;
}

/** The text of a string literal or of the fixed parts of a template; undefined for other nodes. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateElement' || !isRecord(node['value'])) return undefined;
  return String(node['value']['cooked']);
}

/** `object.property`, where the node is one, with a plain name on both sides. */
export function memberName(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== 'MemberExpression') return undefined;
  return `${nameOf(node['object']) ?? ''}.${nameOf(node['property']) ?? ''}`;
}

export function nameOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : undefined;
}

/**
 * Where names are used that the file declares nowhere: the globals that it touches. Scopes are not told
 * apart; Biome's `noRestrictedGlobals` does that.
 */
export function globalUses({ nodes }: Source): readonly { name: string; node: Node }[] {
  const silent = new Set(nodes.flatMap(namesWithoutValue));
  const own = new Set(nodes.flatMap(declaredNames));
  return nodes.flatMap((node) => {
    const name = silent.has(node) ? undefined : nameOf(node);
    return name === undefined || own.has(name) ? [] : [{ name, node }];
  });
}

/** Identifiers that stand for themselves: the `b` of `a.b`, of `{ b: 1 }` and of `interface A { b: C }`. */
function namesWithoutValue(node: Node): readonly unknown[] {
  return node['computed'] === true || node['shorthand'] === true
    ? []
    : [node['property'], node['key']];
}

function declaredNames(node: Node): readonly string[] {
  const { id, local, param, params } = node;
  return [id, local, param, ...parts(params)].flatMap(patternNames);
}

/** The names that a declaration's left side brings: `{ a, b: [c = 1], ...d }` brings a, c and d. */
function patternNames(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  const name = nameOf(node);
  if (name !== undefined) return [name];
  const within = [
    node['left'],
    node['argument'],
    node['value'],
    node['properties'],
    node['elements'],
  ];
  return within.flatMap(parts).flatMap(patternNames);
}

function everyNode(value: unknown): readonly Node[] {
  const children = isRecord(value) ? Object.values(value).flatMap(parts).flatMap(everyNode) : [];
  return isNode(value) ? [value, ...children] : children;
}

function specifierOf(node: Node): string | undefined {
  const { source } = node;
  return isNode(source) && /^(Import|Export|TSImport)/.test(node.type)
    ? literalText(source)
    : undefined;
}

function importKind({ type, importKind, exportKind }: Node): Import['kind'] {
  if (type === 'ImportExpression') return 'dynamic';
  return [type, importKind, exportKind].some((kind) => kind === 'TSImportType' || kind === 'type')
    ? 'type'
    : 'static';
}

function parts(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNode(value: unknown): value is Node {
  return isRecord(value) && typeof value['type'] === 'string' && typeof value['start'] === 'number';
}
