/* <nextcall-copy data-words> copies the page as it stands, with its ticks; with data-print it prints, too.
   data-copy="none" is left out. Nothing goes anywhere but to the clipboard. */

class Copy extends HTMLElement {
  /** @type {AbortController | undefined} */
  away;

  connectedCallback() {
    /** @type {Record<string, string>} */
    const words = JSON.parse(this.dataset.words ?? "{}");
    const page = this.closest("article, main") ?? document.body;
    const said = Object.assign(document.createElement("p"), { className: "nc-said nc-said-seen" });
    /** @param {string} key @param {() => void} does */
    const button = (key, does) =>
      Object.assign(document.createElement("button"), {
        type: "button",
        className: "nc-tool",
        textContent: words[key],
        onclick: does,
      });
    const copy = async (/** @type {boolean} */ isRich) => {
      const { markdown: text, html: rich } = offered.written(page, words);
      const isDone = await toClipboard({ ...(isRich && { "text/html": rich }), "text/plain": text });
      said.textContent = words[isDone ? "copied" : "not_copied"];
    };
    said.setAttribute("role", "status");
    this.away = new AbortController();
    for (const type of ["pointerdown", "keydown"])
      document.addEventListener(
        type,
        () => {
          said.textContent = "";
        },
        { signal: this.away.signal },
      );
    this.replaceChildren(
      button("copy", () => copy(true)),
      button("markdown", () => copy(false)),
      ...("print" in this.dataset ? [button("print", () => window.print())] : []),
      said,
    );
  }

  disconnectedCallback() {
    this.away?.abort();
    this.replaceChildren();
  }
}
if (!customElements.get("nextcall-copy")) customElements.define("nextcall-copy", Copy);
