import { base64 } from './base64';
import { argumentError, checkOptions, checkText, type Names } from './check';
import { escapeMarkup } from './escape';
import { type ReportTable, reportTable } from './report-table';

/** A picture; give either `svg` or `png`. */
export interface ReportPicture {
  readonly type: 'picture';
  /** A picture of this package, or any SVG that refers to nothing outside itself. */
  readonly svg?: string;
  /** The bytes of a PNG file. */
  readonly png?: Uint8Array;
  /** What the picture shows, for who cannot see it. */
  readonly alt: string;
  /** Set below it, after its number; default: `alt`. */
  readonly caption?: string;
  /** What a reader's download is called, without an ending; default: made of `alt`. */
  readonly fileName?: string;
}

/** Paragraphs, separated by empty lines. */
export interface ReportText {
  readonly type: 'text';
  /** Plain: HTML in it is shown, not run. */
  readonly text: string;
}

/** Text as it is, in a typewriter face; for JSON, commands and logs. */
export interface ReportCode {
  readonly type: 'code';
  /** With its line breaks and spaces. */
  readonly text: string;
}

/** Names and values; for a configuration. Values other than text and numbers are set as JSON. */
export interface ReportDefinitions {
  readonly type: 'definitions';
  /** Set above them. Default: none. */
  readonly heading?: string;
  /** In the order of the object. */
  readonly entries: Readonly<Record<string, unknown>>;
}

/** What a report is made of. */
export type ReportBlock = ReportPicture | ReportTable | ReportText | ReportCode | ReportDefinitions;

const PICTURE_NAMES: Names<ReportPicture> = {
  type: true,
  svg: true,
  png: true,
  alt: true,
  caption: true,
  fileName: true,
};

/** The HTML of a block; `argument` is its name in errors. */
export function reportBlock(block: ReportBlock, argument: string): string {
  switch (block?.type) {
    case 'picture':
      return picture(block, argument);
    case 'table':
      return reportTable(block, argument);
    case 'text':
      return plainText(block, argument)
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${escapeMarkup(paragraph.trim())}</p>`)
        .join('\n');
    case 'code':
      return `<pre><code>${escapeMarkup(plainText(block, argument))}</code></pre>`;
    case 'definitions':
      return definitions(block, argument);
    default:
      throw argumentError(
        `${argument}.type`,
        'picture, table, text, code or definitions',
        (block as ReportBlock | undefined)?.type,
      );
  }
}

function plainText(block: ReportText | ReportCode, argument: string): string {
  checkOptions(argument, block, { type: true, text: true });
  return checkText(`${argument}.text`, block.text);
}

function picture(block: ReportPicture, argument: string): string {
  checkOptions(argument, block, PICTURE_NAMES);
  const { svg, png, alt, caption = alt, fileName = alt } = block;
  if ((svg === undefined) === (png === undefined)) {
    throw argumentError(argument, 'either svg or png', 'both or neither');
  }
  checkText(`${argument}.alt`, alt);
  checkText(`${argument}.fileName`, fileName);
  if (svg !== undefined) checkText(`${argument}.svg`, svg);
  else if (!(png instanceof Uint8Array)) throw argumentError(`${argument}.png`, 'bytes: `await toPng(svg)`', png);
  const format = svg === undefined ? 'png' : 'svg';
  const source = svg === undefined ? `image/png;base64,${base64(png!)}` : `image/svg+xml;base64,${base64(svg)}`;
  const image = `<img src="data:${source}" alt="${escapeMarkup(alt)}">`;
  const text = escapeMarkup(checkText(`${argument}.caption`, caption));
  // A second copy of the bytes is the price of a download that needs neither network nor script.
  const download = `<a download="${slug(fileName)}.${format}" href="data:${source}">Download ${format.toUpperCase()}</a>`;
  return `<figure><div class="card">${image}</div><figcaption><span>${text}</span>${download}</figcaption></figure>`;
}

/** Text as the name of a file that every system takes. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['figure'];
  return words.join('-').slice(0, 60).replace(/-$/, '');
}

function definitions(block: ReportDefinitions, argument: string): string {
  checkOptions(argument, block, { type: true, heading: true, entries: true });
  const { heading = '', entries } = block;
  checkText(`${argument}.heading`, heading);
  if (typeof entries !== 'object' || entries === null) throw argumentError(`${argument}.entries`, 'an object', entries);
  const rows = Object.entries(entries).map(([name, value]) => {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
    return `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text ?? 'undefined')}</dd></div>`;
  });
  const title = heading === '' ? '' : `<h3>${escapeMarkup(heading)}</h3>\n`;
  return `${title}<dl>${rows.join('')}</dl>`;
}
