/* 404.html is shown at any address below the site's, and without `site_url` nobody told it where the site begins. This
   file stands in a folder of the site and so knows it: 404.html looks for it in every folder above its address. */
"use strict";

if (!document.querySelector("base")) {
  const base = document.createElement("base");
  base.href = new URL("..", document.currentScript.src);
  document.head.prepend(base);

  /* The theme's own script, which comes later, starts from the page's address instead. */
  const watch = new MutationObserver(() => {
    const config = document.getElementById("__config");
    try {
      config.textContent = JSON.stringify({ ...JSON.parse(config.textContent), base: base.href });
      watch.disconnect();
    } catch {
      // It is not there yet, or not the whole of it.
    }
  });
  watch.observe(document, { childList: true, subtree: true });
}
