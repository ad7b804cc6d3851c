/* Before a call: its plan, and what would change it. */

const WAITS = ["requires", "needs", "between_calls", "own_call"];

/** The plan of a call, piece by piece. @param {DealPage} page @param {KeptDeal} deal @param {Answer} answer */
const planPieces = (page, deal, answer) => {
  const said = saidOf(page.rows, deal, answer);
  return [
    () => showGoal(page, answer, said),
    () => showAgenda(page, deal, answer),
    () => showNeeded(page, answer),
    () => showRail(page, answer),
    () => showQuestions(page, answer, said),
    () => showReady(page, deal, answer, said),
    () => showWords(page, deal, answer, said),
  ];
};

/** @param {DealPage} page @param {Answer} answer @param {Said} said */
const showGoal = (page, answer, said) => {
  const { words } = page;
  /** @type {HTMLElement[]} */
  const rows = [];
  const row = (/** @type {string} */ key, /** @type {Child[]} */ values, more = {}) => {
    if (values.length)
      rows.push(make("dt", {}, words.say(key)), make("dd", more, ...values.map((each) => make("p", {}, each))));
  };
  if (answer.activities.length) {
    const implied = answer.activities.some((each) => each.implied) && !said.want.length;
    row("want", implied ? [words.say("implied_want")] : said.want, { class: "nc-strong" });
    row("stretch", said.stretch);
    row("fallback", said.fallback);
    row("get", said.get);
  }
  page.fill("goal", rows);
  page.show("goal", rows.length > 0);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer} answer */
const showAgenda = (page, deal, answer) => {
  const { words, rows } = page;
  const { activities, minutes } = answer;
  const isHeld = activities.length > 0;
  const implied = activities.some((each) => each.implied);
  page.show("agenda-sub", isHeld);
  page.show("agenda", isHeld);
  page.show("no-call", !isHeld);
  if (!isHeld) {
    const key =
      answer.prepare.length || answer.due.length
        ? "no_call_yet"
        : answer.left_out.length
          ? "no_call_like_this"
          : "no_call_ever";
    page.fill("no-call", [
      make("p", {}, strong(words.say("no_call"))),
      make("p", {}, words.say(key), " ", answer.earliest_day > 0 && words.say("earliest", { n: answer.earliest_day })),
      make("ul", { class: "nc-list" }, ...betweenRows(page, deal, answer)),
      key === "no_call_ever" && endings(page),
    ]);
    return;
  }
  const key = (/** @type {boolean} */ behind) =>
    activities.filter((each) => each.after_cut === behind && (each.importance === "key") !== behind).length;
  const behind = activities.filter((each) => each.after_cut).length;
  const counted = key(false);
  page.fill("agenda-sub", [
    implied
      ? words.say("agenda_none")
      : make(
          "span",
          {},
          words.show("agenda_key", { count: strong(String(counted)), minutes: minutes.available }, counted),
          behind > 0 && words.show("agenda_more", { count: strong(String(behind)) }, behind),
          words.say("agenda_aim", { aim: page.process.call.aim_activities }),
        ),
    minutes.enough && minutes.available - minutes.enough >= 15
      ? ` ${words.say("enough", { minutes: minutes.enough }, minutes.enough)}`
      : "",
  ]);
  const frame = (/** @type {number} */ at, /** @type {Child} */ what, /** @type {Child} */ takes) =>
    make(
      "li",
      { class: "nc-frame" },
      make("span", { class: "nc-clock" }, implied ? "" : clock(at)),
      make("span", { class: "nc-what" }, what),
      make("span", { class: "nc-num" }, takes),
    );
  /** @type {HTMLElement[]} */
  const lines = [];
  if (minutes.opening) lines.push(frame(0, words.say("open_call"), String(minutes.opening)));
  if (minutes.follow_ups) {
    const left = leftOver(page, deal);
    lines.push(
      frame(
        minutes.opening,
        left.length ? words.show("left_over_is", { what: words.series(left) }) : words.say("left_over"),
        words.say("at_most", { minutes: minutes.follow_ups }),
      ),
    );
  }
  let before = "";
  let isCut = false;
  for (const each of activities) {
    if (each.after_cut && !isCut) {
      isCut = true;
      lines.push(make("li", { class: "nc-cut" }, make("span", {}, words.say("cut"))));
    }
    const heading = rows.data("activity", each.id).heading ?? "";
    if (heading !== before && heading)
      lines.push(
        make(
          "li",
          { class: "nc-agenda-question" },
          rows.part("activity", each.id, "heading"),
          " ",
          each.ahead_of_customer && make("span", { class: "nc-badge nc-badge-warn" }, words.say("ahead")),
        ),
      );
    before = heading;
    lines.push(...gateLines(page, each.go_on_only_if), agendaItem(page, deal, each));
  }
  const spare = minutes.available - minutes.opening - minutes.follow_ups - minutes.planned - minutes.closing;
  const last = activities[activities.length - 1];
  if (spare > 0 && !implied) lines.push(frame(last.start + last.minutes, words.say("spare"), String(spare)));
  if (minutes.closing)
    lines.push(frame(Math.max(0, minutes.available - minutes.closing), words.say("close"), String(minutes.closing)));
  page.fill("agenda", lines);
};

/** How a deal may end: the closed stages. @param {DealPage} page */
const endings = ({ rows }) =>
  make(
    "p",
    { class: "nc-chips" },
    ...rows.ids.stage
      .filter((id) => rows.data("stage", id).closed)
      .map((id) => button("stands", id, rows.text("stage", id), quiet)),
  );

/** What the customer still owes from the last call, then what the stage's author wrote. @param {DealPage} page
 * @param {KeptDeal} deal @returns {Node[]} */
const leftOver = (page, deal) => {
  const last = deal.calls.at(-1);
  const step = last?.next_step && !last.came ? [make("span", {}, last.next_step)] : [];
  return [...step, ...page.rows.parts(`stage:${deal.stage}`, "follow-up")];
};

/** @param {DealPage} page @param {string[]} criteria @returns {HTMLElement[]} */
const gateLines = (page, criteria) =>
  criteria.length
    ? [
        make(
          "li",
          { class: "nc-gate" },
          strong(page.words.say("gate")),
          " ",
          page.words.series(criteria.map((id) => page.rows.name("criterion", id))),
        ),
      ]
    : [];

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer["activities"][number]} each */
const agendaItem = (page, deal, each) => {
  const { words, rows } = page;
  const key = `activity:${each.id}`;
  const name = [
    rows.name("activity", each.id),
    ...(each.importance === "key" ? [" ", badge(words.say("key"), "key")] : []),
  ];
  const how = [
    ...rows.parts(key, "how"),
    ...rows.parts(key, "step"),
    ...rows.parts(key, "question"),
    ...rows.parts(key, "asset"),
  ];
  const isPinned = deal.pinned.includes(each.id);
  /** @type {(key: string) => HTMLElement} */
  const named = (key) =>
    make("span", {}, words.say(key), make("span", { class: "nc-unseen" }, ` ${rows.text("activity", each.id)}`));
  const from = each.pulled_forward && words.say("pulled", { stage: rows.text("stage", each.stage) });
  return make(
    "li",
    {},
    make("span", { class: "nc-clock" }, each.implied ? "" : clock(each.start)),
    make(
      "div",
      { class: "nc-what" },
      how.length
        ? make(
            "details",
            { class: "nc-how", "data-fold": key },
            make("summary", {}, ...name),
            make(
              "ul",
              { class: "nc-plain" },
              ...how.map((part) => (part.localName === "li" ? part : make("li", {}, part))),
            ),
          )
        : make("b", {}, ...name),
    ),
    make(
      "span",
      { class: "nc-num" },
      ...(each.implied ? [] : [strong(String(each.minutes)), ` ${words.say("most", { minutes: each.minutes_max })}`]),
    ),
    make(
      "span",
      { class: "nc-acts" },
      make(
        "span",
        {},
        rows.part("activity", each.id, "leads"),
        from && rows.part("activity", each.id, "leads") && words.say("separator"),
        from,
      ),
      make(
        "span",
        {},
        button("pin", each.id, named(isPinned ? "pinned" : "pin"), { "aria-pressed": String(isPinned) }),
        button("drop", each.id, named("drop")),
      ),
    ),
  );
};
const badge = (/** @type {Child} */ what, kind = "") =>
  make("span", { class: `nc-badge${kind && ` nc-badge-${kind}`}` }, what);

/** @param {DealPage} page @param {Answer} answer */
const showNeeded = (page, answer) => {
  const { words, rows } = page;
  const { available } = answer.minutes;
  const ours = new Map();
  for (const each of answer.activities)
    for (const role of page.work.get(each.id)?.seller_roles ?? []) {
      const [from, to] = ours.get(role) ?? [each.start, 0];
      ours.set(role, [Math.min(from, each.start), Math.max(to, each.start + each.minutes)]);
    }
  const row = (/** @type {string} */ role, /** @type {number[] | undefined} */ span, isOurs = false) =>
    span
      ? [
          rows.name("role", role),
          draw(
            "svg",
            { viewBox: `0 0 ${available} 4`, preserveAspectRatio: "none", "aria-hidden": "true" },
            draw("rect", { class: "nc-track", width: available, height: 4 }),
            draw("rect", {
              class: isOurs ? "nc-bar-us" : "nc-bar-they",
              x: span[0],
              width: span[1] - span[0],
              height: 4,
            }),
          ),
          make("span", { class: "nc-num" }, words.say("span", { from: span[0], to: span[1] })),
        ]
      : [rows.name("role", role), make("span", { class: "nc-soft nc-span" }, words.say("not_needed"))];
  const implied = answer.activities.some((each) => each.implied);
  const { needed, buyer_roles: buyers } = answer.attendees;
  const shown = answer.activities.length > 0 && !implied && buyers.length + ours.size > 0;
  page.show("needed-all", shown);
  if (!shown) return;
  const over = (/** @type {string} */ key) => make("span", { class: "nc-over" }, words.say(key));
  const span = (/** @type {string} */ role) =>
    needed.filter((each) => each.role === role).map(({ from, to }) => [from, to])[0];
  page.fill("needed", [
    ...(buyers.length ? [over("they")] : []),
    ...buyers.flatMap((role) => row(role, span(role))),
    ...(ours.size ? [over("we")] : []),
    ...[...ours].flatMap(([role, when]) => row(role, when, true)),
  ]);
};

/** @param {DealPage} page @param {Answer} answer */
const showRail = (page, answer) => {
  const { words, rows } = page;
  const sent = answer.instead_of_a_call;
  page.show("instead", sent.length > 0);
  page.fill(
    "instead-rows",
    sent.map((id) =>
      make(
        "p",
        {},
        words.show("can_be_sent", {
          name: rows.name("activity", id),
          what: rows.part("activity", id, "advance") ?? "",
        }),
        " ",
        button("send", id, words.say("send_it"), quiet),
      ),
    ),
  );
  showLeads(page, answer);
  page.show("unlocks", answer.activities.length + answer.left_out.length > 0);
  page.fill("unlocks", answer.unlocks === null ? [why(words.say("thinking"))] : unlockRows(page, answer));
  const shown = answer.left_out.filter(({ because }) => !WAITS.includes(because));
  const isNear = (/** @type {Answer["left_out"][number]} */ each) =>
    each.because === "requires" && each.needs.every((id) => shown.some((other) => other.id === id));
  const near = answer.left_out.filter((each) => shown.includes(each) || isNear(each));
  const waiting = answer.left_out.filter((each) => !near.includes(each));
  const row = (/** @type {Answer["left_out"][number]} */ each) =>
    make(
      "li",
      { class: "nc-row" },
      make("span", {}, rows.name("activity", each.id)),
      why(blockedBy(page, each, answer)),
      each.because === "dropped" &&
        button(
          "put-back",
          each.id,
          make(
            "span",
            {},
            words.say("put_back"),
            make("span", { class: "nc-unseen" }, ` ${rows.text("activity", each.id)}`),
          ),
          quiet,
        ),
    );
  page.show("left-all", answer.left_out.length > 0);
  page.fill("left", near.map(row));
  page.show("waiting-all", waiting.length > 0);
  page.fill("waiting-said", words.say("waiting", { count: waiting.length }, waiting.length));
  page.fill("waiting", waiting.map(row));
};

/** @param {DealPage} page @param {Answer} answer */
const showLeads = (page, answer) => {
  const { words, rows } = page;
  const { leads_to: leads, shorter_way: way } = answer;
  /** @type {Child[]} */
  const lines = [];
  if (!answer.activities.length) lines.push();
  else if (!leads) lines.push(make("p", { class: "nc-why" }, words.say("thinking")));
  else if (leads.calls === null) lines.push(make("p", { class: "nc-why" }, words.say("not_known")));
  else if (leads.calls === 0) lines.push(make("p", { class: "nc-leads" }, words.say("no_more")));
  else {
    const fewest =
      leads.best !== null && leads.best < leads.calls
        ? words.say("fewest_is", { best: leads.best })
        : words.say("no_fewer");
    lines.push(
      make(
        "p",
        { class: "nc-leads" },
        words.show("more_calls", { n: strong(String(leads.calls)) }, leads.calls),
        fewest,
      ),
    );
  }
  if (way && answer.activities.length) {
    const hold = words.say(way.invite.length ? "shorter_invite" : "shorter_hold", {
      names: words.list(way.activities.map((id) => rows.text("activity", id))),
      roles: words.list(way.invite.map((id) => rows.text("role", id))),
    });
    const then = way.calls ? words.say("then", { n: way.calls }) : words.say("then_none");
    lines.push(
      make("p", { class: "nc-why" }, words.show("shorter", { how: hold, then_left: then })),
      make("p", {}, button("shorter", "", words.say("apply_shorter"), quiet)),
    );
  }
  if (page.applied)
    lines.push(
      make(
        "p",
        { class: "nc-undo" },
        words.say("applied", { what: page.applied }),
        " ",
        button("undo", "", words.say("undo")),
      ),
    );
  page.fill("leads", lines);
};

/** @param {DealPage} page @param {Unlock} each */
const unlockName = (page, each) => {
  const { words, rows } = page;
  if (each.change === "invite") return words.say("invite", { role: rows.text("role", each.role ?? "") });
  if (each.change === "minutes") return words.say("more_minutes", { n: each.minutes ?? 0 });
  return words.say(each.change === "do_before" ? "do_before" : "send", {
    activity: rows.text("activity", each.activity ?? ""),
  });
};

/** What is worth offering: of changes of one kind that add the same, the first. @param {Answer} answer */
const unlocksOf = ({ unlocks }) => {
  const said = new Set();
  return (unlocks ?? []).filter(({ change, role, activity, gain }) => {
    const key = JSON.stringify([change, role, activity, gain]);
    return gain.length > 0 && !said.has(key) && said.add(key);
  });
};

/** @param {DealPage} page @param {Answer} answer */
const unlockRows = (page, answer) => {
  const { words, rows } = page;
  const found = unlocksOf(answer);
  if (!found.length) return [make("li", { class: "nc-why" }, words.say("nothing_unlocks"))];
  return found.map((each, place) => {
    const what = unlockName(page, each);
    return make(
      "li",
      { class: "nc-row" },
      strong(what),
      why(
        make("span", { class: "nc-plus" }, `+${each.gain.length}`),
        " ",
        words.list(each.gain.map((id) => rows.text("activity", id))),
      ),
      button(
        "apply",
        String(place),
        make("span", {}, words.say("apply"), make("span", { class: "nc-unseen" }, words.say("apply_what", { what }))),
        quiet,
      ),
    );
  });
};

/** @param {DealPage} page @param {Answer} answer @param {Said} said */
const showQuestions = (page, answer, said) => {
  const { words } = page;
  const isHeld = answer.activities.length > 0;
  page.show("ask-all", isHeld && said.questions.length > 0);
  page.fill("ask", said.questions.slice(0, QUESTIONS.fewest));
  const more = said.questions.slice(QUESTIONS.fewest);
  page.show("ask-more-all", more.length > 0);
  page.fill("ask-more-said", words.say("more", { count: more.length }, more.length));
  page.fill("ask-more", more);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer} answer @param {Said} said */
const showReady = (page, deal, answer, said) => {
  const { rows } = page;
  const isHeld = answer.activities.length > 0;
  const left = (/** @type {HTMLElement[]} */ list, /** @type {string} */ side) =>
    list.filter((each) => deal.notes[`${side}:${hash(textOf(each))}`] !== "past");
  const ticks = (/** @type {string} */ at, /** @type {HTMLElement[]} */ list) => {
    const shown = left(list, at);
    page.show(`${at}-all`, shown.length > 0);
    page.fill(
      at,
      shown.map((each) => {
        const id = `${at}:${hash(textOf(each))}`;
        return make(
          "li",
          {},
          make(
            "label",
            {},
            make("input", { type: "checkbox", "data-do": "ready", "data-id": id, checked: id in deal.notes }),
            each,
          ),
        );
      }),
    );
    return shown.length;
  };
  page.show("before-all", isHeld && answer.prepare.length > 0);
  page.fill(
    "before-it",
    answer.prepare.map((id) =>
      make(
        "li",
        {},
        make(
          "label",
          {},
          make("input", { type: "checkbox", "data-do": "tick", "data-id": id }),
          rows.name("activity", id),
        ),
      ),
    ),
  );
  const count = ticks("ours", said.ours) + ticks("theirs", said.theirs) + answer.prepare.length;
  page.show("ready-all", isHeld && count > 0);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer} answer @param {Said} said */
const showWords = (page, deal, answer, said) => {
  const { words, rows } = page;
  const stage = `stage:${deal.stage}`;
  const questions = headingsOf(rows, answer);
  const spaced = document.createDocumentFragment();
  for (const each of questions) spaced.append(each, " ");
  const generated = {
    time: words.say("time_is", { minutes: answer.minutes.available }),
    agenda: questions.length ? words.show("agenda_is", { questions: spaced }) : words.say("agenda_is_plain"),
    "their-questions": words.say("theirs_is"),
    outcome: words.say("outcome_is"),
  };
  const names = { time: "time", agenda: "agenda", "their-questions": "theirs", outcome: "outcome" };
  const isWritten = said.isWritten && Object.keys(names).some((part) => rows.parts(stage, part).length);
  page.fill(
    "contract",
    Object.entries(names).flatMap(([part, key]) => {
      const value = isWritten ? rows.parts(stage, part)[0] : generated[/** @type {"time"} */ (part)];
      return value ? [make("dt", {}, words.say(key)), make("dd", {}, value)] : [];
    }),
  );
  const objections = rows.parts(stage, "objection");
  page.show("words-all", answer.activities.length > 0);
  page.show("objections-all", objections.length > 0);
  if (objections.length)
    page.fill("objections-said", [
      words.say("objections", { first: objections[0].firstElementChild?.textContent ?? "" }),
      objections.length > 1 && words.say("objections_more", { count: objections.length - 1 }, objections.length - 1),
    ]);
  page.fill("objections", objections);
};

/** Work between calls: what is under way, then what can start now. @param {DealPage} page @param {KeptDeal} deal
 * @param {Answer} answer */
const betweenRows = (page, deal, answer) => {
  const { words, rows } = page;
  const line = (/** @type {string} */ id, /** @type {Child} */ how, /** @type {Child} */ doing) =>
    make("li", { class: "nc-row" }, strong(rows.name("activity", id)), why(how), doing);
  const whose = (/** @type {string} */ id) => words.say(`whose.${rows.data("activity", id).by ?? "both"}`);
  const days = (/** @type {number} */ n) => words.say("n_days", { n });
  const under = Object.entries(deal.under_way).filter(([id]) => !deal.done.includes(id) && rows.has("activity", id));
  return [
    ...under.map(([id, since]) =>
      line(
        id,
        words.say("since", {
          whose: whose(id),
          days: days(nextcall.daysBetween(since, page.today())),
          day: dayIn(since),
        }),
        button("tick", id, words.say("it_is_done"), quiet),
      ),
    ),
    ...[...answer.due, ...(answer.activities.length ? [] : answer.prepare)]
      .filter((id) => !(id in deal.under_way))
      .map((id) =>
        line(
          id,
          words.say("between_is", { whose: whose(id), days: days(Number(rows.data("activity", id).days ?? 0)) }),
          make(
            "span",
            {},
            button("under-way", id, words.say("under_way_now")),
            button("tick", id, words.say("it_is_done")),
          ),
        ),
      ),
  ];
};
