import { base64 } from './base64';
import { argumentError, checkText } from './check';
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
  readonly caption?: string;
}

/** Paragraphs, separated by empty lines. */
export interface ReportText {
  readonly type: 'text';
  readonly text: string;
}

/** Text as it is, in a typewriter face; for JSON, commands and logs. */
export interface ReportCode {
  readonly type: 'code';
  readonly text: string;
}

/** Names and values; for a configuration. Values other than text and numbers are set as JSON. */
export interface ReportDefinitions {
  readonly type: 'definitions';
  readonly entries: Readonly<Record<string, unknown>>;
}

/** What a report is made of. */
export type ReportBlock = ReportPicture | ReportTable | ReportText | ReportCode | ReportDefinitions;

/** The HTML of a block; `argument` is its name in errors. */
export function reportBlock(block: ReportBlock, argument: string): string {
  switch (block.type) {
    case 'picture':
      return picture(block, argument);
    case 'table':
      return reportTable(block, argument);
    case 'text':
      return checkText(`${argument}.text`, block.text)
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${escapeMarkup(paragraph.trim())}</p>`)
        .join('\n');
    case 'code':
      return `<pre><code>${escapeMarkup(checkText(`${argument}.text`, block.text))}</code></pre>`;
    case 'definitions':
      return definitions(block);
    default:
      throw argumentError(`${argument}.type`, 'picture, table, text, code or definitions', (block as ReportBlock).type);
  }
}

function picture({ svg, png, alt, caption = '' }: ReportPicture, argument: string): string {
  if ((svg === undefined) === (png === undefined))
    throw argumentError(argument, 'either svg or png', 'both or neither');
  const source = svg === undefined ? `image/png;base64,${base64(png!)}` : `image/svg+xml;base64,${base64(svg)}`;
  const image = `<img src="data:${source}" alt="${escapeMarkup(checkText(`${argument}.alt`, alt))}">`;
  const text = caption === '' ? '' : `<figcaption>${escapeMarkup(caption)}</figcaption>`;
  return `<figure><div class="card">${image}</div>${text}</figure>`;
}

function definitions({ entries }: ReportDefinitions): string {
  const rows = Object.entries(entries).map(([name, value]) => {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
    return `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text ?? 'undefined')}</dd></div>`;
  });
  return `<dl>${rows.join('')}</dl>`;
}
