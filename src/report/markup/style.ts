import { FONT } from '../figures/sizes.ts';
import { DARK_THEME, declarations, PAPER_THEME } from '../figures/theme.ts';

/**
 * A page's style sheet: one column, either colour scheme, phones, paper. Tables of results and figures take the page's free
 * width beyond the column. What is wider still scrolls, with a shadow at the edge where there is more; on paper nothing
 * scrolls: letters are the smaller the more columns a table has, and rows of too many become lists.
 */
export function styleFor(series: readonly string[]): string {
  return `
:root{color-scheme:light dark;${declarations(PAPER_THEME, series)};--shade:#f4f6f8;--link:#0b5cad;--cue:#0b121c66;--edge:1.25rem}
@media screen and (prefers-color-scheme:dark){:root{${declarations(DARK_THEME, series)};--shade:#20242a;--link:#7db8f5;--cue:#dfe8f566}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ${FONT}}
main{max-width:46rem;margin:0 auto;padding:2.5rem var(--edge) 4rem;overflow-wrap:break-word}
h1{font-size:clamp(1.45rem,4.6vw,2rem);line-height:1.22;margin:.3rem 0 1rem;letter-spacing:-.012em;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:3.2rem 0 .8rem;padding-top:.9rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:2rem 0 .5rem}
p{margin:.7rem 0}
a{color:var(--link)}
code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.hash{overflow-wrap:anywhere}
.over,.note,figcaption,.meta{color:var(--muted)}
.over{font-size:.92rem;margin:0}
.lead{font-size:1.06rem}
.note,figcaption{font-size:.9rem;line-height:1.5}
.results,.wide{position:relative;left:50%;transform:translateX(-50%);max-width:min(100vw - 2*var(--edge),82rem)}
.wide{width:var(--width)}
figure{margin:1.2rem 0 1.6rem}
figure svg{display:block;max-width:100%;height:auto}
figcaption{margin-top:.6rem}
figcaption b{color:var(--ink)}
.narrow{display:none}
.pair{display:flex;flex-wrap:wrap;gap:1rem;justify-content:space-between}
.pair>div{flex:1 1 18rem;max-width:22rem}
.matrix{margin:.5rem 0;flex:1 1 19rem;min-width:0}
.matrix.full{flex-basis:100%}
#weights h3{margin:1.5rem 0 .2rem}
.matrix p{margin:0 0 .35rem;font-size:.9rem;line-height:1.4}
.matrices{display:flex;flex-wrap:wrap;gap:0 2rem}
.scroll{overflow-x:auto;margin:1rem 0;background:linear-gradient(90deg,var(--paper) 40%,transparent) -1px 0/3rem 100% local,linear-gradient(270deg,var(--paper) 40%,transparent) calc(100% + 1px) 0/3rem 100% local,linear-gradient(90deg,var(--cue),transparent) 1px 0/1rem 100% scroll,linear-gradient(270deg,var(--cue),transparent) calc(100% - 1px) 0/1rem 100% scroll;background-repeat:no-repeat}
.results{width:max-content;min-width:100%}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .8rem .4rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;border-bottom:1.5px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:400}
tbody+tbody{border-top:1.5px solid var(--muted)}
tbody th{min-width:7rem}
.results td{max-width:24rem}
.results th{max-width:20rem}
.results tbody th:first-child{position:sticky;left:0;background:var(--paper);overflow-wrap:anywhere}
.range{white-space:nowrap}
.part{display:block;padding-left:1rem}
.part b{font-weight:400}
ul.note{padding-left:1.1rem}ul.note li{margin:.25rem 0}ul.note b{color:var(--ink)}
small{color:var(--muted);font-size:.88em}
.choices th,.choices td{padding-top:.28rem;padding-bottom:.28rem}
.choices td:last-child{color:var(--muted)}
dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.5rem 1.4rem;margin:1rem 0}
dt{font-weight:600}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
.command{display:block;background:var(--shade);padding:.5rem .7rem;border-radius:4px;white-space:pre-wrap}
ul{padding-left:1.2rem}
li{margin:.5rem 0}
@media screen and (max-width:600px){
:root{--edge:1rem}
main{padding:1.4rem var(--edge) 3rem}
.wide{display:none}.narrow{display:block}
dl{grid-template-columns:1fr;gap:.1rem}
dd{margin-bottom:.7rem}
.results tbody th:first-child{min-width:8.5rem;max-width:38vw}
.pair>div{max-width:none}
}
@page{size:A4 portrait;margin:16mm 15mm}
@media print{
html{font-size:10.5pt}
body{font-size:1rem}
main{max-width:none;padding:0}
.results,.wide{position:static;transform:none;width:auto;max-width:none}
.scroll{overflow:visible;background:none}
table{font-size:clamp(6.2pt,10.4pt - var(--columns)*.3pt,9pt);line-height:1.35}
th,td{padding-right:.35rem}
tbody th{min-width:0}
.results tbody th:first-child{position:static}
.range{white-space:normal}
.results code{overflow-wrap:anywhere}
.list table,.list tbody{display:block}
.list thead{display:none}
.list tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.5rem,1fr));gap:.4rem .8rem;border-bottom:1px solid var(--rule);padding:.4rem 0}
.list th,.list td{border:0;padding:0;max-width:none}
.list th{grid-column:1/-1;font-weight:600}
.list td::before{content:attr(data-head);display:block;color:var(--muted)}
details::details-content{content-visibility:visible;block-size:auto}
figure,tr,li,.layer{break-inside:avoid}
#weights figure{break-inside:auto}
h2,h3{break-after:avoid}
a{color:inherit}
}
`;
}
