/* Material for MkDocs has three scripts inside its pages. This file does what they do, so that a Content-Security-Policy
   can forbid scripts inside pages: its partials/javascripts/base.html, palette.html and content.html. Zensical's are the
   same ones, but for the reader's system, by which it names the key that opens its search. */
"use strict";

/* What the theme's own script asks for by these names. */
{
  const { src, dataset } = document.currentScript;
  window.__md_scope = dataset.scope ? new URL(dataset.scope, location) : new URL("..", src); // else the site's path
}
window.__md_hash = (text) => [...text].reduce((hash, char) => (hash << 5) - hash + char.charCodeAt(0), 0);
window.__md_get = (key, storage = localStorage, scope = __md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
window.__md_set = (key, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: the page works, and forgets.
  }
};

document.documentElement.dataset.platform = navigator.platform;

{
  /* The colour scheme that the reader chose, else the one that their system asks for. */
  const colour = () => {
    const chosen = __md_get("__palette")?.color;
    const follow = !chosen || chosen.media === "(prefers-color-scheme)";
    const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    const option = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${system})']`);
    for (const name of ["media", "scheme", "primary", "accent"]) {
      const value = follow ? option?.getAttribute(`data-md-color-${name}`) : chosen[name];
      if (value) document.body.setAttribute(`data-md-color-${name}`, value);
    }
  };

  /* The tabs that the reader chose last, and the one that the address names. */
  const tabs = () => {
    const chosen = __md_get("__tabs");
    for (const set of Array.isArray(chosen) ? document.querySelectorAll(".tabbed-set") : []) {
      const labels = [...set.querySelector(".tabbed-labels").getElementsByTagName("label")];
      const label = chosen.flatMap((tab) => labels.filter((each) => each.innerText.trim() === tab))[0];
      if (label) document.getElementById(label.htmlFor).checked = true;
    }
    const target = document.getElementById(location.hash.slice(1));
    if (target?.name) target.checked = target.name.startsWith("__tabbed_");
  };

  /* As soon as the switch of the schemes is there, which is before anything is painted. */
  const watch = new MutationObserver(() => {
    if (!document.querySelector("[data-md-component=palette] ~ *, .md-container")) return;
    watch.disconnect();
    if (document.querySelector("[data-md-component=palette]")) colour();
  });
  watch.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", tabs);

  /* All that is folded around the place which the address names: not every browser opens it, and the theme one fold. */
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folds = [];
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
    if (folds.every((fold) => fold.open)) return;
    for (const fold of folds) fold.open = true;
    target.scrollIntoView();
  };
  document.addEventListener("DOMContentLoaded", unfold);
  addEventListener("hashchange", unfold);
}
