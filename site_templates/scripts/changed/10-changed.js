/* Marks what changed since this browser last saw it: stages on their own pages and on home. What was seen stays here.
   Pages hold what changed last and when, hidden; nothing of it is missing on the page of changes. */

/** `since` is the newest change there was at the first visit; `things` the change of each thing that was seen last.
 * @typedef {{since: number, things: Record<string, number>}} Seen */

const KEY = `nextcall.seen:${new URL("..", /** @type {HTMLScriptElement} */ (document.currentScript).src).pathname}`;
/** @param {unknown} value @returns {value is number} */
const isTime = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** @returns {Seen | null} */
const seenBefore = () => {
  try {
    const seen = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (isTime(seen?.since) && typeof seen.things === "object" && seen.things) return seen;
  } catch {
    // What is damaged, or can't be read, was never seen.
  }
  return null;
};

/** @param {Seen} seen */
const write = (seen) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(seen));
  } catch {
    // A browser that keeps nothing: nothing is marked.
  }
};

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each instanceof HTMLElement);

const mark = () => {
  const newest = Number(all("[data-newest-change]")[0]?.dataset.newestChange);
  const seen = seenBefore();
  if (!seen) {
    if (isTime(newest)) write({ since: newest, things: {} });
    return;
  }
  /** @param {HTMLElement} thing */
  const isNew = ({ dataset: { thing = "", changed } }) => {
    const known = Object.hasOwn(seen.things, thing) ? seen.things[thing] : 0;
    return Number(changed) > Math.max(seen.since, isTime(known) ? known : 0);
  };
  for (const thing of all("[data-changed]")) thing.hidden = !isNew(thing);
  for (const list of all("[data-changed-any]")) list.hidden = !list.querySelector("[data-changed]:not([hidden])");
  const here = all("[data-changed][data-seen-here]")[0];
  const { thing, changed } = here?.dataset ?? {};
  if (thing && !here.hidden) write({ ...seen, things: { ...seen.things, [thing]: Number(changed) } });
  if (all("[data-all-seen]").length && isTime(newest)) write({ since: newest, things: {} });
};
mark();
