// The shop works without this file. It makes sorting quicker and the menu handier; pages with more to do
// have files of their own.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // A list of sort orders acts at once.
  document.addEventListener("change", function (event) {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  // One menu at a time, and out of the way with Escape or a click beside it.
  var menu = document.querySelector("details.menu");
  if (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }
})();
