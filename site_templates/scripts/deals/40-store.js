/* My deals in this browser: no tab, file or full disk takes anything from another in silence. */
/** Two states as one: of each deal what changed last, so that tabs that write at the same time lose none of them.
 * @param {State} one @param {State} other @returns {State} */
const merged = (one, other) => {
  const removed = { ...one.removed };
  for (const [id, at] of Object.entries(other.removed)) removed[id] = Math.max(at, removed[id] ?? 0);
  /** @type {Map<string, {deal: KeptDeal, at: number}>} */
  const found = new Map();
  for (const state of [one, other]) {
    for (const deal of state.deals) {
      const at = state.changed[deal.id] ?? 0;
      const before = found.get(deal.id);
      const isLater =
        !before || at > before.at || (at === before.at && JSON.stringify(deal) > JSON.stringify(before.deal));
      if (isLater) found.set(deal.id, { deal, at });
    }
  }
  const kept = [...found.values()]
    .filter(({ deal, at }) => !(removed[deal.id] >= at))
    .sort((a, b) => (a.deal.id < b.deal.id ? -1 : 1));
  const last = Object.entries(removed)
    .filter(([id]) => !kept.some(({ deal }) => deal.id === id))
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST.removed);
  return {
    deals: kept.map(({ deal }) => deal),
    changed: Object.fromEntries(kept.map(({ deal, at }) => [deal.id, at])),
    removed: Object.fromEntries(last),
  };
};

class Deals extends EventTarget {
  /** What the reader has to know: a key of the catalogue, or "". `full` and `forbidden`: kept until the page is left;
   * `unreadable`: set aside, `saved()` gives it; `newer`: a later version wrote it, and it is left alone. */
  problem = "";
  /** @type {State} */
  #state = { deals: [], changed: {}, removed: {} };
  #text = ""; // what the storage held when it was last read or written
  #isStored = true; // whether all of #state is in the storage
  #isLocked = false; // whether to write would destroy what somebody may still need
  /** @type {{id: string, before: KeptDeal | null, after: KeptDeal | null}[][]} */
  #undo = [];
  #last = 0;
  #old = ""; // what the first version kept under this key, until something takes its place

  /** @param {Site} site */
  constructor(site) {
    super();
    this.site = site;
    this.#load();
    const again = () => {
      const before = this.#state;
      this.#load();
      // Where two tabs wrote at once, the storage has what the later one knew: what it lacks is written again.
      if (!this.#isStored) this.#store();
      if (before !== this.#state) this.#tell(null);
    };
    globalThis.addEventListener?.("storage", (event) => {
      if (event.key === null || event.key === KEY) again();
    });
    globalThis.addEventListener?.("pageshow", again); // a page that one goes back to heard nothing meanwhile
  }

  #load() {
    let text = null;
    let shared = null;
    try {
      text = localStorage.getItem(KEY);
      shared = localStorage.getItem(SHARED);
    } catch {
      this.problem ||= "forbidden";
      this.#isStored = false;
      return;
    }
    if (text === this.#text && text) return;
    if (text === null) {
      if (this.#text && this.#isStored)
        [this.#state, this.#text] = [{ deals: [], changed: {}, removed: {} }, ""]; // somebody emptied it
      else if (shared && !this.#text) this.#carryOver(shared);
      return;
    }
    try {
      const found = read(text, this.site);
      this.#old = JSON.parse(text).version === 1 ? text : "";
      const both = merged(found, this.#state);
      this.#isStored = write(both) === write(merged(found, { deals: [], changed: {}, removed: {} }));
      this.#state = both;
      this.#text = text;
    } catch (refused) {
      this.#isStored = false;
      if (refused instanceof Refused && refused.reason === "newer") {
        this.problem = "newer";
        this.#isLocked = true;
      } else {
        this.problem = "unreadable";
        this.#isLocked = !this.#aside("unreadable", text);
        if (!this.#isLocked) this.#store();
      }
    }
  }

  /** Version 1's deals of this site; its own key stays for the other sites of the host. @param {string} shared */
  #carryOver(shared) {
    try {
      this.#state = read(shared, this.site);
      if (this.#state.deals.length) this.#store();
    } catch {
      this.problem = "unreadable";
    }
  }

  /** @param {string} why @param {string} text */
  #aside(why, text) {
    try {
      let key = `${KEY}.${why}`;
      for (let n = 2; (localStorage.getItem(key) ?? text) !== text; n += 1) key = `${KEY}.${why}.${n}`;
      localStorage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  #store() {
    const text = write(this.#state);
    try {
      if (this.#isLocked) return;
      this.#isStored = false;
      // What can't be read again isn't kept.
      if (text.length > MOST.file || this.#state.deals.length > MOST.deals) throw new Refused("too_large");
      if (this.#old && !this.#aside("version-1", this.#old)) throw new Refused("too_large");
      this.#old = "";
      localStorage.setItem(KEY, text);
      [this.#text, this.#isStored] = [text, true];
      if (["full", "forbidden"].includes(this.problem)) this.problem = "";
    } catch (error) {
      this.problem = error instanceof DOMException && error.name === "SecurityError" ? "forbidden" : "full";
    }
  }

  /** @param {string | null} id */
  #tell(id) {
    this.dispatchEvent(new CustomEvent("change", { detail: { id } }));
  }

  /** Change deals and keep them; null removes one. @param {Record<string, KeptDeal | null>} deals @param {boolean} isUndone */
  #put(deals, isUndone = false) {
    this.#load(); // another tab may have written meanwhile
    const before = Object.keys(deals).map((id) => ({ id, before: this.#raw(id), after: deals[id] }));
    const now = Math.max(Date.now(), this.#last + 1);
    /** @type {State} */
    const news = { deals: [], changed: {}, removed: {} };
    for (const [id, deal] of Object.entries(deals)) {
      const at = Math.max(now, (this.#state.changed[id] ?? this.#state.removed[id] ?? 0) + 1);
      this.#last = at;
      if (deal) [news.deals, news.changed[id]] = [[...news.deals, deal], at];
      else news.removed[id] = at;
    }
    this.#state = merged(this.#state, news);
    this.#store();
    if (!isUndone) this.#undo = [...this.#undo, before].slice(-MOST.undo);
    this.#tell(Object.keys(deals)[0] ?? null);
  }

  #raw(/** @type {string} */ id) {
    return this.#state.deals.find((deal) => deal.id === id) ?? null;
  }

  /** All deals, in the ids of today, by name. @returns {KeptDeal[]} */
  list() {
    return this.#state.deals
      .map((deal) => follow(deal, this.site))
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  }

  /** A deal of its own, which may be changed freely, or null. @param {string} id @returns {KeptDeal | null} */
  get(id) {
    const deal = this.#raw(id);
    return deal && structuredClone(follow(deal, this.site));
  }

  /** When a deal last changed, in milliseconds; 0 where nobody knows. @param {string} id */
  changed(id) {
    return this.#state.changed[id] ?? 0;
  }

  /** What a deal names that is no more. @param {KeptDeal} deal */
  gone(deal) {
    return gone(deal, this.site);
  }

  /** A new deal in the stage that is given, else in the first, and there since today; unless it says what is done, that
   * is what counts in the stages before. @param {Partial<KeptDeal> & {name: string, process: string}} given @returns {KeptDeal} */
  create(given) {
    const deal = this.made(given);
    this.#put({ [deal.id]: deal });
    return deal;
  }

  /** The same, kept nowhere yet. @param {Partial<KeptDeal> & {name: string, process: string}} given @returns {KeptDeal} */
  made(given) {
    const process = this.site.processes.find(({ id }) => id === given.process);
    const stage = given.stage ?? process?.stages[0]?.id ?? "";
    const done = process ? doneOnEntering(process, stage) : [];
    return DEAL({ id: newId(), entered: dayOf(), done, ...given, stage }, "");
  }

  /** Change a deal as it stands now, which another tab may have changed since; gives it, or null where it is no more.
   * @param {string} id @param {(deal: KeptDeal) => void} how */
  update(id, how) {
    this.#load();
    const deal = this.get(id);
    if (!deal) return null;
    how(deal);
    const sound = DEAL({ ...deal, id }, "");
    if (JSON.stringify(sound) !== JSON.stringify(this.#raw(id))) this.#put({ [id]: sound });
    return sound;
  }

  /** @param {string} id @param {string} words */
  rename(id, words) {
    return this.update(id, (deal) => {
      deal.name = words;
    });
  }

  /** @param {string[]} ids */
  remove(...ids) {
    this.#put(Object.fromEntries(ids.map((id) => [id, null])));
  }

  /** Take back what this tab did last; false where there is nothing, or another tab has changed it since. */
  undo() {
    this.#load();
    const last = this.#undo.pop();
    if (!last?.every(({ id, after }) => JSON.stringify(this.#raw(id)) === JSON.stringify(after))) return false;
    this.#put(Object.fromEntries(last.map(({ id, before }) => [id, before])), true);
    return true;
  }

  /** The text of a file with these deals, all without any named. @param {string[]} ids */
  export(...ids) {
    const deals = this.list().filter(({ id }) => !ids.length || ids.includes(id));
    const changed = Object.fromEntries(deals.map(({ id }) => [id, this.changed(id)]));
    return `${JSON.stringify({ format: FORMAT, version: VERSION, deals, changed }, null, 1)}\n`;
  }

  /** What a file or a link holds, before anything is kept: each deal, whether there is one by its id and which is newer,
   * and whether another bears its name. Throws `Refused`, and takes nothing of what is damaged.
   * @param {string} text
   * @returns {{deal: KeptDeal, is: "new" | "same" | "newer" | "older" | "other", isNamed: boolean}[]} */
  preview(text) {
    const found = read(text, this.site);
    return found.deals.map((each) => {
      const deal = follow(each, this.site);
      const here = this.get(deal.id);
      const [theirs, ours] = [found.changed[deal.id] ?? 0, this.changed(deal.id)];
      const differs = !theirs || theirs === ours ? "other" : theirs > ours ? "newer" : "older";
      const is = !here ? "new" : JSON.stringify(here) === JSON.stringify(deal) ? "same" : differs;
      return { deal, is, isNamed: this.list().some(({ id, name: other }) => id !== deal.id && other === deal.name) };
    });
  }

  /** Keep these deals, in place of those with their ids; one undo takes all of them back. @param {KeptDeal[]} deals */
  take(deals) {
    const sound = deals.map((deal) => DEAL(deal, ""));
    if (sound.length) this.#put(Object.fromEntries(sound.map((deal) => [deal.id, deal])));
  }

  /** What couldn't be read and was set aside, as text, newest last. @returns {string[]} */
  saved() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(`${KEY}.unreadable`))
        .sort()
        .map((key) => localStorage.getItem(key) ?? "");
    } catch {
      return [];
    }
  }

  /** The reader has what was set aside, or does without it. */
  forgetSaved() {
    try {
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(`${KEY}.unreadable`)))
        localStorage.removeItem(key);
    } catch {
      // It stays.
    }
    if (this.problem === "unreadable") this.problem = "";
  }
}
