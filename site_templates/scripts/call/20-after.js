/* After a call: how it ended, what they took on, which evidence is in hand, what was done; then it is recorded. */

/** What the seller says of a call that is over, kept with it so that a reload loses nothing.
 * @typedef {{ended: "advance" | "continuation" | "no" | null, step: string, who: string, by: string, next: string,
 *   true: string[], done: string[], took: Record<string, number>}} Draft */

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @returns {Draft} */
const draftOf = (page, deal, now) => {
  if (now.after) return /** @type {Draft} */ (now.after);
  const got = page.rows.satisfied(now.done).filter((id) => !deal.true.includes(id));
  const step = page.rows.part("criterion", got[0] ?? "", "evidence")?.textContent ?? "";
  return { ended: null, step, who: "", by: "", next: "", true: [], done: now.done, took: now.took };
};

/** What could be shown for what was talked about, and isn't yet. @param {DealPage} page @param {KeptDeal} deal
 * @param {Held} now @param {Draft} draft */
const evidenceOf = (page, deal, now, draft) =>
  once([...now.said, ...page.rows.satisfied(draft.done)]).filter(
    (id) => page.rows.isShown(id) && !deal.true.includes(id),
  );

/** Whether a next step is ours: by who takes it, or by its wording. @param {DealPage} page @param {Draft} draft */
const isOwed = ({ words, rows }, { step, who }) => {
  const listed = (/** @type {string} */ key) => words.say(key).toLowerCase().split(words.say("comma"));
  const said = step.trim().toLowerCase().replaceAll("'", "’");
  if (!said) return rows.isOurs(who || null);
  const begins = (/** @type {string} */ each) => said === each || said.startsWith(`${each} `);
  return rows.isOurs(who || null) || listed("owed_by").some(begins) || (!who && listed("owed").some(begins));
};

/** What is said of a call that is over, piece by piece. @param {DealPage} page @param {KeptDeal} deal @param {Held} now
 * @returns {(() => void)[]} */
const afterPieces = (page, deal, now) => {
  const draft = draftOf(page, deal, now);
  return [
    () => showEnd(page, deal, now, draft),
    () => showWhose(page, deal, now, draft),
    () => showEvidence(page, deal, now, draft),
    () => showTaken(page, now, draft),
    () => showNote(page, deal, now, draft),
  ];
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {Draft} draft */
const showEnd = (page, deal, now, draft) => {
  const { words } = page;
  page.fill(
    "facts",
    [
      strong(page.nameOf(deal)),
      words.say("call_day", { number: deal.calls.length + 1, day: dayIn(dayOfCall(now)) }),
      now.start !== null && words.say("minutes", { minutes: lengthOf(now) }),
    ]
      .filter((each) => each !== false)
      .map((each) => make("span", {}, each)),
  );
  for (const each of /** @type {NodeListOf<HTMLInputElement>} */ (page.root.querySelectorAll("[name=nc-ended]")))
    each.checked = each.value === draft.ended;
  page.value("next-step", draft.step);
  page.value("by", draft.by);
  page.value("next-on", draft.next);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {Draft} draft */
const showWhose = (page, deal, now, draft) => {
  const { words, rows } = page;
  const here = now.with;
  const theirs = rows.ids.role.filter((id) => !rows.isOurs(id));
  const ours = rows.ids.role.filter((id) => rows.isOurs(id));
  const leads = once(now.planned.flatMap((id) => page.work.get(id)?.seller_roles ?? []));
  const options = [
    ...here,
    ...theirs.filter((id) => !here.includes(id)),
    ...leads,
    ...ours.filter((id) => !leads.includes(id)),
  ];
  page.fill("who", [
    make("option", { value: "" }, words.say("nobody_yet")),
    ...options.map((id) =>
      make(
        "option",
        { value: id },
        rows.isOurs(id) ? words.say("us", { role: rows.text("role", id) }) : rows.text("role", id),
      ),
    ),
  ]);
  page.value("who", draft.who);
  showOwed(page, deal, now, draft);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {Draft} draft */
const showEvidence = (page, deal, now, draft) => {
  const { words, rows } = page;
  const evidence = evidenceOf(page, deal, now, draft);
  page.show("evidence-all", evidence.length > 0);
  page.fill(
    "evidence",
    evidence.map((id) => {
      const isSaid = now.said.includes(id);
      const at = now.said_at[id];
      const shown = rows.part("criterion", id, "evidence");
      return make(
        "li",
        {},
        make(
          "label",
          {},
          make("input", { type: "checkbox", "data-do": "evidence", "data-id": id, checked: draft.true.includes(id) }),
          make(
            "span",
            {},
            rows.name("criterion", id),
            " ",
            isSaid &&
              badge(
                now.start !== null && at !== undefined ? words.say("said_at", { clock: clock(at) }) : words.say("said"),
                "accent",
              ),
            shown && why(words.show("show_me_is", { evidence: shown })),
          ),
        ),
      );
    }),
  );
};

/** @param {DealPage} page @param {Held} now @param {Draft} draft */
const showTaken = (page, now, draft) => {
  const { words, rows } = page;
  page.show("took-sub", now.start !== null);
  page.fill(
    "took",
    now.planned.map((id) => {
      const isDone = draft.done.includes(id);
      return make(
        "div",
        { class: "nc-took" },
        make(
          "label",
          {},
          make("input", { type: "checkbox", "data-do": "got", "data-id": id, checked: isDone }),
          make("span", {}, rows.name("activity", id), " ", rows.isKey(id) && badge(words.say("key"), "key")),
        ),
        make(
          "span",
          { class: "nc-num" },
          make("input", {
            type: "text",
            inputmode: "numeric",
            maxlength: 3,
            autocomplete: "off",
            "data-do": "took",
            "data-id": id,
            value: isDone ? (draft.took[id] ?? "") : "",
            "aria-label": words.say("minutes_of", { name: rows.text("activity", id) }),
          }),
          " ",
          words.say("of_planned", { minutes: now.lengths[id]?.[0] ?? "" }),
        ),
      );
    }),
  );
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {Draft} draft */
const showNote = (page, deal, now, draft) => {
  const [head, ...lines] = noteOf(page, deal, now, draft);
  page.fill("note", [
    make("p", {}, strong(head)),
    make("ul", { class: "nc-plain" }, ...lines.map((line) => make("li", {}, line))),
  ]);
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Held} now @param {Draft} draft */
const showOwed = (page, deal, now, draft) => {
  const { rows } = page;
  const isOurs = isOwed(page, draft);
  page.show("owe", isOurs);
  if (!isOurs) return;
  const outstanding = evidenceOf(page, deal, now, draft).filter((id) => !draft.true.includes(id));
  const missed = now.planned.filter((id) => !draft.done.includes(id));
  const picks = eachOnce([
    ...outstanding.flatMap((id) => rows.parts(`criterion:${id}`, "evidence")),
    ...missed.flatMap((id) => rows.parts(`activity:${id}`, "advance")),
  ]).slice(0, 4);
  page.fill(
    "owe-picks",
    picks.map((each) => button("they-do", "", textOf(each), { class: "nc-pick" })),
  );
};

/** @param {Held} now */
const lengthOf = (now) => Math.max(1, Math.round(minuteOf(now, now.ended_at ?? Date.now())));
/** @param {Held} now */
const dayOfCall = (now) => nextcall.dayOf(new Date(now.start ?? now.ended_at ?? Date.now()));

/** The note of a call, line by line; the first is its head. @param {DealPage} page @param {KeptDeal} deal @param {Held} now
 * @param {Draft} draft @returns {string[]} */
const noteOf = (page, deal, now, draft) => {
  const { words, rows } = page;
  const names = (/** @type {string} */ kind, /** @type {string[]} */ ids) =>
    words.list(ids.map((id) => rows.text(kind, id)));
  const day = (/** @type {string} */ each) => dayIn(each, { day: "numeric", month: "long", year: "numeric" });
  const took = draft.done.map((id) =>
    draft.took[id]
      ? words.say("took", { name: rows.text("activity", id), minutes: draft.took[id] })
      : rows.text("activity", id),
  );
  const missed = now.planned.filter((id) => !draft.done.includes(id));
  const truths = evidenceOf(page, deal, now, draft)
    .filter((id) => draft.true.includes(id) || now.said.includes(id))
    .map((id) =>
      draft.true.includes(id)
        ? rows.text("criterion", id)
        : words.say("note_said", { name: rows.text("criterion", id) }),
    );
  const by = draft.by ? words.say("note_by", { day: day(draft.by) }) : "";
  const stepKey = isOwed(page, draft) ? "note_ours" : draft.who ? "note_step_who" : "note_step";
  /** @type {(string | 0 | null | false)[]} */
  const lines = [
    words.say("note_head", {
      deal: page.nameOf(deal),
      number: deal.calls.length + 1,
      day: day(dayOfCall(now)),
      minutes: now.start === null ? now.minutes : lengthOf(now),
    }),
    now.with.length && words.say("note_with", { names: names("role", now.with) }),
    draft.ended && words.say("note_ended", { how: words.say(`ended.${draft.ended}`) }),
    words.say("note_done", { names: took.length ? words.list(took) : words.say("note_nothing") }),
    missed.length && words.say("note_missed", { names: names("activity", missed) }),
    truths.length && words.say("note_true", { names: words.list(truths) }),
    draft.step.trim() &&
      words.say(stepKey, { step: draft.step.trim(), who: draft.who ? rows.text("role", draft.who) : "" }) + by,
    draft.next && words.say("note_next", { day: day(draft.next) }),
  ];
  return lines.flatMap((line) => line || []);
};

/** The deal after its call: nothing of that call is left in it but the record. @param {DealPage} page @param {KeptDeal} deal
 * @param {Held} now */
const record = (page, deal, now) => {
  const draft = draftOf(page, deal, now);
  const evidence = evidenceOf(page, deal, now, draft);
  const shown = draft.true.filter((id) => evidence.includes(id));
  const said = evidence.filter((id) => now.said.includes(id) && !shown.includes(id));
  deal.calls.push({
    on: dayOfCall(now),
    stage: deal.stage,
    minutes: now.start === null ? now.minutes : Math.min(1440, lengthOf(now)),
    with: now.with,
    planned: now.planned,
    done: draft.done,
    took:
      now.start === null
        ? {}
        : Object.fromEntries(Object.entries(draft.took).filter(([id]) => draft.done.includes(id))),
    ended: draft.ended,
    true: shown,
    said,
    next_step: draft.step.trim() || null,
    who: draft.who || null,
    by: draft.by || null,
    came: null,
    next_call: draft.next || null,
  });
  deal.done = once([...deal.done, ...draft.done]);
  for (const id of draft.done) delete deal.under_way[id];
  deal.true = once([
    ...deal.true,
    ...shown,
    ...draft.done
      .filter((id) => id.startsWith("criterion:"))
      .map((id) => id.slice(10))
      .filter((id) => page.rows.has("criterion", id)),
  ]);
  deal.said = once([...deal.said, ...said]).filter((id) => !deal.true.includes(id));
  deal.unmet = deal.unmet.filter((id) => ![...shown, ...said].includes(id));
  deal.next = draft.next ? { on: draft.next, at: null } : null;
  Object.assign(deal, { now: null, with: null, minutes: null, pinned: [], dropped: [] });
  deal.notes = Object.fromEntries(
    Object.entries(deal.notes).map(([key, value]) => [key, value === "now" ? "past" : value]),
  );
  const stage = reached(page, deal);
  if (stage !== deal.stage) [deal.stage, deal.entered] = [stage, page.today()];
};

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer | null} answer */
const showRecorded = (page, deal, answer) => {
  const { words, rows } = page;
  const call = deal.calls.at(-1);
  const names = (/** @type {string[]} */ ids) => words.list(ids.map((id) => rows.text("activity", id)));
  const isOver = !answer || (!answer.activities.length && !answer.left_out.length && !answer.due.length);
  page.fill(
    "next-title",
    isOver ? words.say("all_done") : words.say("next_stage", { stage: rows.text("stage", deal.stage) }),
  );
  const moved = call && call.stage !== deal.stage;
  page.show(
    "next-complete",
    Boolean(moved),
    moved ? words.say("complete", { stage: rows.text("stage", call.stage) }) : "",
  );
  const held = answer?.activities.map(({ id }) => id) ?? [];
  const n = answer?.leads_to?.calls;
  page.fill(
    "next-now",
    held.length
      ? typeof n === "number"
        ? words.say("now_holds", { names: names(held), n })
        : words.say("now_holds_only", { names: names(held) })
      : isOver
        ? words.say("how_did_it_end")
        : words.say("no_call_yet"),
  );
  const way = held.length ? answer?.shorter_way : null;
  page.show("next-way", Boolean(way));
  if (way)
    page.fill("next-way", [
      words.show("shorter", {
        how: words.say(way.invite.length ? "shorter_invite" : "shorter_hold", {
          names: names(way.activities),
          roles: words.list(way.invite.map((id) => rows.text("role", id))),
        }),
        then_left: way.calls ? words.say("then", { n: way.calls }) : words.say("then_none"),
      }),
    ]);
  page.fill("next-buttons", [
    way && button("shorter", "", words.say("like_this"), { class: "nc-button" }),
    " ",
    !isOver && button("see", "", words.say(way ? "as_it_is" : "see_plan"), way ? {} : { class: "nc-button" }),
    " ",
    (isOver || call?.ended === "no") && endings(page),
  ]);
  const isOurs = page.rows.isOurs(call?.who ?? null);
  const theirs =
    call?.next_step && !call.came
      ? [
          make(
            "li",
            { class: "nc-row" },
            strong(call.next_step),
            why(
              words.list([
                words.say(`whose.${isOurs ? "seller" : "customer"}`),
                ...(call.by ? [words.say("by", { day: dayIn(call.by) })] : []),
              ]),
            ),
            !isOurs && button("came", "", words.say("it_came"), quiet),
          ),
        ]
      : [];
  const between = answer ? [...theirs, ...betweenRows(page, deal, answer)] : theirs;
  page.show("between-all", between.length > 0);
  page.fill("between", between);
};
