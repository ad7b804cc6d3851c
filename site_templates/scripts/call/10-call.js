/* During a call: the clock, what is at hand, the customer's yes before the next, and what to keep when it runs late. */

/** The call that is being held, as `deal.now` keeps it, so that a reload loses nothing. Times are milliseconds, minutes
 * are those since the call opened. `at` is "" while it is being opened; `kept` null: nothing was let go.
 * @typedef {{start: number | null, since: number, minutes: number, close: number, opening: number, with: string[],
 *   planned: string[], lengths: Record<string, number[]>, cut: string[], gates: Record<string, string[]>,
 *   needed: Record<string, number>, is_open: boolean, done: string[], took: Record<string, number>, spent: Record<string, number>,
 *   said: string[], said_at: Record<string, number>, unmet: string[], left: string[],
 *   ended_at: number | null, last: Record<string, any> | null, after: Record<string, any> | null}} Held */

/** @param {Answer} answer @param {boolean} isLive @returns {Held} */
const begun = (answer, isLive) => ({
  start: isLive ? Date.now() : null,
  since: Date.now(),
  minutes: answer.minutes.available,
  close: answer.minutes.available - answer.minutes.closing,
  opening: answer.minutes.opening + answer.minutes.follow_ups,
  with: answer.attendees.buyer_roles,
  planned: answer.activities.map(({ id }) => id),
  lengths: Object.fromEntries(answer.activities.map((each) => [each.id, [each.minutes, each.minutes_max]])),
  cut: answer.activities.filter((each) => each.after_cut).map(({ id }) => id),
  gates: Object.fromEntries(answer.activities.map((each) => [each.id, each.go_on_only_if])),
  needed: Object.fromEntries(answer.attendees.needed.map(({ role, to }) => [role, to])),
  is_open: !isLive || answer.minutes.opening + answer.minutes.follow_ups === 0,
  done: [],
  took: {},
  spent: {},
  said: [],
  said_at: {},
  unmet: [],
  left: [],
  ended_at: isLive ? null : Date.now(),
  last: null,
  after: null,
});

const TIME = /** @type {Intl.DateTimeFormatOptions} */ ({ hour: "numeric", minute: "2-digit" });
// The first takes long, and a call is to begin at once.
next(
  () => formatOf(TIME),
  () => formatOf(TIME).format(),
);

/** @param {Held} now */
const minuteOf = (now, at = Date.now()) => Math.max(0, (at - (now.start ?? at)) / 60_000);
/** @param {Held} now */
const untilClose = (now) => now.close - Math.floor(minuteOf(now));
/** The minutes that the activity at hand has taken, a day's at most: a call may be left open. @param {Held} now @param {string} id */
const spentOn = (now, id) =>
  Math.min(1440, (now.spent[id] ?? 0) + Math.max(0, Math.round((Date.now() - now.since) / 60_000)));

/** What of the plan can still be held with who is here, in its order; within `left` minutes where that is given.
 * @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {number} [left] @returns {string[]} */
const feasible = (page, deal, now, left) => {
  const open = now.planned.filter((id) => now.lengths[id] && !now.done.includes(id) && !now.left.includes(id));
  if (!open.length) return [];
  const { opening, follow_ups: followUps, closing } = page.process.call;
  const others = page.rows.ids.activity.filter((id) => !open.includes(id) && !now.done.includes(id));
  const answer = page.planned({
    ...deal,
    done: [...deal.done, ...now.done],
    said: [...deal.said, ...now.said],
    unmet: [...deal.unmet, ...now.unmet],
    with: now.with,
    pinned: [],
    dropped: once([...deal.dropped, ...others]),
    include: once([...deal.include, ...open]),
    minutes: left === undefined ? 1440 : Math.max(1, left) + opening + followUps + closing,
  });
  const held = answer?.activities.map(({ id }) => id) ?? [];
  return open.filter((id) => held.includes(id));
};

/** The customer's yes that the next activity still waits for. @param {KeptDeal} deal @param {Held} now @param {string} id */
const gateBefore = (deal, now, id) =>
  (now.gates[id] ?? []).filter((each) => ![...deal.true, ...now.said, ...now.unmet].includes(each))[0];

/** The call as it is now, piece by piece. @param {DealPage} page @param {KeptDeal} deal @param {Held} now
 * @returns {(() => void)[]} */
const callPieces = (page, deal, now) => {
  const { words } = page;
  const queue = feasible(page, deal, now);
  const at = now.is_open ? queue[0] : undefined;
  const gate = at && gateBefore(deal, now, at);
  const number = deal.calls.length + 1;
  const mode = page.sheet || (!now.is_open ? "going" : !at ? "closing" : gate ? "gate" : "going");
  const hand = () => {
    if (mode === "late") showLate(page, deal, now, queue);
    if (mode === "who") showWho(page, deal, now);
    else if (mode === "closing") showClosing(page, now);
    else if (gate && at) showGate(page, deal, now, queue, gate);
    else showAtHand(page, now, queue, at);
  };
  const head = () => {
    page.at("title").replaceChildren(words.say("call_of", { deal: page.nameOf(deal), number }));
    page.fill("live-of", words.show("live_of", { deal: strong(page.nameOf(deal)), number }));
  };
  return [
    hand,
    () => showKeys(page, deal, now, queue, mode),
    head,
    () => showClock(page, now, queue, gate ? undefined : at),
  ];
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {string[]} queue @param {string} mode */
const showKeys = (page, deal, now, queue, mode) => {
  const { words, rows } = page;
  for (const keys of /** @type {NodeListOf<HTMLElement>} */ (page.at("thumb").querySelectorAll("[data-for]")))
    keys.hidden = keys.dataset.for !== mode;
  page.show("sheet", page.sheet === "late");
  page.show("then", page.sheet !== "late");
  const next = now.is_open ? queue[1] : queue[0];
  const gated = next && gateBefore(deal, now, next);
  page.fill(
    "done-next",
    gated
      ? words.say("next_gate")
      : next
        ? words.say("next_is", { name: rows.text("activity", next) })
        : words.say("next_close"),
  );
  page
    .at("thumb")
    .querySelector("[data-do=done]")
    ?.firstChild?.replaceWith(words.say(now.is_open ? "did_it" : "opening_done"));
  page.show("live-undo", now.last !== null && !page.sheet);
  if (now.last) page.fill("live-undo", [now.last.what, " ", button("undo-tick", "", words.say("undo"))]);
};

/** @param {DealPage} page @param {Held} now @param {string[]} queue @param {string | undefined} at */
const showClock = (page, now, queue, at) => {
  const { words } = page;
  const start = now.start ?? Date.now();
  const left = untilClose(now);
  const time = (/** @type {number} */ when) => formatOf(TIME).format(when);
  page.fill("clock", clock(minuteOf(now)));
  page.fill("until", [
    words.show(left < 0 ? "past_close" : "until_close", { n: strong(String(Math.abs(left))) }, Math.abs(left)),
    make("br"),
    words.say("started", { start: time(start), end: time(start + now.minutes * 60_000) }),
  ]);
  const rest = queue.reduce((sum, id) => sum + Math.max(1, now.lengths[id][0] - (id === at ? spentOn(now, id) : 0)), 0);
  const over = rest - left - (now.is_open ? 0 : -Math.max(0, now.opening - Math.floor(minuteOf(now))));
  page.show("pace", over > 0 && queue.length > 0 && !page.sheet, over > 0 ? words.say("pace_over", { n: over }) : "");
  const strip = page.at("strip");
  const key = JSON.stringify([Math.floor(minuteOf(now)), now.done, queue, now.is_open]);
  if (strip.dataset.key === key) return;
  strip.dataset.key = key;
  const parts = [
    ["frame", now.opening],
    ...now.done.map((id) => ["did", now.took[id] ?? 0]),
    ...queue.map((id) => [id === at ? "at" : now.cut.includes(id) ? "try" : "to", now.lengths[id][0]]),
  ];
  let x = 0;
  const length = Math.max(now.minutes, Math.ceil(minuteOf(now)) + 1);
  const pieces = parts.map(([kind, minutes]) => {
    const wide = Math.min(Number(minutes), now.close - x);
    const piece = draw("rect", {
      class: `nc-${kind}`,
      x: x * 10 + 1,
      y: 5,
      width: Math.max(0, wide * 10 - 2),
      height: 12,
      rx: 2,
    });
    x += Math.max(0, wide);
    return piece;
  });
  pieces.push(
    draw("rect", {
      class: "nc-frame",
      x: now.close * 10 + 1,
      y: 5,
      width: Math.max(0, (now.minutes - now.close) * 10 - 2),
      height: 12,
      rx: 2,
    }),
  );
  pieces.push(draw("path", { class: "nc-at-now", d: `M${minuteOf(now) * 10} 0V22` }));
  strip.setAttribute("viewBox", `0 0 ${length * 10} 22`);
  strip.setAttribute("aria-label", words.say("strip", { now: Math.floor(minuteOf(now)), close: now.close }));
  strip.replaceChildren(...pieces);
};

/** @param {DealPage} page @param {string} kind @param {Child} what @param {Child} [minutes] @param {boolean} [isGone] */
const thenRow = (page, kind, what, minutes, isGone) =>
  make(
    "li",
    { class: isGone && "nc-gone" },
    make("span", { class: "nc-kind" }, page.words.say(kind)),
    make("span", {}, what),
    make("span", { class: "nc-num" }, minutes),
  );

/** @param {DealPage} page @param {Held} now */
const closeRow = (page, now) =>
  make(
    "li",
    {},
    make("span", { class: "nc-kind" }, clock(now.close)),
    make("span", {}, page.words.say("close_line")),
    make("span", { class: "nc-num" }, page.words.say("minutes", { minutes: now.minutes - now.close })),
  );

/** @param {DealPage} page @param {Held} now @param {string[]} queue @param {string | undefined} at */
const showAtHand = (page, now, queue, at) => {
  const { words, rows } = page;
  page.at("hand").classList.remove("nc-gate-card");
  const minutes = (/** @type {string} */ id) => words.say("minutes", { minutes: now.lengths[id][0] });
  if (at) {
    const questions = rows.parts(`activity:${at}`, "question").map((each) => each.firstElementChild ?? each);
    const advance = rows.part("activity", at, "advance");
    const more = [
      ...rows.parts(`activity:${at}`, "question").slice(1),
      ...rows.parts(`activity:${at}`, "step"),
      ...rows.parts(`activity:${at}`, "how").map((each) => make("li", {}, each)),
    ];
    page.fill("hand", [
      make("p", { class: "nc-q" }, rows.part("activity", at, "heading")),
      make("h2", { id: "at-hand", tabindex: "-1" }, rows.name("activity", at)),
      make(
        "p",
        { class: "nc-facts" },
        make(
          "span",
          {},
          words.show("of_minutes", {
            now: strong(String(spentOn(now, at))),
            minutes: now.lengths[at][0],
            most: now.lengths[at][1],
          }),
        ),
        rows.part("activity", at, "leads"),
      ),
      (questions.length > 0 || advance) &&
        make(
          "dl",
          {},
          ...(questions.length ? [make("dt", {}, words.say("ask")), make("dd", {}, questions[0])] : []),
          ...(advance ? [make("dt", {}, words.say("you_want")), make("dd", {}, advance)] : []),
        ),
      more.length > 0 &&
        make(
          "details",
          { class: "nc-more", "data-fold": `hand:${at}` },
          make("summary", {}, words.say("more_to_ask")),
          make("ul", { class: "nc-list" }, ...more),
        ),
    ]);
  } else {
    page.fill("hand", [
      make("h2", { id: "at-hand", tabindex: "-1" }, words.say("opening")),
      make("p", {}, words.say("open_call")),
      ...leftOver(page, /** @type {KeptDeal} */ (page.deal)).map((each) =>
        make("p", {}, words.show("left_over_is", { what: each })),
      ),
    ]);
  }
  const rest = queue.slice(at ? 1 : 0);
  const waits = now.planned.filter((id) => !now.done.includes(id) && !queue.includes(id));
  page.fill("then", [
    ...rest.map((id, place) =>
      thenRow(
        page,
        now.cut.includes(id) ? "if_time" : place ? "then_comes" : "next",
        rows.name("activity", id),
        minutes(id),
      ),
    ),
    closeRow(page, now),
    ...waits.map((id) =>
      thenRow(page, now.left.includes(id) ? "let_go" : "waits", rows.name("activity", id), "", true),
    ),
  ]);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {string[]} queue @param {string} gate */
const showGate = (page, deal, now, queue, gate) => {
  const { words, rows } = page;
  const without = feasible(page, deal, { ...now, unmet: [...now.unmet, gate] });
  const satisfier = [...now.done, ...deal.done].filter((id) => rows.satisfied([id]).includes(gate)).at(-1);
  const question = satisfier && rows.parts(`activity:${satisfier}`, "question")[0];
  const evidence = rows.part("criterion", gate, "evidence");
  const sum = (/** @type {string[]} */ ids) =>
    words.say("minutes", { minutes: ids.reduce((all, id) => all + now.lengths[id][0], 0) });
  page.at("hand").classList.add("nc-gate-card");
  page.fill("hand", [
    make("p", { class: "nc-q" }, words.say("gate_title")),
    make("h2", { id: "at-hand", tabindex: "-1" }, rows.name("criterion", gate)),
    (question || evidence) &&
      make(
        "dl",
        {},
        ...(question ? [make("dt", {}, words.say("ask")), make("dd", {}, question.firstElementChild)] : []),
        ...(evidence
          ? [make("dt", {}, words.say("show_me")), make("dd", {}, words.show("afterwards", { evidence }))]
          : []),
      ),
  ]);
  page.fill("then", [
    thenRow(page, "if_yes", rows.name("activity", queue[0]), sum([queue[0]])),
    thenRow(
      page,
      "if_not",
      without.length ? words.list(without.map((id) => rows.text("activity", id))) : words.say("nothing_else"),
      without.length ? sum(without) : "",
    ),
  ]);
};

/** @param {DealPage} page @param {Held} now */
const showClosing = (page, now) => {
  const { words, rows } = page;
  page.at("hand").classList.remove("nc-gate-card");
  page.fill("hand", [
    make("h2", { id: "at-hand", tabindex: "-1" }, words.say("closing")),
    make("p", {}, words.say("closing_is")),
  ]);
  const waits = now.planned.filter((id) => !now.done.includes(id));
  page.fill("then", [
    ...now.done.map((id) =>
      thenRow(page, "done", rows.name("activity", id), words.say("minutes", { minutes: now.took[id] ?? 0 })),
    ),
    ...waits.map((id) => thenRow(page, "waits", rows.name("activity", id), "", true)),
  ]);
};

/** What to keep in the minutes that are left. @param {DealPage} page @param {KeptDeal} deal @param {Held} now
 * @param {string[]} queue */
const keptOf = (page, deal, now, queue) => {
  const at = queue[0];
  const already = at ? Math.min(spentOn(now, at), now.lengths[at][0] - 1) : 0;
  return feasible(page, deal, now, untilClose(now) + Math.max(0, already));
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {string[]} queue */
const showLate = (page, deal, now, queue) => {
  const { words, rows } = page;
  const kept = keptOf(page, deal, now, queue);
  const gone = queue.filter((id) => !kept.includes(id));
  const n = Math.max(0, untilClose(now));
  const more = (/** @type {string} */ id) => {
    const left = Math.max(1, now.lengths[id][0] - spentOn(now, id));
    return id === queue[0]
      ? words.say("more_of_it", { minutes: left })
      : words.say("minutes", { minutes: now.lengths[id][0] });
  };
  page.fill("sheet", [
    make(
      "h2",
      { id: "late-title" },
      gone.length ? words.say("late_title", { n, keep: kept.length, go: gone.length }) : words.say("late_none", { n }),
    ),
    make(
      "ol",
      { class: "nc-then" },
      ...kept.map((id) => thenRow(page, "keep", rows.name("activity", id), more(id))),
      ...gone.map((id) =>
        thenRow(
          page,
          "let_go",
          rows.name("activity", id),
          words.say(rows.data("activity", id).where === "either" ? "sent_instead" : "to_next_call"),
          true,
        ),
      ),
    ),
  ]);
  page.at("sheet").setAttribute("aria-labelledby", "late-title");
  const first = kept[0] ?? queue[0];
  page.show("keep-all", gone.length > 0);
  page.show("only", kept.length > 1, first ? words.say("only", { name: rows.text("activity", first) }) : "");
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now */
const showWho = (page, deal, now) => {
  const { words, rows } = page;
  const here = page.here ?? now.with;
  const before = feasible(page, deal, now);
  const after = feasible(page, deal, { ...now, with: here });
  const lost = before.filter((id) => !after.includes(id));
  const left = now.with.filter((role) => !here.includes(role));
  const minute = minuteOf(now);
  const shown = rows.ids.role.filter(
    (id) => !rows.isOurs(id) && (page.showsAll || [...now.with, ...here].includes(id)),
  );
  const rest = rows.ids.role.filter((id) => !rows.isOurs(id)).length > shown.length;
  page.at("hand").classList.remove("nc-gate-card");
  page.fill("hand", [
    make("h2", { id: "at-hand", tabindex: "-1" }, words.say("who_is_here")),
    make(
      "div",
      { class: "nc-chips" },
      ...shown.map((id) => {
        const until = now.needed[id];
        const note =
          !here.includes(id) && until > minute && make("small", {}, words.say("needed_until", { clock: clock(until) }));
        return personSwitch(page, "here", id, here.includes(id), note);
      }),
      rest && button("everybody", "", words.say("somebody_came")),
    ),
    left.length > 0 &&
      lost.length > 0 &&
      make(
        "dl",
        {},
        make("dt", {}, words.say("without", { roles: words.list(left.map((id) => rows.text("role", id))) })),
        make("dd", {}, words.say("cant_go_on", { names: words.list(lost.map((id) => rows.text("activity", id))) })),
        ...rows
          .parts(`stage:${deal.stage}`, "fallback")
          .flatMap((each) => [make("dt", {}, words.say("fallback")), make("dd", {}, each)]),
      ),
  ]);
  page.fill("then", [
    ...after.map((id, place) =>
      thenRow(
        page,
        place ? "next" : "now",
        rows.name("activity", id),
        words.say("minutes", { minutes: now.lengths[id][0] }),
      ),
    ),
    ...lost.map((id) => thenRow(page, "waits", rows.name("activity", id), "", true)),
    closeRow(page, now),
  ]);
};
