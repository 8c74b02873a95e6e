/** How help looks: groups, choices in words, examples, and a width of 40 columns as well as of 80. Pure. */

import { Help, type HelpConfiguration, type Option } from '@commander-js/extra-typings';
import { listed } from '../words.ts';
import { exampleLine, examples } from './examples.ts';
import { commonHeading } from './flags.ts';
import { exitCodes } from './manual.ts';

const base = Help.prototype;
const indent = '  ';
/** Below this, a description stands under its term. */
const narrowest = 30;

export const helpLayout: HelpConfiguration = {
  minWidthToWrap: 20,

  /** By itself it leaves out what is not loaded yet, and says of each command that it has options. */
  subcommandTerm: (command) => `${command.name()} ${command.usage()}`.replace(' [options]', ''),

  styleUsage(this: Help, usage: string) {
    return this.boxWrap(usage, widthOf(this) - 'Usage: '.length).replaceAll('\n', `\n${indent}`);
  },

  optionDescription: describeOption,

  /** The common ones are the last, although they are defined first. */
  groupItems<Item>(_: Item[], visible: Item[], groupOf: (item: Item) => string) {
    const isCommon = (item: Item) => Number(groupOf(item) === commonHeading);
    const groups = new Map<string, Item[]>();
    for (const item of visible.toSorted((one, other) => isCommon(one) - isCommon(other))) {
      groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
    }
    return groups;
  },

  formatItem(this: Help, term, termWidth, description, helper) {
    const width = widthOf(this);
    if (width - termWidth - 2 * indent.length >= narrowest) {
      return base.formatItem.call(this, term, termWidth, description, helper);
    }
    const below = `\n${indent.repeat(3)}`;
    const text = this.boxWrap(description, width - 3 * indent.length);
    return `${indent}${term}${below}${text.replaceAll('\n', below)}`;
  },

  formatHelp(this: Help, command, helper) {
    const isProgram = command.parent === null;
    const parts = [
      base.formatHelp.call(this, command, helper),
      examplesOf(command.name(), this),
      isProgram ? exitCodesOf(this) : '',
    ];
    return parts.filter((part) => part !== '').join('\n');
  },
};

function widthOf({ helpWidth = 80 }: Help): number {
  return helpWidth;
}

/** "…: daily, monthly or yearly (default: daily)" */
export function describeOption({
  description,
  argChoices: choices = [],
  defaultValue,
  defaultValueDescription,
  optional,
}: Option): string {
  // What may be left out has dozens of choices.
  const which = choices.length === 0 || optional ? '' : `: ${listed(choices, 'or')}`;
  const value = defaultValueDescription ?? defaultValue;
  const isTold = ['string', 'number'].includes(typeof value);
  return `${description}${which}${isTold ? ` (default: ${value})` : ''}`;
}

/** A command is never broken. */
function examplesOf(name: string, help: Help): string {
  const lines = (examples[name] ?? []).flatMap((example) => {
    const comment = help.boxWrap(`# ${example.says}`, widthOf(help) - 2 * indent.length);
    const lines = [comment.replaceAll('\n', `\n${indent}# `), exampleLine(example)];
    return lines.map((line) => `${indent}${line}`);
  });
  return lines.length === 0 ? '' : `Examples:\n${lines.join('\n')}\n`;
}

function exitCodesOf(help: Help): string {
  const rows = exitCodes.map(([code, says]) => help.formatItem(code, 3, says, help));
  return `Exit codes:\n${rows.join('\n')}\n`;
}
