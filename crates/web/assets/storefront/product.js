// A product can be chosen and bought without this file. It follows the choice at once, shares the page, and keeps the button
// in reach on small screens.
(function () {
  "use strict";
  var product = document.getElementById("product");
  var form = document.getElementById("buy-form");
  if (!product || !form) return;
  var list = document.getElementById("variants");
  var deliveries = document.getElementById("deliveries");
  var fields = Array.prototype.slice.call(form.querySelectorAll("fieldset.option"));
  var variants = list
    ? Array.prototype.map.call(list.children, function (item) {
        return { item: item, options: JSON.parse(item.dataset.options) };
      })
    : null;

  function part(name) {
    return document.querySelector("[data-show=" + name + "]");
  }

  function chosen() {
    return fields.map(function (field) {
      var input = field.querySelector("input:checked");
      return input ? input.value : "";
    });
  }

  function matching(values) {
    return variants.filter(function (variant) {
      return variant.options.every(function (value, index) {
        return value === values[index];
      });
    })[0];
  }

  // Which values can be had together with the other choices.
  function mark(values) {
    fields.forEach(function (field, at) {
      field.querySelector(".option-chosen").textContent = values[at];
      field.querySelectorAll("input").forEach(function (input) {
        var wish = values.slice();
        wish[at] = input.value;
        var found = matching(wish);
        var isGone = !found || found.item.dataset.buy !== "true";
        input.parentElement.classList.toggle("gone", isGone);
        input.parentElement.querySelector("[data-gone]").hidden = !isGone;
      });
    });
  }

  // The bar at the bottom, while the button above cannot be seen and there is something to buy.
  var bar = document.querySelector("[data-bar]");
  var isSeen = true;

  function showBar() {
    if (!bar) return;
    var isShown = !isSeen && !part("bar-add").disabled;
    bar.hidden = !isShown;
    document.documentElement.classList.toggle("has-bar", isShown);
  }

  function allow(isAllowed) {
    part("add").disabled = !isAllowed;
    part("bar-add").disabled = !isAllowed;
    showBar();
  }

  function promise(place) {
    var arrival = part("delivery");
    var said = place !== "" && deliveries.children[Number(place)];
    arrival.hidden = !said;
    arrival.innerHTML = said ? said.innerHTML : "";
  }

  function follow() {
    if (!variants) {
      // Too many variants to send along: ask the server for the page of this choice. In this page's place, else
      // "back" would lead here and on again.
      location.replace(address(chosen()));
      return;
    }
    var values = chosen();
    var found = matching(values);
    mark(values);
    var stock = part("stock");
    if (!found) {
      allow(false);
      promise("");
      stock.className = "stock stock-unavailable";
      stock.textContent = list.dataset.unavailable;
      return;
    }
    var data = found.item.dataset;
    ["price", "bar-price"].forEach(function (name) {
      var place = part(name);
      if (place) place.innerHTML = found.item.children[0].innerHTML;
    });
    var lowest = part("lowest");
    lowest.textContent = found.item.children[2].textContent;
    lowest.hidden = !lowest.textContent;
    stock.className = "stock stock-" + data.state;
    stock.innerHTML = found.item.children[1].innerHTML;
    allow(data.buy === "true");
    promise(data.delivery);
    form.querySelector("input[name=quantity]").max = data.most;
    var hidden = form.querySelector("input[name=variant]");
    if (hidden) hidden.value = data.id;
    var sku = part("sku");
    sku.hidden = !data.sku;
    sku.querySelector("span").textContent = data.sku;
    if (data.picture !== "") {
      document.dispatchEvent(new CustomEvent("product:picture", { detail: Number(data.picture) }));
    }
    history.replaceState(null, "", address(values));
  }

  function address(values) {
    var query = new URLSearchParams();
    fields.forEach(function (field, index) {
      query.set(field.querySelector("input").name, values[index]);
    });
    return location.pathname + "?" + query;
  }

  if (fields.length) {
    form.addEventListener("change", function (event) {
      if (event.target.matches("fieldset.option input")) follow();
    });
    // A browser that restores a form after "back" may have another choice than the page was made with.
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) follow();
    });
    // So may somebody who was quicker than this file.
    var isEarly = fields.some(function (field) {
      return Array.prototype.some.call(field.querySelectorAll("input"), function (input) {
        return input.checked !== input.defaultChecked;
      });
    });
    if (isEarly) follow();
  }

  // Sharing: the system's own sheet, or the address in the clipboard.
  var share = document.querySelector("[data-share]");
  if (share && (navigator.share || navigator.clipboard)) {
    share.hidden = false;
    share.addEventListener("click", function () {
      var what = { title: share.dataset.title, url: share.dataset.url };
      if (navigator.share && (!navigator.canShare || navigator.canShare(what))) {
        // Whoever closes the sheet has changed their mind; that is no failure.
        navigator.share(what).catch(function () {});
        return;
      }
      navigator.clipboard.writeText(what.url).then(function () {
        share.querySelector("span").textContent = share.dataset.done;
      });
    });
  }

  if (bar && "IntersectionObserver" in window) {
    new IntersectionObserver(function (entries) {
      isSeen = entries[entries.length - 1].isIntersecting;
      showBar();
    }).observe(part("add"));
  }
})();
