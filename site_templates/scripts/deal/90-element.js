/* The page of a deal, brought to life: which deal, which of its views, and what each control does. */

const SLICE = 12; // milliseconds of work before the browser may paint and listen
const TICK = 1000;
const PARTS_OF_PLAN = "goal agenda-sub agenda needed-all instead unlocks left-all ask-all ready-all words-all".split(
  " ",
);

/** What the page has no use for until there is a call, as the bundle `call` offers it once it is there.
 * @typedef {{callPieces: typeof callPieces, afterPieces: typeof afterPieces, storyPieces: typeof storyPieces,
 *   showRecorded: typeof showRecorded, edit: typeof edit, minuteOf: typeof minuteOf}} OfCall */
const LATER = /** @type {OfCall} */ ({});
const HERE = /** @type {HTMLScriptElement} */ (document.currentScript).src;
/** @type {Map<string, Promise<unknown>>} */
const COMING = new Map();

/** Get a script or a style of ours, once. Rejected where the network is gone. @param {string} name
 * @returns {Promise<unknown>} */
const file = (name, into = /** @type {HTMLElement} */ (document.head)) => {
  const known = COMING.get(name);
  if (known) return known;
  const at = new URL(name, HERE).href;
  const coming = new Promise((resolve, reject) => {
    const element = name.endsWith(".css") ? make("link", { rel: "stylesheet", href: at }) : make("script", { src: at });
    element.onload = resolve;
    element.onerror = () => {
      element.remove();
      COMING.delete(name);
      reject(new Error(name));
    };
    into.append(element);
  });
  COMING.set(name, coming);
  return coming;
};

class DealPage extends HTMLElement {
  root = /** @type {HTMLElement} */ (this);
  words = new Words("{}");
  blockers = this.words;
  rows = new Rows(this);
  process = /** @type {Process} */ (/** @type {unknown} */ (null));
  store = /** @type {DealStore} */ (/** @type {unknown} */ (null));
  wide = matchMedia("(min-width: 641px)");
  /** @type {Map<string, Activity>} */
  work = new Map();
  /** @type {AbortController | undefined} */
  away;
  /** @type {number | undefined} */
  timer;
  /** @type {number | undefined} */
  minute;
  /** @type {WakeLockSentinel | undefined} */
  lock;
  /** @type {string | null} */
  id_of_deal = null;
  /** @type {KeptDeal | null} */
  deal = null;
  /** @type {Answer | null} */
  answer = null;
  /** @type {Map<string, Answer | null>} */
  answers = new Map();
  /** What was applied last, in words; until something else changes. */
  applied = "";
  /** Whether the focus goes to what takes it back, as soon as that is there. */
  isApplying = false;
  /** Whether everybody of theirs is offered. */
  showsAll = false;
  /** "late" or "who" while the call shows such a sheet. */
  sheet = "";
  /** @type {string[] | null} */
  here = null;
  /** The view that was asked for, where the deal allows several. */
  asked = "";
  seen = "";
  isMissing = false;
  run = 0;

  connectedCallback() {
    const root = this.closest(".nc-deal-page");
    const data = document.getElementById("nextcall-process")?.textContent;
    if (!root || !data) return;
    this.root = /** @type {HTMLElement} */ (root);
    this.words = new Words(this.dataset.words ?? "{}");
    this.blockers = new Words(this.dataset.blockers ?? "{}");
    this.rows = new Rows(root);
    this.process = /** @type {Process} */ (JSON.parse(data));
    this.work = new Map(this.process.stages.flatMap(({ activities }) => activities).map((each) => [each.id, each]));
    this.store = nextcall.openDeals();
    this.away = new AbortController();
    const { signal } = this.away;
    root.addEventListener("click", (event) => this.clicked(event), { signal });
    for (const type of ["pointerdown", "keydown"]) root.addEventListener(type, () => this.ready(), { signal });
    root.addEventListener("change", (event) => this.changed(event), { signal });
    root.addEventListener("input", (event) => this.typed(event), { signal });
    this.store.addEventListener("change", () => this.render(), { signal });
    addEventListener("hashchange", () => this.open(nextcall.askedFor()), { signal });
    document.addEventListener("visibilitychange", () => this.stayAwake(), { signal });
    this.timer = setInterval(() => this.tick(), TICK);
    this.wide.addEventListener("change", () => this.unfold(), { signal });
    this.unfold();
    const known = nextcall.datesKnown();
    if (!nextcall.askedFor()) return this.open(null);
    root.ariaBusy = "true";
    known.then(() => signal.aborted || this.open(nextcall.askedFor()));
  }

  disconnectedCallback() {
    this.away?.abort();
    clearInterval(this.timer);
    COMING.delete("call.css"); // it went with this page
    this.run += 1;
    this.rest();
    document.documentElement.removeAttribute("data-nc-live");
  }

  unfold() {
    /** @type {HTMLDetailsElement} */ (this.at("set")).open = this.wide.matches;
  }

  /** @param {string} name @returns {HTMLElement} */
  at(name) {
    const found = this.root.querySelector(`[data-at="${name}"]`);
    if (!found) throw new Error(name);
    return /** @type {HTMLElement} */ (found);
  }

  /** @param {string} name @param {Child | Child[]} what */
  fill(name, what) {
    this.at(name).replaceChildren(...given(Array.isArray(what) ? what : [what]));
  }

  /** @param {string} name @param {boolean} isShown @param {Child} [what] */
  show(name, isShown, what) {
    const element = this.at(name);
    element.toggleAttribute("hidden", !isShown);
    if (what !== undefined) this.fill(name, what);
  }

  /** @param {string} name @param {string} value */
  value(name, value) {
    const field = /** @type {HTMLInputElement} */ (this.at(name));
    if (field.value !== value) field.value = value;
  }

  today() {
    return nextcall.dayOf();
  }

  /** @param {KeptDeal} deal */
  nameOf(deal) {
    return deal.name || this.words.say("unnamed");
  }

  /** @param {KeptDeal} deal */
  usual(deal) {
    return nextcall.usual(this.process, deal);
  }

  /** @param {KeptDeal} deal @param {string} id */
  isDone(deal, id) {
    return deal.done.includes(id) || (id.startsWith("criterion:") && deal.true.includes(id.slice(10)));
  }

  /** The next call alone, without what could change it; the last ones are remembered. @param {DealState} deal
   * @returns {Answer | null} */
  planned(deal) {
    const { stage, done, true: yes, said, unmet, with: comes, minutes, include, pinned, dropped } = deal;
    const key = JSON.stringify([stage, done, yes, said, unmet, comes, minutes, include, pinned, dropped]);
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const steps = nextcall.steps(this.process, deal);
    let step = steps.next();
    while (!step.done && !step.value) step = steps.next();
    if (this.answers.size > 20) this.answers.clear();
    this.answers.set(key, step.value ?? null);
    return step.value ?? null;
  }

  /** Turn to a deal, or to none. @param {string | null} id */
  open(id) {
    const found = id ? this.store.get(id) : null;
    this.id_of_deal = found && found.process === this.process.id ? found.id : null;
    [this.asked, this.applied, this.sheet, this.here, this.answer] = ["", "", "", null, null];
    this.render();
  }

  /** @param {(deal: KeptDeal) => void} how */
  change(how) {
    this.applied = "";
    if (this.id_of_deal) this.store.update(this.id_of_deal, how);
  }

  /** Change the call that is being held. @param {(now: Held) => void} how @param {string} [what] what can be undone */
  hold(how, what) {
    this.change((deal) => {
      const now = /** @type {Held} */ (deal.now);
      if (!now) return;
      const before = structuredClone({ ...now, last: null });
      how(now);
      now.last = what === undefined ? null : { what, before };
    });
  }

  /** @returns {Held | null} */
  get now() {
    return /** @type {Held | null} */ (this.deal?.now ?? null);
  }

  get view() {
    const { deal, now } = this;
    if (!deal) return "new";
    if (now && this.asked !== "peek") return now.ended_at ? "after" : "during";
    return this.asked === "story" || this.asked === "recorded" ? this.asked : "before";
  }

  /** Get what a call needs. Rejected where the network is gone. */
  later() {
    return Promise.all([file("call.js"), file("copy.js"), file("call.css", this)]);
  }

  /** What a call needs is there before it begins, whatever becomes of the network. */
  ready() {
    if (this.deal) this.later().catch(() => {});
  }

  /** Do what takes the scripts of a call. @param {() => void} what */
  async soon(what) {
    try {
      await this.later();
      what();
    } catch {
      this.say(this.words.say("not_loaded"));
      this.isDrawn();
    }
  }

  /** The page is drawn as the deal is now, in a task of its own: once for all that changes until then. */
  render() {
    this.deal = this.id_of_deal ? this.store.get(this.id_of_deal) : null;
    this.run += 1; // what is still to be drawn is old
    const { run } = this;
    this.root.ariaBusy = "true";
    next(() => run === this.run && this.draw());
  }

  /** All is drawn, once what waits is done. */
  isDrawn() {
    const { run } = this;
    next(() => {
      if (run === this.run) this.root.ariaBusy = null;
    });
  }

  /** What is seen at once, then the rest piece by piece; the engine's answers follow in slices. */
  draw() {
    const { deal, view, now } = this;
    const key = `${this.id_of_deal} ${view}`;
    const isNew = key !== this.seen;
    const isFirst = !this.seen && document.activeElement === document.body;
    this.seen = key;
    if (isNew && view !== "new") scrollTo(0, 0); // as long as nothing is changed, which would have to be laid out for it
    this.keepingFocus(() => {
      if (isNew && view === "before") for (const each of PARTS_OF_PLAN) this.show(each, false);
      for (const each of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-view]")))
        each.hidden = each.dataset.view !== view;
      document.documentElement.toggleAttribute("data-nc-live", view === "during");
      this.show("views", deal !== null && !["during", "after"].includes(view));
      this.at("head").classList.toggle("nc-unseen", view === "during");
      for (const link of this.at("views").querySelectorAll("a"))
        link.toggleAttribute("aria-current", link.dataset.id === (view === "story" ? "story" : "before"));
      this.showHead();
      this.showProblem();
      if (!["new", "before"].includes(view) && !LATER.callPieces) this.soon(() => this.render());
      else if (view === "during" && deal && now) this.inTurn(LATER.callPieces(this, deal, now));
      else if (view === "after" && deal && now) this.inTurn(LATER.afterPieces(this, deal, now));
      else if (deal) this.plan();
      else this.inTurn([() => this.showNew()]);
    });
    const isMissing = !deal && nextcall.askedFor() !== null;
    if (isMissing !== this.isMissing) this.show("said", isMissing, this.words.say("not_here"));
    this.isMissing = isMissing;
    const isLost = (/** @type {Element | null} */ each) => !this.root.contains(each) || each?.closest("[hidden]");
    if (isNew && !isFirst)
      focusOn(
        () =>
          isLost(document.activeElement) &&
          ((view === "during" && this.root.querySelector("#at-hand")) || this.at("title")),
      );
    this.stayAwake();
  }

  /** Draw the first piece at once, and each of the rest in a task of its own, unless all is drawn anew meanwhile.
   * @param {(() => void)[]} pieces */
  inTurn([now, ...rest]) {
    const { run } = this;
    now();
    first(...rest.map((piece) => () => run === this.run && this.drawn(piece)));
    this.isDrawn();
  }

  /** A piece is laid out in the task that draws it: all pieces of a frame at once would hold the page up.
   * @param {() => void} piece */
  drawn(piece) {
    this.keepingFocus(piece);
    this.root.getBoundingClientRect();
  }

  /** What is drawn anew keeps the focus and what was unfolded. @param {() => void} how */
  keepingFocus(how) {
    const { activeElement: active } = document;
    const focused = active instanceof HTMLElement && this.root.contains(active) ? active : null;
    const [what, id, value] = [focused?.dataset.do, focused?.dataset.id, /** @type {any} */ (focused)?.value];
    const open = new Map(
      [...this.root.querySelectorAll("details[data-fold]")].map((each) => [
        /** @type {HTMLElement} */ (each).dataset.fold,
        /** @type {HTMLDetailsElement} */ (each).open,
      ]),
    );
    const within = /** @type {HTMLElement | undefined} */ (focused?.closest("[data-at]") ?? undefined)?.dataset.at;
    how();
    for (const each of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.root.querySelectorAll("details[data-fold]")))
      each.open = open.get(each.dataset.fold) ?? each.open;
    if (!focused || this.root.contains(document.activeElement)) return;
    const like = [...this.root.querySelectorAll(`[data-do="${what ?? ""}"]`)].filter(
      (each) => /** @type {HTMLElement} */ (each).dataset.id === id,
    );
    const same = like.find((each) => /** @type {any} */ (each).value === value) ?? like[0];
    const isSeen = (/** @type {Element | undefined} */ each) =>
      each && !each.closest("[hidden], details:not([open]) > :not(summary)");
    const hand = this.root.querySelector("#at-hand");
    const goesTo = [
      same,
      this.view === "during" ? hand : undefined,
      within ? this.root.querySelector(`[data-at="${within}"] :is(button, input)`) : undefined,
      this.at("title"),
    ].find((each) => isSeen(each ?? undefined));
    focusOn(() => document.activeElement === document.body && goesTo); // who went on meanwhile stays there
  }

  /** That something can't be kept is said in every view, a call that is held included. */
  showProblem() {
    const { problem } = this.store;
    this.show("problem", problem !== "");
    for (const each of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-problem]")))
      each.hidden = each.dataset.problem !== problem;
  }

  showHead() {
    const { deal, words, rows, view } = this;
    this.at("title").replaceChildren(
      !deal ? words.say("title") : view === "after" ? words.say("after_title") : this.nameOf(deal),
    );
    if (!deal || view === "after") return;
    const { target, stalls } = rows.data("stage", deal.stage);
    const day = deal.entered ? nextcall.daysBetween(deal.entered, this.today()) : null;
    const when = deal.next?.on;
    const number = deal.calls.length + 1;
    /** @type {Child[]} */
    const facts = [strong(rows.name("stage", deal.stage))];
    if (day !== null && !rows.data("stage", deal.stage).closed) {
      const said = target
        ? words.show("day", { day: strong(String(day)), target })
        : words.show("day_alone", { day: strong(String(day)) });
      facts.push(
        make("span", {}, said, stalls && make("span", { class: "nc-wide" }, words.say("drifts", { days: stalls }))),
      );
    }
    facts.push(
      when
        ? words.show("call_on", { number, when: strong(when === this.today() ? words.say("today") : dayIn(when)) })
        : words.say("call_number", { number }),
    );
    this.fill(
      "facts",
      facts.map((each) => make("span", {}, each)),
    );
  }

  showNew() {
    const { words, store } = this;
    const others = store.list().filter((deal) => deal.process === this.process.id);
    const shown = others.slice(0, 5).map((deal) => make("a", { href: `#deal=${deal.id}` }, this.nameOf(deal)));
    this.show("others", others.length > 0);
    this.fill("others", [words.say("go_on_with"), " ", words.series(shown)]);
    const anchor = location.hash.slice(1); // a call plan leads here for its stage
    for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (this.root.querySelectorAll("[name=nc-stage]")))
      if (radio.closest("label")?.id === anchor) radio.checked = true;
    this.fill("facts", [make("span", {}, this.dataset.name ?? "")]);
  }

  /** Ask the engine, and show its answer as it grows: each piece in a task of its own, so that the page stays responsive. */
  plan() {
    const { deal } = this;
    if (!deal) return;
    if (!this.answer) this.root.classList.add("nc-coming");
    this.root.classList.toggle("nc-closed", Boolean(this.rows.data("stage", deal.stage).closed));
    const steps = nextcall.steps(this.process, deal);
    /** @type {(() => void)[]} */
    const pieces = [];
    const ask = () => {
      const until = performance.now() + SLICE;
      do {
        const step = steps.next();
        if (step.value || step.done) pieces.push(...this.planKnown(deal, step.value ?? null));
        if (step.done) return;
        if (step.value) break;
      } while (performance.now() < until);
      pieces.push(ask);
    };
    pieces.push(() => showSetup(this, deal), ask, ...statePieces(this, deal));
    const { run } = this;
    const draw = () => {
      if (run !== this.run) return;
      const piece = pieces.shift();
      if (piece === ask) ask();
      else if (piece) this.drawn(piece);
      if (pieces.length) setTimeout(draw);
      else this.isDrawn();
    };
    setTimeout(draw);
  }

  /** What is to be drawn of an answer, piece by piece. @param {KeptDeal} deal @param {Answer | null} answer
   * @returns {(() => void)[]} */
  planKnown(deal, answer) {
    const isFirst = this.answer === null || answer === null || answer.unlocks === null;
    this.answer = answer;
    const dock = () => {
      this.at("dock").classList.toggle("nc-no-call", !answer?.activities.length);
      this.root.classList.remove("nc-coming");
    };
    if (this.view === "story") return [...LATER.storyPieces(this, deal, answer), dock];
    if (this.view === "recorded") return [() => LATER.showRecorded(this, deal, answer), dock];
    if (!answer) return [() => this.showNoPlan(deal), dock];
    if (!isFirst) return [() => showRail(this, answer)];
    const undo = () => {
      if (this.isApplying) this.at("leads").querySelector("button")?.focus({ preventScroll: true });
      this.isApplying = false;
    };
    return [() => showSetup(this, deal), ...planPieces(this, deal, answer), dock, undo];
  }

  /** @param {KeptDeal} deal */
  showNoPlan(deal) {
    for (const each of PARTS_OF_PLAN) this.show(each, false);
    this.fill("leads", []);
    this.show("no-call", true, this.rows.part("stage", deal.stage, "ended") ?? this.words.say("no_stage"));
  }

  tick() {
    const { deal, now, view } = this;
    if (view !== "during" || !deal || !now || this.sheet || !LATER.callPieces) return;
    const minute = Math.floor(LATER.minuteOf(now));
    if (minute === this.minute) return;
    this.minute = minute;
    this.keepingFocus(() => this.inTurn(LATER.callPieces(this, deal, now)));
  }

  /** The screen stays on during a call, where the browser can do that. */
  async stayAwake() {
    if (this.view !== "during" || document.visibilityState !== "visible") return this.rest();
    if (this.lock && !this.lock.released) return;
    try {
      this.lock = await navigator.wakeLock?.request("screen");
    } catch {
      /* a browser that saves its battery, or can't */
    }
  }

  rest() {
    this.lock?.release();
    this.lock = undefined;
  }

  /** @param {Child | Child[]} what */
  say(what) {
    this.show("said", true, Array.isArray(what) ? make("span", {}, ...what) : what);
  }

  /** @param {Event} event */
  clicked(event) {
    const target = /** @type {Element} */ (event.target).closest("button[data-do], a[data-do]");
    if (!(target instanceof HTMLElement)) return;
    if (target.localName === "a") event.preventDefault();
    act(this, target.dataset.do ?? "", target.dataset.id ?? "", target);
  }

  /** @param {Event} event */
  changed(event) {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.name === "nc-ended")
      LATER.edit(this, (draft) => {
        draft.ended = /** @type {any} */ (target.value);
      });
    else if ((target instanceof HTMLInputElement || target instanceof HTMLSelectElement) && target.dataset.at)
      this.typed(event);
    else if (target instanceof HTMLInputElement && target.dataset.do)
      act(this, target.dataset.do, target.dataset.id ?? "", target);
  }

  /** @param {Event} event */
  typed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const at = { "next-step": "step", who: "who", by: "by", "next-on": "next" }[field.dataset.at ?? ""];
    if (at)
      LATER.edit(this, (draft) => {
        draft[/** @type {"step"} */ (at)] = field.validity.valid ? field.value : ""; // not every browser keeps to four digits
      });
  }
}
if (!customElements.get("nextcall-deal")) customElements.define("nextcall-deal", DealPage);
