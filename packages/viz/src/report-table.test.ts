import { nested } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { REPORT_TABLE, type ReportTable, reportTable } from './report-table';

const table = (columns: ReportTable['columns'], rows: ReportTable['rows']) =>
  reportTable(nested(REPORT_TABLE).read('table', { columns, rows }), 'table');
const cells = (html: string) => [...html.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map((match) => match[1]);

describe('reportTable', () => {
  it('writes the numbers of a column with the same digits, four significant ones for the largest', () => {
    expect(
      cells(
        table(
          ['', 'MSE'],
          [
            ['a', 0.0115],
            ['b', 0.03412],
          ],
        ),
      ),
    ).toEqual(['0.01150', '0.03412']);
    expect(
      cells(
        table(
          ['', 'PSNR'],
          [
            ['a', 19.873],
            ['b', 9],
          ],
        ),
      ),
    ).toEqual(['19.87', '9.00']);
    expect(
      cells(
        table(
          ['', 'count'],
          [
            ['a', 60000],
            ['b', 7],
          ],
        ),
      ),
    ).toEqual(['60,000', '7']);
    expect(
      cells(
        table(
          ['', 'rate'],
          [
            ['a', 1.5e-7],
            ['b', -2e-6],
          ],
        ),
      ),
    ).toEqual(['1.500e−7', '−2.000e−6']);
    expect(cells(table(['', { name: 'share', digits: 1 }], [['a', 0.25]]))).toEqual(['0.3']);
    expect(
      cells(
        table(
          ['', 'x'],
          [
            ['a', Infinity],
            ['b', Number.NaN],
            ['c', 1.5],
          ],
        ),
      ),
    ).toEqual(['∞', 'n/a', '1.500']);
  });

  it('sets the best number of a column in bold', () => {
    const rows = [
      ['a', 1, 1],
      ['b', 2, 2],
      ['c', Number.NaN, 2],
    ];
    const html = table(['', { name: 'low', best: 'lowest' }, { name: 'high', best: 'highest' }], rows);
    expect(cells(html)).toEqual(['<strong>1</strong>', '1', '2', '<strong>2</strong>', 'n/a', '<strong>2</strong>']);
  });

  it('marks headings, aligns numbers and escapes text', () => {
    const html = table(['<model>', 'MSE'], [['<b>', 1]]);
    expect(html).toContain('<th scope="col">&lt;model&gt;</th><th scope="col" class="number">MSE</th>');
    expect(html).toContain('<tr><th scope="row">&lt;b&gt;</th><td class="number">1</td></tr>');
  });

  it('names the argument that is wrong', () => {
    expect(() => table([], [])).toThrow(/^table.columns: expected an array of at least 1 entry .*, got \[\]/);
    expect(() => table([{ name: 'a', unit: 's' } as never], [])).toThrow(/^table.columns\[0\]: .*, got "unit"/);
    expect(() => table([{ name: 'a', best: 'largest' as never }], [])).toThrow(/^table.columns\[0\].best: /);
    expect(() => table([{ name: 'a', digits: -1 }], [])).toThrow(/^table.columns\[0\].digits: /);
    expect(() => table([7 as never], [])).toThrow(
      /^table.columns\[0\]: expected an object with options among name, .*, got 7/,
    );
    expect(() => table(['a'], [[undefined as never]])).toThrow(
      'table.rows[0][0]: expected text or a number, got undefined.',
    );
    expect(() => table(['a'], undefined as never)).toThrow(/^table.rows: expected an array .*, got undefined/);
    expect(() => table(['a', 'b'], [['x', 1], ['y']])).toThrow('table.rows[1]: expected 2 entries, got 1.');
  });
});
