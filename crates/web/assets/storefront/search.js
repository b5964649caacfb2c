// Searching works without this file. With it the fields suggest while one types (a combobox as in the ARIA patterns), and on
// narrow screens the search opens as a layer.
(function () {
  "use strict";
  var PAUSE = 120;
  var FEWEST = 2;

  document.querySelectorAll("form[data-suggest]").forEach(function (form) {
    var input = form.querySelector("input[type=search]");
    var popup = document.createElement("div");
    var status = document.createElement("div");
    var timer = 0;
    var request = null;
    var asked = "";
    var active = -1;

    popup.className = "suggestions";
    popup.id = input.id + "-suggestions";
    popup.hidden = true;
    popup.setAttribute("role", "listbox");
    popup.setAttribute("aria-label", form.dataset.label);
    status.className = "hidden";
    status.setAttribute("role", "status");
    form.append(popup, status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", popup.id);

    function options() {
      return popup.querySelectorAll("[role=option]");
    }

    function show(isShown) {
      popup.hidden = !isShown;
      input.setAttribute("aria-expanded", String(isShown));
      if (!isShown) choose(-1);
    }

    function choose(index) {
      active = index;
      options().forEach(function (option, at) {
        option.setAttribute("aria-selected", String(at === index));
        if (at === index) option.scrollIntoView({ block: "nearest" });
      });
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", options()[index].id);
    }

    function forget() {
      clearTimeout(timer);
      if (request) request.abort();
      request = null;
    }

    function ask() {
      var text = input.value.trim();
      forget();
      if (text.length < FEWEST) {
        asked = "";
        popup.replaceChildren();
        show(false);
        return;
      }
      if (text === asked) return show(options().length > 0);
      var ours = new AbortController();
      request = ours;
      fetch(form.dataset.suggest + "?q=" + encodeURIComponent(text), { signal: ours.signal, headers: { accept: "text/html" } })
        .then(function (answer) {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.text();
        })
        .then(function (html) {
          // An answer to what was typed before is of no use any more.
          if (request !== ours) return;
          request = null;
          asked = text;
          popup.innerHTML = html;
          options().forEach(function (option, at) {
            option.id = input.id + "-option-" + at;
          });
          var part = popup.querySelector("[data-count]");
          status.textContent = part ? part.dataset.count : "";
          choose(-1);
          show(options().length > 0 && form.contains(document.activeElement));
        })
        .catch(function (error) {
          if (error.name !== "AbortError") show(false);
        });
    }

    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("focus", function () {
      if (input.value.trim() === asked && asked && input.value !== input.defaultValue) show(options().length > 0);
    });
    input.addEventListener("keydown", function (event) {
      var count = options().length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (popup.hidden) {
          ask();
        } else if (count) {
          var step = event.key === "ArrowDown" ? 1 : -1;
          // One place before the first is the field itself.
          choose(((active + 1 + step + count + 1) % (count + 1)) - 1);
        }
        event.preventDefault();
      } else if (event.key === "Enter" && active >= 0 && !popup.hidden) {
        event.preventDefault();
        options()[active].click();
      } else if (event.key === "Escape" && !popup.hidden) {
        event.preventDefault();
        event.stopPropagation();
        show(false);
      }
    });
    form.addEventListener("submit", function () {
      forget();
      show(false);
    });
    // The field keeps the focus while a suggestion is clicked.
    popup.addEventListener("mousedown", function (event) {
      event.preventDefault();
    });
    document.addEventListener("click", function (event) {
      if (!form.contains(event.target)) show(false);
    });
    form.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !form.contains(event.relatedTarget)) show(false);
    });
  });

  // The layer.
  var layer = document.querySelector("form.find");
  var link = document.querySelector(".find-link");
  if (!layer || !link) return;
  var field = layer.querySelector("input[type=search]");

  function around(each) {
    for (var at = layer; at !== document.body; at = at.parentElement) {
      Array.prototype.forEach.call(at.parentElement.children, function (other) {
        if (other !== at && other.tagName !== "SCRIPT") each(other);
      });
    }
  }

  function open(isOpen) {
    if (layer.classList.contains("is-open") === isOpen) return;
    layer.classList.toggle("is-open", isOpen);
    document.body.classList.toggle("is-under-sheet", isOpen);
    around(function (other) {
      other.inert = isOpen;
    });
    if (isOpen) field.focus();
    else link.focus();
  }

  link.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(true);
  });
  layer.querySelector(".find-close").addEventListener("click", function () {
    open(false);
  });
  layer.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.defaultPrevented) open(false);
  });
  window.matchMedia("(min-width: 56rem)").addEventListener("change", function () {
    open(false);
  });
})();
