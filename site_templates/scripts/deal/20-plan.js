/* What the plan of a call says beside its figures: of this call, never of one whose work is done. */

/** @typedef {{want: HTMLElement[], stretch: HTMLElement[], fallback: HTMLElement[], get: HTMLElement[], questions: HTMLElement[],
 *   ours: HTMLElement[], theirs: HTMLElement[], isWritten: boolean}} Said */

const QUESTIONS = { fewest: 3, most: 5 };

/** @param {Rows} rows @param {KeptDeal} deal @param {Answer} answer @returns {Said} */
const saidOf = (rows, deal, answer) => {
  const stage = `stage:${deal.stage}`;
  const work = rows.of("activity", deal.stage);
  const committed = answer.activities.filter((each) => !each.after_cut).map(({ id }) => id);
  const isWritten =
    deal.with === null &&
    deal.minutes === null &&
    !work.some((id) => rows.isKey(id) && deal.done.includes(id)) &&
    (!committed.length || committed.some((id) => work.includes(id)));
  const written = (/** @type {string} */ part) => (isWritten ? rows.parts(stage, part) : []);
  const planned = answer.activities.map(({ id }) => id);
  const key = committed.filter((id) => rows.isKey(id));
  const leading = key.length ? key : committed;
  const from = (/** @type {string[]} */ ids, /** @type {string} */ part) =>
    eachOnce(ids.flatMap((id) => rows.parts(`activity:${id}`, part)));
  const or = (/** @type {HTMLElement[]} */ first, /** @type {HTMLElement[]} */ second) =>
    first.length ? first : second;
  const behind = answer.activities.filter((each) => each.after_cut).map(({ id }) => id);
  return {
    want: or(written("target"), from(leading, "advance")),
    stretch: or(written("stretch"), from(behind, "advance").slice(0, 1)),
    fallback: rows.parts(stage, "fallback"),
    get: or(written("value"), from(leading, "value")),
    questions: questionsOf(rows, deal.stage, planned),
    ours: eachOnce([...written("ours"), ...from(planned, "ours"), ...from(planned, "asset")]),
    theirs: eachOnce([...written("theirs"), ...from(planned, "theirs")]),
    isWritten,
  };
};

/** The first question of each activity in turn, then their second ones; then those for any time. @param {Rows} rows
 * @param {string} stage @param {string[]} planned */
const questionsOf = (rows, stage, planned) => {
  const each = planned.map((id) => rows.parts(`activity:${id}`, "question"));
  const inTurn = Array.from({ length: Math.max(0, ...each.map((some) => some.length)) }, (_, turn) =>
    each.flatMap((some) => some[turn] ?? []),
  ).flat();
  const chosen = eachOnce(inTurn).slice(0, QUESTIONS.most);
  if (chosen.length >= QUESTIONS.fewest) return chosen;
  const others = [...rows.parts(`stage:${stage}`, "question"), ...rows.parts("process", "question")];
  return eachOnce([...chosen, ...others]).slice(0, QUESTIONS.fewest);
};

/** The customer's questions of a call, each once. @param {Rows} rows @param {Answer} answer */
const headingsOf = (rows, answer) =>
  eachOnce(answer.activities.flatMap(({ id }) => rows.parts(`activity:${id}`, "heading")));

/** Why an activity isn't in the call, as the catalogue's words below `blocker` have it. @param {DealPage} page
 * @param {Answer["left_out"][number]} left @param {Answer} answer @returns {Child} */
const blockedBy = (page, left, answer) => {
  const { rows, blockers } = page;
  const kind = ["role", "not_with"].includes(left.because)
    ? "role"
    : left.because === "needs"
      ? "criterion"
      : "activity";
  const names = page.words.list(left.needs.map((id) => rows.text(kind, id)));
  if (left.because === "dropped") return page.words.say("dropped");
  if (left.because === "between_calls") {
    const waits = left.needs.map((id) => rows.data("activity", id));
    const n = Math.max(0, ...waits.map((each) => Number(each.days ?? 0)));
    const by = once(waits.map((each) => each.by));
    const whose = by.length !== 1 || by[0] === "both" ? "both" : by[0] === "customer" ? "theirs" : "ours";
    return blockers.say(n ? `wait_${whose}` : `work_${whose}`, { names, n });
  }
  if (left.because === "not_with" && !left.needs.some((role) => page.work.get(left.id)?.not_with?.includes(role))) {
    const held = answer.activities.filter(({ id }) =>
      left.needs.some((role) => page.work.get(id)?.not_with?.includes(role)),
    );
    return blockers.say("not_with_them", {
      names,
      others: page.words.list(held.map(({ id }) => rows.text("activity", id))),
    });
  }
  if (left.because === "own_call") {
    const because = rows.part("activity", left.id, "own");
    return because ? blockers.show("own_call", { because }) : blockers.say("other_own_call", { names });
  }
  if (left.because === "roles_cap") return blockers.say("roles_cap", { n: page.process.call.max_buyer_roles });
  if (left.because === "activities_cap") return blockers.say("activities_cap", { n: answer.activities.length });
  if (left.because === "time") {
    const { available, opening, follow_ups: left_over, closing, planned } = answer.minutes;
    const n = (page.work.get(left.id)?.minutes ?? 0) - (available - opening - left_over - closing - planned);
    return n > 0 ? blockers.say("time", { n }) : blockers.say("time_used");
  }
  return left.needs.length ? blockers.say(left.because, { names }) : blockers.say("later");
};
