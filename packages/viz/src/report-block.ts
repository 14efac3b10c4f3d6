import { ArgumentError, type Description, kind, optional, type Read, variants } from '@ae-lab/base';
import { base64 } from './base64';
import { escapeMarkup } from './escape';
import { REPORT_TABLE, type ReportTable, reportTable } from './report-table';

/** A picture, given as either `svg` or `png`. */
export interface ReportPicture {
  readonly type: 'picture';
  /** A picture of this package, or any SVG that refers to nothing outside itself. */
  readonly svg?: string;
  /** The bytes of a PNG file. */
  readonly png?: Uint8Array;
  /** Description of the picture for readers who cannot see it. */
  readonly alt: string;
  /** Caption below the picture, after its number. Default: `alt`. */
  readonly caption?: string;
  /** Name of the download, without an extension. Default: made of `alt`. */
  readonly fileName?: string;
}

/** Paragraphs, separated by empty lines. */
export interface ReportText {
  readonly type: 'text';
  /** Plain text: HTML in it is shown, not run. */
  readonly text: string;
}

/** Verbatim text in a monospaced font, such as JSON, commands and logs. */
export interface ReportCode {
  readonly type: 'code';
  /** The text with its line breaks and spaces. */
  readonly text: string;
}

/** A list of names and values, such as a configuration. Values other than text and numbers are written as JSON. */
export interface ReportDefinitions {
  readonly type: 'definitions';
  /** Heading above the list. Default: none. */
  readonly heading?: string;
  /** Values by name, in the order of the object. */
  readonly entries: Readonly<Record<string, unknown>>;
}

/** One part of a section: a picture, a table, text, code or a list of definitions. */
export type ReportBlock = ReportPicture | ReportTable | ReportText | ReportCode | ReportDefinitions;

const PICTURE = {
  svg: optional(kind.text),
  png: optional(kind.of<Uint8Array>('bytes, such as `await toPng(svg)`', (value) => value instanceof Uint8Array)),
  alt: kind.text,
  caption: optional(kind.text),
  fileName: optional(kind.text),
} satisfies Description<Omit<ReportPicture, 'type'>>;

const TEXT = { text: kind.text } satisfies Description<Omit<ReportText, 'type'>>;

/** The kind of values by name. */
export const ENTRIES = kind.of<Readonly<Record<string, unknown>>>(
  'an object',
  (value) => typeof value === 'object' && value !== null,
);

const DEFINITIONS = {
  heading: optional(kind.text, ''),
  entries: ENTRIES,
} satisfies Description<Omit<ReportDefinitions, 'type'>>;

/** The kind of a {@link ReportBlock}. */
export const REPORT_BLOCK = variants('type', {
  picture: PICTURE,
  table: REPORT_TABLE,
  text: TEXT,
  code: TEXT,
  definitions: DEFINITIONS,
});

/**
 * Returns the HTML of a block.
 *
 * @param argument the name of the block in errors.
 */
export function reportBlock(block: ReturnType<typeof REPORT_BLOCK.read>, argument: string): string {
  switch (block.type) {
    case 'picture':
      return picture(block, argument);
    case 'table':
      return reportTable(block, argument);
    case 'text':
      return block.text
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${escapeMarkup(paragraph.trim())}</p>`)
        .join('\n');
    case 'code':
      return `<pre><code>${escapeMarkup(block.text)}</code></pre>`;
    case 'definitions':
      return definitions(block);
  }
}

function picture({ svg, png, alt, caption = alt, fileName = alt }: Read<typeof PICTURE>, argument: string): string {
  if ((svg === undefined) === (png === undefined)) {
    throw new ArgumentError(argument, 'either svg or png', svg === undefined ? 'neither' : 'both');
  }
  const format = svg === undefined ? 'png' : 'svg';
  const source = svg === undefined ? `image/png;base64,${base64(png!)}` : `image/svg+xml;base64,${base64(svg)}`;
  const image = `<img src="data:${source}" alt="${escapeMarkup(alt)}">`;
  // A second copy of the bytes is the price of a download that needs neither network nor script.
  const download = `<a download="${slug(fileName)}.${format}" href="data:${source}">Download ${format.toUpperCase()}</a>`;
  return `<figure><div class="card">${image}</div><figcaption><span>${escapeMarkup(caption)}</span>${download}</figcaption></figure>`;
}

/** Returns text as a file name that every system accepts. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['figure'];
  return words.join('-').slice(0, 60).replace(/-$/, '');
}

function definitions({ heading, entries }: Read<typeof DEFINITIONS>): string {
  const rows = Object.entries(entries).map(([name, value]) => {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
    return `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text ?? 'undefined')}</dd></div>`;
  });
  const title = heading === '' ? '' : `<h3>${escapeMarkup(heading)}</h3>\n`;
  return `${title}<dl>${rows.join('')}</dl>`;
}
