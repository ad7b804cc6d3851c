/* The clipboard. Where its interface is missing or refuses (http, old browsers), the old command still does it. */

/** @param {Record<string, string>} types each with its content */
const toClipboard = async (types) => {
  try {
    const parts = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
    return true;
  } catch {
    /** @param {ClipboardEvent} event */
    const give = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const [type, text] of Object.entries(types)) event.clipboardData?.setData(type, text);
    };
    addEventListener("copy", give, { capture: true });
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    } finally {
      removeEventListener("copy", give, { capture: true });
    }
  }
};

/** @type {OfCopy} */
const offered = {
  toClipboard,
  written(element, words) {
    const reader = new Reader(words);
    reader.read(element);
    return { markdown: markdown(reader.blocks), html: html(reader.blocks) };
  },
};
globalThis.nextcall = Object.assign(globalThis.nextcall ?? {}, offered);
