/* A worker's whole task: have the browser learn how dates are written in the language that the worker is named by.
   What it learned serves the page, too, which would stand still for it. */

new Intl.DateTimeFormat(self.name || undefined, { weekday: "short", day: "numeric", month: "short" }).format();
self.postMessage(null);
self.close();
