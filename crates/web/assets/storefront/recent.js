// What was looked at before: kept in this browser only. The shop is asked for the cards of these products, without a word on
// who asks, and keeps nothing.
(function () {
  "use strict";
  var KEY = "looked-at";
  var KEPT = 13;
  var product = document.getElementById("product");
  var section = document.querySelector("[data-recent]");
  if (!product || !section) return;

  function read() {
    try {
      var slugs = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(slugs)
        ? slugs.filter(function (slug) {
            return typeof slug === "string";
          })
        : [];
    } catch (error) {
      // A browser that keeps nothing, or something that is not ours.
      return [];
    }
  }

  function write(slugs) {
    try {
      localStorage.setItem(KEY, JSON.stringify(slugs.slice(0, KEPT)));
    } catch (error) {
      // Then there is nothing to show next time.
    }
  }

  var here = product.dataset.slug;
  var before = read().filter(function (slug) {
    return slug !== here;
  });
  write([here].concat(before));

  section.querySelector("[data-recent-clear]").addEventListener("click", function () {
    try {
      localStorage.removeItem(KEY);
    } catch (error) {
      // There was nothing.
    }
    section.hidden = true;
    document.getElementById("main").focus();
  });
  if (!before.length) return;
  var query = before.slice(0, 12).map(function (slug) {
    return "p=" + encodeURIComponent(slug);
  });
  fetch(section.dataset.recent + "?" + query.join("&"), { credentials: "same-origin" })
    .then(function (answer) {
      return answer.ok ? answer.text() : "";
    })
    .then(function (html) {
      if (!html.trim()) return;
      section.querySelector("[data-recent-cards]").innerHTML = html;
      section.hidden = false;
    })
    .catch(function () {
      // Without the cards the page lacks nothing that it needs.
    });
})();
