/* Stands in for Worker on pages that are opened from file://, where a browser starts none: the worker's script runs in a
   hidden frame. It knows as much of a worker as the search of Material for MkDocs asks for, which recognizes it by the
   name IFrameWorker. After iframe-worker 1.0.4 by Martin Donath (MIT); without document.write and window messages. */
"use strict";
(() => {
  class FrameWorker extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    constructor(url) {
      super();
      this.#frame.hidden = true;
      document.body.append(this.#frame);
      const inside = this.#frame.contentWindow;
      inside.postMessage = (data) => this.#tell(new MessageEvent("message", { data }));
      inside.importScripts = async (...urls) => {
        for (const each of urls) await this.#load(each);
      };
      inside.addEventListener("error", (event) => this.#tell(new ErrorEvent("error", { message: event.message })));
      this.#ready = this.#load(url);
    }

    postMessage(data) {
      const inside = this.#frame.contentWindow;
      this.#ready.then(() => inside.dispatchEvent(new inside.MessageEvent("message", { data: structuredClone(data) })));
    }

    terminate() {
      this.#frame.remove();
    }

    #load(url) {
      const page = this.#frame.contentDocument;
      return new Promise((resolve, reject) => {
        const script = page.createElement("script");
        script.src = new URL(url, document.baseURI).href;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${script.src} can't be loaded`));
        page.body.append(script);
      });
    }

    #tell(event) {
      this[`on${event.type}`]?.(event);
      this.dispatchEvent(event);
    }
  }
  window.IFrameWorker = FrameWorker;
  if (location.protocol === "file:") window.Worker = FrameWorker;
})();
