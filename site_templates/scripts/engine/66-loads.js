/* What one call can hold: every load to which nothing can be added, given what is done before. As in Python's `loads`. */

const USUAL_SIZE = 40;
const LOOKED_AT_ONCE = 32;
/** After so many loads a search lets others have the processor. */
const LOADS_AT_ONCE = 32;

/** @typedef {{left: number, turn: number}} Budget nodes that are left, and those that were looked at */

/**
 * Of `nodes`, as many as take the time that they take with a usual number of activities.
 *
 * @param {number} nodes
 * @param {number} size
 */
const budgetFor = (nodes, size) => Math.floor((nodes * USUAL_SIZE) / Math.max(USUAL_SIZE, size));

class Loads {
  /**
   * @param {Problem} problem
   * @param {Budget} budget every load that is tried costs a node of it; when it is spent no more come
   * @param {number[]} urgency loads with the most urgent activities come first
   * @param {boolean} byDays the days of the schedule matter, not its calls alone
   */
  constructor(problem, budget, urgency, byDays) {
    this.problem = problem;
    this.budget = budget;
    this.byDays = byDays;
    /** @type {number[]} */
    this.place = [];
    for (const [place, each] of sorted(problem.places, (at) => [-urgency[at]]).entries()) this.place[each] = place;
    this.lengths = lengthsOf(problem.minutes);
    this.better = betterFirst(problem, byDays);
    const { minutes, apart, mostRoles, roles } = problem;
    this.asGood = this.better.map((better, each) =>
      maskOf(
        bits(better).filter(
          (other) =>
            minutes[other] === minutes[each] &&
            (mostRoles === null || roles[other] === roles[each]) &&
            !((apart[other] ^ apart[each]) & ~(one(each) | one(other))),
        ),
      ),
    );
  }

  /**
   * The loads of activities in `allowed`, none of which is done; 0n where others may have the processor.
   *
   * @param {bigint} done
   * @param {bigint} allowed
   * @param {number} idle so many minutes of the call may stay free
   * @param {bigint} must all of it is held
   * @returns {Generator<bigint, void, void>}
   */
  *of(done, allowed, idle, must) {
    const { problem } = this;
    const [before, long] = [beforeAll(problem), longBefore(problem)];
    const undone = problem.everything ^ done;
    const never = undone & ~allowed;
    const can = bits(undone ^ never).filter((each) => !(long[each] & undone) && !(before[each] & never));
    for (const each of can) {
      if (!(problem.alone & one(each)) || before[each] & undone) continue;
      if (!(must & ~one(each))) yield one(each);
      if (!this.byDays) return;
    }
    if (must & problem.alone) return;
    const together = can.filter((each) => !(problem.alone & one(each))).sort((a, b) => this.place[a] - this.place[b]);
    yield* this.extend(done, together, idle, must);
  }

  /**
   * @param {bigint} done
   * @param {number[]} can
   * @param {number} idle
   * @param {bigint} must
   * @returns {Generator<bigint, void, void>}
   */
  *extend(done, can, idle, must) {
    const { problem, budget, asGood } = this;
    const { minutes, same, roles, apart, peopleMatter, capacity } = problem;
    const mostRoles = problem.mostRoles ?? Infinity;
    const size = can.length;
    const most = problem.mostActivities === Infinity ? size : problem.mostActivities;
    const rest = [...can, 0].map(() => 0);
    const shortestLeft = rest.map(() => capacity + 1);
    for (let place = size - 1; place >= 0; place -= 1) {
      rest[place] = rest[place + 1] + minutes[can[place]];
      shortestLeft[place] = Math.min(shortestLeft[place + 1], minutes[can[place]]);
    }
    const isPrunable = !peopleMatter && most >= size;
    const effort = isPrunable ? 1 : 1 + Math.floor(size / LOOKED_AT_ONCE);
    const all = maskOf(can);
    const undone = problem.everything ^ done;
    const stack = [{ place: 0, load: 0n, room: capacity, number: 0, people: 0n, passed: capacity + 1, over: 0n }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { passed, over } = next;
      let { place, load, room, number, people } = next;
      budget.left -= effort;
      if (budget.left < 0) return;
      budget.turn += 1;
      if (budget.turn % LOADS_AT_ONCE === 0) yield 0n;
      let isCut = false;
      while (place < size && !isCut) {
        const left = room - rest[place];
        isCut = left > idle || (isPrunable && passed <= left);
        if (isCut) break;
        if (shortestLeft[place] > room) break;
        const each = can[place];
        place += 1;
        const taken = minutes[each];
        if (taken > room || number >= most || same[each] & (undone ^ load)) continue;
        const joining = peopleMatter ? people | roles[each] : people;
        if (peopleMatter && (apart[each] & load || (mostRoles < Infinity && sizeOf(joining) > mostRoles))) continue;
        if (asGood[each] & over) continue;
        if (!(must & one(each)))
          stack.push({ place, load, room, number, people, passed: Math.min(taken, passed), over: over | one(each) });
        load |= one(each);
        room -= taken;
        number += 1;
        people = joining;
      }
      if (isCut || !load || room > idle || must & ~load) continue;
      const isFull =
        passed > room || number >= most || (peopleMatter && !this.canJoin(over, load, room, people, mostRoles));
      if (isFull && !this.isNeedless(done, load, room, all)) yield load;
    }
  }

  /**
   * Whether any of the activities that were passed over still fits the minutes and the people of the call.
   *
   * @param {bigint} over
   * @param {bigint} load
   * @param {number} room
   * @param {bigint} people
   * @param {number} most
   */
  canJoin(over, load, room, people, most) {
    const { apart, roles } = this.problem;
    return bits(over & this.lengths.upTo(room)).some(
      (each) => !(apart[each] & load) && sizeOf(people | roles[each]) <= most,
    );
  }

  /**
   * Whether one of the load could be exchanged for a better one outside it.
   *
   * @param {bigint} done
   * @param {bigint} load
   * @param {number} room
   * @param {bigint} can
   */
  isNeedless(done, load, room, can) {
    const { problem, better, lengths } = this;
    const outside = can & ~load;
    const undone = problem.everything ^ done ^ load;
    return bits(load).some((each) => {
      const exchangeable = better[each] & outside;
      if (!exchangeable) return false;
      return bits(exchangeable & lengths.upTo(room + problem.minutes[each])).some(
        (other) => !(problem.same[other] & (undone | one(each))) && problem.peopleFit(load ^ (one(each) | one(other))),
      );
    });
  }
}

/**
 * For each activity, those that may be held instead of it without loss, it taking their place later.
 *
 * @param {Problem} problem
 * @param {boolean} byDays what follows on the one must follow on the other with waits that are as long
 */
function betterFirst(problem, byDays) {
  const { places, minutes, alone, apart, numbers } = problem;
  const [after, long] = [afterAll(problem), longAfter(problem)];
  const far = byDays ? distances(problem) : [];
  const tails = byDays ? numbers.tails : places.map(() => 0);
  const roles = problem.mostRoles === null ? places.map(() => 0n) : problem.roles;
  const isFarther = (/** @type {number} */ each, /** @type {number} */ other) =>
    [...far[each]].every(([to, days]) => (far[other].get(to) ?? 0) >= days);
  const isSame = (/** @type {number} */ each, /** @type {number} */ other) =>
    minutes[each] === minutes[other] &&
    roles[each] === roles[other] &&
    tails[each] === tails[other] &&
    after[each] === after[other] &&
    long[each] === long[other] &&
    (!byDays || (far[each].size === far[other].size && isFarther(each, other) && isFarther(other, each)));
  return places.map((each) =>
    maskOf(
      places.filter(
        (other) =>
          other !== each &&
          minutes[each] <= minutes[other] &&
          !((alone >> BigInt(each)) & 1n) &&
          !(alone & one(other)) &&
          !(after[each] & ~after[other]) &&
          !(long[each] & ~long[other]) &&
          !(roles[each] & ~roles[other]) &&
          !(apart[each] & ~(apart[other] | one(other))) &&
          tails[each] <= tails[other] &&
          (!byDays || isFarther(each, other)) &&
          (other < each || !isSame(each, other)),
      ),
    ),
  );
}
