// HTML that somebody wrote or copied, read without its handlers. None of them would run, but browsers that read them complain of each.
(() => {
  "use strict";
  const TAG = /<[a-z](?:[^"'>]|"[^"]*"|'[^']*')*>/gi;
  // Values are gone over, so that nothing in them is taken for a handler.
  const HANDLER = /"[^"]*"|'[^']*'|[\s/]on[^\s=>/]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?/gi;

  window.bodyOf = (html) => {
    const quiet = html.replace(TAG, (tag) => tag.replace(HANDLER, (part) => (/^["']/.test(part) ? part : "")));
    return new DOMParser().parseFromString(quiet, "text/html").body;
  };
})();
