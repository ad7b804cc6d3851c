/** @param {number} y */
function mask(y) {
  return y;
}
globalThis.nextcall = Object.assign(globalThis.nextcall ?? {}, { used });
