/* How a query is asked. Material's search has a worker that answers one query after another; this stands before it.
   Several words ask for what has all of them, the parts of "go-live" too; where nothing has, for what has any.
   A word that nothing has is asked for once more with a letter added, left out, changed or swapped: "procurment".
   Enter waits for the answer to what stands in the field: it never takes a seller to the result of half a word. */
"use strict";
{
  const [QUERY, RESULT] = [2, 3]; // Material's types of messages
  const WORD = /^[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}]+$/u; // spaces part such words
  const LONG = 4; // of fewer letters, a word is one letter away from too many

  const FIELD = ".md-search__input";
  let entered = false; // Enter was pressed before its results were there

  const words = (query) => query.trim().split(/[\s-]+/);

  /* The query for what has all of its words, some of them spelled loosely; as it is, where it is of another kind. */
  const together = (query, loose = []) => {
    const all = words(query);
    if (all.length < 2 || !all.every((word) => WORD.test(word))) return apart(query, loose);
    return all.map((word) => `+${word}${loose.includes(word) ? "~1" : "*"}`).join(" ");
  };

  const apart = (query, loose) =>
    loose.length ? words(query).map((word) => (loose.includes(word) ? `${word}~1` : word)).join(" ") : query;

  /* The words of a query that no result has, each result telling it of all; without results, any word. */
  const isMissing = (items) => {
    const said = items.flat().flatMap(({ terms }) => Object.entries(terms));
    const found = new Set(said.filter(([, has]) => has).map(([word]) => word));
    const missing = new Set(said.map(([word]) => word).filter((word) => !found.has(word)));
    return (word) => !items.length || missing.has(word.toLowerCase());
  };

  class SearchWorker extends Worker {
    #waiting = [];
    #typed = null; // the query that is being answered, as it was typed
    #asked = []; // and as it was asked
    #loose = []; // its words that were missing

    constructor(...how) {
      super(...how);
      this.addEventListener("message", (event) => {
        if (event.data?.type === RESULT && this.#typed !== null) this.#answered(event);
      });
    }

    postMessage(message, ...more) {
      if (message?.type !== QUERY) return super.postMessage(message, ...more);
      this.#waiting.push(message.data);
      if (this.#typed === null) this.#next();
    }

    #next() {
      [this.#asked, this.#loose] = [[], []];
      this.#typed = this.#waiting.shift() ?? null;
      if (this.#typed !== null) this.#ask(together(this.#typed));
    }

    #ask(query) {
      this.#asked.push(query);
      super.postMessage({ type: QUERY, data: query });
    }

    /* Lets the answer through, unless another way of asking may find more and nobody has typed on. */
    #answered(event) {
      const { items } = event.data.data;
      const again = this.#waiting.length ? null : this.#another(items);
      if (again) {
        event.stopImmediatePropagation();
        this.#ask(again);
        return;
      }
      for (const { terms } of items.flat()) for (const word of this.#loose) delete terms[word.toLowerCase()];
      setTimeout(show, 0, this.#typed); // after the theme, which is told next
      this.#next();
    }

    #another(items) {
      const either = apart(this.#typed, this.#loose);
      if (!items.length && !this.#asked.includes(either)) return either;
      if (this.#loose.length) return null;
      const missing = isMissing(items);
      this.#loose = words(this.#typed).filter((word) => word.length >= LONG && WORD.test(word) && missing(word));
      return this.#loose.length && together(this.#typed, this.#loose);
    }
  }

  /* Says on the field which query's results are on the screen. */
  const show = (query) => {
    const field = document.querySelector(FIELD);
    field.dataset.shown = query;
    if (!entered || field.value !== query) return;
    entered = false;
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  };

  document.addEventListener("input", () => (entered = false));
  document.addEventListener(
    "keydown",
    (event) => {
      const field = event.target;
      if (event.key !== "Enter" || event.isComposing || !field.matches(FIELD)) return;
      if (field.value === (field.dataset.shown ?? "")) return;
      event.preventDefault();
      event.stopPropagation();
      entered = true;
      field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })); // the theme asks as keys come up
    },
    true,
  );

  const Plain = window.Worker;
  window.Worker = function (url, ...how) {
    return new (/\/workers\/search\.[^/]*$/.test(url) ? SearchWorker : Plain)(url, ...how);
  };
}
