/* Sets are masks: the bit n of a bigint stands for the nth thing. */

/** @type {bigint[]} */
const ONES = [];

/**
 * The mask of one thing.
 *
 * @param {number} place
 */
function one(place) {
  ONES[place] ??= 1n << BigInt(place);
  return ONES[place];
}

/**
 * The mask of several things.
 *
 * @param {Iterable<number>} places
 */
function maskOf(places) {
  let mask = 0n;
  for (const each of places) mask |= one(each);
  return mask;
}

/**
 * The places in a mask, in order.
 *
 * @param {bigint} mask
 */
function bits(mask) {
  const found = [];
  for (let base = 0; mask; base += 32) {
    let word = Number(BigInt.asIntN(32, mask));
    mask >>= 32n;
    while (word) {
      const low = word & -word;
      found.push(base + 31 - Math.clz32(low));
      word ^= low;
    }
  }
  return found;
}

/**
 * How many things are in a mask.
 *
 * @param {bigint} mask
 */
function sizeOf(mask) {
  let size = 0;
  while (mask) {
    let word = Number(BigInt.asIntN(32, mask));
    mask >>= 32n;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    size += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return size;
}

/**
 * Each value once, in the order of their first places.
 *
 * @template T
 * @param {Iterable<T>} values
 */
const once = (values) => [...new Set(values)];

/** @param {number[]} values */
const sum = (values) => values.reduce((total, each) => total + each, 0);

/**
 * Sorts by several keys: how two lists of them compare, from the first.
 *
 * @param {(number | bigint)[]} one
 * @param {(number | bigint)[]} other
 */
function compare(one, other) {
  for (const [place, mine] of one.entries()) if (mine !== other[place]) return mine < other[place] ? -1 : 1;
  return 0;
}

/**
 * Goes through all that a generator does, at once.
 *
 * @template T
 * @param {Generator<unknown, T, void>} work
 */
function finish(work) {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
