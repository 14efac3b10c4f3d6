/** Words that carry no information by themselves. */
const fillers = new Set(
  'a an the of for to from in on with by and or as at this that these its it is are be which given gives returns option options value'.split(
    ' ',
  ),
);

/**
 * Whether a docstring only repeats the symbol's name: all of its words, apart from articles and prepositions, occur in that name
 * or in the names that contain the symbol. An example is `/** The learning rate. *\/` for `SgdOptions.learningRate`.
 *
 * @param {string} text the docstring; an empty one counts as a repetition
 * @param {readonly string[]} names of the symbol and of what contains it, in camel case or capitals
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
