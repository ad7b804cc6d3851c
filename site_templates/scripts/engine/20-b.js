/** @param {number} y */
function mask(y) {
  return y;
}
globalThis.nextcall = { used };
