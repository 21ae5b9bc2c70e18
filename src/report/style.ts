import { FONT } from './figure.ts';
import { DARK_THEME, declarations, PAPER_THEME } from './theme.ts';

/** The page's style sheet: one column, either colour scheme, phones, paper. */
export const STYLE = `
:root{color-scheme:light dark;${declarations(PAPER_THEME)};--shade:#f4f6f8;--link:#0b5cad}
@media screen and (prefers-color-scheme:dark){:root{${declarations(DARK_THEME)};--shade:#20242a;--link:#7db8f5}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ${FONT}}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:clamp(1.45rem,4.6vw,2rem);line-height:1.22;margin:.3rem 0 1rem;letter-spacing:-.012em;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:3.2rem 0 .8rem;padding-top:.9rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:2rem 0 .5rem}
main.broad{max-width:82rem}
.broad>header,.broad section>p,.broad section>ul,.broad section>dl,.broad figcaption{max-width:44rem}
p{margin:.7rem 0}
a{color:var(--link)}
code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.over,.note,figcaption,.meta{color:var(--muted)}
.over{font-size:.92rem;margin:0}
.lead{font-size:1.06rem}
.note,figcaption{font-size:.9rem;line-height:1.5}
.loss{color:var(--loss)}.bdm{color:var(--bdm)}.blockEntropy{color:var(--blockEntropy)}
figure{margin:1.2rem 0 1.6rem}
figure svg{display:block;max-width:100%;height:auto}
figcaption{margin-top:.6rem}
figcaption b{color:var(--ink)}
.narrow{display:none}
.pair{display:flex;flex-wrap:wrap;gap:1rem;justify-content:space-between}
.pair>div{flex:1 1 18rem;max-width:22rem}
.matrix{margin:.5rem 0;flex:1 1 19rem}
.matrix.full{flex-basis:100%}
#weights h3{margin:1.5rem 0 .2rem}
.matrix p{margin:0 0 .35rem;font-size:.9rem;line-height:1.4}
.matrices{display:flex;flex-wrap:wrap;gap:0 2rem}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .8rem .4rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{font-weight:600;border-bottom:1.5px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:400}
tbody+tbody{border-top:1.5px solid var(--muted)}
tbody th{min-width:11rem}
.results td{min-width:5.2rem}
.results td:last-child,.results th:last-child{padding-right:0}
table.broad{font-size:.86rem}
table.broad th,table.broad td{padding-right:.7rem}
table.broad td{min-width:0}
table.broad tbody th{min-width:7rem}
.broad tbody th:first-child{position:sticky;left:0;background:var(--paper)}
ul.note{padding-left:1.1rem}ul.note li{margin:.25rem 0}ul.note b{color:var(--ink)}
small{color:var(--muted);font-size:.88em}
.layers th{padding-left:1rem}
.choices th,.choices td{padding-top:.28rem;padding-bottom:.28rem}
.choices td:last-child{padding-right:0}
.choices:not(.differing) td:last-child{color:var(--muted)}
dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.5rem 1.4rem;margin:1rem 0}
dt{font-weight:600}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
.command{display:block;background:var(--shade);padding:.5rem .7rem;border-radius:4px;white-space:pre-wrap}
ul{padding-left:1.2rem}
li{margin:.5rem 0}
@media (max-width:600px){
main{padding:1.4rem 1rem 3rem}
.wide{display:none}.narrow{display:block}
dl{grid-template-columns:1fr;gap:.1rem}
dd{margin-bottom:.7rem}
tbody th{min-width:8.5rem}
.pair>div{max-width:none}
}
@page{margin:16mm 15mm}
@media print{
body{font-size:10.5pt}
main{max-width:none;padding:0}
figure,tr,.results,.layer,li{break-inside:avoid}
#weights figure{break-inside:auto}
h2,h3{break-after:avoid}
a{color:inherit}
}
`;
