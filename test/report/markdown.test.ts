import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, Markup } from '../../src/report/markup/html.ts';
import { markdownOf } from '../../src/report/markup/markdown.ts';
import { cellsOf } from './markdown.ts';

describe('markdown', () => {
  it('has the blocks that reports are made of', () => {
    const body = html`<header><p class="over">Over</p><h1>Answer.</h1></header>
<section><h2>Results</h2><div class="scroll"><table><thead><tr><th>A</th><th>B</th></tr></thead>
<tbody><tr><th>a</th><td>0.96<br/>[0.9, 1.0]</td></tr></tbody></table></div>
<figure><img src="figures/a.svg" alt="A figure."/><figcaption><b>Figure 1.</b> Words
of it.</figcaption></figure>
<dl><dt>To reproduce</dt><dd><code class="command">npx it --runs 2</code></dd></dl>
<ul><li><b>Cause.</b> log<sub>2</sub> and 10<sup>−5</sup></li><li><a href="https://x.org">link</a></li></ul></section>`;
    expect(markdownOf(body)).toBe(`Over

# Answer.

## Results

| A | B |
| --- | --- |
| a | 0.96 [0.9, 1.0] |

![A figure.](figures/a.svg)

**Figure 1.** Words of it.

- **To reproduce:** \`npx it --runs 2\`

- **Cause.** log₂ and 10⁻⁵
- [link](https://x.org)
`);
  });

  it('keeps a row of a table to its cells, whatever they hold', () => {
    const anything = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(anything, anything), { minLength: 1, maxLength: 4 }), (rows) => {
        const body = html`<table>${rows.map(([a, b]) => html`<tr><th>${a}</th><td><code>${b}</code></td></tr>`)}</table>`;
        const lines = markdownOf(body).trimEnd().split('\n');
        expect(lines).toHaveLength(rows.length + 1);
        for (const line of lines) expect(cellsOf(line)).toHaveLength(2);
      }),
    );
  });

  it('shows text as it is: no markup comes from names', () => {
    const name = '*a* _b_ `c` <img src=x> [d](javascript:1) &amp; ![e](f) $g$ ~~h~~';
    expect(markdownOf(html`<p>${name}</p>`)).toBe(
      '\\*a\\* \\_b\\_ \\`c\\` \\<img src=x\\> [d\\](javascript:1) &amp;amp; ![e\\](f) \\$g\\$ \\~\\~h\\~\\~\n',
    );
    expect(markdownOf(html`<p># no heading</p><p>1. no list</p>`)).toBe('\\# no heading\n\n1\\. no list\n');
    expect(markdownOf(html`<p>${new Markup('<code>a`b|c</code>')}</p>`)).toBe('`` a`b\\|c ``\n');
    expect(markdownOf(html`<p><a href="a (b).html">x</a></p>`)).toBe('[x](a%20%28b%29.html)\n');
  });
});
