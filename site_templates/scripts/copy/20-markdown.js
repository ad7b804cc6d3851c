/* Blocks as Markdown that renders as exactly their words. */

/** @param {string} text */
const escaped = (text) =>
  text
    .replace(/[\\`*[\]<~]|&(?=#|[A-Za-z][A-Za-z0-9]*;)/gu, "\\$&")
    .replace(/(^|\s)_(?=[^\s_])|(?<=[^\s_])_(?=\s|$)/gu, "$1\\_");
const START = /^(\d+)(?=[.)](\s|$))|^(?=>|#{1,6}(\s|$)|[-+]([-\s]|$))/u; // a list, a quotation, a heading, a line
/** @type {Record<string, string>} */
const MARKS = { strong: "**", em: "*", code: "`" };

/** @param {Block} block */
const lineOf = ({ kind, runs }) =>
  runs
    .map(({ text, style = "", link }) => {
      const [, before, inside, after] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
      if (!inside) return text;
      const mark = kind === "heading" ? "" : (MARKS[style] ?? "");
      const words = `${mark}${mark === "`" ? inside : escaped(inside)}${mark}`;
      return `${before}${link ? `[${words}](<${link}>)` : words}${after}`;
    })
    .reduce((all, part) => (part.startsWith("[") ? all.replace(/!$/u, "\\!") : all) + part, "") // else an image
    .replace(START, "$1\\");

/** @param {Block[]} blocks */
const markdown = (blocks) =>
  blocks
    .map((block, at) => {
      const { kind, level, box } = block;
      const line = lineOf(block);
      const gap = at && !(kind === "item" && blocks[at - 1].kind === "item") ? "\n" : "";
      if (kind === "heading") return `${gap}${"#".repeat(level)} ${line.replace(/(^|\s)(#+)$/u, "$1\\$2")}\n`;
      if (kind === "text") return `${gap}${line}\n`;
      return `${gap}${"  ".repeat(level)}- ${box === undefined ? "" : box ? "[x] " : "[ ] "}${line}\n`;
    })
    .join("");
