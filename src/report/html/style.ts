/** The style of the page. No `style` attributes anywhere, so that the page's policy can name this text by its digest. */
export const style = `
:root{color-scheme:light dark;--ink:light-dark(#1c2430,#e8ebf0);--dim:light-dark(#5b6573,#9aa5b4);--line:light-dark(#dfe4ea,#2d3644);
--paper:light-dark(#fbfaf7,#10141b);--card:light-dark(#fff,#161c26);--met:light-dark(#1a7a50,#45b685);--failing:light-dark(#c0322a,#f07a70);
--partial:light-dark(#3f7f5f,#7fb99a);--stale:light-dark(#96620f,#dba650);--inconclusive:light-dark(#5f4d9d,#a79be4);
--declared:light-dark(#2f61a6,#78a8ea);--excepted:light-dark(#5d6877,#9aa6b6)}
:root:has(#theme-light:checked){color-scheme:light}:root:has(#theme-dark:checked){color-scheme:dark}
:root:has(#lang-zh:checked) .en,:root:has(#lang-en:checked) .zh{display:none}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.55 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
main{max-width:1060px;margin:0 auto;padding:24px 28px 60px}
h1{font-size:22px;line-height:1.3;margin:0 0 4px;font-weight:600}h2{font-size:16px;margin:34px 0 8px;font-weight:600}h3{font-size:14px;margin:20px 0 6px;font-weight:600}
p{margin:6px 0}.dim,small{color:var(--dim)}small{font-size:12px}code{font:12px/1.4 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.switches{display:flex;flex-wrap:wrap;gap:6px 22px;justify-content:flex-end;padding:10px 28px 0;max-width:1060px;margin:0 auto;color:var(--dim);font-size:12.5px}
.switches fieldset{border:0;margin:0;padding:0;display:flex;gap:12px}.switches legend{float:left;padding:0 8px 0 0}.switches label{display:flex;gap:4px;align-items:center;cursor:pointer}
.switches input{accent-color:var(--ink);margin:0}
.note{border:1px solid var(--line);border-left:4px solid var(--stale);background:var(--card);padding:8px 12px;margin:12px 0;border-radius:4px}.note.bad{border-left-color:var(--failing)}
.headline{display:flex;flex-wrap:wrap;gap:8px 40px;align-items:baseline;margin:18px 0 6px}.headline b{font-size:40px;line-height:1.1;font-weight:600;letter-spacing:-.5px}.headline .of{font-size:20px;color:var(--dim)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 16px;margin:8px 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:6px 0}caption{text-align:left;color:var(--dim);font-size:12.5px;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-top:1px solid var(--line);font-weight:400}
thead th{border-top:0;border-bottom:1px solid var(--ink);color:var(--dim);font-size:12.5px;vertical-align:bottom}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.w{overflow-wrap:anywhere}.nw{white-space:nowrap}
.scroll{overflow-x:auto;position:relative}
.mark{display:inline-grid;place-items:center;min-width:19px;height:19px;border-radius:5px;border:1.5px solid;font-size:11.5px;line-height:1;vertical-align:text-bottom;margin-right:5px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.met,.pass{color:var(--met)}.failing,.fail,.error{color:var(--failing)}.partial{color:var(--partial)}.stale{color:var(--stale)}.inconclusive,.undetermined{color:var(--inconclusive)}.declared{color:var(--declared)}.excepted{color:var(--excepted)}.uncovered,.not_applicable,.unsettled{color:var(--dim)}
.met .mark,.failing .mark{background:currentColor}.met .mark i,.failing .mark i{color:var(--card);font-style:normal}.mark i{font-style:normal}
.stale .mark,.uncovered .mark{border-style:dashed}.uncovered .mark,.not_applicable .mark{border-color:var(--line)}
.grid{width:auto;font-size:12.5px}.grid th,.grid td{padding:0;border:0}.grid tbody tr:first-child>*{border-top:1px solid var(--line)}.grid tbody.class>tr:first-child>*{border-top:2px solid var(--ink)}
.grid th.m{height:118px;width:25px;vertical-align:bottom;color:inherit}.grid th.m div{writing-mode:vertical-rl;white-space:nowrap;margin:0 auto 6px;font-size:12px;line-height:25px}.grid th.m code{font-size:10px;color:var(--dim)}
.grid thead th{border-bottom:0}.grid th.d{padding:5px 12px 0 0;font-weight:600;white-space:nowrap}.grid th.r{padding:2px 12px 2px 0;white-space:nowrap}.grid th.r code{display:inline-block;width:58px;font-size:11px;color:var(--dim)}
.grid td{width:25px;height:25px;text-align:center}.grid .b{border-left:1px solid var(--line)}.grid .mark{margin:0;vertical-align:middle}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin:10px 0;font-size:12.5px}
.chips{list-style:none;display:flex;flex-wrap:wrap;gap:3px 14px;padding:0;margin:3px 0 0;font-size:12.5px}.chips li{white-space:nowrap}.chips code{font-size:11px;color:var(--dim)}
svg{display:block;overflow:visible;margin-top:3px}svg .axis{stroke:var(--line)}svg .span{fill:currentColor;opacity:.32}svg .point{fill:currentColor}svg .limit{stroke:var(--ink);stroke-dasharray:2 1.5}
.sample{border-top:1px solid var(--line);padding:8px 0}.turn{display:grid;grid-template-columns:5.5em 1fr;gap:0 10px;margin:4px 0}.turn .who{color:var(--dim);font-size:12.5px}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 inherit;font-family:inherit;unicode-bidi:isolate}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.cols{columns:3 200px;font-size:12px;margin:6px 0;padding-left:18px}.cols li{overflow-wrap:anywhere;break-inside:avoid}
@media screen and (min-width:1000px){.grid td,.grid th.m{width:36px}.grid td{height:27px}.grid th.m div{line-height:36px}}
@media (max-width:640px){main{padding:16px 14px 40px}dl{grid-template-columns:1fr}dt{margin-top:4px}.turn{grid-template-columns:1fr}}
@page{size:A4;margin:14mm 13mm 15mm}
@media print{:root,:root:has(#theme-dark:checked),:root:has(#theme-light:checked){color-scheme:light;--paper:#fff}.switches{display:none}main{max-width:none;padding:0}body{font-size:10.5px}
h1{font-size:18px}h2{font-size:13.5px;margin-top:20px;break-after:avoid}h3{font-size:11.5px;break-after:avoid}small,caption,thead th,.legend,.chips,.turn .who{font-size:9.5px}code,.chips code{font-size:9px}pre{font-size:10px}.headline b{font-size:32px}
thead{display:table-header-group}tr,.note,.headline,dl,.turn .who{break-inside:avoid}.grid{break-inside:avoid;font-size:9.5px}.grid th.m{width:20px;height:88px}.grid th.m div{font-size:9.5px;line-height:20px}.grid th.m code{font-size:8px}.grid td{width:20px;height:15px}.grid .mark{min-width:13px;height:13px;font-size:8px;border-width:1px;border-radius:3px}.grid th.r{padding:0 10px 0 0;line-height:1.3}.grid th.r code{width:46px;font-size:8.5px}.grid th.d{padding-top:2px;line-height:1.3}
.mark{min-width:15px;height:15px;font-size:9.5px}.scroll{overflow:visible}th,td{padding:3px 7px 3px 0}.cols{font-size:9px}a{color:inherit;text-decoration:none}}
`;
