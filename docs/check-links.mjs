// Follows every relative link and anchor of the Markdown files and of the built site; of links to the web it checks the form only,
// so that it works without a network. Prints what is broken; exits with 1 if something is.
import { join } from 'node:path';
import { LinkChecker, LinkState } from 'linkinator';

const root = join(import.meta.dirname, '..');
const markdown = ['*.md', '{.changeset,.github,benchmarks,docs/guides,examples/*,packages/*}/*.md'];
/** @type {import('linkinator').CheckOptions[]} */
const parts = [
  { path: markdown, serverRoot: root, markdown: true, directoryListing: true },
  { path: '.', serverRoot: join(import.meta.dirname, 'api'), recurse: true },
];

let count = 0;
/** @type {Set<string>} */
const broken = new Set();
for (const part of parts) {
  const { links } = await new LinkChecker().check({
    ...part,
    path: part.path,
    checkFragments: true,
    linksToSkip: isElsewhere,
    // On a busy machine an answer may fail to come the first time.
    concurrency: 10,
    retryErrors: true,
  });
  count += links.length;
  for (const { url, parent, state } of links) {
    const whole = state === LinkState.SKIPPED ? isWellFormed(url) : state === LinkState.OK;
    if (!whole) broken.add(`${pathOf(parent ?? '')}: ${pathOf(url)}`);
  }
}
console.log([`${count} links, ${broken.size} broken`, ...broken].join('\n  '));
process.exitCode = broken.size === 0 ? 0 : 1;

/** @param {string} url */
async function isElsewhere(url) {
  return !url.startsWith('http://localhost:');
}

/** @param {string} url */
function isWellFormed(url) {
  return URL.canParse(url) && /^(https:\/\/[^/]+\.[a-z]+(\/|$)|mailto:)/.test(url);
}

/**
 * Without the address of the server that the checker starts.
 *
 * @param {string} url
 */
function pathOf(url) {
  return url.replace(/^http:\/\/localhost:\d+\//, '');
}
