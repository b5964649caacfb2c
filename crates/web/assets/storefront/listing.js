// Listings work without this file, by a button. With it choices act at once (htmx sends the form), the filters open as a
// sheet on narrow screens, prices have a slider, and what was open stays so.
(function () {
  "use strict";

  function panel() {
    return document.getElementById("filters");
  }

  // The sheet. Everything around it is out of reach while it is open.
  function around(element, each) {
    for (var at = element; at !== document.body; at = at.parentElement) {
      Array.prototype.forEach.call(at.parentElement.children, function (other) {
        if (other !== at && other.tagName !== "SCRIPT") each(other);
      });
    }
  }

  function isOpen() {
    var sheet = panel();
    return sheet !== null && sheet.classList.contains("is-open");
  }

  function hideRest() {
    around(panel(), function (other) {
      other.inert = true;
    });
  }

  function openSheet() {
    var sheet = panel();
    sheet.classList.add("is-open");
    sheet.setAttribute("role", "dialog");
    sheet.setAttribute("aria-modal", "true");
    document.body.classList.add("is-under-sheet");
    hideRest();
    document.getElementById("filters-title").focus();
  }

  function closeSheet() {
    if (!isOpen()) return;
    var sheet = panel();
    sheet.classList.remove("is-open");
    sheet.removeAttribute("role");
    sheet.removeAttribute("aria-modal");
    document.body.classList.remove("is-under-sheet");
    around(sheet, function (other) {
      other.inert = false;
    });
    document.getElementById("filters-open").focus();
  }

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (target.closest("#filters-open")) {
      event.preventDefault();
      openSheet();
    } else if (target.closest(".filters-close, #filters-show")) {
      event.preventDefault();
      closeSheet();
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeSheet();
    if (event.key === " " && event.target.id === "filters-open") {
      event.preventDefault();
      openSheet();
    }
  });
  window.matchMedia("(min-width: 64rem)").addEventListener("change", closeSheet);

  // Prices are sent by Enter, and shortly after a thumb rests or somebody leaves both fields: who goes on to the other one
  // has not said all yet, and whatever else is chosen meanwhile takes them along.
  var REST = 300;
  var timer = 0;
  var sent = "";

  function isIn(target, css) {
    return target instanceof Element && target.closest(css) !== null;
  }

  function prices(property) {
    var ends = ["min", "max"].map(function (id) {
      var field = document.getElementById(id);
      return field ? field[property].trim() : "";
    });
    return ends.join(" – ");
  }

  function areUnsent() {
    return prices("value") !== sent;
  }

  function sendSoon() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      var form = document.getElementById("filters-form");
      if (form && areUnsent()) form.requestSubmit();
    }, REST);
  }

  document.addEventListener("focusin", function (event) {
    if (isIn(event.target, ".facet-range")) clearTimeout(timer);
  });
  document.addEventListener("focusout", function (event) {
    if (isIn(event.target, ".facet-range") && !isIn(event.relatedTarget, ".facet-range")) sendSoon();
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    clearTimeout(timer);
    if (event.target.id === "filters-form") sent = prices("value");
  });

  // The slider writes into the two fields.
  function amount(slider, minor) {
    var exponent = Number(slider.dataset.exponent);
    return (minor / Math.pow(10, exponent)).toFixed(exponent).replace(/\.0+$/, "").replace(".", slider.dataset.decimal);
  }

  function draw(slider) {
    var inputs = slider.querySelectorAll("input");
    var low = Number(inputs[0].min);
    var span = Number(inputs[0].max) - low || 1;
    var bar = slider.querySelector(".slider-track span").style;
    bar.left = ((inputs[0].value - low) / span) * 100 + "%";
    bar.right = (1 - (inputs[1].value - low) / span) * 100 + "%";
    inputs.forEach(function (input) {
      input.setAttribute("aria-valuetext", amount(slider, Number(input.value)) + " " + slider.dataset.currency);
    });
    // Where both are at the upper end, the lower one has to be in reach.
    inputs[0].style.zIndex = Number(inputs[0].value) > low + span / 2 ? 1 : 0;
  }

  document.addEventListener("input", function (event) {
    var slider = event.target.closest(".slider");
    if (slider) {
      var inputs = slider.querySelectorAll("input");
      var isLower = event.target === inputs[0];
      var other = inputs[isLower ? 1 : 0];
      var value = Number(event.target.value);
      if (isLower ? value > Number(other.value) : value < Number(other.value)) event.target.value = other.value;
      draw(slider);
      var end = isLower ? event.target.min : event.target.max;
      var field = document.getElementById(isLower ? "min" : "max");
      field.value = event.target.value === end ? "" : amount(slider, Number(event.target.value));
    }
    if (event.target.closest(".facet-find")) filterValues(event.target);
  });

  // A long list of values has a field that looks for some of them.
  function filterValues(field) {
    var more = field.closest(".facet-more");
    var wanted = field.value.trim().toLocaleLowerCase();
    var found = 0;
    more.querySelectorAll("li").forEach(function (item) {
      item.hidden = item.querySelector(".facet-label").textContent.toLocaleLowerCase().indexOf(wanted) < 0;
      if (!item.hidden) found += 1;
    });
    var none = more.querySelector(".facet-none");
    none.textContent = found ? "" : none.dataset.none;
  }
  document.addEventListener(
    "change",
    function (event) {
      if (event.target.closest(".facet-find, .facet-price")) event.stopPropagation();
      if (event.target.closest(".slider")) sendSoon();
    },
    true
  );
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.closest(".facet-find")) event.preventDefault();
  });

  // All values of a facet come into its place; then one looks for some of them.
  var next = null;
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".facet-all a");
    if (link) next = link.dataset.field;
  });

  // What was open, looked for and scrolled to stays so when the facets are exchanged, and prices that somebody is about to
  // choose do.
  var kept = null;
  document.addEventListener("htmx:beforeSwap", function () {
    kept = { open: {}, typed: {}, prices: {} };
    var isSliding = isIn(document.activeElement, ".slider");
    if (isSliding || isIn(document.activeElement, ".facet-range") || areUnsent()) {
      document.querySelectorAll(isSliding ? ".facet-price input" : ".facet-range input").forEach(function (input) {
        kept.prices[input.id] = input.value;
      });
    }
    document.querySelectorAll("#facets details").forEach(function (details) {
      kept.open[details.id] = details.open;
    });
    document.querySelectorAll(".facet-find input").forEach(function (input) {
      if (input.value) kept.typed[input.id] = input.value;
    });
  });
  document.addEventListener("htmx:oobAfterSwap", restore);
  document.addEventListener("htmx:afterSwap", restore);

  function drawAll() {
    document.querySelectorAll(".slider").forEach(draw);
  }

  function restore() {
    // Before htmx puts the cursor back to its place in the text.
    Object.keys(kept ? kept.prices : {}).forEach(function (id) {
      var input = document.getElementById(id);
      if (input) input.value = kept.prices[id];
    });
    drawAll();
    // New results are as out of reach as the old ones were.
    if (isOpen()) hideRest();
    if (!kept) return;
    Object.keys(kept.open).forEach(function (id) {
      var details = document.getElementById(id);
      if (details) details.open = kept.open[id];
    });
    Object.keys(kept.typed).forEach(function (id) {
      var input = document.getElementById(id);
      if (!input) return;
      input.value = kept.typed[id];
      filterValues(input);
    });
  }

  document.addEventListener("htmx:afterSettle", function () {
    kept = null;
    // Until now the new elements had the attributes of the old ones.
    drawAll();
    sent = prices("defaultValue");
    if (areUnsent() && !isIn(document.activeElement, ".facet-range")) sendSoon();
    var field = next && document.getElementById(next);
    if (field) {
      next = null;
      field.focus();
      return;
    }
    // A chip that is taken away takes the focus along.
    if (document.activeElement !== document.body) return;
    var near = document.querySelector(".chosen a") || document.getElementById("listing-count");
    if (near) near.focus({ preventScroll: true });
  });

  restore();
  sent = prices("defaultValue");
})();
