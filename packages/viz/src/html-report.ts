import { checkArray, checkOptions, checkText } from './check';
import { escapeMarkup } from './escape';
import { type ReportBlock, reportBlock } from './report-block';
import { type ReportRun, runSection } from './report-run';
import { reportStyle } from './report-style';

/** A part of a report under its own heading. */
export interface ReportSection {
  /** Plain text; the table of contents leads to it. */
  readonly heading: string;
  /** From top to bottom. */
  readonly blocks: readonly ReportBlock[];
}

/** What {@link htmlReport} sets. */
export interface HtmlReportOptions {
  /** The main heading, and the name of the page. */
  readonly title: string;
  /** A line below the title. Default: none. */
  readonly subtitle?: string;
  /** From top to bottom; more than two get a table of contents. */
  readonly sections: readonly ReportSection[];
  /** Seed, time, machine, versions and configuration, set as the last section. */
  readonly run?: ReportRun;
}

/** More sections than this get a table of contents. */
const SECTIONS_AT_A_GLANCE = 2;

/**
 * One HTML file with everything in it: no request goes out when it is opened (its content security policy forbids any).
 * It follows the reader's choice of light or dark and fits a phone. Every picture is numbered and can be downloaded. All
 * text is escaped.
 *
 * @throws RangeError naming the argument that is out of range.
 */
export function htmlReport(options: HtmlReportOptions): string {
  checkOptions('options', options, { title: true, subtitle: true, sections: true, run: true });
  const { title, subtitle = '', run } = options;
  const given = checkArray('sections', options.sections);
  for (const [i, section] of given.entries()) {
    checkOptions(`sections[${i}]`, section, { heading: true, blocks: true });
    checkText(`sections[${i}].heading`, section.heading);
    checkArray(`sections[${i}].blocks`, section.blocks);
  }
  const sections = run === undefined ? given : [...given, runSection(run)];
  const contents = sections.map(
    ({ heading }, i) => `<li><a href="#section-${i + 1}">${escapeMarkup(heading)}</a></li>`,
  );
  const bodies = sections.map(({ heading, blocks }, i) => {
    const body = blocks.map((block, j) => reportBlock(block, `sections[${i}].blocks[${j}]`)).join('\n');
    return `<section id="section-${i + 1}">\n<h2>${escapeMarkup(heading)}</h2>\n${body}\n</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeMarkup(checkText('title', title))}</title>
<style>
${reportStyle}
</style>
</head>
<body>
<header>
<h1>${escapeMarkup(title)}</h1>
${subtitle === '' ? '' : `<p>${escapeMarkup(checkText('subtitle', subtitle))}</p>`}
</header>
${sections.length > SECTIONS_AT_A_GLANCE ? `<nav aria-label="Contents"><ol>${contents.join('')}</ol></nav>` : ''}
<main>
${bodies.join('\n')}
</main>
</body>
</html>
`;
}
