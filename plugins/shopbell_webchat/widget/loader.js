// Shopbell: the chat button of a shop's page. The chat itself is loaded when somebody wants it.
//   <script async src="https://chat.example/chat/loader.js" data-site="default"></script>
(() => {
  "use strict";
  const script = document.currentScript;
  // calls made before we came: [["open"], ["page", {...}]]
  const early = window.Shopbell;
  if (!script || (early && !Array.isArray(early))) return;
  const data = script.dataset;
  const base = new URL("./", script.src).href;
  const locale = data.locale || document.documentElement.lang || navigator.language || "en";
  const labels = { en: "Chat with us", de: "Mit uns chatten", fr: "Discuter avec nous", es: "Chatea con nosotros" };
  const site = {
    base, data, locale, name: data.site || "default", product: data.product || null, stage: null,
    host: document.createElement("div"), button: document.createElement("button"),
  };
  const bus = new EventTarget();
  let chat = null, tries = 0;

  const emit = (event, detail) => { bus.dispatchEvent(new CustomEvent(event, { detail })); };
  const fetchPanel = () => import(`${base}w/{{version}}/panel.js${tries ? `?${tries}` : ""}`);
  const load = () => chat ||= fetchPanel().then((panel) => panel.start(site))
    .catch((error) => {
      // the next click tries again; the query makes the browser forget that it failed
      chat = null;
      tries += 1;
      site.button.title = "Chat: ⟳";
      emit("error", { code: "load", text: String(error) });
      throw error;
    });
  const call = (name) => (options) => { load().then((it) => it[name](options)).catch(() => {}); };
  const api = window.Shopbell = {
    version: 1, open: call("open"), close: call("close"), toggle: call("toggle"), reset: call("reset"),
    page(at) { site.product = at.product ?? null; site.stage = at.stage ?? null; },
    // "message", "open", ...: facts in event.detail
    on: (event, handler) => bus.addEventListener(event, handler),
    off: (event, handler) => bus.removeEventListener(event, handler),
  };

  function draw() {
    const { host, button } = site;
    const root = host.attachShadow({ mode: "open" });
    // unlike <style>, allowed under any Content-Security-Policy
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host{all:initial!important;position:fixed!important;z-index:${Number(data.zIndex) || 2147483000}!important;
        bottom:0!important;inset-inline-end:0!important;font:16px/1.45 system-ui,sans-serif!important}
      :host([data-position=left]){inset-inline:0 auto!important}
      .launch{all:unset;position:absolute;bottom:20px;inset-inline-end:20px;width:56px;height:56px;border-radius:50%;
        cursor:pointer;display:grid;place-items:center;background:var(--sb-color,#1d5b4c);color:var(--sb-on-color,#fff);
        box-shadow:0 4px 16px rgb(0 0 0/.28)}
      :host([data-position=left]) .launch{inset-inline:20px auto}
      .launch:focus-visible{outline:3px solid #000;box-shadow:0 0 0 6px #fff}
      .launch svg{width:28px;height:28px;fill:currentColor}`);
    root.adoptedStyleSheets = [sheet];
    if (data.position) host.dataset.position = data.position;
    host.dataset.theme = data.theme || "auto";
    colour(host, data.color);
    button.className = "launch";
    button.type = "button";
    button.part = "launcher";
    button.setAttribute("aria-label", labels[locale.slice(0, 2)] || labels.en);
    button.setAttribute("aria-expanded", "false");
    button.append(icon("M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"));
    button.onclick = () => api.toggle();
    button.onpointerenter = button.onfocus = () => { fetchPanel().catch(() => {}); };
    root.append(button);
    document.body.append(host);
    for (const [name, ...given] of early || []) api[name]?.(...given);
    // A link from another channel: the conversation goes on here. It works once, so it does not stay in the address.
    const invited = /^#shopbell-([\w-]{32})$/.exec(location.hash);
    if (invited) {
      history.replaceState(history.state, "", location.pathname + location.search);
      call("follow")(invited[1]);
    }
    // Somebody who has chatted before hears an answer that came meanwhile; nobody else opens a connection.
    try {
      if (localStorage.getItem(`shopbell:${site.name}`)) (window.requestIdleCallback || setTimeout)(() => load().catch(() => {}));
    // the browser forbids storage
    } catch {}
  }
  function colour(host, hex) {
    const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex || "");
    if (!found) return;
    const [r, g, b] = found.slice(1).map((part) => (parseInt(part, 16) / 255) ** 2.2);
    host.style.setProperty("--sb-color", hex);
    host.style.setProperty("--sb-on-color", 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff");
  }
  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    svg.firstChild.setAttribute("d", path);
    return svg;
  }
  Object.assign(site, { icon, emit });
  if (document.body) draw();
  else document.addEventListener("DOMContentLoaded", draw);
})();
