/* Schedules in listed order, and close to it. As in Python's `listed_order` and `near_listed_order`. */

/**
 * The activities in listed order, each in the same call as the last one if it may be, else in a new one.
 *
 * @param {Problem} problem
 * @param {number[]} listed
 */
function inOrder(problem, listed) {
  const openings = new Openings(problem, problem.everything);
  const place = new Map(listed.map((each, at) => [each, at]));
  const byPlace = (/** @type {number} */ each) => place.get(each) ?? 0;
  let can = bits(openings.atFirst);
  /** @type {bigint[]} */
  const calls = [];
  let done = 0n;
  while (can.length) {
    const each = can.reduce((best, other) => (byPlace(other) < byPlace(best) ? other : best));
    can = [...can.filter((other) => other !== each), ...bits(openings.after(each))];
    const last = calls[calls.length - 1];
    if (last && !(problem.earlier[each] & ~done) && problem.fits(last | one(each)))
      calls[calls.length - 1] |= one(each);
    else {
      done |= last ?? 0n;
      calls.push(one(each));
    }
  }
  return calls;
}

/**
 * What some calls would hold instead, by their numbers, and how many more pairs would then be out of order.
 *
 * @typedef {{more: number, calls: [number, bigint][]}} Change
 */

/**
 * A schedule as good as `calls` that no move, swap or exchange of neighbouring calls brings closer to listed order.
 *
 * After a change, those wholly before or behind its calls bring as much as they did, so they are made at once.
 *
 * @param {Problem} usual
 * @param {Problem} worst the same with every wait at its longest
 * @param {number[]} listed
 * @param {bigint[]} calls
 * @returns {Generator<undefined, bigint[], void>}
 */
function* nearListedOrder(usual, worst, listed, calls) {
  const listedBefore = usual.places.map(() => 0n);
  let before = 0n;
  for (const each of listed) {
    listedBefore[each] = before;
    before |= one(each);
  }
  const ends = (/** @type {bigint[]} */ some) => [endsOf(usual, some), endsOf(worst, some)];
  for (;;) {
    yield;
    const now = ends(calls);
    const changes = changesOf(usual, listedBefore, calls);
    let better = [...calls];
    const untouched = calls.map(() => true);
    for (const at of sorted(changes.keys(), (each) => [changes[each].more])) {
      const change = changes[at].calls;
      const [first, last] = change.map(([number]) => number).sort((a, b) => a - b);
      if (untouched.slice(first, last + 1).includes(false) || !change.every(([, call]) => usual.fits(call))) continue;
      yield;
      const found = [...better];
      for (const [number, call] of change) found[number] = call;
      if (!ends(found.filter(Boolean)).every((then, each) => then <= now[each])) continue;
      better = found;
      untouched.fill(false, first, last + 1);
    }
    if (!untouched.includes(false)) return calls;
    calls = better.filter(Boolean);
  }
}

/**
 * What could be changed in a schedule so that fewer pairs stand out of listed order.
 *
 * @param {Problem} usual
 * @param {bigint[]} listedBefore
 * @param {bigint[]} calls
 */
function changesOf(usual, listedBefore, calls) {
  /** @type {Change[]} */
  const found = [];
  const members = calls.map(bits);
  /** @type {number[]} */
  const number = [];
  for (const [at, some] of members.entries()) for (const each of some) number[each] = at;
  const inTurn = members.flat();
  /** For each call how many more pairs would be out of order if an activity were held in it instead. */
  const ifHeldIn = usual.places.map((each) => {
    const here = number[each];
    const earlier = listedBefore[each];
    const later = usual.everything ^ earlier ^ one(each);
    const onwards = onTheWay(calls.slice(here), later, earlier);
    return [...back(onTheWay(back(calls.slice(0, here + 1)), earlier, later)), 0, ...onwards];
  });
  const window = usual.places.map((each) => ({
    first: Math.max(
      0,
      ...bits(usual.same[each]).map((other) => number[other]),
      ...bits(usual.earlier[each]).map((other) => number[other] + 1),
    ),
    last: Math.min(
      calls.length - 1,
      ...bits(sameAfter(usual)[each]).map((other) => number[other]),
      ...bits(laterAfter(usual)[each]).map((other) => number[other] - 1),
    ),
  }));
  for (const each of inTurn) {
    const here = number[each];
    for (let there = window[each].first; there <= window[each].last; there += 1) {
      const more = ifHeldIn[each][there];
      const then = /** @type {[number, bigint][]} */ ([
        [here, calls[here] ^ one(each)],
        [there, calls[there] | one(each)],
      ]);
      if (more < 0) found.push({ more, calls: then });
    }
  }
  const least = members.map((some) => calls.map((_, here) => Math.min(...some.map((each) => ifHeldIn[each][here]))));
  for (const each of inTurn) {
    const here = number[each];
    for (let there = here + 1; there <= window[each].last; there += 1) {
      if (ifHeldIn[each][there] + least[there][here] >= -1) continue;
      for (const other of members[there]) {
        // The pair itself is in both sums as if the other stayed: it is turned round, which makes one more.
        const more = ifHeldIn[each][there] + ifHeldIn[other][here] + 1;
        if (more >= 0 || window[other].first > here || afterAll(usual)[each] & one(other)) continue;
        const both = one(each) | one(other);
        found.push({
          more,
          calls: [
            [here, calls[here] ^ both],
            [there, calls[there] ^ both],
          ],
        });
      }
    }
  }
  for (let at = 0; at + 1 < calls.length; at += 1) {
    const [mine, next] = [calls[at], calls[at + 1]];
    if (members[at + 1].some((each) => beforeAll(usual)[each] & mine)) continue;
    const inOrderNow = sum(members[at + 1].map((each) => sizeOf(listedBefore[each] & mine)));
    const more = inOrderNow - (members[at].length * members[at + 1].length - inOrderNow);
    if (more < 0)
      found.push({
        more,
        calls: [
          [at, next],
          [at + 1, mine],
        ],
      });
  }
  return found;
}

/**
 * What moving an activity from the first of `calls` to each of the others makes of its pairs: whatever of `wrong` it
 * passes is then out of order, and what of `right` it passes or joins is out of it no longer.
 *
 * @param {bigint[]} calls
 * @param {bigint} wrong
 * @param {bigint} right
 */
function onTheWay(calls, wrong, right) {
  let more = sizeOf(wrong & calls[0]);
  return calls.slice(1).map((call) => {
    const noLonger = sizeOf(right & call);
    more -= noLonger;
    const found = more;
    more += sizeOf(wrong & call);
    return found;
  });
}
