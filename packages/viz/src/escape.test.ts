import { describe, expect, it } from 'vitest';
import { escapeMarkup } from './escape';

describe('escapeMarkup', () => {
  it('replaces the five characters that mean something in markup', () => {
    expect(escapeMarkup(`<a href="x">Tom & 'Jerry'</a>`)).toBe(
      '&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;',
    );
  });

  it('replaces what XML forbids and keeps every other character', () => {
    expect(escapeMarkup('a\u0000b\u001bc\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd');
    expect(escapeMarkup('tab\t, newline\n, é, 漢, 😀')).toBe('tab\t, newline\n, é, 漢, 😀');
  });
});
