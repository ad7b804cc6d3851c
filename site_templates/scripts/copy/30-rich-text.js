/* Blocks as plain HTML, for what takes rich text. */

/** @param {Block[]} blocks */
const html = (blocks) => {
  const root = document.createElement("div");
  /** @type {HTMLElement[]} */
  let lists = [];
  for (const { kind, level, box, runs } of blocks) {
    const element = document.createElement({ heading: `h${level}`, text: "p", item: "li" }[kind]);
    if (box !== undefined) element.append(box ? "☑ " : "☐ ");
    for (const { text, style, link } of runs) {
      /** @type {Node} */
      let part = document.createTextNode(text);
      for (const tag of [kind === "heading" ? null : style, link && "a"]) {
        if (!tag) continue;
        const around = document.createElement(tag);
        if (link && around instanceof HTMLAnchorElement) around.href = link;
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
