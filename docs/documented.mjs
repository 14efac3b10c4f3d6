// A plugin of TypeDoc: a warning, and so an error, for every exported symbol or member without a docstring, and for docstrings
// that only restate the name. TypeDoc's own `validation.notDocumented` demands one for discriminators, too.
import { Application, ReflectionKind } from 'typedoc';
import { restatesName } from '../scripts/restates-name.mjs';

/** @typedef {import('typedoc').DeclarationReflection} Symbol */
/** @typedef {import('typedoc').SignatureReflection} Signature */

const kinds = [
  ReflectionKind.ClassOrInterface,
  ReflectionKind.TypeAlias,
  ReflectionKind.Variable,
  ReflectionKind.FunctionOrMethod,
  ReflectionKind.Constructor,
  ReflectionKind.Property,
  ReflectionKind.Accessor,
].reduce((all, kind) => all | kind);

/** @param {Application} app */
export function load(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    // Once for all packages, not for each before.
    if (app.options.getValue('entryPointStrategy') !== 'packages') return;
    const symbols = /** @type {Symbol[]} */ (project.getReflectionsByKind(kinds));
    for (const symbol of symbols.filter((candidate) => !explainsItself(candidate))) {
      const problem = problemOf(symbol);
      if (problem !== undefined) app.logger.validationWarning(`${symbol.getFriendlyFullName()} ${problem}`);
    }
  });
}

/**
 * The type of a discriminator, `kind: 'dense'`, says all; an object type that is written in place belongs to what holds it; what
 * comes from TensorFlow.js is documented there.
 *
 * @param {Symbol} symbol
 */
function explainsItself(symbol) {
  const discriminator = symbol.kindOf(ReflectionKind.Property) && symbol.type?.type === 'literal';
  const inPlace = symbol.parent?.kindOf(ReflectionKind.TypeLiteral) ?? false;
  const withoutParameters = symbol.kindOf(ReflectionKind.Constructor) && !symbol.signatures?.[0].parameters?.length;
  return discriminator || inPlace || withoutParameters || symbol.flags.isExternal;
}

/** @param {Symbol} symbol */
function problemOf(symbol) {
  const comments = [symbol, ...signaturesOf(symbol)].flatMap((holder) => commentsOf(holder));
  if (comments.length === 0) return 'has no docstring';
  const parts = comments.flatMap(({ summary, blockTags }) => [
    ...summary,
    ...blockTags.flatMap(({ content }) => content),
  ]);
  // A link tells where the symbol is used.
  const linked = parts.some((part) => part.kind === 'inline-tag');
  const holder = symbol.parent?.kindOf(ReflectionKind.ClassOrInterface) ? [symbol.parent.name] : [];
  const text = parts.map((part) => part.text).join('');
  return !linked && restatesName(text, [symbol.name, ...holder])
    ? 'has a docstring that only restates its name'
    : undefined;
}

/**
 * TypeDoc moves the docstring of a function, and of a property or type that is one, to its signature.
 *
 * @param {Symbol} symbol
 */
function signaturesOf({ signatures = [], getSignature, setSignature, type }) {
  const called = type?.type === 'reflection' ? (type.declaration.signatures ?? []) : [];
  const accessors = [getSignature, setSignature].filter((signature) => signature !== undefined);
  return [...signatures, ...accessors, ...called];
}

/** @param {Symbol | Signature} holder */
function commentsOf(holder) {
  const parameters = 'parameters' in holder ? (holder.parameters ?? []) : [];
  return [holder, ...parameters].flatMap(({ comment }) => comment ?? []);
}
