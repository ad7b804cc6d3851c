/* A page, or a part of it, as a flat list of blocks: headings, texts and items of lists, each of runs of text. */

/** @typedef {{text: string, style?: string, link?: string, joins?: boolean}} Run */
/** `level` is that of a heading, or how deep an item stands; `box` whether it is ticked, where it can be.
 * @typedef {{kind: "heading" | "text" | "item", level: number, box?: boolean, runs: Run[]}} Block */

const SKIPPED = `[hidden], [data-copy="none"], script, style, template, svg, dt, legend, thead, button, .nc-unseen, nextcall-copy,
  details:not([open], .nc-strip-who, .nc-how), .nc-how:not([open]) > :not(summary), .nc-strip-who > summary, .headerlink, .md-content__button, .nc-button, .nc-path, .nc-source, .nc-tools, .nc-setup, .nc-views, .nc-crumb, .nc-dock`;
const BLOCKS = `address, article, aside, blockquote, dd, details, div, dl, fieldset, figure, footer, h1, h2, h3, h4, h5,
  h6, header, li, main, nav, ol, p, pre, section, summary, table, tbody, tr, ul`;
const INLINE = "li .nc-why, li .nc-name, td .nc-why"; // blocks to the eye, one line as text
const PARTS = `${INLINE}, .nc-num, .nc-soft, .nc-badge, .nc-tag, .nc-facts > *, td + td`;
const STRONG = "b, strong, .nc-over, .nc-over-question, .nc-agenda-question, .nc-name";
const EMPHASISED = "em, i, .nc-gate, .nc-cut";

class Reader {
  /** @type {Block[]} */
  blocks = [];
  /** @type {Run[]} */
  ahead = [];

  /** @param {Record<string, string>} words */
  constructor(words) {
    this.words = words;
  }

  /** @param {Block["kind"]} kind @param {number} level @param {Run[]} runs @param {boolean} [box] */
  add(kind, level, runs, box) {
    /** @type {Run[]} */
    const line = [];
    for (const run of [...this.ahead, ...runs]) {
      const last = line.at(-1);
      const text = !last || last.text.endsWith(" ") ? run.text.trimStart() : run.text;
      if (last && last.style === run.style && last.link === run.link) last.text += text;
      else if (text) line.push({ ...run, text });
    }
    const last = line.at(-1);
    if (!last || !runs.some((run) => run.text.trim())) return;
    this.ahead = [];
    last.text = last.text.trimEnd();
    this.blocks.push({ kind, level, box, runs: line });
  }

  /** Each run of text in an element becomes a block, and each block in it is read in turn. @param {Element} element */
  read(element) {
    const heading = /^H[1-6]$/u.test(element.tagName) && Number(element.tagName[1]);
    let depth = -1; // how many items this one stands in
    for (let each = /** @type {Element | null} */ (element); each; each = each.parentElement)
      if (each.matches("li, tr")) depth += 1;
    /** @type {Run[]} */
    let runs = [];
    /** @type {boolean | undefined} */
    let box;
    const flush = () => {
      if (heading) this.add("heading", heading, runs);
      else this.add(depth < 0 ? "text" : "item", Math.max(depth, 0), runs, box);
      if (element.matches("li, tr") && runs.some((run) => run.text.trim())) depth += 1;
      [runs, box] = [[], undefined];
    };
    /** @param {Node} node @param {string} [style] @param {string} [link] */
    const visit = (node, style, link) => {
      if (node instanceof Text) runs.push({ text: node.data.replace(/\s+/gu, " "), style, link });
      if (!(node instanceof Element) || node.matches(SKIPPED)) return;
      if (node !== element && node.matches(BLOCKS) && !node.matches(INLINE)) {
        flush();
        this.block(node);
        return;
      }
      if (node instanceof HTMLInputElement && node.type === "checkbox") box = node.checked;
      const before = [...runs].reverse().find((run) => run.text.trim());
      if (node.matches(PARTS) && node.textContent?.trim() && before && !before.joins)
        runs.push({ text: `${this.words.separator}${columnOf(node)}`, joins: true });
      const own = node.matches("code")
        ? "code"
        : node.matches(EMPHASISED)
          ? "em"
          : node.matches(STRONG)
            ? "strong"
            : style;
      for (const child of node.childNodes) visit(child, own, leadsElsewhere(node) ?? link);
      if (node.matches(".nc-clock, br, td")) runs.push({ text: " " });
    };
    visit(element);
    flush();
  }

  /** @param {Element} element */
  block(element) {
    const count = this.blocks.length;
    if (element.matches("dt + dd"))
      this.ahead = [
        { text: `${element.previousElementSibling?.textContent?.trim()}:`, style: "strong" },
        { text: " " },
      ];
    this.read(element);
    if (element.matches("ul") && count === this.blocks.length) this.add("text", 0, [{ text: this.words.nothing }]);
    this.ahead = [];
  }
}

/** The head of a cell's column. @param {Element} node */
const columnOf = (node) => {
  if (!(node instanceof HTMLTableCellElement) || node.localName !== "td") return "";
  const column = node.closest("table")?.querySelectorAll("thead th")[node.cellIndex];
  return column ? `${column.textContent?.trim()}: ` : "";
};

/** Where a link leads that leads away from the site. @param {Element} node */
const leadsElsewhere = (node) =>
  node instanceof HTMLAnchorElement && /^(https?|mailto):/u.test(node.href) && node.host !== location.host
    ? node.href
    : undefined;
