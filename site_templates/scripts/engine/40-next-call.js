/* The most progress that the next call can hold, and what keeps each other activity out. */

/**
 * For each activity the mask of those that exclude somebody it needs, or need somebody it excludes.
 *
 * @param {Work[]} works
 */
function keptApart(works) {
  return works.map((mine) =>
    maskOf(
      [...works.keys()].filter(
        (each) =>
          works[each] !== mine &&
          (mine.not_with.some((role) => works[each].buyer_roles.includes(role)) ||
            works[each].not_with.some((role) => mine.buyer_roles.includes(role))),
      ),
    ),
  );
}

/**
 * The mask of the roles of each activity.
 *
 * @param {Work[]} works
 */
function roleMasks(works) {
  const roles = once(works.flatMap((each) => each.buyer_roles));
  return works.map((each) => maskOf(each.buyer_roles.map((role) => roles.indexOf(role))));
}

/**
 * What could be held for want of nothing but room; each with all that must stand before it in the same call.
 *
 * Of those that have a call of their own only those `among` the given ones are thought of, where any are given.
 *
 * @param {Deal} deal
 * @param {Work[]} [among]
 */
function possibleIn(deal, among) {
  const { precedence, works, settled } = deal;
  const candidates = maskOf(deal.candidates.map((each) => each.place));
  /** @type {Map<number, bigint>} */
  const found = new Map();
  const within = (/** @type {Source} */ { before, later }) => {
    let mask = 0n;
    for (const each of before) {
      if (settled & one(each)) continue;
      const behind = later ? undefined : found.get(each);
      if (behind === undefined) return null;
      mask |= behind | one(each);
    }
    return mask;
  };
  for (const work of precedence.inOrder) {
    const { place, own_call, minutes } = work;
    const isAdmitted =
      candidates & one(place) &&
      !(deal.dropped & one(place)) &&
      (!among || !own_call || among.includes(work)) &&
      deal.hasTimeFor(work) &&
      !deal.absentFrom(work).length &&
      !deal.excludedBy(work).length;
    if (!isAdmitted || deal.closedGates(work).length) continue;
    let needed = /** @type {bigint | null} */ (0n);
    for (const source of precedence.sources[place]) {
      const part = within(source);
      needed = needed === null || part === null ? null : needed | part;
    }
    if (needed === null) continue;
    const lasting = minutes + sum(bits(needed).map((each) => works[each].minutes));
    if (!needed || lasting <= deal.usable) found.set(place, needed);
  }
  return found;
}

/**
 * The activities that the next call holds, in listed order.
 *
 * @param {Deal} deal
 * @param {Work[]} [among] as in `possibleIn`
 * @returns {Generator<undefined, Work[], void>}
 */
function* plannedSet(deal, among) {
  const possible = possibleIn(deal, among);
  yield;
  const candidates = deal.candidates.filter((each) => possible.has(each.place));
  const at = new Map(candidates.map((each, index) => [each.place, index]));
  const apart = keptApart(candidates);
  const roles = roleMasks(candidates);
  const items = candidates.map((work, index) => ({
    minutes: work.minutes,
    rank: deal.rank(work),
    before: maskOf(bits(possible.get(work.place) ?? 0n).map((each) => at.get(each) ?? 0)),
    roles: roles[index],
    alone: work.own_call,
    apart: apart[index],
    byOrder: deal.isRankedByOrder(work),
  }));
  const { max_activities, max_buyer_roles } = deal.call;
  const limits = { minutes: deal.usable, activities: max_activities, roles: max_buyer_roles };
  const pinned = deal.pinned.flatMap((each) => at.get(each) ?? []);
  return bits(yield* fullestCall(items, limits, pinned)).map((each) => candidates[each]);
}

/**
 * What keeps an activity out of the call that holds `held`: the first of the reasons that applies, in the order of the
 * contract; with the activities, criteria or roles in the way.
 *
 * @param {Deal} deal
 * @param {Work[]} held
 * @param {Work} work
 * @returns {{because: Because, needs: string[]}}
 */
function blocker(deal, held, work) {
  if (deal.dropped & one(work.place)) return { because: "dropped", needs: [] };
  const { works, call } = deal;
  const holds = maskOf(held.map((each) => each.place));
  const links = deal.openLinks(work);
  const required = links.filter((each) => !each.gate && !(holds & one(each.before))).map((each) => works[each.before]);
  const shut = links.filter((each) => each.gate && (each.later || !(holds & one(each.before))));
  const ids = (/** @type {Work[]} */ some) => some.map((each) => each.id);
  const between = held.flatMap((each) => [
    ...work.not_with.filter((role) => each.buyer_roles.includes(role)),
    ...each.not_with.filter((role) => work.buyer_roles.includes(role)),
  ]);
  /** @type {[Because, string[]][]} */
  const inTheWay = [
    ["requires", ids(required.filter((each) => each.holdable))],
    ["needs", [...shut.map((each) => each.gate ?? ""), ...deal.closedGates(work)]],
    ["between_calls", ids(required.filter((each) => !each.holdable))],
    ["role", deal.absentFrom(work)],
    ["not_with", deal.excludedBy(work)],
    ["not_with", between],
  ];
  const found = inTheWay.find(([, needs]) => needs.length);
  if (found) return { because: found[0], needs: found[0] === "role" ? found[1] : once(found[1]) };
  const alone = held.filter((each) => each.own_call);
  if (alone.length || (held.length && work.own_call)) return { because: "own_call", needs: ids(alone) };
  const people = new Set([...held, work].flatMap((each) => each.buyer_roles));
  if (people.size > (call.max_buyer_roles ?? Infinity)) return { because: "roles_cap", needs: [] };
  return { because: held.length >= (call.max_activities ?? Infinity) ? "activities_cap" : "time", needs: [] };
}
