/* What Zensical's search goes by: our entries in the place of what it made of our pages. It gives its index to a worker
   once and waits for the answer; this stands before that. The words that lead to an entry and are never shown are given
   to the worker alone: what the page shows is taken from its own list. */
"use strict";
{
  const SETUP = 0; // Zensical's type of message
  const ENTRIES = new URL("search-entries.js", document.currentScript.src);
  const SITE = new URL("..", ENTRIES);
  const { Worker: Plain } = globalThis;

  /* What search-entries.js knows; nothing, where it can't be had, and the search stays as Zensical makes it. */
  const known = () =>
    new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = ENTRIES;
      script.onload = script.onerror = () => resolve(globalThis.nextcallEntries ?? { pages: [], entries: [] });
      document.head.append(script);
    });

  /* What it is called besides counts more than what is meant by its text, as a path does in Zensical's search. */
  const unseen = ({ text }, { keywords = "", synonyms = "" }) => ({
    text: `${text}<p>${synonyms}</p>`,
    path: [keywords],
  });

  const whole = (location) => new URL(location, SITE).href;

  /* Puts our entries into the list of the page, and returns the one for the worker. */
  const merged = (items, { pages, entries }) => {
    const ours = new Set(pages.map(whole));
    const theirs = items.filter((item) => !ours.has(item.location.split("#")[0]));
    const rest = { level: 1, path: [], tags: [] };
    items.length = 0;
    for (const { location, title, text } of entries) items.push({ ...rest, location: whole(location), title, text });
    for (const item of theirs) items.push(item);
    return items.map((item, at) => (at < entries.length ? { ...item, ...unseen(item, entries[at]) } : item));
  };

  class SearchWorker extends Plain {
    postMessage(message, ...more) {
      if (message?.type !== SETUP || !Array.isArray(message.data?.items)) return super.postMessage(message, ...more);
      known().then((found) => {
        const items = found.entries.length ? merged(message.data.items, found) : message.data.items;
        super.postMessage({ ...message, data: { ...message.data, items } }, ...more);
      });
    }
  }

  globalThis.Worker = function (url, ...how) {
    return new (/\/workers\/search\.[^/]*$/.test(url) ? SearchWorker : Plain)(url, ...how);
  };
}
