/* The calls that are still to be held, as numbers. Between-calls work becomes lags in days between activities. */

/** With more activities of calls than that, schedules are made by rules and not searched for. */
const MOST_COMPARED = 200;

/**
 * @template {object} K
 * @template T
 * @param {(of: K) => T} make
 * @returns {(of: K) => T} the same, worked out once for each
 */
function kept(make) {
  /** @type {WeakMap<K, {made: T}>} */
  const known = new WeakMap();
  return (of) => {
    const found = known.get(of) ?? { made: make(of) };
    known.set(of, found);
    return found.made;
  };
}

/**
 * @param {number} value
 * @param {number} by
 */
const ceiling = (value, by) => Math.ceil(value / by);

/**
 * @template T
 * @param {T[]} list
 */
const back = (list) => [...list].reverse();

/**
 * The first and only place in a mask of one thing.
 *
 * @param {bigint} mask
 */
const placeOf = (mask) => bits(mask)[0];

/**
 * The places of a list in the order of their keys, the smallest first.
 *
 * @param {Iterable<number>} places
 * @param {(place: number) => (number | bigint)[]} key
 */
function sorted(places, key) {
  const keyed = [...places].map((place) => ({ place, key: key(place) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map((each) => each.place);
}

/**
 * Activities by index, each behind all that it comes after; as `nextcall.compress.problem` describes them. `works` are
 * their places in the process.
 *
 * @typedef {object} Numbers
 * @property {number[]} works
 * @property {number[]} minutes
 * @property {bigint[]} roles
 * @property {bigint[]} same masks of what each comes after directly, in the same call or an earlier one
 * @property {bigint[]} earlier the same, in an earlier one
 * @property {bigint[]} apart masks of what each shares no call with
 * @property {bigint} alone
 * @property {{before: number, after: number, days: number}[]} lags
 * @property {number[]} ready the first day on which each can be held, as far as work goes that waits for no call
 * @property {number[]} tails the days of work that follow on each
 * @property {number} rest the day on which work that waits for no call is done
 * @property {number} capacity
 * @property {number} mostActivities
 * @property {number | null} mostRoles
 * @property {number} gap
 */

class Problem {
  /** @param {Numbers} numbers */
  constructor(numbers) {
    const { minutes, capacity, alone } = numbers;
    this.numbers = numbers;
    this.minutes = minutes;
    this.roles = numbers.roles;
    this.same = numbers.same;
    this.earlier = numbers.earlier;
    this.apart = numbers.apart;
    this.alone = alone;
    this.capacity = capacity;
    this.mostActivities = numbers.mostActivities;
    this.mostRoles = numbers.mostRoles;
    this.gap = numbers.gap;
    this.size = minutes.length;
    this.places = [...minutes.keys()];
    this.isLarge = this.size > MOST_COMPARED;
    this.everything = (1n << BigInt(this.size)) - 1n;
    /** The minutes that each takes from its call: all of them where it shares it with no other. */
    this.weights = minutes.map((taken, each) => (alone & one(each) ? capacity : taken));
    this.keepsApart = this.apart.some(Boolean);
    this.peopleMatter = this.mostRoles !== null || this.keepsApart;
  }

  /** @param {bigint} call */
  peopleFit(call) {
    const some = bits(call);
    if (this.keepsApart && some.some((each) => this.apart[each] & call)) return false;
    return this.mostRoles === null || sizeOf(some.reduce((all, each) => all | this.roles[each], 0n)) <= this.mostRoles;
  }

  /**
   * Whether some activities fit one call, whatever comes before what.
   *
   * @param {bigint} call
   */
  fits(call) {
    const some = bits(call);
    return (
      sum(some.map((each) => this.minutes[each])) <= this.capacity &&
      some.length <= this.mostActivities &&
      (!(call & this.alone) || some.length === 1) &&
      this.peopleFit(call)
    );
  }

  /** Whether each activity fits a call by itself; else there is no schedule. */
  isHoldable() {
    return this.places.every((each) => this.fits(one(each)));
  }
}

/**
 * All that each leads to by either kind of step; `order` has the ends of its steps before it.
 *
 * @param {bigint[]} same
 * @param {bigint[]} other
 * @param {number[]} order
 */
function reached(same, other, order) {
  const found = same.map((mask, each) => mask | other[each]);
  for (const each of order) found[each] = bits(found[each]).reduce((mask, step) => mask | found[step], found[each]);
  return found;
}

/**
 * All that each leads to with at least one step of the `other` kind, which leads to another call.
 *
 * @param {bigint[]} same
 * @param {bigint[]} other
 * @param {bigint[]} all
 * @param {number[]} order
 */
function longReached(same, other, all, order) {
  const found = [...other];
  for (const each of order) {
    const through = bits(same[each]).reduce((mask, step) => mask | found[step], other[each]);
    found[each] = bits(other[each]).reduce((mask, step) => mask | all[step], through);
  }
  return found;
}

/**
 * For each index the mask of those in whose masks it is.
 *
 * @param {bigint[]} masks
 */
function transposed(masks) {
  const found = masks.map(() => 0n);
  for (const [each, mask] of masks.entries()) for (const other of bits(mask)) found[other] |= one(each);
  return found;
}

/**
 * A mask of some of `size` activities, as it is when they are numbered from the end.
 *
 * @param {bigint} mask
 * @param {number} size
 */
const turned = (mask, size) => maskOf(bits(mask).map((each) => size - 1 - each));

const sameAfter = kept((/** @type {Problem} */ problem) => transposed(problem.same));
const laterAfter = kept((/** @type {Problem} */ problem) => transposed(problem.earlier));
const beforeAll = kept((/** @type {Problem} */ { same, earlier, places }) => reached(same, earlier, places));
const longBefore = kept((/** @type {Problem} */ problem) =>
  longReached(problem.same, problem.earlier, beforeAll(problem), problem.places),
);
const afterAll = kept((/** @type {Problem} */ problem) =>
  reached(sameAfter(problem), laterAfter(problem), back(problem.places)),
);
const longAfter = kept((/** @type {Problem} */ problem) =>
  longReached(sameAfter(problem), laterAfter(problem), afterAll(problem), back(problem.places)),
);

/** What comes after each, at whatever distance, and how many days later it is held at least. */
const distances = kept((/** @type {Problem} */ { places, same, earlier, numbers, gap }) => {
  /** @type {Map<number, number>[]} */
  const direct = places.map(() => new Map());
  for (const after of places) {
    for (const other of bits(same[after])) direct[other].set(after, 0);
    for (const other of bits(earlier[after])) direct[other].set(after, gap);
  }
  for (const { before, after, days } of numbers.lags) direct[before].set(after, Math.max(days, gap));
  /** @type {Map<number, number>[]} */
  const found = places.map(() => new Map());
  for (const each of back(places))
    for (const [after, days] of direct[each]) {
      raise(found[each], after, days);
      for (const [further, more] of found[after]) raise(found[each], further, days + more);
    }
  return found;
});

/**
 * @param {Map<number, number>} found
 * @param {number} key
 * @param {number} value
 */
const raise = (found, key, value) => found.set(key, Math.max(value, found.get(key) ?? 0));

/** The same problem seen from the end; what is late there is early here. Days are left out. */
const backwards = kept((/** @type {Problem} */ problem) => {
  const { numbers, size } = problem;
  const from = (/** @type {bigint[]} */ masks) => back(masks).map((each) => turned(each, size));
  return new Problem({
    ...numbers,
    works: back(numbers.works),
    minutes: back(numbers.minutes),
    roles: back(numbers.roles),
    same: from(sameAfter(problem)),
    earlier: from(laterAfter(problem)),
    apart: from(numbers.apart),
    alone: turned(numbers.alone, size),
    lags: [],
    ready: numbers.ready.map(() => 0),
    tails: numbers.tails.map(() => 0),
  });
});

/** Sums of a value over sets of activities, looked up by the byte. */
class Sums {
  /** @param {number[]} values */
  constructor(values) {
    /** @type {number[][]} */
    this.tables = [];
    for (let start = 0; start < values.length; start += 8) {
      const sums = [0];
      for (const value of values.slice(start, start + 8)) sums.push(...sums.map((each) => each + value));
      this.tables.push(sums);
    }
  }

  /** @param {bigint} activities */
  of(activities) {
    let total = 0;
    for (let at = 0; activities; at += 4, activities >>= 32n) {
      for (let word = Number(BigInt.asUintN(32, activities)), byte = at; word; word >>>= 8, byte += 1)
        total += this.tables[byte][word & 255];
    }
    return total;
  }
}

/**
 * For each activity that any of `waits` follow on, the most days.
 *
 * @param {Map<number, number>[]} waits
 */
function longest(waits) {
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const each of waits) for (const [before, days] of each) raise(found, before, days);
  return found;
}

/**
 * What counts and is not done, as numbers; where it is `worst` every wait takes the most days that it may.
 *
 * @param {Precedence} precedence
 * @param {bigint} done
 */
function problemOf(precedence, done, isWorst = false) {
  const { index, call } = precedence;
  const undone = precedence.countingInOrder.filter((each) => !(done & one(each.place)));
  const held = undone.filter((each) => each.holdable);
  const at = new Map(held.map((each, place) => [each.place, place]));
  /** @type {Map<number, number>} */
  const workEnds = new Map();
  /** @type {Map<number, Map<number, number>>} */
  const workAfter = new Map();
  /** @type {Map<string, {before: number, after: number, days: number}>} */
  const lags = new Map();
  const [same, earlier] = [held.map(() => 0n), held.map(() => 0n)];
  const [ready, tails] = [held.map(() => 0), held.map(() => 0)];
  let rest = 0;
  for (const work of undone) {
    const behind = precedence.sources[work.place].map(({ before, later }) => {
      const places = before.flatMap((each) => at.get(each) ?? []);
      const waiting = before.filter((each) => workEnds.has(each));
      const days = longest(waiting.map((each) => workAfter.get(each) ?? new Map()));
      const ends = waiting.map((each) => workEnds.get(each) ?? 0);
      return { held: maskOf(places), later, places, days, ready: Math.max(0, ...ends) };
    });
    const isReady = Math.max(0, ...behind.map((each) => each.ready));
    const here = at.get(work.place);
    if (here !== undefined) {
      ready[here] = isReady;
      for (const each of behind) {
        if (each.later) earlier[here] |= each.held;
        else same[here] |= each.held;
        for (const [before, days] of each.days) {
          earlier[here] |= one(before);
          const known = lags.get(`${before} ${here}`)?.days ?? 0;
          lags.set(`${before} ${here}`, { before, after: here, days: Math.max(days, known) });
        }
      }
      same[here] &= ~earlier[here];
      continue;
    }
    const takes = isWorst ? work.takes_days_max : work.takes_days;
    const after = longest(behind.flatMap((each) => [new Map(each.places.map((place) => [place, 0])), each.days]));
    workEnds.set(work.place, isReady + takes);
    workAfter.set(work.place, new Map([...after].map(([before, days]) => [before, days + takes])));
    rest = Math.max(rest, isReady + takes);
    for (const [before, days] of after) tails[before] = Math.max(tails[before], days + takes);
  }
  return new Problem({
    works: held.map((each) => each.place),
    minutes: held.map((each) => (each.own_call ? Math.max(0, Math.min(each.minutes, index.usable)) : each.minutes)),
    roles: roleMasks(held),
    same,
    earlier,
    apart: keptApart(held),
    alone: maskOf([...held.keys()].filter((each) => held[each].own_call)),
    lags: [...lags.values()],
    ready,
    tails,
    rest,
    capacity: index.usable,
    mostActivities: call.max_activities ?? Infinity,
    mostRoles: call.max_buyer_roles,
    gap: call.days_between_calls,
  });
}
