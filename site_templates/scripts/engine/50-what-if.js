/* What would change the next call: what one change would unlock, and what to do if the room is another. */

const MORE_MINUTES = [15, 30];
const MINUTES_LEFT = 20;
/** How many candidates are looked at in search of work that is worth doing before the call; each piece looks at all. */
const CANDIDATES_TRIED = 10_000;

/**
 * What a call holds besides, and what it holds no longer, if the deal were `other`; null where that is no better call.
 *
 * @param {Deal} deal
 * @param {Deal} other
 * @param {Work[]} held
 * @param {Work} [sent] what is sent ahead of it
 * @returns {Generator<undefined, {gain: Work[], loss: Work[]} | null, void>}
 */
function* exchanged(deal, other, held, sent) {
  const then = yield* plannedSet(other, held);
  if (sent && held.includes(sent)) then.push(sent);
  if (compare(worth(deal, then, held), worth(deal, held, then)) <= 0) return null;
  return { gain: then.filter((each) => !held.includes(each)), loss: held.filter((each) => !then.includes(each)) };
}

/**
 * What a call is worth beside another one, by the order of aims of the next call; the larger the better.
 *
 * @param {Deal} deal
 * @param {Work[]} works
 * @param {Work[]} others
 */
function worth(deal, works, others) {
  const counts = RANKS.map((rank) => works.filter((each) => deal.rank(each) === rank).length);
  let order = deal.candidates.filter((each) => deal.isRankedByOrder(each));
  if ([works, others].some((call) => order.filter((each) => call.includes(each)).length > 1))
    order = order.filter((each) => !each.own_call);
  const pinned = deal.pinned.map((place) => works.some((each) => each.place === place));
  return [...pinned, counts[0], ...order.map((each) => works.includes(each)), ...counts].map(Number);
}

/**
 * What one change each would add to the call that holds `held`.
 *
 * @param {Deal} deal
 * @param {Work[]} held
 * @returns {Generator<undefined, Unlock[], void>}
 */
function* unlocks(deal, held) {
  /** @type {Unlock[]} */
  const found = [];
  const ids = (/** @type {Work[]} */ some) => some.map((each) => each.id);
  for (const role of once(deal.candidates.flatMap((each) => deal.absentFrom(each)))) {
    const change = yield* exchanged(deal, deal.withRole(role), held);
    if (change) found.push({ change: "invite", role, gain: ids(change.gain) });
  }
  let last = "";
  for (const minutes of held.some((each) => each.own_call) ? [] : MORE_MINUTES) {
    const change = yield* exchanged(deal, deal.but({ minutes: deal.length + minutes }), held);
    const said = change && JSON.stringify([ids(change.gain), ids(change.loss)]);
    if (change && said && said !== last) {
      last = said;
      found.push({ change: "minutes", minutes, gain: ids(change.gain) });
    }
  }
  const opening = deal.openingWork();
  const before = [
    ...deal.candidates.filter(
      (each) => each.where === "either" && !deal.openLinks(each).length && !deal.closedGates(each).length,
    ),
    ...deal.due.filter((each) => opening & one(each.place)),
  ];
  const tried = Math.max(1, Math.floor(CANDIDATES_TRIED / Math.max(1, deal.candidates.length)));
  for (const work of before.slice(0, tried)) {
    const other = deal.but({ done: deal.done | one(work.place) });
    const change = yield* exchanged(deal, other, held, work);
    const how = work.where === "between_calls" ? "do_before" : "send_ahead";
    if (change) found.push({ change: how, activity: work.id, gain: ids(change.gain) });
  }
  return found;
}

/**
 * What to do without each of those who are expected and needed, and with a few minutes left.
 *
 * @param {Deal} deal
 * @param {Work[]} held
 * @returns {Generator<undefined, RoomChange[], void>}
 */
function* roomChanges(deal, held) {
  /** @type {RoomChange[]} */
  const found = [];
  const changed = function* (
    /** @type {Deal} */ other,
    /** @type {string | null} */ missing,
    /** @type {number | null} */ left,
  ) {
    const then = yield* plannedSet(other, held);
    const postponed = held.filter((each) => !then.includes(each));
    const [activities, later] = [then, postponed].map((some) => some.map((each) => each.id));
    found.push({ missing, minutes_left: left, activities, postponed: later });
  };
  const needed = new Set(held.flatMap((each) => each.buyer_roles));
  for (const role of deal.expected) if (needed.has(role)) yield* changed(deal.withoutRole(role), role, null);
  const whole = MINUTES_LEFT + deal.call.opening + deal.call.follow_ups;
  if (held.length && whole < deal.length) yield* changed(deal.but({ minutes: whole }), null, MINUTES_LEFT);
  return found;
}
