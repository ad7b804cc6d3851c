/* Marks what changed since this browser last saw it: stages on their own pages and on home. What was seen stays here.
   Pages hold what changed last and when, hidden; nothing of it is missing on the page of changes. */
"use strict";
{
  const SITE = new URL("..", document.currentScript.src).pathname;
  const KEY = `nextcall.seen:${SITE}`;
  const isTime = (value) => Number.isSafeInteger(value) && value >= 0;

  /* `since` is the newest change there was at the first visit; `things` the change of each thing that was seen last. */
  const read = () => {
    try {
      const seen = JSON.parse(localStorage.getItem(KEY));
      if (isTime(seen?.since) && typeof seen.things === "object" && seen.things) return seen;
    } catch {
      // What is damaged, or can't be read, was never seen.
    }
    return null;
  };
  const write = (seen) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(seen));
    } catch {
      // A browser that keeps nothing: nothing is marked.
    }
  };

  const mark = () => {
    const newest = Number(document.querySelector("[data-newest-change]")?.dataset.newestChange);
    const seen = read();
    if (!seen) {
      if (isTime(newest)) write({ since: newest, things: {} });
      return;
    }
    const isNew = (thing) => {
      const known = Object.hasOwn(seen.things, thing.dataset.thing) ? seen.things[thing.dataset.thing] : 0;
      return Number(thing.dataset.changed) > Math.max(seen.since, isTime(known) ? known : 0);
    };
    for (const thing of document.querySelectorAll("[data-changed]")) thing.hidden = !isNew(thing);
    for (const list of document.querySelectorAll("[data-changed-any]")) {
      list.hidden = !list.querySelector("[data-changed]:not([hidden])");
    }
    const here = document.querySelector("[data-changed][data-seen-here]");
    if (here && !here.hidden) write({ ...seen, things: { ...seen.things, [here.dataset.thing]: Number(here.dataset.changed) } });
    if (document.querySelector("[data-all-seen]") && isTime(newest)) write({ since: newest, things: {} });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mark);
  else mark();
}
