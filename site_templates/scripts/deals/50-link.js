/* One deal as the fragment of an address: no server is ever sent it. */
/** @type {(bytes: Uint8Array, stream: GenericTransformStream) => Promise<Uint8Array>} */
const through = async (bytes, stream) => {
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  const reader = new Blob([/** @type {any} */ (bytes)])
    .stream()
    .pipeThrough(/** @type {any} */ (stream))
    .getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > MOST.file) throw new Refused("too_large"); // a small link may hold a flood
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(/** @type {any} */ (parts)).arrayBuffer());
};
const base64 = (/** @type {Uint8Array} */ bytes) =>
  btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/u, "");

/** The fragment that holds what `export` gives. @param {string} text */
const toFragment = async (text) =>
  `#take=${base64(await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")))}`;
/** The text that a fragment holds, or null where it holds none. Throws `Refused`. @param {string} fragment */
const fromFragment = async (fragment) => {
  const [, data] = /^#take=([\w-]+)$/u.exec(fragment) ?? [];
  if (!data) return null;
  try {
    const bytes = Uint8Array.from(atob(data.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(
      await through(bytes, new DecompressionStream("deflate-raw")),
    );
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("cut");
  }
};
