/** A number. */
const one = 1;

/** @param {number} x */
function used(x) {
  return x + one + mask(3);
}
