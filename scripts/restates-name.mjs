/** Words that tell nothing by themselves. */
const fillers = new Set(
  'a an the of for to from in on with by and or as at this that these its it is are be which given gives returns option options value'.split(
    ' ',
  ),
);

/**
 * Whether a docstring tells its reader nothing that the name does not: every word of it, articles and prepositions aside, is one
 * of the symbol's name or of the names around it. `/** The learning rate. *\/` of `SgdOptions.learningRate` is one.
 *
 * @param {string} text the docstring; an empty one tells nothing either
 * @param {readonly string[]} names of the symbol and of what it is part of, in camel case or capitals
 */
export function restatesName(text, names) {
  const known = new Set(names.flatMap(wordsOf));
  return wordsOf(text).every((word) => known.has(word) || fillers.has(word));
}

/** @param {string} text */
function wordsOf(text) {
  const words = text.replace(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => word.toLowerCase()).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}
