/* My deals, kept in this browser and nowhere else: what a deal is, what of a foreign file is taken for one, and the store
   that pages read and change. Nothing here touches a page or knows a word: what is wrong is named by a key of the catalogue.

   nextcall.openDeals() gives the page's store, an EventTarget: list, get, create, update, rename, remove, undo, "change". */
"use strict";
{
  /** @typedef {{on: string, stage: string, minutes: number | null, with: string[] | null, planned: string[], done: string[],
   *   took: Record<string, number>, ended: "advance" | "continuation" | "no" | null, true: string[], said: string[],
   *   next_step: string | null, who: string | null, by: string | null, came: string | null, next_call: string | null}} HeldCall */
  /** A deal, as CONTRACT.md's "The deal" has it. Days are "2026-11-24", times "14:00", both of where the seller is.
   * @typedef {{id: string, name: string, process: string, stage: string, entered: string | null, close: string | null,
   *   done: string[], under_way: Record<string, string>, true: string[], said: string[], unmet: string[],
   *   next: {on: string, at: string | null} | null, with: string[] | null, minutes: number | null, include: string[],
   *   pinned: string[], dropped: string[], notes: Record<string, string>, now: Record<string, any> | null,
   *   calls: HeldCall[]}} Deal */
  /** What a page has in `#nextcall-site`: `was` leads from each old id to the one of today, `roles` from ids to names, `ours`
   * are those who aren't the customer's; `closed` is how a closed stage ended, `crm` what the CRM calls it, `target` and
   * `stalled` are days.
   * @typedef {{id: string, name: string, closed: string | null, crm: string | null, target: number | null, stalled: number | null,
   *   key: string[], activities: string[], criteria: string[]}} SiteStage
   * @typedef {{id: string, name: string, aim: number, minutes: number, was: {stages: Record<string, string>,
   *   activities: Record<string, string>, criteria: Record<string, string>}, stages: SiteStage[]}} SiteProcess
   * @typedef {{processes: SiteProcess[], roles: Record<string, string>, ours: string[],
   *   was: {processes: Record<string, string>, roles: Record<string, string>}}} Site */
  /** Everything that is kept: `changed` is when each deal last changed, `removed` when one was removed, in milliseconds.
   * @typedef {{deals: Deal[], changed: Record<string, number>, removed: Record<string, number>}} State */
  /** @typedef {(value: any, at: string) => any} Kind */

  const [FORMAT, VERSION] = ["nextcall-deals", 2];
  const ROOT = new URL("..", /** @type {HTMLScriptElement} */ (globalThis.document?.currentScript)?.src ?? "file:///a/");
  const SITE = ROOT.pathname;
  const KEY = `nextcall.deals:${SITE}`;
  const SHARED = "nextcall.deals.v1"; // where version 1 kept the deals of every site of the host
  const MOST = { file: 5_000_000, deals: 5000, list: 2000, name: 120, key: 300, text: 8000, undo: 50, removed: 500 };

  /** Why data was not taken: `reason` is a key of the catalogue, `at` the place of what is damaged. */
  class Refused extends Error {
    /** @param {"foreign" | "newer" | "damaged" | "too_large"} reason */
    constructor(reason, at = "") {
      super(`${reason} ${at}`);
      this.reason = reason;
      this.at = at;
    }
  }

  /* Kinds of values: each gives the value that is kept, or throws. */
  /** @type {(is: (value: any) => boolean) => Kind} */
  const only = (is) => (value, at) => {
    if (!is(value)) throw new Refused("damaged", at);
    return value;
  };
  const isObject = (/** @type {any} */ value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isText = (/** @type {any} */ value, /** @type {number} */ most) => typeof value === "string" && value.length <= most;
  const isDay = (/** @type {any} */ value) => {
    const day = /^\d{4}-\d\d-\d\d$/u.test(value) ? new Date(`${value}T00:00Z`) : null;
    return day !== null && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(value);
  };
  /** @type {(kind: Kind, otherwise?: () => any) => Kind} */
  const or = (kind, otherwise = () => null) => (value, at) => (value === undefined || value === null ? otherwise() : kind(value, at));
  /** @type {(kind: Kind, most?: number) => Kind} */
  const listOf = (kind, most = MOST.list) => or((value, at) => {
    if (!Array.isArray(value) || value.length > most) throw new Refused("damaged", at);
    return value.map((each, place) => kind(each, `${at}[${place}]`));
  }, () => []);
  /** @type {(kind: Kind) => Kind} */
  const mapOf = (kind) => or((value, at) => {
    if (!isObject(value) || Object.keys(value).length > MOST.list) throw new Refused("damaged", at);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [name(key, at), kind(each, `${at}.${key}`)]));
  }, () => ({}));
  /** @type {(fields: Record<string, Kind>) => Kind} */
  const objectOf = (fields) => (value, at) => {
    if (!isObject(value)) throw new Refused("damaged", at);
    return Object.fromEntries(Object.entries(fields).map(([key, kind]) => [key, kind(value[key], at ? `${at}.${key}` : key)]));
  };

  const name = only((value) => isText(value, MOST.key) && /^[\w~:/-]+$/u.test(value) && value !== "__proto__"); // ids, and "criterion:…" of what is implied
  const text = only((value) => isText(value, MOST.text));
  const day = only(isDay);
  const time = only((value) => /^([01]\d|2[0-3]):[0-5]\d$/u.test(value));
  const minutes = only((value) => Number.isInteger(value) && value >= 0 && value <= 1440);
  /** @type {Kind} */
  const names = (value, at) => [...new Set(listOf(name)(value, at))];
  const stage = or(name, () => "");

  const CALL = objectOf({
    on: day, stage, minutes: or(minutes), with: or(names), planned: names, done: names, took: mapOf(minutes),
    ended: or(only((value) => ["advance", "continuation", "no"].includes(value))), true: names, said: names,
    next_step: or(text), who: or(text), by: or(day), came: or(day), next_call: or(day),
  });
  const DEAL = objectOf({
    id: or(only((value) => isText(value, MOST.key) && /^[\w-]+$/u.test(value) && !(value in {}))), name: (value, at) => tidy(only((each) => isText(each, MOST.text))(value, at)),
    process: name, stage, entered: or(day), close: or(day), done: names, under_way: mapOf(day), true: names, said: names, unmet: names,
    next: or(objectOf({ on: day, at: or(time) })), with: or(names), minutes: or(minutes), include: names, pinned: names, dropped: names,
    notes: mapOf(text), now: or(only((value) => isObject(value) && JSON.stringify(value).length < MOST.list * 10)), calls: listOf(CALL),
  });

  const tidy = (/** @type {string} */ words) => words.trim().replace(/\s+/gu, " ").slice(0, MOST.name);
  const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  /** A number that is always the same for a text, after FNV-1a: two tabs that carry a deal over make one of it. */
  const hash = (/** @type {string} */ words) => [...words].reduce((sum, char) => Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0, 2166136261).toString(36);
  /** @type {(day?: Date) => string} */
  const dayOf = (date = new Date()) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

  /** Everything that a file, a link or the storage holds. Throws `Refused`.
   * @param {string} written @param {Site} site @returns {State} */
  const read = (written, site) => {
    if (written.length > MOST.file) throw new Refused("too_large");
    let data;
    try { data = JSON.parse(written); } catch { throw new Refused("foreign"); }
    if (!isObject(data) || data.format !== FORMAT) throw new Refused("foreign");
    if (data.version > VERSION) throw new Refused("newer");
    if (data.version === 1) return carriedOver(data, site);
    if (data.version !== VERSION) throw new Refused("damaged", "version");
    if (!Array.isArray(data.deals)) throw new Refused("damaged", "deals");
    /** @type {Deal[]} */
    const deals = listOf(DEAL, MOST.deals)(data.deals, "deals").map((/** @type {Deal} */ deal) => ({ ...deal, id: deal.id ?? newId() }));
    if (new Set(deals.map(({ id }) => id)).size < deals.length) throw new Refused("damaged", "deals.id");
    return { deals, changed: times(data.changed), removed: times(data.removed) };
  };
  /** @returns {Record<string, number>} */
  const times = (/** @type {any} */ value) => Object.fromEntries(Object.entries(isObject(value) ? value : {}).filter(([, at]) => Number.isSafeInteger(at) && Number(at) >= 0));

  /** @param {State} state */
  const write = ({ deals, changed, removed }) => JSON.stringify({ format: FORMAT, version: VERSION, deals, changed, ...(Object.keys(removed).length && { removed }) });

  /* Version 1 knew ticks and blanks by name alone: a deal becomes one for each process of this site that it names, in the
     last stage where anything stands. Nothing that it says is done is left out, and nothing is done that it doesn't say. */
  /** @param {any} data @param {Site} site @returns {State} */
  const carriedOver = (data, site) => {
    const old = listOf(objectOf({ name: text, ticks: listOf(name), fields: mapOf(text) }), MOST.deals)(data.deals, "deals");
    const deals = old.flatMap(({ name: title, ticks, fields }) => site.processes.flatMap((process) => {
      const own = (/** @type {string} */ key) => (site.was.processes[key.split("/")[0]] ?? key.split("/")[0]) === process.id;
      const keys = [...ticks, ...Object.keys(fields)].filter(own).map((key) => key.slice(key.indexOf("/") + 1));
      if (!keys.length) return [];
      const ticked = ticks.filter(own).map((/** @type {string} */ key) => key.slice(key.indexOf("/") + 1));
      const of = (/** @type {string} */ kind) => ticked.filter((/** @type {string} */ key) => key.startsWith(kind)).map((/** @type {string} */ key) => key.slice(kind.length));
      const notes = Object.entries(fields).filter(([key]) => own(key)).map(([key, value]) => [key.slice(key.indexOf("/") + 1), value]);
      /** @type {Deal} */
      const deal = follow(DEAL({
        id: `v1-${hash(`${process.id}/${title}`)}`, name: title, process: process.id, done: of("activity:"), true: of("criterion:"), notes: Object.fromEntries(notes),
      }, "deals"), site);
      const stands = process.stages.filter((each) => !each.closed && (
        each.activities.some((id) => deal.done.includes(id)) || each.criteria.some((id) => deal.true.includes(id)) || keys.some((key) => key.startsWith(`${each.id}/`))));
      return [{ ...deal, stage: (stands.at(-1) ?? process.stages[0])?.id ?? "" }];
    }));
    const first = deals.filter(({ id }, place) => deals.findIndex((each) => each.id === id) === place);
    return { deals: first, changed: Object.fromEntries(first.map(({ id }) => [id, 0])), removed: {} };
  };

  /** The deal in the ids of today: `formerly` is followed, everything else stays.
   * @template {Deal} D @param {D} deal @param {Site} site @returns {D} */
  const follow = (deal, site) => {
    const id = Object.hasOwn(site.was.processes, deal.process) ? site.was.processes[deal.process] : deal.process;
    const process = site.processes.find((each) => each.id === id);
    if (!process) return deal;
    const { stages, activities, criteria } = process.was;
    /** @type {(was: Record<string, string>) => (id: string) => string} */
    const now = (was) => (old) => (Object.hasOwn(was, old) ? was[old] : old);
    const activity = (/** @type {string} */ old) => {
      const [, criterion] = /^criterion:(.*)$/u.exec(old) ?? [];
      if (criterion === undefined) return now(activities)(old);
      const [where, place] = criterion.split("/");
      return `criterion:${place ? `${now(stages)(where)}/${place}` : now(criteria)(criterion)}`;
    };
    const role = now(site.was.roles);
    /** @template {Record<string, any>} T @param {T} thing @returns {T} */
    const moved = (thing) => Object.fromEntries(Object.entries(thing).map(([field, value]) => {
      const how = FOLLOWED[field] && { stage: now(stages), activity, criterion: now(criteria), role }[FOLLOWED[field]];
      if (field === "calls") return [field, value.map(moved)];
      if (field === "now" && value) return [field, moved(value)];
      if (!how || !value) return [field, value];
      if (typeof value === "string") return [field, how(value)];
      if (Array.isArray(value)) return [field, [...new Set(value.map((each) => (typeof each === "string" ? how(each) : each)))]];
      return [field, isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [how(key), each])) : value];
    }));
    return { ...moved(deal), process: id };
  };
  /** @type {Record<string, "stage" | "activity" | "criterion" | "role">} */
  const FOLLOWED = {
    stage: "stage", done: "activity", under_way: "activity", include: "activity", pinned: "activity", dropped: "activity", planned: "activity",
    took: "activity", true: "criterion", said: "criterion", unmet: "criterion", with: "role", who: "role",
  };

  /** What a deal names that the site no longer has, each once. `stage` and `process` are what it names, or null.
   * @param {Deal} deal @param {Site} site */
  const gone = (deal, site) => {
    const process = site.processes.find(({ id }) => id === deal.process);
    if (!process) return { process: deal.process, stage: null, activities: [], criteria: [], roles: [] };
    const known = { activities: new Set(process.stages.flatMap((each) => each.activities)), criteria: new Set(process.stages.flatMap((each) => each.criteria)) };
    const all = [deal, ...deal.calls];
    /** @type {(ids: string[], is: (id: string) => boolean) => string[]} */
    const missing = (ids, is) => [...new Set(ids)].filter((id) => !is(id)).sort();
    const named = [...deal.done, ...Object.keys(deal.under_way), ...deal.include, ...deal.pinned, ...deal.dropped, ...deal.calls.flatMap((call) => [...call.planned, ...call.done])];
    return {
      process: null,
      stage: process.stages.some(({ id }) => id === deal.stage) ? null : deal.stage,
      activities: missing(named, (id) => known.activities.has(id)),
      criteria: missing(all.flatMap((each) => [...each.true, ...each.said, ...("unmet" in each ? each.unmet : [])]), (id) => known.criteria.has(id)),
      roles: missing(all.flatMap((each) => each.with ?? []), (id) => Object.hasOwn(site.roles, id)),
    };
  };

  /** Two states as one: of each deal what changed last, so that tabs that write at the same time lose none of them.
   * @param {State} one @param {State} other @returns {State} */
  const merged = (one, other) => {
    const removed = { ...one.removed };
    for (const [id, at] of Object.entries(other.removed)) removed[id] = Math.max(at, removed[id] ?? 0);
    /** @type {Map<string, {deal: Deal, at: number}>} */
    const found = new Map();
    for (const state of [one, other]) {
      for (const deal of state.deals) {
        const at = state.changed[deal.id] ?? 0;
        const before = found.get(deal.id);
        const isLater = !before || at > before.at || (at === before.at && JSON.stringify(deal) > JSON.stringify(before.deal));
        if (isLater) found.set(deal.id, { deal, at });
      }
    }
    const kept = [...found.values()].filter(({ deal, at }) => !(removed[deal.id] >= at)).sort((a, b) => (a.deal.id < b.deal.id ? -1 : 1));
    const last = Object.entries(removed).filter(([id]) => !kept.some(({ deal }) => deal.id === id)).sort(([, a], [, b]) => b - a).slice(0, MOST.removed);
    return { deals: kept.map(({ deal }) => deal), changed: Object.fromEntries(kept.map(({ deal, at }) => [deal.id, at])), removed: Object.fromEntries(last) };
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
    /** @type {{id: string, before: Deal | null, after: Deal | null}[][]} */
    #undo = [];
    #last = 0;

    /** @param {Site} site */
    constructor(site) {
      super();
      this.site = site;
      this.#load();
      globalThis.addEventListener?.("storage", (event) => {
        if (event.key !== null && event.key !== KEY) return;
        const before = this.#state;
        this.#load();
        // Where two tabs wrote at once, the storage has what the later one knew: what it lacks is written again.
        if (!this.#isStored) this.#store();
        if (before !== this.#state) this.#tell(null);
      });
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
        if (this.#text && this.#isStored) [this.#state, this.#text] = [{ deals: [], changed: {}, removed: {} }, ""]; // somebody emptied it
        else if (shared && !this.#text) this.#carryOver(shared);
        return;
      }
      try {
        const found = read(text, this.site);
        if (JSON.parse(text).version === 1) this.#aside("version-1", text);
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
      } catch { this.problem = "unreadable"; }
    }

    /** @param {string} why @param {string} text */
    #aside(why, text) {
      try {
        let key = `${KEY}.${why}`;
        for (let n = 2; (localStorage.getItem(key) ?? text) !== text; n += 1) key = `${KEY}.${why}.${n}`;
        localStorage.setItem(key, text);
        return true;
      } catch { return false; }
    }

    #store() {
      const text = write(this.#state);
      try {
        if (this.#isLocked) return;
        this.#isStored = false;
        localStorage.setItem(KEY, text);
        [this.#text, this.#isStored] = [text, true];
        if (["full", "forbidden"].includes(this.problem)) this.problem = "";
      } catch (error) {
        this.problem = error instanceof DOMException && error.name === "SecurityError" ? "forbidden" : "full";
      }
    }

    /** @param {string | null} id */
    #tell(id) { this.dispatchEvent(new CustomEvent("change", { detail: { id } })); }

    /** Change deals and keep them; null removes one. @param {Record<string, Deal | null>} deals @param {boolean} isUndone */
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

    #raw(/** @type {string} */ id) { return this.#state.deals.find((deal) => deal.id === id) ?? null; }

    /** All deals, in the ids of today, by name. @returns {Deal[]} */
    list() {
      return this.#state.deals.map((deal) => follow(deal, this.site)).sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
    }

    /** A deal of its own, which may be changed freely, or null. @param {string} id @returns {Deal | null} */
    get(id) {
      const deal = this.#raw(id);
      return deal && structuredClone(follow(deal, this.site));
    }

    /** When a deal last changed, in milliseconds; 0 where nobody knows. @param {string} id */
    changed(id) { return this.#state.changed[id] ?? 0; }

    /** What a deal names that is no more. @param {Deal} deal */
    gone(deal) { return gone(deal, this.site); }

    /** A new deal, today in the stage that is given, else in the first. Its stages before count as done where `isEntered`.
     * @param {Partial<Deal> & {name: string, process: string}} given @returns {Deal} */
    create(given) {
      const deal = this.made(given);
      this.#put({ [deal.id]: deal });
      return deal;
    }

    /** The same, kept nowhere yet. @param {Partial<Deal> & {name: string, process: string}} given @returns {Deal} */
    made(given) {
      const process = this.site.processes.find(({ id }) => id === given.process);
      return DEAL({ id: newId(), entered: dayOf(), stage: process?.stages[0]?.id, ...given }, "");
    }

    /** Change a deal as it stands now, which another tab may have changed since; gives it, or null where it is no more.
     * @param {string} id @param {(deal: Deal) => void} how */
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
    rename(id, words) { return this.update(id, (deal) => { deal.name = words; }); }

    /** @param {string[]} ids */
    remove(...ids) { this.#put(Object.fromEntries(ids.map((id) => [id, null]))); }

    get canUndo() { return this.#undo.length > 0; }

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
     * @returns {{deal: Deal, is: "new" | "same" | "newer" | "older" | "other", isNamed: boolean}[]} */
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

    /** Keep these deals, in place of those with their ids; one undo takes all of them back. @param {Deal[]} deals */
    take(deals) {
      const sound = deals.map((deal) => DEAL(deal, ""));
      if (sound.length) this.#put(Object.fromEntries(sound.map((deal) => [deal.id, deal])));
    }

    /** What couldn't be read and was set aside, as text, newest last. @returns {string[]} */
    saved() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(`${KEY}.unreadable`)).sort().map((key) => localStorage.getItem(key) ?? "");
      } catch { return []; }
    }

    /** The reader has what was set aside, or does without it. */
    forgetSaved() {
      try {
        Object.keys(localStorage).filter((key) => key.startsWith(`${KEY}.unreadable`)).forEach((key) => localStorage.removeItem(key));
      } catch { /* it stays */ }
      if (this.problem === "unreadable") this.problem = "";
    }
  }

  /* One deal as the fragment of an address: no server is ever sent it. */
  /** @type {(bytes: Uint8Array, stream: GenericTransformStream) => Promise<Uint8Array>} */
  const through = async (bytes, stream) => {
    /** @type {Uint8Array[]} */
    const parts = [];
    let size = 0;
    const reader = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(/** @type {any} */ (stream)).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > MOST.file) throw new Refused("too_large"); // a small link may hold a flood
      parts.push(part.value);
    }
    return new Uint8Array(await new Blob(/** @type {any} */ (parts)).arrayBuffer());
  };
  const base64 = (/** @type {Uint8Array} */ bytes) => btoa([...bytes].map((byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/u, "");

  /** The fragment that holds what `export` gives. @param {string} text */
  const toFragment = async (text) => `#take=${base64(await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")))}`;
  /** The text that a fragment holds, or null where it holds none. Throws `Refused`. @param {string} fragment */
  const fromFragment = async (fragment) => {
    const [, data] = /^#take=([\w-]+)$/u.exec(fragment) ?? [];
    if (!data) return null;
    try {
      const bytes = Uint8Array.from(atob(data.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
      return new TextDecoder("utf-8", { fatal: true }).decode(await through(bytes, new DecompressionStream("deflate-raw")));
    } catch (error) { throw error instanceof Refused ? error : new Refused("damaged", "link"); }
  };

  /** @type {Map<string, Deals>} */
  const opened = new Map();
  /** The store of a page that holds `#nextcall-site`, the same for all that ask. */
  const openDeals = (known = document.getElementById("nextcall-site")?.textContent ?? "") => {
    const store = opened.get(known) ?? new Deals(JSON.parse(known));
    opened.set(known, store);
    return store;
  };

  /** @type {any} */ (globalThis).nextcall = {
    .../** @type {any} */ (globalThis).nextcall,
    Refused, toFragment, fromFragment, dayOf, openDeals, root: ROOT.href,
  };
}
