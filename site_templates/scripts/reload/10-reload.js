/* Loads the page again when it is new, and gives it back what its reader had: where they were, what they unfolded and
   what they typed. Only a server of a site that is edited brings it along. */

const own = /** @type {HTMLScriptElement} */ (document.currentScript);
const LEFT = `nextcall.reload:${location.pathname}`;
const FIELDS = "input:not([type=password], [type=file], [type=hidden]), textarea, select";
const PAUSE = 1000;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
/** @typedef {{ x: number, y: number, folds: Record<string, boolean>, fields: Record<string, string | boolean>, at: string, range: [number, number] | null }} Left */

/** What an element is called as long as its page is much the same. @param {Element} element @returns {string} */
function nameOf(element) {
  const words = element instanceof HTMLDetailsElement ? element.querySelector("summary")?.textContent : "";
  const { id } = element;
  const name = element.getAttribute("name") ?? element.getAttribute("aria-label") ?? words?.trim() ?? "";
  return id ? `#${id}` : `${element.localName} ${element.parentElement?.closest("[id]")?.id ?? ""} ${name}`;
}

/** Elements by their names; of those with one name each has its number. @template {Element} E @param {NodeListOf<E>} elements @returns {Map<string, E>} */
function named(elements) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return new Map(
    [...elements].map((element) => {
      const name = nameOf(element);
      const number = seen.get(name) ?? 0;
      seen.set(name, number + 1);
      return [`${name} ${number}`, element];
    }),
  );
}

/** @returns {Map<string, Field>} */
function fields() {
  return named(/** @type {NodeListOf<Field>} */ (document.querySelectorAll(FIELDS)));
}

/** @param {Field} field @returns {boolean} */
function isTicked(field) {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}

/** @param {Field} field @returns {string | boolean} */
function holds(field) {
  return field instanceof HTMLInputElement && isTicked(field) ? field.checked : field.value;
}

function leave() {
  /** @type {Left} */
  const left = { x: scrollX, y: scrollY, folds: {}, fields: {}, at: "", range: null };
  for (const [name, fold] of named(document.querySelectorAll("details"))) left.folds[name] = fold.open;
  for (const [name, field] of fields()) {
    left.fields[name] = holds(field);
    if (field !== document.activeElement) continue;
    left.at = name;
    if (!(field instanceof HTMLSelectElement) && field.selectionStart !== null)
      left.range = [field.selectionStart, field.selectionEnd ?? field.selectionStart];
  }
  try {
    sessionStorage.setItem(LEFT, JSON.stringify(left));
  } catch {
    // a browser that keeps nothing shows the page from its beginning
  }
  location.reload();
}

/** @param {Left} left */
function restore(left) {
  for (const [name, fold] of named(document.querySelectorAll("details")))
    if (name in left.folds) fold.open = left.folds[name] ?? false;
  const found = fields();
  for (const [name, field] of found) {
    const value = left.fields[name];
    if (value === undefined || value === holds(field)) continue;
    if (field instanceof HTMLInputElement && typeof value === "boolean") field.checked = value;
    else if (field instanceof HTMLSelectElement && ![...field.options].some((each) => each.value === value)) continue;
    else field.value = String(value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const at = found.get(left.at);
  at?.focus({ preventScroll: true });
  if (at && left.range && !(at instanceof HTMLSelectElement)) at.setSelectionRange(...left.range);
  scrollTo({ left: left.x, top: left.y, behavior: "instant" });
}

function come() {
  let kept = null;
  try {
    kept = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
  } catch {
    return;
  }
  if (kept === null) return;
  const left = /** @type {Left} */ (JSON.parse(kept));
  restore(left);
  addEventListener("load", () => scrollTo({ left: left.x, top: left.y, behavior: "instant" }), { once: true });
}

/** Waits until the page is seen: one that nobody looks at asks for nothing. */
function seen() {
  return new Promise((done) => {
    const look = () =>
      document.visibilityState === "visible" && done(document.removeEventListener("visibilitychange", look));
    document.addEventListener("visibilitychange", look);
    look();
  });
}

async function wait() {
  const address = own.src.slice(0, own.src.lastIndexOf(".js"));
  for (;;) {
    await seen();
    const page = encodeURIComponent(location.pathname);
    try {
      const answer = await fetch(`${address}?since=${own.dataset.since}&page=${page}`, { cache: "no-store" });
      if (answer.ok && (await answer.text()) === "1") return leave();
      if (!answer.ok) await new Promise((done) => setTimeout(done, PAUSE));
    } catch {
      await new Promise((done) => setTimeout(done, PAUSE)); // the server is away, and may come back
    }
  }
}

come();
wait();
