import { describe, expect, it } from 'vitest';
import { htmlReport, type ReportSection } from './html-report';
import { imageGrid } from './image-grid';
import type { ReportBlock } from './report-block';

const svg = imageGrid({ images: [0, 1, 1, 0], imageShape: [2, 2, 1] });
const attack = `</title></style><script>alert("x")</script><img src=x onerror='alert(1)'>`;
const hostile: ReportSection = {
  heading: attack,
  blocks: [
    { type: 'picture', svg, alt: attack, caption: attack },
    { type: 'picture', png: Uint8Array.of(1, 2, 3), alt: 'bytes' },
    { type: 'table', columns: [attack, { name: attack }], rows: [[attack, attack]], caption: attack },
    { type: 'text', text: attack },
    { type: 'code', text: attack },
    { type: 'definitions', entries: { [attack]: attack, options: { nested: attack }, seed: 7, missing: undefined } },
  ],
};

/** Returns the opening tags in order. Throws if opening and closing tags do not match. */
function tagNames(html: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (['meta', 'img'].includes(name)) names.push(name);
    else if (slash === '') names.push(name) && open.push(name);
    else if (open.pop() !== name) throw new Error(`unexpected </${name}>`);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return names;
}

describe('htmlReport', () => {
  it('escapes every text', () => {
    const html = htmlReport({ title: attack, subtitle: attack, sections: Array(5).fill(hostile) });
    const names = tagNames(html);
    expect(names).not.toContain('script');
    expect(names.filter((name) => name === 'img')).toHaveLength(10);
    expect(names.filter((name) => name === 'style')).toHaveLength(1);
    expect(html.match(/<img [^>]*>/g)?.every((tag) => /^<img src="data:[^"]*" alt="[^"]*">$/.test(tag))).toBe(true);
  });

  it('makes no request', () => {
    const html = htmlReport({ title: 'Report', sections: [hostile] });
    expect(html).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<link/i);
    expect([...html.matchAll(/(?:src|href)="([^"]{5})/g)].map((match) => match[1])).toEqual(new Array(4).fill('data:'));
    expect(html).toContain("default-src 'none'");
  });

  it('embeds pictures byte for byte', () => {
    const html = htmlReport({ title: 'Report', sections: [hostile] });
    const [vector, bytes] = [...html.matchAll(/src="[^"]*base64,([^"]+)"/g)].map(([, data]) =>
      Buffer.from(data, 'base64'),
    );
    expect(vector.toString('utf8')).toBe(svg);
    expect([...bytes]).toEqual([1, 2, 3]);
  });

  it('offers every picture as a file, with a caption', () => {
    const html = htmlReport({ title: 'Report', sections: [hostile] });
    const sources = [...html.matchAll(/<img src="([^"]+)"/g)].map((match) => match[1]);
    const links = [...html.matchAll(/<a download="([^"]+)" href="([^"]+)"/g)].map(([, name, source]) => ({
      name,
      source,
    }));
    expect(links.map(({ source }) => source)).toEqual(sources);
    expect(links.map(({ name }) => name)).toEqual([
      'title-style-script-alert-x-script-img-src-x-onerror-alert-1.svg',
      'bytes.png',
    ]);
    expect(html).toContain('<figcaption><span>bytes</span><a download="bytes.png"');
    const figure = { type: 'picture', svg, alt: 'シ', fileName: '../Loss of run 3' } as const;
    const named = htmlReport({
      title: 'Report',
      sections: [{ heading: 'All', blocks: [figure, { ...figure, fileName: undefined }] }],
    });
    expect([...named.matchAll(/download="([^"]+)"/g)].map((match) => match[1])).toEqual([
      'loss-of-run-3.svg',
      'figure.svg',
    ]);
  });

  it('has a table of contents above two sections, whose links lead to the headings', () => {
    const sections = (count: number) =>
      Array.from({ length: count }, (_, i): ReportSection => ({ heading: `Part ${i + 1}`, blocks: [] }));
    expect(htmlReport({ title: 'Report', sections: sections(2) })).not.toContain('<nav');
    const html = htmlReport({ title: 'Report', sections: sections(5) });
    expect(html.match(/<nav.*<\/nav>/)?.[0].match(/<li>/g)).toHaveLength(5);
    expect(html).toContain('<a href="#section-5">Part 5</a>');
    expect(html).toContain('<section id="section-5">\n<h2>Part 5</h2>');
  });

  it('writes paragraphs, code and definitions', () => {
    const blocks: ReportBlock[] = [
      { type: 'text', text: 'One.\n\nTwo,\nstill two.' },
      { type: 'code', text: '{\n  "a": 1\n}' },
      { type: 'definitions', entries: { seed: 7, data: 'mnist', widths: [16, 32] } },
    ];
    const html = htmlReport({ title: 'Report', sections: [{ heading: 'All', blocks }] });
    expect(html).toContain('<p>One.</p>\n<p>Two,\nstill two.</p>');
    expect(html).toContain('<pre><code>{\n  &quot;a&quot;: 1\n}</code></pre>');
    expect(html).toContain('<dt>seed</dt><dd>7</dd>');
    expect(html).toContain('<dt>widths</dt><dd>[16,32]</dd>');
  });

  it('names the argument that is wrong', () => {
    const report = (block: unknown) => () =>
      htmlReport({ title: 'Report', sections: [{ heading: 'All', blocks: [block as ReportBlock] }] });
    expect(report({ type: 'picture', alt: 'none' })).toThrow(
      'sections[0].blocks[0]: expected either svg or png, got "neither".',
    );
    expect(report({ type: 'picture', alt: 'two', svg, png: Uint8Array.of(1) })).toThrow(
      /either svg or png, got "both"/,
    );
    expect(report({ type: 'picture', svg })).toThrow('sections[0].blocks[0].alt: expected text, got undefined.');
    expect(report({ type: 'video' })).toThrow(
      'sections[0].blocks[0].type: expected one of picture, table, text, code, definitions, got "video".',
    );
    expect(report({ type: 'picture', alt: 'a', svg, captions: 'b' })).toThrow(
      /^sections\[0\].blocks\[0\]: .*"captions"/,
    );
    expect(report({ type: 'picture', alt: 'a', png: Promise.resolve() })).toThrow(/blocks\[0\].png: .*, got Promise/);
    expect(report({ type: 'text', txt: 'a' })).toThrow(
      'sections[0].blocks[0]: expected no other options than type, text',
    );
    expect(report({ type: 'definitions' })).toThrow(
      'sections[0].blocks[0].entries: expected an object, got undefined.',
    );
    expect(report(undefined)).toThrow(
      /^sections\[0\].blocks\[0\]: expected an object with type one of picture, .*, got undefined/,
    );
    expect(() => htmlReport({ title: 'Report' } as never)).toThrow(/^sections: expected an array .*, got undefined/);
    expect(() => htmlReport({ title: 'a', sections: [], section: [] } as never)).toThrow(/^options: .*, got "section"/);
    const section = { heading: 'All', block: [] } as never;
    expect(() => htmlReport({ title: 'a', sections: [section] })).toThrow(/^sections\[0\]: .*, got "block"/);
    expect(() => htmlReport({ title: undefined as never, sections: [] })).toThrow(/^title: expected text/);
  });
});
