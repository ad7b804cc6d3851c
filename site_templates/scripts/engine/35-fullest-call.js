/* The most that one call can hold: branch and bound over masks, as in Python's `fullest_call`, node for node. */

/**
 * An activity that could be held; masks are of other items, `roles` of buyer roles.
 *
 * @typedef {{minutes: number, rank: number, before: bigint, roles: bigint, alone: boolean, apart: bigint, byOrder: boolean}} Item
 * @typedef {{minutes: number, activities: number | null, roles: number | null}} Limits
 * @typedef {{chosen: bigint, closed: bigint, room: number, roles: bigint, counts: number[]}} Branch
 */

const NODES_OF_CALL = 20_000;
const RANKS = [0, 1, 2, 3];
/** After so many nodes a search lets others have the processor. */
const NODES_AT_ONCE = 128;

/**
 * The best set of `items`, which are given in listed order, as a mask.
 *
 * @param {Item[]} items
 * @param {Limits} limits
 * @param {number[]} pinned
 * @returns {Generator<undefined, bigint, void>}
 */
function* fullestCall(items, limits, pinned) {
  const search = new CallSearch(items, limits, pinned);
  const byOrder = maskOf([...items.keys()].filter((each) => items[each].byOrder));
  const forced = search.forced(pinned);
  const best = yield* search.best(byOrder, forced);
  if (forced) return best;
  const { alone } = search;
  const ordered = byOrder & alone && search.canShare(byOrder) ? byOrder & ~alone : byOrder;
  let chosen = best;
  for (const each of bits(alone))
    if (!items[each].before && search.peopleFit(items[each].roles) && search.isWorthMore(one(each), chosen, ordered))
      chosen = one(each);
  return chosen;
}

/**
 * Whether the first of two different masks holds the first thing in which they differ.
 *
 * @param {bigint} mine
 * @param {bigint} theirs
 */
function isListedFirst(mine, theirs) {
  const differ = mine ^ theirs;
  return (mine & differ & -differ) !== 0n;
}

class CallSearch {
  /**
   * @param {Item[]} items
   * @param {Limits} limits
   * @param {number[]} pinned
   */
  constructor(items, limits, pinned) {
    this.items = items;
    this.limits = limits;
    this.left = NODES_OF_CALL;
    this.alone = maskOf([...items.keys()].filter((each) => items[each].alone));
    this.after = items.map(() => 0n);
    let shut = this.alone;
    for (const [each, item] of items.entries()) {
      if (item.before & this.alone || item.minutes > limits.minutes || !this.peopleFit(item.roles)) shut |= one(each);
      for (const other of bits(item.before)) this.after[other] |= one(each);
    }
    for (const each of items.keys()) if (shut & one(each)) shut |= this.after[each];
    /** What each keeps out of the call: what is apart from it, and all that comes after that. */
    this.bars = items.map(({ apart }) => {
      const barred = apart & ~shut;
      return bits(barred).reduce((mask, other) => mask | this.after[other], barred);
    });
    this.shut = shut | this.needless(shut, maskOf(pinned));
    this.order = [...items.keys()]
      .sort((a, b) => items[a].rank - items[b].rank || items[a].minutes - items[b].minutes || a - b)
      .filter((each) => !(this.shut & one(each)));
    this.ranked = RANKS.map((rank) => this.order.filter((each) => items[each].rank === rank));
    this.most = limits.activities ?? items.length;
  }

  /** @param {bigint} roles */
  peopleFit(roles) {
    return this.limits.roles === null || sizeOf(roles) <= this.limits.roles;
  }

  /**
   * Those before which enough others of their kind are listed to fill the call, and that nothing comes after.
   *
   * @param {bigint} shut
   * @param {bigint} pinned
   */
  needless(shut, pinned) {
    let found = 0n;
    /** @type {Map<string, number>} */
    const number = new Map();
    for (const [each, item] of this.items.entries()) {
      if (!item.minutes || this.after[each] & ~shut || (shut | pinned) & one(each)) continue;
      const kind = `${item.minutes} ${item.rank} ${item.before} ${item.roles} ${item.apart} ${item.byOrder}`;
      const so = (number.get(kind) ?? 0) + 1;
      number.set(kind, so);
      if (so * item.minutes > this.limits.minutes) found |= one(each);
    }
    return found;
  }

  /**
   * Of those that are pinned, each that fits with those before it, and what must stand before them.
   *
   * @param {number[]} pinned
   */
  forced(pinned) {
    let found = 0n;
    for (const each of pinned) {
      const item = this.items[each];
      const wanted = found | one(each) | item.before;
      if (item.alone) {
        if (!found && !item.before && this.peopleFit(item.roles)) return one(each);
      } else if (this.start(wanted, 0n)) found = wanted;
    }
    return found;
  }

  /**
   * The best set that shares a call and holds what is forced; that alone, where it has the call for itself.
   *
   * @param {bigint} byOrder
   * @param {bigint} forced
   * @returns {Generator<undefined, bigint, void>}
   */
  *best(byOrder, forced) {
    if (forced & this.alone) return forced;
    let best = (yield* this.betterThan([0, 0, 0, 0], forced, this.shut)) || forced;
    let chosen = forced;
    let closed = this.shut;
    if (byOrder & ~closed) {
      const floor = [this.counts(best)[0] - 1, Infinity];
      [best, chosen, closed] = yield* this.listedFirst(byOrder & ~closed, floor, best, chosen, closed);
      best = (yield* this.betterThan([0, 0, 0, 0], chosen, closed)) || best;
    }
    if (!best) return 0n;
    const floor = this.counts(best);
    floor[3] -= 1;
    const everything = one(this.items.length) - 1n;
    return (yield* this.listedFirst(everything, floor, best, chosen, closed))[1];
  }

  /**
   * Of all sets above `floor` that hold `chosen` and nothing `closed`, that with the first listed of `these`; what it
   * must hold, and what not.
   *
   * @param {bigint} these
   * @param {number[]} floor
   * @param {bigint} best
   * @param {bigint} chosen
   * @param {bigint} closed
   * @returns {Generator<undefined, [bigint, bigint, bigint], void>}
   */
  *listedFirst(these, floor, best, chosen, closed) {
    for (const each of bits(these)) {
      if ((chosen | closed) & one(each)) continue;
      const wanted = chosen | one(each) | this.items[each].before;
      if ((best & wanted) !== wanted) {
        const other = wanted & closed ? 0n : yield* this.betterThan(floor, wanted, closed, true);
        if (!other) {
          closed |= one(each) | this.after[each];
          continue;
        }
        best = other;
      }
      chosen = wanted;
    }
    return [best, chosen, closed];
  }

  /**
   * Whether any two of these items can share the call, with whatever that takes.
   *
   * @param {bigint} some
   */
  canShare(some) {
    const open = bits(some & ~this.shut);
    return open.some((each, at) => open.slice(0, at).some((other) => this.start(one(each) | one(other), 0n)));
  }

  /**
   * How many of each rank are in a set.
   *
   * @param {bigint} chosen
   */
  counts(chosen) {
    const found = RANKS.map(() => 0);
    for (const each of bits(chosen)) found[this.items[each].rank] += 1;
    return found;
  }

  /**
   * Whether a set is better than another: most of rank 0, then first in the order of `ordered`, then most of the rest.
   *
   * @param {bigint} mine
   * @param {bigint} theirs
   * @param {bigint} ordered
   */
  isWorthMore(mine, theirs, ordered) {
    const [ours, others] = [this.counts(mine), this.counts(theirs)];
    if (ours[0] !== others[0]) return ours[0] > others[0];
    if ((mine ^ theirs) & ordered) return isListedFirst(mine & ordered, theirs & ordered);
    return (compare(ours, others) || (isListedFirst(mine, theirs) ? 1 : 0)) > 0;
  }

  /**
   * The best set above `floor` that holds `chosen` and nothing `closed`, or the first that is found; 0n where there is
   * none, or where it isn't found in the nodes that are left.
   *
   * @param {number[]} floor
   * @param {bigint} chosen
   * @param {bigint} closed
   * @returns {Generator<undefined, bigint, void>}
   */
  *betterThan(floor, chosen, closed, isFirstEnough = false) {
    const start = this.start(chosen, closed);
    const stack = start ? [start] : [];
    let best = 0n;
    for (let branch = stack.pop(); branch && this.left > 0; branch = stack.pop()) {
      this.left -= 1;
      if (this.left % NODES_AT_ONCE === 0) yield;
      if (compare(branch.counts, floor) > 0) {
        best = branch.chosen;
        floor = branch.counts;
        if (isFirstEnough) return best;
      }
      if (!this.mayExceed(branch, floor)) continue;
      const decided = branch.chosen | branch.closed;
      const each = this.order.find((item) => !(decided & one(item)));
      if (each === undefined) continue;
      stack.push({ ...branch, closed: branch.closed | one(each) | this.after[each] });
      const taken = this.take(branch, each);
      if (taken) stack.push(taken);
    }
    return best;
  }

  /**
   * The branch that holds `chosen`, or null where that doesn't fit.
   *
   * @param {bigint} chosen
   * @param {bigint} closed
   */
  start(chosen, closed) {
    /** @type {Branch | null} */
    let branch = {
      chosen: 0n,
      closed: closed | this.shut,
      room: this.limits.minutes,
      roles: 0n,
      counts: RANKS.map(() => 0),
    };
    for (const each of bits(chosen)) if (branch && !(branch.chosen & one(each))) branch = this.take(branch, each);
    return branch;
  }

  /**
   * The branch with an item and what stands before it; null where that doesn't fit.
   *
   * @param {Branch} branch
   * @param {number} each
   * @returns {Branch | null}
   */
  take({ chosen, closed, room, roles, counts }, each) {
    const added = (one(each) | this.items[each].before) & ~chosen;
    if (added & closed) return null;
    chosen |= added;
    counts = [...counts];
    for (const place of bits(added)) {
      const item = this.items[place];
      room -= item.minutes;
      roles |= item.roles;
      counts[item.rank] += 1;
      closed |= this.bars[place];
    }
    if (room < 0 || sum(counts) > this.most || chosen & closed || !this.peopleFit(roles)) return null;
    return { chosen, closed, room, roles, counts };
  }

  /**
   * Whether the rest could lift a branch above `floor`, if nothing came before anything.
   *
   * @param {Branch} branch
   * @param {number[]} floor
   */
  mayExceed(branch, floor) {
    const decided = branch.chosen | branch.closed;
    let room = branch.room;
    let number = this.most - sum(branch.counts);
    for (const rank of RANKS) {
      const missing = floor[rank] - branch.counts[rank];
      if (missing < 0) return true;
      let used = 0;
      let found = 0;
      let needed = 0;
      for (const each of this.ranked[rank]) {
        if (decided & one(each)) continue;
        used += this.items[each].minutes;
        if (used > room || found >= number) break;
        found += 1;
        if (found === missing) needed = used;
        if (found > missing) return true;
      }
      if (found < missing) return false;
      room -= needed;
      number -= missing;
    }
    return false;
  }
}
