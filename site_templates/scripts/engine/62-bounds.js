/* How few calls can't be gone below; as in Python's `lower_bounds` and `people`, which name where the bounds come from. */

const MOST_PARTS = 12;
const MOST_JOINED = 150_000;
/** What a call is worth: it can be shared out evenly among any number of sets up to 16. */
const WHOLE = 720_720;

/** A number of calls that no schedule can do without. */
const fewestConceivable = kept((/** @type {Problem} */ problem) => {
  if (!problem.size) return 0;
  const turnedRound = backwards(problem);
  return Math.max(
    1,
    packed(problem.weights, problem.capacity),
    ...scales(problem).map((scale) => ceiling(sum(scale.weights), scale.capacity)),
    byNumber(problem),
    byPeople(problem),
    byKeptApart(problem),
    ...callsFrom(problem, later(problem)),
    ...callsFrom(turnedRound, later(turnedRound)),
  );
});

/**
 * Calls by minutes alone, order aside.
 *
 * @param {number[]} weights
 * @param {number} capacity
 */
function packed(weights, capacity) {
  if (capacity <= 0) return weights.length;
  const largest = [...weights].sort((a, b) => b - a);
  const number = (/** @type {(weight: number) => boolean} */ is) => largest.filter(is).length;
  const total = (/** @type {number} */ end) => sum(largest.slice(0, end));
  let best = ceiling(sum(largest), capacity);
  const halves = number((each) => 2 * each > capacity);
  for (const least of new Set([0, ...largest.filter((each) => 2 * each <= capacity)])) {
    const large = number((each) => each > capacity - least);
    const end = least ? number((each) => each >= least) : largest.length;
    const room = (halves - large) * capacity - (total(halves) - total(large));
    const overflow = total(end) - total(halves) - room;
    best = Math.max(best, halves + Math.max(0, ceiling(overflow, capacity)));
  }
  return best;
}

/** The two most telling scales: other weights, of which whatever shares a call has no more than `capacity` together. */
const scales = kept((/** @type {Problem} */ { weights, capacity }) => {
  if (capacity <= 0) return [];
  const inParts = (/** @type {number} */ weight, /** @type {number} */ parts) => {
    const whole = Math.floor((weight * (parts + 1)) / capacity);
    return weight * (parts + 1) === whole * capacity ? weight * parts : whole * capacity;
  };
  const found = [{ weights, capacity }];
  for (let parts = 1; parts < MOST_PARTS; parts += 1)
    found.push({ weights: weights.map((weight) => inParts(weight, parts)), capacity: capacity * parts });
  for (const least of [...new Set(weights.filter((weight) => 2 * weight <= capacity))].sort((a, b) => a - b)) {
    const largeOrNot = weights.map((each) => (each > capacity - least ? capacity : each >= least ? each : 0));
    found.push({ weights: largeOrNot, capacity });
  }
  return sorted(found.keys(), (each) => [-sum(found[each].weights) / found[each].capacity])
    .slice(0, 2)
    .map((each) => found[each]);
});

/**
 * Calls by the cap on activities alone.
 *
 * @param {Problem} problem
 */
function byNumber({ size, alone, mostActivities }) {
  if (mostActivities === Infinity) return 0;
  return sizeOf(alone) + ceiling(size - sizeOf(alone), mostActivities);
}

/**
 * Calls by those who can't be in one call: what needs somebody and what excludes them never share one.
 *
 * @param {Problem} problem
 */
function byKeptApart({ apart, places, weights, capacity }) {
  const calls = (/** @type {number[]} */ some) =>
    packed(
      some.map((each) => weights[each]),
      capacity,
    );
  const found = [...new Set(apart.filter(Boolean))].map(
    (these) => calls(bits(these)) + calls(places.filter((each) => !(these & ~apart[each]))),
  );
  return Math.max(0, ...found);
}

/** For each activity, the minutes of calls that must lie behind it, whole calls where something must be later. */
const later = kept((/** @type {Problem} */ problem) => {
  const { weights, isLarge } = problem;
  const capacity = Math.max(1, problem.capacity);
  const all = [afterAll(problem), longAfter(problem)];
  const [after, long] = isLarge
    ? [all[0].map((_, each) => sameAfter(problem)[each] | laterAfter(problem)[each]), laterAfter(problem)]
    : all;
  const minutes = new Sums(weights);
  const found = weights.map(() => 0);
  const whole = (/** @type {number} */ some) => ceiling(some, capacity) * capacity;
  for (const each of back(problem.places)) {
    let behind = Math.max(
      oneMachine(bits(after[each]), weights, found),
      whole(oneMachine(bits(long[each]), weights, found)),
    );
    if (isLarge) behind = Math.max(behind, minutes.of(all[0][each]), whole(minutes.of(all[1][each])));
    found[each] = weights[each] + behind > whole(behind) ? whole(behind) : behind;
  }
  return found;
});

/**
 * For each activity, the least number of calls from its own to the last, and that of all together.
 *
 * @param {Problem} problem
 * @param {number[]} behind as `later` gives it
 */
function callsFrom({ weights, places, capacity }, behind) {
  const found = weights.map((weight, each) => weight + behind[each]);
  if (places.length) found.push(oneMachine(places, weights, behind));
  return found.map((each) => ceiling(each, Math.max(1, capacity)));
}

/**
 * The minutes until all are through, if they are held one after another, those with most behind them first.
 *
 * @param {number[]} places
 * @param {number[]} weights
 * @param {number[]} behind
 */
function oneMachine(places, weights, behind) {
  let total = 0;
  let most = 0;
  for (const each of [...places].sort((a, b) => behind[b] - behind[a])) {
    total += weights[each];
    most = Math.max(most, total + behind[each]);
  }
  return most;
}

/** Which of several sets of roles lie within some people, or nearly; all sets at once, as bits of a mask. */
class Naming {
  /** @param {bigint[]} roles */
  constructor(roles) {
    this.everything = (1n << BigInt(roles.length)) - 1n;
    /** @type {Map<number, bigint>} */
    this.naming = new Map();
    for (const [place, named] of roles.entries())
      for (const role of bits(named)) this.naming.set(role, (this.naming.get(role) ?? 0n) | one(place));
  }

  /**
   * The sets that name no role but those of `people`; those that name one other, …, up to `most` others.
   *
   * @param {bigint} people
   * @param {number} most
   */
  beyond(people, most, among = this.everything) {
    const exactly = [among];
    for (let number = 1; number <= most; number += 1) exactly.push(0n);
    for (const [role, naming] of this.naming) {
      if (people & one(role)) continue;
      for (let number = most; number > 0; number -= 1)
        exactly[number] = (exactly[number] & ~naming) | (exactly[number - 1] & naming);
      exactly[0] &= ~naming;
    }
    return exactly;
  }
}

/**
 * Calls by the cap on buyer roles.
 *
 * @param {Problem} problem
 */
function byPeople(problem) {
  if (problem.mostRoles === null) return 0;
  /** @type {Map<bigint, {number: number, minutes: number}>} */
  const found = new Map();
  for (const [each, roles] of problem.roles.entries()) {
    if (problem.alone & one(each)) continue;
    const { number = 0, minutes = 0 } = found.get(roles) ?? {};
    found.set(roles, { number: number + 1, minutes: minutes + problem.minutes[each] });
  }
  const capacity = Math.max(1, problem.capacity);
  const most = problem.mostActivities === Infinity ? problem.size : problem.mostActivities;
  const calls = [...found].flatMap(([roles, { number, minutes }]) =>
    roles ? [{ roles, number: Math.max(1, ceiling(minutes, capacity), ceiling(number, most)) }] : [],
  );
  return (
    sizeOf(problem.alone) +
    covered(
      calls.sort((a, b) => compare([a.roles], [b.roles])),
      problem.mostRoles,
    )
  );
}

/** @typedef {{roles: bigint, number: number}[]} CallsOf for sets of roles the number of calls that each takes */

/**
 * How many groups of at most `most` roles it takes at least, each set of roles within as many as is said for it.
 *
 * @param {CallsOf} calls
 * @param {number} most
 * @returns {number}
 */
function covered(calls, most, joins = MOST_JOINED) {
  const highest = Math.max(0, ...calls.map((each) => each.number));
  const named = calls.filter((each) => each.roles);
  if (most < 1 || !named.length) return highest;
  const sets = named.map((each) => each.roles);
  const groups = joined(sets, most, joins);
  if (groups)
    return Math.max(
      highest,
      priced(
        named.map((each) => each.number),
        groups,
      ),
    );
  const everybody = sets.reduce((all, each) => all | each, 0n);
  return Math.max(highest, ceiling(sizeOf(everybody), most), sharedOut(calls, most, joins));
}

/**
 * What the roles take one by one, those who come with them sharing one place less; each call serves `most`.
 *
 * @param {CallsOf} calls
 * @param {number} most
 * @param {number} joins
 */
function sharedOut(calls, most, joins) {
  /** @type {Map<number, CallsOf>} */
  const others = new Map();
  for (const { roles, number } of calls)
    for (const role of bits(roles))
      others.set(role, [...(others.get(role) ?? []), { roles: roles & ~one(role), number }]);
  if (joins < others.size) return 0;
  const each = Math.floor(joins / others.size);
  return ceiling(sum([...others.values()].map((some) => covered(some, most - 1, each))), most);
}

/**
 * The sets within each group of people that sets join to, as their places; null where there are too many.
 *
 * @param {bigint[]} sets
 * @param {number} most
 * @param {number} joins
 */
function joined(sets, most, joins) {
  const naming = new Naming(sets);
  const found = new Set(sets);
  const waiting = [...found];
  const groups = [];
  for (let people = waiting.pop(); people !== undefined; people = waiting.pop()) {
    const [within, ...joining] = naming.beyond(people, most - sizeOf(people));
    groups.push(bits(within));
    joins -= naming.naming.size + sizeOf(within) + sum(joining.map(sizeOf));
    if (joins < 0) return null;
    for (const each of joining.flatMap(bits)) {
      const more = people | sets[each];
      if (found.has(more)) continue;
      found.add(more);
      waiting.push(more);
    }
  }
  return groups;
}

/**
 * What all sets cost at prices by which no group costs more than one call.
 *
 * @param {number[]} numbers
 * @param {number[][]} groups
 */
function priced(numbers, groups) {
  /** @type {number[][]} */
  const within = numbers.map(() => []);
  for (const [place, sets] of groups.entries()) for (const each of sets) within[each].push(place);
  const prices = within.map((some) => Math.floor(WHOLE / Math.max(...some.map((place) => groups[place].length))));
  const left = groups.map((sets) => WHOLE - sum(sets.map((each) => prices[each])));
  for (const each of sorted(numbers.keys(), (place) => [within[place].length, place])) {
    const rise = Math.min(...within[each].map((place) => left[place]));
    prices[each] += rise;
    for (const place of within[each]) left[place] -= rise;
  }
  return ceiling(sum(numbers.map((number, each) => number * prices[each])), WHOLE);
}
