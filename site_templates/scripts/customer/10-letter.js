/* The customer's copy of a call: of a plan only who meets when, of the playbook only what is meant for customers. */

/** @typedef {(key: string, values?: Record<string, string | number>, n?: number) => string} Say */
/** What they read: `items` are their questions in turn, times are words of the reader's clock, "" where none is known.
 * @typedef {{to: string[], subject: string, purpose: string[], items: {question: string, when: string, get: string[]}[],
 *   close: string, people: {name: string, when: string}[], bring: string[]}} Letter */

const STEP = 5; // minutes that times are rounded to

/** The languages of the page, as the reader's region writes them. */
const locale = () => nextcall.locale();
/** @param {number} minutes since midnight */
const clock = (minutes) =>
  new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(minutes * 60_000);
/** @param {string} on */
const longDay = (on) =>
  new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(
    new Date(`${on}T00:00Z`),
  );
/** @template T @param {T[]} all */
const once = (all) => [...new Set(all)];

/** Minutes of a call as times; without the time of its start, as minutes. @param {number | null} start @param {Say} say */
const times = (start, say) => (/** @type {number} */ from, /** @type {number} */ to) => {
  const shown = (/** @type {number} */ minutes) => (start === null ? String(minutes) : clock((start ?? 0) + minutes));
  const key = start === null ? "minutes" : "span";
  return from < to ? say(key, { from: shown(from), to: shown(to) }) : say("at", { from: shown(from) });
};

/** @param {Theirs} theirs @param {Answer} plan @param {KeptDeal} deal @param {boolean} isFirst nothing key of the stage is
 * done, something of it is planned, and who comes and how long are as usual: what is written for the stage's call speaks of this one
 * @param {Say} say @returns {Letter} */
const letterOf = (theirs, plan, deal, isFirst, say) => {
  const time = deal.next?.at?.split(":").map(Number) ?? null;
  const start = time && time[0] * 60 + time[1];
  const { available, closing } = plan.minutes;
  const span = times(start, say);
  const snap = (/** @type {number} */ minutes, /** @type {"round" | "floor" | "ceil"} */ how) =>
    Math.min(Math.max(Math[how]((minutes + (start ?? 0)) / STEP) * STEP - (start ?? 0), 0), available);

  /** @type {{asks: string | null, from: number, to: number, get: string[]}[]} */
  const groups = [];
  for (const each of plan.activities) {
    const { asks = null, get } = theirs.activities[each.id] ?? {};
    const end = each.start + each.minutes;
    const last = groups.at(-1);
    if (last && last.asks === asks) last.to = end;
    else groups.push({ asks, from: each.start, to: end, get: [] });
    if (get) groups[groups.length - 1].get.push(get);
  }
  const items = groups
    .map(({ asks, from, to, get }) => ({
      question: (asks && theirs.questions[asks]) || "",
      when: span(snap(from, "round"), snap(to, "round")),
      get: once(get),
    }))
    .filter(({ question, get }) => question || get.length);

  const stage = isFirst ? (theirs.stages[deal.stage] ?? {}) : {};
  const asked = once(items.map(({ question }) => question).filter(Boolean)).length;
  const when = deal.next ? longDay(deal.next.on) : "";
  const whenever = !when ? "" : start === null ? when : say("day_at", { day: when, time: clock(start) });
  const people = plan.attendees.needed.flatMap(({ role, from, to }) => {
    const name = theirs.roles[role];
    return name ? [{ name, when: span(snap(from, "floor"), snap(to, "ceil")) }] : [];
  });
  const bring = [...plan.activities.flatMap(({ id }) => theirs.activities[id]?.bring ?? []), ...(stage.bring ?? [])];
  const subject = asked ? say("subject", { n: asked }, asked) : say("subject_plain");
  return {
    to: people.map(({ name }) => name),
    subject: whenever ? say("subject_when", { when: whenever, subject }) : subject,
    purpose: [
      meeting(when, start, available, span, say),
      stage.why ?? say(asked ? "purpose" : "purpose_plain"),
      ...(stage.get ? [say("get", { what: stage.get })] : []),
    ],
    items,
    close: stage.outcome ?? say("close", { n: closing }, closing),
    people,
    bring: once(bring),
  };
};

/** When we meet. @param {string} when @param {number | null} start @param {number} available
 * @param {(from: number, to: number) => string} span @param {Say} say */
const meeting = (when, start, available, span, say) => {
  if (!when) return say("meet_for", { n: available }, available);
  if (start === null) return say("meet_day", { day: when, n: available }, available);
  return say("meet", { day: when, span: span(0, available) });
};

/** The letter as a flat list of blocks. @param {Letter} letter @param {Say} say
 * @returns {{kind: "text" | "head" | "number" | "item", text: string, more?: string[]}[]} */
const blocksOf = (letter, say) => [
  { kind: "text", text: say("hello") },
  ...letter.purpose.map((text) => ({ kind: /** @type {const} */ ("text"), text })),
  ...(letter.items.length ? [{ kind: /** @type {const} */ ("head"), text: say("agenda") }] : []),
  ...letter.items.map(({ question, when, get }) => ({
    kind: /** @type {const} */ ("number"),
    text: say(question ? "item" : "item_plain", { question, when }),
    more: get.map((what) => say("get", { what })),
  })),
  { kind: "text", text: letter.close },
  ...(letter.people.length ? [{ kind: /** @type {const} */ ("head"), text: say("people") }] : []),
  ...letter.people.map((each) => ({ kind: /** @type {const} */ ("item"), text: say("person", each) })),
  ...(letter.people.length ? [{ kind: /** @type {const} */ ("text"), text: say("welcome") }] : []),
  ...(letter.bring.length ? [{ kind: /** @type {const} */ ("head"), text: say("bring") }] : []),
  ...letter.bring.map((text) => ({ kind: /** @type {const} */ ("item"), text })),
  { kind: "text", text: say("add_or_drop") },
];

/** As the text of a mail. @param {Letter} letter @param {Say} say */
const asText = (letter, say) => {
  let number = 0;
  let before = "";
  return blocksOf(letter, say)
    .map(({ kind, text, more = [] }) => {
      number = kind === "number" ? number + 1 : 0;
      const isNext = kind === before && kind === "item";
      before = kind;
      const mark = { text: "", head: "", number: `${number}. `, item: "- " }[kind];
      return `${isNext ? "" : "\n"}${mark}${text}\n${more.map((each) => `   ${each}\n`).join("")}`;
    })
    .join("")
    .trimStart();
};

/** As elements to show, and to copy as rich text. @param {Letter} letter @param {Say} say */
const asElements = (letter, say) => {
  const root = document.createElement("div");
  for (const { kind, text, more = [] } of blocksOf(letter, say)) {
    const tag = { text: "p", head: "h2", number: "ol", item: "ul" }[kind];
    const isList = kind === "number" || kind === "item";
    const last = root.lastElementChild;
    const block = isList && last?.localName === tag ? last : root.appendChild(document.createElement(tag));
    const place = isList ? block.appendChild(document.createElement("li")) : block;
    place.append(text, ...more.flatMap((each) => [document.createElement("br"), each]));
  }
  return root;
};
