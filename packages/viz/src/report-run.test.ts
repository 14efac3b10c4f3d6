import { describe, expect, it } from 'vitest';
import { htmlReport } from './html-report';

const report = (run: Parameters<typeof htmlReport>[0]['run']) => htmlReport({ title: 'Report', sections: [], run });

describe('the section on the run', () => {
  it('ends the report with what is needed to repeat it', () => {
    const html = report({
      seed: 7,
      started: new Date(Date.UTC(2026, 0, 2, 3, 4)),
      seconds: 3725.2,
      machine: 'a <fast> one',
      versions: { '@ae-lab/viz': '0.1.0' },
      configuration: { epochs: 5, optimizer: { name: 'adam' } },
    });
    const entries = [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name, value]) => [name, value]);
    expect(entries).toEqual([
      ['seed', '7'],
      ['started', '2026-01-02 03:04 UTC'],
      ['duration', '1 h 2 min 5 s'],
      ['machine', 'a &lt;fast&gt; one'],
      ['@ae-lab/viz', '0.1.0'],
      ['epochs', '5'],
      ['optimizer', '{&quot;name&quot;:&quot;adam&quot;}'],
    ]);
    expect([...html.matchAll(/<h[23]>(.*?)<\/h/g)].map((match) => match[1])).toEqual([
      'How this was made',
      'Versions',
      'Configuration',
    ]);
  });

  it('shows only what is known', () => {
    const html = report({ seed: 0, seconds: 12.345 });
    expect(html.match(/<dt>/g)).toHaveLength(2);
    expect(html).toContain('<dd>12.3 s</dd>');
    expect(html).not.toContain('<h3>');
  });

  it('names the argument that is wrong', () => {
    expect(() => report({ seconds: -1 })).toThrow(/^run.seconds: expected a finite number of at least 0, got -1/);
    expect(() => report({ start: new Date() } as never)).toThrow(/^run: .*, got "start"/);
    expect(() => report({ started: '2026-11-21' as never })).toThrow(
      'run.started: expected a valid date, got "2026-11-21".',
    );
    expect(() => report({ versions: '1.0' as never })).toThrow(
      'run.versions: expected an object (each value text), got "1.0".',
    );
    expect(() => report({ configuration: '--fast' as never })).toThrow('run.configuration: expected an object, got');
    expect(() => report({ started: new Date('soon') })).toThrow(/^run.started: expected a valid date/);
  });
});
