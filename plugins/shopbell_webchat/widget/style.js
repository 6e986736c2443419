// The panel's looks. A constructable sheet: a strict Content-Security-Policy forbids <style> and style attributes.

export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
:host{--brand:var(--sb-color,#1d5b4c);--on-brand:var(--sb-on-color,#fff);--paper:#fff;--ink:#1c1b1a;--soft:#5d5a56;
  --bot:#f1efec;--line:#8a857e;--bad:#b3261e;color-scheme:light}
:host([data-theme=dark]){--paper:#17181b;--ink:#f0eeea;--soft:#b4b0a9;--bot:#292b30;--line:#85817a;--bad:#ffb4ab;color-scheme:dark}
@media(prefers-color-scheme:dark){:host([data-theme=auto]){--paper:#17181b;--ink:#f0eeea;--soft:#b4b0a9;--bot:#292b30;
  --line:#85817a;--bad:#ffb4ab;color-scheme:dark}}
*{box-sizing:border-box}
.panel{position:absolute;bottom:88px;inset-inline-end:20px;width:min(380px,calc(100vw - 40px));
  height:min(620px,calc(100vh - 108px));display:flex;flex-direction:column;overflow:hidden;border-radius:16px;
  background:var(--paper);color:var(--ink);box-shadow:0 8px 40px rgb(0 0 0/.3);border:1px solid rgb(128 128 128/.35);
  animation:rise .18s ease-out;text-align:start}
:host([data-position=left]) .panel{inset-inline:20px auto}
.panel[hidden]{display:none}
@keyframes rise{from{transform:translateY(12px);opacity:0}}
header{flex:none;display:flex;align-items:center;gap:8px;padding-inline:16px 6px;min-height:56px;background:var(--brand);color:var(--on-brand)}
h2{flex:1;margin:0;font-size:17px;line-height:1.3;font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
button,textarea{font:inherit;color:inherit;margin:0}
button{cursor:pointer}
.round{flex:none;display:grid;place-items:center;width:44px;height:44px;border:0;border-radius:50%;background:none;padding:0}
.round svg{width:24px;height:24px;fill:currentColor}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
header :focus-visible{outline-color:currentColor;outline-offset:-4px}
.log:focus-visible{outline-offset:-3px}
.state{flex:none;padding:6px 16px;font-size:14px;background:var(--bot);color:var(--ink)}
.state:empty,.typing:empty{padding-block:0;min-height:0}
.log{position:relative;flex:1;overflow:auto;overscroll-behavior:contain;padding:16px;display:flex;flex-direction:column;gap:8px}
.log>*{flex:none}
.hint{margin:auto;color:var(--soft);text-align:center}
.hint:not(:only-child){display:none}
.row{display:flex;flex-direction:column;align-items:flex-start;gap:6px;max-width:100%}
.row.me{align-items:flex-end}
.bubble{max-width:85%;padding:9px 13px;border-radius:14px;border-end-start-radius:4px;background:var(--bot);
  overflow-wrap:anywhere;white-space:pre-wrap}
.me .bubble{background:var(--brand);color:var(--on-brand);border-end-start-radius:14px;border-end-end-radius:4px}
.bubble p,.bubble ul,.bubble ol{margin:0;white-space:normal}
.bubble *+p,.bubble *+ul,.bubble *+ol{margin-block-start:8px}
.bubble ul,.bubble ol{padding-inline-start:22px}
a{color:inherit;text-underline-offset:2px}
.fate{font-size:13px;color:var(--soft);display:flex;align-items:center;gap:8px}
.fate.failed{color:var(--bad)}
.who{font-size:13px;color:var(--soft)}
.options{display:flex;flex-wrap:wrap;gap:8px;max-width:100%}
.rows{flex-direction:column;margin-block-start:4px}
.option{min-height:44px;min-width:44px;padding:8px 14px;border-radius:22px;border:1.5px solid var(--line);background:var(--paper);
  color:var(--ink);display:inline-flex;align-items:center;justify-content:center;text-align:center;text-decoration:none;
  overflow-wrap:anywhere}
.option:hover{background:var(--bot)}
.card{width:min(260px,100%);border:1px solid var(--line);border-radius:14px;padding:12px;display:flex;flex-direction:column;
  gap:6px;background:var(--paper);overflow-wrap:anywhere}
.card>img{width:calc(100% + 24px);margin:-12px -12px 4px;aspect-ratio:4/3;object-fit:cover;border-radius:13px 13px 0 0;background:var(--bot)}
.price{font-weight:600}
.out{color:var(--bad)}
s{color:var(--soft)}
figure{margin:0;max-width:85%}
figure img{display:block;max-width:100%;border-radius:14px;background:var(--bot)}
figcaption,.missing{font-size:14px;color:var(--soft)}
.carousel{width:100%}
.track{list-style:none;margin:0;padding:4px;display:flex;gap:10px;overflow-x:auto;scroll-snap-type:x proximity}
.track>li{flex:none;width:230px;display:flex;scroll-snap-align:start}
.track .card{width:100%}
.track .rows{margin-block-start:auto}
.turn{display:flex;gap:8px;justify-content:flex-end;margin-block-start:6px}
.typing{padding:4px 16px;min-height:24px;font-size:14px;color:var(--soft);flex:none}
form{flex:none;display:flex;align-items:flex-end;gap:6px;padding:8px 8px 10px 12px;border-block-start:1px solid var(--line)}
textarea{flex:1;min-width:0;min-height:44px;max-height:132px;padding:10px 12px;border:1.5px solid var(--line);border-radius:12px;
  background:var(--paper);resize:none;font-size:16px;line-height:22px}
textarea::placeholder{color:var(--soft);opacity:1}
textarea:focus-visible{outline-width:2px;outline-offset:-1px}
form .round{background:var(--brand);color:var(--on-brand)}
[dir=rtl] form .round svg{transform:scaleX(-1)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.count{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;border-radius:11px;background:#b3261e;
  color:#fff;font:600 13px/22px system-ui,sans-serif;text-align:center}
.count:empty{display:none}
@media(max-width:480px){.panel{position:fixed;inset:0!important;width:auto;height:auto;border:0;border-radius:0}
  .panel:not([hidden])~.launch{display:none}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media(forced-colors:active){.launch,.bubble,form .round{border:1px solid CanvasText}}
`);
