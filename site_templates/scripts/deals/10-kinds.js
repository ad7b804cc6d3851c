/* What a deal is, and what of foreign data is taken for one: each kind of value gives what is kept of it, or throws. */
/** @typedef {(value: any, at: string) => any} Kind */
/** Everything that is kept: `changed` is when each deal last changed, `removed` when one was removed, in milliseconds.
 * @typedef {{deals: KeptDeal[], changed: Record<string, number>, removed: Record<string, number>}} State */

const [FORMAT, VERSION] = ["nextcall-deals", 2];
const ROOT = new URL("..", /** @type {HTMLScriptElement} */ (globalThis.document?.currentScript)?.src ?? "file:///a/");
const SITE = ROOT.pathname;
const KEY = `nextcall.deals:${SITE}`;
const SHARED = "nextcall.deals.v1"; // where version 1 kept the deals of every site of the host
const MOST = { file: 5_000_000, deals: 5000, list: 2000, name: 120, key: 300, text: 8000, undo: 50, removed: 500 };

/** Why data was not taken: `reason` is a key of the catalogue, `at` the place of what is damaged. */
class Refused extends Error {
  /** @param {"foreign" | "newer" | "damaged" | "too_large" | "cut"} reason */
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
const isText = (/** @type {any} */ value, /** @type {number} */ most) =>
  typeof value === "string" && value.length <= most;
const isDay = (/** @type {any} */ value) => {
  const day = /^\d{4}-\d\d-\d\d$/u.test(value) ? new Date(`${value}T00:00Z`) : null;
  return day !== null && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(value);
};
/** @type {(kind: Kind, otherwise?: () => any) => Kind} */
const or =
  (kind, otherwise = () => null) =>
  (value, at) =>
    value === undefined || value === null ? otherwise() : kind(value, at);
/** @type {(kind: Kind, most?: number) => Kind} */
const listOf = (kind, most = MOST.list) =>
  or(
    (value, at) => {
      if (!Array.isArray(value) || value.length > most) throw new Refused("damaged", at);
      return value.map((each, place) => kind(each, `${at}[${place}]`));
    },
    () => [],
  );
/** @type {(kind: Kind) => Kind} */
const mapOf = (kind) =>
  or(
    (value, at) => {
      if (!isObject(value) || Object.keys(value).length > MOST.list) throw new Refused("damaged", at);
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [ident(key, at), kind(each, `${at}.${key}`)]),
      );
    },
    () => ({}),
  );
/** @type {(fields: Record<string, Kind>) => Kind} */
const objectOf = (fields) => (value, at) => {
  if (!isObject(value)) throw new Refused("damaged", at);
  return Object.fromEntries(
    Object.entries(fields).map(([key, kind]) => [key, kind(value[key], at ? `${at}.${key}` : key)]),
  );
};

// Ids, and "criterion:…" of what is implied.
const ident = only((value) => isText(value, MOST.key) && /^[\w~:/-]+$/u.test(value) && value !== "__proto__");
const text = only((value) => isText(value, MOST.text));
const longText = only((value) => isText(value, MOST.file));
const day = only(isDay);
const time = only((value) => /^([01]\d|2[0-3]):[0-5]\d$/u.test(value));
const minutes = only((value) => Number.isInteger(value) && value >= 0 && value <= 1440);
/** @type {Kind} */
const names = (value, at) => [...new Set(listOf(ident)(value, at))];
/** @type {(kind: Kind) => Kind} */
const orEmpty = (kind) => (value, at) => (value === "" ? value : or(kind, () => "")(value, at));
const stage = orEmpty(ident);
const ending = only((value) => ["advance", "continuation", "no"].includes(value));

const CALL = objectOf({
  on: day,
  stage,
  minutes: or(minutes),
  with: or(names),
  planned: names,
  done: names,
  took: mapOf(minutes),
  ended: or(ending),
  true: names,
  said: names,
  next_step: or(text),
  who: or(text),
  by: or(day),
  came: or(day),
  next_call: or(day),
});
/* The call that is being held: what a page reads of it while it holds it. */
const whole = only(Number.isSafeInteger);
const moment = only((value) => Number.isInteger(value) && value >= 0 && value < 2.5e14); // milliseconds, no year of five digits
const HELD = {
  start: or(moment),
  since: moment,
  minutes,
  close: whole,
  opening: minutes,
  with: names,
  planned: names,
  lengths: mapOf(listOf(whole)),
  cut: names,
  gates: mapOf(names),
  needed: mapOf(whole),
  is_open: Boolean,
  done: names,
  took: mapOf(minutes),
  spent: mapOf(minutes),
  said: names,
  said_at: mapOf(whole),
  unmet: names,
  left: names,
  ended_at: or(moment),
  after: or(
    objectOf({
      ended: or(ending),
      step: text,
      who: orEmpty(ident),
      by: orEmpty(day),
      next: orEmpty(day),
      true: names,
      done: names,
      took: mapOf(minutes),
    }),
  ),
};
const DEAL = objectOf({
  id: or(only((value) => isText(value, MOST.key) && /^[\w-]+$/u.test(value) && !(value in {}))),
  name: (value, at) => tidy(only((each) => isText(each, MOST.text))(value, at)),
  process: ident,
  stage,
  entered: or(day),
  close: or(day),
  done: names,
  under_way: mapOf(day),
  true: names,
  said: names,
  unmet: names,
  next: or(objectOf({ on: day, at: or(time) })),
  with: or(names),
  minutes: or(minutes),
  include: names,
  pinned: names,
  dropped: names,
  notes: mapOf(text),
  now: or(
    objectOf({ ...HELD, last: or(objectOf({ what: longText, before: objectOf({ ...HELD, last: () => null }) })) }),
  ),
  calls: listOf(CALL),
});

const tidy = (/** @type {string} */ words) => words.trim().replace(/\s+/gu, " ").slice(0, MOST.name);
const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
/** A number that is always the same for a text, after FNV-1a: two tabs that carry a deal over make one of it. */
const hash = (/** @type {string} */ words) =>
  [...words]
    .reduce((sum, char) => Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0, 2166136261)
    .toString(36);
/** @type {(day?: Date) => string} */
const dayOf = (date = new Date()) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
/** The page's language as the reader's region writes days and numbers. */
const locale = () => {
  try {
    const { region } = new Intl.Locale(navigator.language).maximize();
    return new Intl.Locale(document.documentElement.lang || navigator.language, { region }).toString();
  } catch {
    return undefined;
  }
};
/** @type {Promise<unknown> | undefined} */
let dates;
/** Settled once the browser knows how the reader writes dates: to learn it takes so long that a worker does it, from
 * whom the page has it, too. A network that is slow, or a page that may have no worker, holds nothing up. */
const datesKnown = () => {
  dates ??= new Promise((resolve) => {
    const worker = new Worker(new URL("nextcall/dates.js", ROOT), { name: locale() ?? "" });
    worker.onmessage = worker.onerror = resolve;
    setTimeout(resolve, 2000);
  }).catch(() => {});
  return dates;
};
/** Whole days from one day to another, whatever the clocks do in between. @param {string} from @param {string} to */
const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
