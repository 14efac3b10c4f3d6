// The habits of our English that a pattern can find, as CONTRIBUTING.md names them. Prints each place and exits with 1 if there is one.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './prepare.mjs';

const things =
  'batch|class|code|column|component|core|dimension|element|epoch|file|image|layer|model|package|pixel|query|row|sample|step|trial|unit|variable|weight|worker';

/** @type {readonly (readonly [pattern: RegExp, instead: string])[]} */
export const HABITS = [
  [/\bbehind (?:the|every|each|all|both|an?|it|its|them|that|this|which|one|batch)\b/i, 'after, beneath or below'],
  [/\bin silence\b/i, 'silently'],
  [/(?<!there )\b(?:is|are|was|were) none\b(?! of)/i, 'is not one'],
  [/\bgraphics cards?\b/i, 'GPU'],
  [/\bwants\b/i, 'needs'],
  [/\b(?:comes|goes|came|went) (?:to nothing|along)\b|\btrained along\b/i, 'another verb'],
  [/\bwhat (?:it|they|he|one) makes? of\b/i, 'its output for'],
  [
    new RegExp(`\\b(?:images|nats|numbers?|values?|bytes|steps|rows|units|one) an? (?:${things})\\b`, 'i'),
    '... per ...',
  ],
  [/^\s*(?:\/\*\*|\*) (?:What|Of|As|How) (?!.*\?)/, 'a docstring that begins with a noun phrase or a verb'],
  [/^\s*\/\*\* In (?!\[|\()/, 'a docstring that begins with a noun phrase or a verb'],
];

/**
 * The places in a text where it falls into a habit, as `LINE: found (write: instead)`.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function habitsIn(text) {
  return text.split('\n').flatMap((line, i) =>
    HABITS.flatMap(([pattern, instead]) => {
      const found = pattern.exec(line)?.[0].trim();
      return found === undefined ? [] : [`${i + 1}: "${found}" (write: ${instead})`];
    }),
  );
}

/** The files that people read: sources, scripts and Markdown, but neither changelogs nor this list of habits. */
function files() {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const names = String(stdout).trim().split('\n');
  // A file that was moved is listed until the next commit.
  const present = names.filter((name) => existsSync(join(root, name)));
  return present.filter((name) => /\.(ts|mjs|md)$/.test(name) && !/CHANGELOG\.md$|^scripts\/english/.test(name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = files().flatMap((name) =>
    habitsIn(readFileSync(join(root, name), 'utf8')).map((place) => `${name}:${place}`),
  );
  for (const line of found) console.error(line);
  process.exitCode = found.length === 0 ? 0 : 1;
}
