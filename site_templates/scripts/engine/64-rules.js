/* Schedules made by rules, one activity after another: no search, no proof. As in Python's `constructed`. */

/** How many combinations of lengths are tried for a call, and how many fewer of a length than fit. */
const MOST_COMBINED = 300;
const FEWER = 3;

/** The activities whose predecessors are all held: those that come after the same ones wait together for one. */
class Openings {
  /**
   * @param {Problem} problem
   * @param {bigint} rest everything else is held
   */
  constructor(problem, rest) {
    this.unheld = rest;
    /** @type {[bigint, bigint][][]} */
    this.waiting = problem.places.map(() => []);
    /** @type {Map<bigint, bigint>} */
    const those = new Map();
    for (const each of problem.places) {
      const before = problem.same[each] | problem.earlier[each];
      those.set(before, (those.get(before) ?? 0n) | one(each));
    }
    this.atFirst = 0n;
    for (const [before, some] of those) this.atFirst |= this.opened(before & rest, some & rest);
  }

  /**
   * What of `those` is open, as `left` comes before them.
   *
   * @param {bigint} left
   * @param {bigint} those
   */
  opened(left, those) {
    if (!left) return those;
    this.waiting[bits(left).pop() ?? 0].push([left, those]);
    return 0n;
  }

  /**
   * The activities that open now that `each` is held too.
   *
   * @param {number} each
   */
  after(each) {
    this.unheld &= ~one(each);
    return this.waiting[each].reduce((all, [left, those]) => all | this.opened(left & this.unheld, those), 0n);
  }
}

/**
 * A few rules, each of which makes a schedule. Each activity must fit a call.
 *
 * @param {Problem} problem
 */
function* rules(problem) {
  for (const direction of [problem, backwards(problem)]) {
    const { weights, places, roles, mostRoles } = direction;
    const urgent = later(direction);
    const orders = [
      (/** @type {number} */ each) => [-urgent[each], -weights[each]],
      (/** @type {number} */ each) => [-weights[each], -urgent[each]],
    ];
    if (mostRoles !== null) {
      const naming = new Naming(roles);
      const company = roles.map((people) => sum(naming.beyond(people, mostRoles - sizeOf(people)).map(sizeOf)));
      orders.push((each) => [company[each], -urgent[each], -weights[each]]);
    }
    for (const key of orders)
      for (const toTheMinute of [false, true])
        yield new Rule(direction, sorted(places, key), direction === problem, toTheMinute);
  }
}

/** Fills each call with the first in an order that still fits; masks here are of places in that order. */
class Rule {
  /**
   * @param {Problem} problem seen from its end unless the rule is forward
   * @param {number[]} order
   * @param {boolean} isForward
   * @param {boolean} toTheMinute lengths are looked for that fill the call
   */
  constructor(problem, order, isForward, toTheMinute) {
    this.problem = problem;
    this.order = order;
    this.isForward = isForward;
    this.toTheMinute = toTheMinute;
    /** @type {number[]} */
    this.place = [];
    for (const [place, each] of order.entries()) this.place[each] = place;
    this.alone = this.inOrder(problem.alone);
    this.apart = order.map((each) => this.inOrder(problem.apart[each]));
    this.naming = new Naming(problem.mostRoles === null ? [] : order.map((each) => problem.roles[each]));
    this.lengths = lengthsOf(order.map((each) => problem.minutes[each]));
    this.openings = new Openings(problem, 0n);
    this.open = 0n;
  }

  /** @param {bigint} mask of activities by index */
  inOrder(mask) {
    return maskOf(bits(mask).map((each) => this.place[each]));
  }

  /** A schedule of the activities in `rest`, all else being done. */
  calls(rest = this.problem.everything) {
    const { problem, isForward } = this;
    this.openings = new Openings(problem, isForward ? rest : turned(rest, problem.size));
    this.open = this.inOrder(this.openings.atFirst);
    const calls = [];
    while (this.open) calls.push(this.fill());
    return isForward ? calls : back(calls).map((call) => turned(call, problem.size));
  }

  /** Hold one more call. */
  fill() {
    const { problem, lengths } = this;
    let [call, people, openingLater, wanted, barred] = [0n, 0n, 0n, 0n, 0n];
    let room = problem.capacity;
    let number = Math.min(problem.mostActivities, problem.size);
    while (number) {
      let can = this.open & lengths.upTo(room);
      if (call) can = this.fewestOthers(can & ~(this.alone | barred), people);
      can = can & wanted || can;
      if (!can) break;
      const place = placeOf(can & -can);
      const each = this.order[place];
      this.open ^= one(place);
      wanted &= ~one(place);
      call |= one(each);
      people |= problem.roles[each];
      barred |= this.apart[place];
      room -= problem.minutes[each];
      number = problem.alone & one(each) ? 0 : number - 1;
      for (const opened of bits(this.openings.after(each))) {
        if (problem.earlier[opened] & call) openingLater |= one(this.place[opened]);
        else this.open |= one(this.place[opened]);
      }
      if (this.toTheMinute && number && call === one(each))
        wanted = this.filling(this.open & ~this.alone, room, number);
    }
    this.open |= openingLater;
    return call;
  }

  /**
   * The first of the longest that fill the room best, `number` of them at most.
   *
   * @param {bigint} can
   * @param {number} room
   * @param {number} number
   */
  filling(can, room, number) {
    const fitting = back(this.lengths.all).filter(({ length, those }) => length > 0 && length <= room && can & those);
    const there = fitting.map(({ length, those }) => ({
      length,
      there: Math.min(sizeOf(can & those), Math.floor(room / length), number),
    }));
    let found = 0n;
    for (const [at, some] of combined(there, room, number).entries())
      found |= maskOf(bits(can & fitting[at].those).slice(0, some));
    return found;
  }

  /**
   * Of those that can be held, those that bring the fewest others along; none where they have no place.
   *
   * @param {bigint} can
   * @param {bigint} people
   */
  fewestOthers(can, people) {
    const { mostRoles } = this.problem;
    if (mostRoles === null) return can;
    return this.naming.beyond(people, mostRoles - sizeOf(people), can).find(Boolean) ?? 0n;
  }
}

/**
 * The activities by the minutes that they take.
 *
 * @param {number[]} minutes
 */
function lengthsOf(minutes) {
  const all = [...new Set(minutes)]
    .sort((a, b) => a - b)
    .map((length) => ({ length, those: maskOf([...minutes.keys()].filter((each) => minutes[each] === length)) }));
  const upTo = [0n];
  for (const { those } of all) upTo.push(upTo[upTo.length - 1] | those);
  return {
    all,
    /** @param {number} most those that last so long at most */
    upTo(most) {
      const longer = all.findIndex((each) => each.length > most);
      return upTo[longer < 0 ? all.length : longer];
    },
  };
}

/**
 * How many of each length leave the least room: first the longest, of each no more than there are.
 *
 * @param {{length: number, there: number}[]} lengths
 * @param {number} room
 * @param {number} number
 */
function combined(lengths, room, number) {
  /** @type {number[]} */
  let best = [];
  let least = room;
  const stack = [{ left: room, free: number, taken: best }];
  for (let turn = 0; turn < MOST_COMBINED && least; turn += 1) {
    const next = stack.pop();
    if (!next) break;
    const { left, free, taken } = next;
    if (left < least) {
      best = taken;
      least = left;
    }
    if (taken.length === lengths.length) continue;
    const { length, there } = lengths[taken.length];
    const most = Math.min(there, Math.floor(left / length), free);
    for (let some = Math.max(0, most - FEWER); some <= most; some += 1)
      stack.push({ left: left - length * some, free: free - some, taken: [...taken, some] });
  }
  return best;
}
