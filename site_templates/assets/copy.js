/* Copies a page as text to paste into a mail or a CRM, and prints it. Nothing goes anywhere but to the clipboard.

   <nextcall-copy data-words> copies the page as it stands, with its ticks. data-copy="none" is left out. With data-print
   it prints, too. */
(() => {
  "use strict";
  if (!window.customElements) return;

  const SKIPPED = `[hidden], [data-copy="none"], script, style, template, svg, dt, legend, thead, button, .nc-unseen, nextcall-copy,
    details:not([open], .nc-strip-who, .nc-how), .nc-how:not([open]) > :not(summary), .nc-strip-who > summary, .headerlink, .md-content__button, .nc-button, .nc-path, .nc-source, .nc-tools, .nc-setup, .nc-views, .nc-crumb, .nc-dock`;
  const BLOCKS = `address, article, aside, blockquote, dd, details, div, dl, fieldset, figure, footer, h1, h2, h3, h4, h5,
    h6, header, li, main, nav, ol, p, pre, section, summary, table, tbody, tr, ul`;
  const INLINE = "li .nc-why, li .nc-name, td .nc-why"; // blocks to the eye, one line as text
  const PARTS = `${INLINE}, .nc-num, .nc-soft, .nc-badge, .nc-tag, .nc-facts > *, td + td`;
  const STRONG = "b, strong, .nc-over, .nc-over-question, .nc-agenda-question, .nc-name";
  const EMPHASISED = "em, i, .nc-gate, .nc-cut";

  /* A page as a flat list of blocks: { kind: "heading" | "text" | "item", level, box, runs: [{ text, style, link }] }. */
  class Reader {
    blocks = [];
    ahead = [];

    constructor(words) { this.words = words; }

    add(kind, level, runs, box) {
      const line = [];
      for (const run of [...this.ahead, ...runs]) {
        const text = !line.length || line.at(-1).text.endsWith(" ") ? run.text.trimStart() : run.text;
        const last = line.at(-1);
        if (last && last.style === run.style && last.link === run.link) last.text += text;
        else if (text) line.push({ ...run, text });
      }
      if (!runs.some((run) => run.text.trim())) return;
      this.ahead = [];
      line.at(-1).text = line.at(-1).text.trimEnd();
      this.blocks.push({ kind, level, box, runs: line });
    }

    /* Each run of text in an element becomes a block, and each block in it is read in turn. */
    read(element) {
      const heading = /^H[1-6]$/u.test(element.tagName) && Number(element.tagName[1]);
      let depth = -1; // how many items this one stands in
      for (let each = element; each; each = each.parentElement) if (each.matches("li, tr")) depth += 1;
      let runs = [];
      let box;
      const flush = () => {
        if (heading) this.add("heading", heading, runs);
        else this.add(depth < 0 ? "text" : "item", Math.max(depth, 0), runs, box);
        if (element.matches("li, tr") && runs.some((run) => run.text.trim())) depth += 1;
        [runs, box] = [[], undefined];
      };
      const visit = (node, style, link) => {
        if (node.nodeType === Node.TEXT_NODE) runs.push({ text: node.data.replace(/\s+/gu, " "), style, link });
        if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SKIPPED)) return;
        if (node !== element && node.matches(BLOCKS) && !node.matches(INLINE)) {
          flush();
          this.block(node);
          return;
        }
        if (node.matches("[type=checkbox]")) box = node.checked;
        const before = runs.findLast((run) => run.text.trim());
        if (node.matches(PARTS) && node.textContent.trim() && before && !before.joins) {
          const column = node.matches("td") && node.closest("table").querySelectorAll("thead th")[node.cellIndex];
          runs.push({ text: `${this.words.separator}${column ? `${column.textContent.trim()}: ` : ""}`, joins: true });
        }
        const isElsewhere = node.matches("a[href]") && /^(https?|mailto):/u.test(node.href) && node.host !== location.host;
        const own = node.matches("code") ? "code" : node.matches(EMPHASISED) ? "em" : node.matches(STRONG) ? "strong" : style;
        node.childNodes.forEach((child) => visit(child, own, isElsewhere ? node.href : link));
        if (node.matches(".nc-clock, br, td")) runs.push({ text: " " });
      };
      visit(element);
      flush();
    }

    block(element) {
      const count = this.blocks.length;
      if (element.matches("dt + dd")) this.ahead = this.named(element.previousElementSibling.textContent.trim());
      this.read(element);
      if (element.matches("ul") && count === this.blocks.length) this.add("text", 0, [{ text: this.words.nothing }]);
      this.ahead = [];
    }

    named(name) { return [{ text: `${name}:`, style: "strong" }, { text: " " }]; }
  }

  /* Text as Markdown that renders as exactly these words. */
  const escaped = (text) => text.replace(/[\\`*[\]<~]|&(?=#|[A-Za-z][A-Za-z0-9]*;)/gu, "\\$&")
    .replace(/(^|\s)_(?=[^\s_])|(?<=[^\s_])_(?=\s|$)/gu, "$1\\_");
  const START = /^(\d+)(?=[.)](\s|$))|^(?=>|#{1,6}(\s|$)|[-+]([-\s]|$))/u; // a list, a quotation, a heading, a line

  const markdown = (blocks) => blocks.map(({ kind, level, box, runs }, at) => {
    const line = runs.map(({ text, style, link }) => {
      const [, before, inside, after] = /^(\s*)(.*?)(\s*)$/su.exec(text);
      if (!inside) return text;
      const mark = kind === "heading" ? "" : { strong: "**", em: "*", code: "`" }[style] ?? "";
      const words = `${mark}${mark === "`" ? inside : escaped(inside)}${mark}`;
      return `${before}${link ? `[${words}](<${link}>)` : words}${after}`;
    }).reduce((all, part) => (part.startsWith("[") ? all.replace(/!$/u, "\\!") : all) + part, "") // else an image
      .replace(START, "$1\\");
    const gap = at && !(kind === "item" && blocks[at - 1].kind === "item") ? "\n" : "";
    if (kind === "heading") return `${gap}${"#".repeat(level)} ${line.replace(/(^|\s)(#+)$/u, "$1\\$2")}\n`;
    if (kind === "text") return `${gap}${line}\n`;
    return `${gap}${"  ".repeat(level)}- ${box === undefined ? "" : box ? "[x] " : "[ ] "}${line}\n`;
  }).join("");

  const html = (blocks) => {
    const root = document.createElement("div");
    let lists = [];
    for (const { kind, level, box, runs } of blocks) {
      const element = document.createElement({ heading: `h${level}`, text: "p", item: "li" }[kind]);
      if (box !== undefined) element.append(box ? "☑ " : "☐ ");
      for (const { text, style, link } of runs) {
        let part = document.createTextNode(text);
        for (const tag of [kind === "heading" ? null : style, link && "a"].filter(Boolean)) {
          const around = document.createElement(tag);
          if (tag === "a") around.href = link;
          around.append(part);
          part = around;
        }
        element.append(part);
      }
      lists = kind === "item" ? lists.slice(0, level + 1) : [];
      while (kind === "item" && lists.length <= level) {
        const list = document.createElement("ul");
        (lists.at(-1)?.lastElementChild ?? lists.at(-1) ?? root).append(list);
        lists.push(list);
      }
      (lists.at(-1) ?? root).append(element);
    }
    return root.innerHTML;
  };

  /* Where the clipboard's interface is missing or refuses (http, old browsers), the old command still does it. */
  const put = async (types) => {
    try {
      const parts = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
      return true;
    } catch {
      const give = (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        Object.entries(types).forEach(([type, text]) => event.clipboardData.setData(type, text));
      };
      window.addEventListener("copy", give, { capture: true });
      try { return document.execCommand("copy"); } catch { return false; }
      finally { window.removeEventListener("copy", give, { capture: true }); }
    }
  };

  window.nextcall = Object.assign(window.nextcall ?? {}, { toClipboard: put });

  class Copy extends HTMLElement {
    connectedCallback() {
      this.words = JSON.parse(this.dataset.words);
      this.page = this.closest("article, main") ?? document.body;
      const button = (key, does) => {
        const made = document.createElement("button");
        Object.assign(made, { type: "button", className: "nc-tool", textContent: this.words[key], onclick: does });
        return made;
      };
      this.said = Object.assign(document.createElement("p"), { className: "nc-said nc-said-seen" });
      this.said.setAttribute("role", "status");
      this.away = new AbortController();
      ["pointerdown", "keydown"].forEach((type) => {
        document.addEventListener(type, () => { this.said.textContent = ""; }, { signal: this.away.signal });
      });
      this.replaceChildren(
        button("copy", () => this.copy(true)),
        button("markdown", () => this.copy(false)),
        ...("print" in this.dataset ? [button("print", () => window.print())] : []),
        this.said,
      );
    }

    disconnectedCallback() {
      this.away.abort();
      this.replaceChildren();
    }

    async copy(isRich) {
      const blocks = this.whole();
      const text = markdown(blocks);
      const isDone = await put(isRich ? { "text/html": html(blocks), "text/plain": text } : { "text/plain": text });
      this.said.textContent = this.words[isDone ? "copied" : "not_copied"];
    }

    whole() {
      const reader = new Reader(this.words);
      reader.read(this.page);
      return reader.blocks;
    }
  }

  customElements.define("nextcall-copy", Copy);
})();
