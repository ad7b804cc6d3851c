/* "The next call as JSON", part by part, and what the page may call. */

/**
 * The place of a stage that a deal can be in; -1 where it is closed or gone.
 *
 * @param {Index} index
 * @param {string} id
 */
function openStage(index, id) {
  const stage = index.stageById.get(id);
  return stage && !stage.closed ? index.stages.indexOf(stage) : -1;
}

/**
 * The next call itself, before anything is said of what could change it.
 *
 * @param {Deal} deal
 * @param {Work[]} held in listed order
 * @returns {Answer}
 */
function answerOf(deal, held) {
  const { index, call } = deal;
  const activities = agenda(deal, held);
  const inTurn = activities.flatMap((each) => held.filter((work) => work.id === each.id));
  const isOwnCall = held.some((each) => each.own_call);
  const planned = sum(held.map((each) => each.minutes));
  const followUps = isOwnCall ? 0 : call.follow_ups;
  const whole = call.opening + followUps + planned + call.closing;
  const isUnknown = !held.length || held.some((each) => each.implied);
  const excluded = held.flatMap((each) => each.not_with);
  const buyers = deal.expected.filter((role) => !excluded.includes(role));
  const sellers = once(inTurn.flatMap((each) => each.seller_roles));
  const prepare = held.length
    ? deal.preparationFor(held)
    : deal.undone.filter((each) => deal.prepared & one(each.place));
  const ends = prepare.map((each) => deal.workEnds.get(each.place) ?? 0);
  return {
    version: 1,
    process: index.process.id,
    stage: index.stages[deal.stage].id,
    minutes: {
      available: isOwnCall ? whole : deal.length,
      opening: call.opening,
      follow_ups: followUps,
      closing: call.closing,
      planned,
      enough: isUnknown ? null : isOwnCall ? whole : Math.ceil(whole / 5) * 5,
    },
    attendees: {
      buyer_roles: buyers,
      seller_roles: sellers,
      bring: sellers,
      needed: buyers.flatMap((role) => {
        const naming = activities.filter((_, place) => inTurn[place].buyer_roles.includes(role));
        const to = Math.max(...naming.map((each) => each.start + each.minutes));
        return naming.length ? [{ role, from: Math.min(...naming.map((each) => each.start)), to }] : [];
      }),
    },
    instead_of_a_call: inTurn.every((each) => each.where === "either") ? inTurn.map((each) => each.id) : [],
    activities,
    left_out: deal.candidates
      .filter((each) => !held.includes(each))
      .map((each) => ({ id: each.id, ...blocker(deal, held, each) })),
    prepare: prepare.map((each) => each.id),
    due: deal.due.filter((each) => !(deal.facts.underWay & one(each.place))).map((each) => each.id),
    unlocks: null,
    if_room_changes: null,
    leads_to: null,
    silent_stages: index.process.silent_stages,
    earliest_day: held.length ? Math.max(0, ...ends) : deal.firstPossibleDay(),
  };
}

/**
 * @param {Process} process
 * @param {DealState} state
 * @returns {Generator<Answer | undefined, Answer | null, void>}
 */
function* steps(process, state) {
  const index = indexOf(process);
  const stage = openStage(index, state.stage);
  if (stage < 0) return null;
  yield;
  const facts = factsOf(index, stage, state);
  yield;
  const deal = new Deal(facts);
  yield;
  const planned = yield* plannedSet(deal);
  yield;
  let answer = answerOf(deal, planned);
  const held = answer.activities.flatMap(({ id }) => planned.filter((each) => each.id === id));
  yield answer;
  answer = { ...answer, unlocks: yield* unlocks(deal, held) };
  yield answer;
  answer = { ...answer, if_room_changes: yield* roomChanges(deal, held) };
  yield answer;
  const leads = yield* leadsTo(deal, held);
  answer = { ...answer, leads_to: leads };
  yield answer;
  return { ...answer, shorter_way: yield* shorterWay(deal, held, leads) };
}

/** @type {Engine} */
const engine = {
  nextCall(process, deal) {
    const answer = finish(steps(process, deal));
    if (!answer) return null;
    const { due, if_room_changes, ...said } = answer;
    return said;
  },
  steps,
  doneOnEntering(process, id, include = []) {
    const index = indexOf(process);
    const stage = openStage(index, id);
    if (stage < 0) return [];
    const { precedence } = factsOf(index, stage, { stage: id, include });
    return bits(precedence.doneOnEntering(stage)).map((each) => index.works[each].id);
  },
  usual(process, state) {
    const index = indexOf(process);
    const stage = openStage(index, state.stage);
    if (stage < 0) return { expected: [], usual_minutes: process.call.minutes };
    const deal = new Deal(factsOf(index, stage, { ...state, with: null, minutes: null }));
    return { expected: deal.expected, usual_minutes: deal.length };
  },
};

globalThis.nextcall = Object.assign(globalThis.nextcall ?? {}, engine);
