/* What the page of a deal is made from: elements, the catalogue's words, and the rows of the playbook that it may say. */

/** @typedef {Node | string | null | undefined | false} Child */

/** @param {Child[]} children */
const given = (children) => children.flatMap((each) => (each instanceof Node || each ? [each] : []));
/** @type {(tag: string, attributes?: Record<string, any>, ...children: Child[]) => HTMLElement} */
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? "" : String(value));
  element.append(...given(children));
  return element;
};
/** Part of a picture, or one, as those that the page has already. */
/** @type {(tag: string, attributes: Record<string, any>, ...children: Element[]) => Element} */
const draw = (tag, attributes, ...children) => {
  const element = document.createElementNS(document.querySelector("svg")?.namespaceURI ?? null, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
};
const strong = (/** @type {Child} */ what) => make("b", {}, what);
const why = (/** @type {Child[]} */ ...what) => make("span", { class: "nc-why" }, ...what);
/** @type {(what: string, id: string | null, name: Child, more?: Record<string, any>) => HTMLElement} */
const button = (what, id, name, more = {}) =>
  make("button", { type: "button", "data-do": what, "data-id": id, class: "nc-plain-button", ...more }, name);
const quiet = { class: "nc-button nc-button-quiet" };

/** The catalogue's phrases, filled with texts or with elements. */
class Words {
  /** @param {string} written */
  constructor(written) {
    /** @type {Record<string, string | {one: string, other: string}>} */
    this.phrases = JSON.parse(written);
  }

  /** @param {string} key @param {number | undefined} n */
  phrase(key, n) {
    const found = this.phrases[key];
    return typeof found === "string" ? found : found[n === 1 ? "one" : "other"];
  }

  /** As text. @param {string} key @param {Record<string, any>} values @param {number} [n] */
  say(key, values = {}, n = values.n) {
    return this.phrase(key, n).replace(/\{(\w+)\}/gu, (_, name) => textOf(values[name]));
  }

  /** As nodes. @param {string} key @param {Record<string, any>} values @param {number} [n] */
  show(key, values = {}, n = values.n) {
    const made = document.createDocumentFragment();
    for (const piece of this.phrase(key, n).split(/(\{\w+\})/u)) {
      const [, name] = /^\{(\w+)\}$/u.exec(piece) ?? [];
      const value = name ? values[name] : piece;
      made.append(value instanceof Node ? value : String(value));
    }
    return made;
  }

  /** @param {string[]} names */
  list(names) {
    return names.join(this.say("comma"));
  }

  /** @param {Node[]} nodes */
  series(nodes) {
    const made = document.createDocumentFragment();
    for (const [place, node] of nodes.entries()) made.append(...(place ? [this.say("comma"), node] : [node]));
    return made;
  }
}
const textOf = (/** @type {any} */ value) => (value instanceof Node ? (value.textContent ?? "") : String(value));

/** The rows of the playbook on this page, by kind and id. What the process no longer has goes by its id. */
class Rows {
  /** @param {ParentNode} page */
  constructor(page) {
    /** @type {Map<string, HTMLTemplateElement>} */
    this.templates = new Map();
    /** @type {Record<string, string[]>} */
    this.ids = { activity: [], criterion: [], stage: [], role: [] };
    for (const each of /** @type {NodeListOf<HTMLTemplateElement>} */ (page.querySelectorAll(".nc-records template"))) {
      const kind = each.dataset.activity ? "activity" : Object.keys(this.ids).find((key) => each.dataset[key]);
      if (!kind) this.templates.set("process", each);
      else {
        this.templates.set(`${kind}:${each.dataset[kind]}`, each);
        this.ids[kind].push(each.dataset[kind] ?? "");
      }
    }
  }

  /** @param {string} kind @param {string} id */
  has(kind, id) {
    return this.templates.has(`${kind}:${id}`);
  }

  /** @param {string} kind @param {string} id @returns {DOMStringMap} */
  data(kind, id) {
    return this.templates.get(`${kind}:${id}`)?.dataset ?? {};
  }

  /** @param {string} key @param {string} part @returns {HTMLElement[]} */
  parts(key, part) {
    const found = this.templates.get(key)?.content.querySelectorAll(`[data-part="${part}"]`) ?? [];
    return [...found].map((each) => {
      const copy = /** @type {HTMLElement} */ (document.importNode(each, true));
      copy.removeAttribute("data-part");
      return copy;
    });
  }

  /** @param {string} kind @param {string} id @param {string} part @returns {HTMLElement | undefined} */
  part(kind, id, part) {
    return this.parts(`${kind}:${id}`, part)[0];
  }

  /** @param {string} kind @param {string} id @returns {HTMLElement} */
  name(kind, id) {
    return this.part(kind, id, "name") ?? make("span", {}, id);
  }

  /** @param {string} kind @param {string} id */
  text(kind, id) {
    return this.name(kind, id).textContent?.trim() ?? id;
  }

  /** @param {string} id */
  isKey(id) {
    return this.data("activity", id).importance === "key";
  }

  /** The ids of a kind that belong to a stage. @param {"activity" | "criterion"} kind @param {string} stage */
  of(kind, stage) {
    return this.ids[kind].filter((id) => this.data(kind, id).of === stage);
  }

  /** What activities can make true. @param {string[]} activities */
  satisfied(activities) {
    return once(activities.flatMap((id) => (this.data("activity", id).satisfies ?? "").split(" ").filter(Boolean)));
  }

  /** Whether the customer can show that a criterion is true; of our word alone no tick is kept. @param {string} id */
  isShown(id) {
    return "shown" in this.data("criterion", id);
  }

  /** Whether a role is one of ours. @param {string | null} id */
  isOurs(id) {
    return id !== null && this.has("role", id) && this.data("role", id).side !== "buyer";
  }
}

/** @template T @param {T[]} list */
const once = (list) => [...new Set(list)];
/** Each node whose words weren't said before. @param {HTMLElement[]} nodes */
const eachOnce = (nodes) => {
  const said = new Set();
  return nodes.filter((each) => !said.has(each.textContent) && said.add(each.textContent));
};
/** "0:25" of minutes. */
const clock = (/** @type {number} */ minutes) =>
  `${Math.floor(minutes / 60)}:${String(Math.floor(minutes) % 60).padStart(2, "0")}`;
/** A short name that is always the same for a text. @param {string} words */
const hash = (words) =>
  [...words]
    .reduce((sum, char) => Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0, 2166136261)
    .toString(36);
/** @type {Map<string, Intl.DateTimeFormat>} */
const FORMATS = new Map();
/** How the reader writes days and times; made once each, for that takes long. @param {Intl.DateTimeFormatOptions} how */
const formatOf = (how) => {
  const locale = nextcall.locale();
  const key = JSON.stringify([locale, how]);
  const format = FORMATS.get(key) ?? new Intl.DateTimeFormat(locale, how);
  FORMATS.set(key, format);
  return format;
};
/** A day in the reader's format. @param {string} day @param {Intl.DateTimeFormatOptions} how */
const dayIn = (day, how = { weekday: "short", day: "numeric", month: "short" }) =>
  formatOf({ ...how, timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
/** @type {(() => void)[]} */
const WAITING = [];
const TURNS = new MessageChannel();
TURNS.port1.onmessage = () => WAITING.shift()?.();
const turn = () => TURNS.port2.postMessage(null);
/** Do each of these in a task of its own, as soon as may be and in turn. @param {(() => void)[]} what */
const next = (...what) => {
  WAITING.push(...what);
  what.forEach(turn);
};
/** The same, before all that waits. @param {(() => void)[]} what */
const first = (...what) => {
  WAITING.unshift(...what);
  what.forEach(turn);
};
/** To move the focus lays out the page, which takes a task of its own. @param {() => Element | null | undefined | false} which */
const focusOn = (which) =>
  next(() => /** @type {HTMLElement | null} */ (which() || null)?.focus({ preventScroll: true }));
