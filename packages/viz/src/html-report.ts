import { type Description, kind, nested, optional, readOptions } from '@ae-lab/base';
import { escapeMarkup } from './escape';
import { REPORT_BLOCK, type ReportBlock, reportBlock } from './report-block';
import { REPORT_RUN, type ReportRun, runSection } from './report-run';
import { reportStyle } from './report-style';

/** A part of a report under its own heading. */
export interface ReportSection {
  /** Heading in plain text, which the table of contents links to. */
  readonly heading: string;
  /** Blocks from top to bottom. */
  readonly blocks: readonly ReportBlock[];
}

/** Options of {@link htmlReport}. */
export interface HtmlReportOptions {
  /** Main heading and name of the page. */
  readonly title: string;
  /** Line below the title. Default: none. */
  readonly subtitle?: string;
  /** Sections from top to bottom. More than two get a table of contents. */
  readonly sections: readonly ReportSection[];
  /** Seed, time, machine, versions and configuration, shown in the last section. Default: no such section. */
  readonly run?: ReportRun;
}

const SECTION = {
  heading: kind.text,
  blocks: kind.list(REPORT_BLOCK),
} satisfies Description<ReportSection>;

const HTML_REPORT_OPTIONS = {
  title: kind.text,
  subtitle: optional(kind.text, ''),
  sections: kind.list(nested(SECTION)),
  run: optional(REPORT_RUN),
} satisfies Description<HtmlReportOptions>;

/** More sections than this get a table of contents. */
const SECTIONS_AT_A_GLANCE = 2;

/**
 * Returns a report as one HTML file that needs no network.
 *
 * ```ts
 * const svg = lineChart({ series: [{ name: 'training', y: [0.06, 0.03, 0.02] }] });
 * const html = htmlReport({
 *   title: 'A first report',
 *   sections: [{ heading: 'Training', blocks: [{ type: 'picture', svg, alt: 'The loss falls.' }] }],
 *   run: { seed: 1, started: new Date(), configuration: { epochs: 3 } },
 * });
 * ```
 *
 * The file makes no request when it is opened; its content security policy forbids any. It follows the reader's choice of
 * light or dark and fits a phone. Every picture is numbered and can be downloaded. All text is escaped.
 *
 * @throws ArgumentError naming the argument that is out of range.
 */
export function htmlReport(options: HtmlReportOptions): string {
  const { title, subtitle, run, ...read } = readOptions('options', options, HTML_REPORT_OPTIONS);
  const sections = run === undefined ? read.sections : [...read.sections, runSection(run)];
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
<title>${escapeMarkup(title)}</title>
<style>
${reportStyle}
</style>
</head>
<body>
<header>
<h1>${escapeMarkup(title)}</h1>
${subtitle === '' ? '' : `<p>${escapeMarkup(subtitle)}</p>`}
</header>
${sections.length > SECTIONS_AT_A_GLANCE ? `<nav aria-label="Contents"><ol>${contents.join('')}</ol></nav>` : ''}
<main>
${bodies.join('\n')}
</main>
</body>
</html>
`;
}
